"""The file that keeps the bank while it does not run: all services as they were at one moment, replaced whole.

A line of JSON says when, and whether the bank was being stopped; each service has one; the last one is the digest of all before
it. A file without the right one is no bank, and is not taken for an empty one.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "bank.jsonl"


class SnapshotDamaged(Exception):
    """The file is not as it was written."""


@dataclass(frozen=True)
class Head:
    """`stopped`: nothing was answered afterwards."""

    taken_at: str
    stopped: bool


def write(folder: Path, head: Head, services: Mapping[str, str]) -> None:
    """Puts the JSON of every service in the place of what the folder keeps. Raises OSError and leaves that as it is."""
    lines = [
        json.dumps(asdict(head)),
        *(f'{{"service": {json.dumps(name)}, "state": {text}}}' for name, text in services.items()),
    ]
    digest = _digest(lines)
    fresh = folder / f"{NAME}.new"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with fresh.open("w") as file:
            file.writelines(f"{line}\n" for line in (*lines, json.dumps({"sha256": digest})))
            file.flush()
            os.fsync(file.fileno())
        if _digest(_lines(fresh)[:-1]) != digest:
            raise OSError(f"{fresh} reads otherwise than it was written")
        fresh.replace(folder / NAME)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def read(folder: Path) -> dict[str, str]:
    """The JSON of every service; nothing where nothing was ever kept. Raises SnapshotDamaged."""
    if not (folder / NAME).exists():
        return {}
    lines = _lines(folder / NAME)
    if len(lines) < 2 or lines[-1] != json.dumps({"sha256": _digest(lines[:-1])}):
        raise SnapshotDamaged(f"{folder / NAME} is not as it was written")
    return dict(map(_service, lines[1:-1]))


def head(folder: Path) -> Head | None:
    """When the file was taken; None where nothing was ever kept. Raises SnapshotDamaged."""
    try:
        with (folder / NAME).open() as file:
            return Head(**json.loads(file.readline()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise SnapshotDamaged(f"{folder / NAME} is not as it was written") from error


def _lines(path: Path) -> list[str]:
    return path.read_text().removesuffix("\n").split("\n")


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _service(line: str) -> tuple[str, str]:
    name, _, text = line.removeprefix('{"service": ').removesuffix("}").partition(', "state": ')
    return json.loads(name), text
