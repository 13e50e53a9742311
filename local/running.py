"""What of a stack runs: its two processes, known by their command lines, and the ports they hold. One command at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import processes
from local.settings import Settings, internal


class StackFailed(Exception):
    """The stack cannot be started as things are; the message says what to do about it."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One command at a time works on a folder. Raises StackFailed where it cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # whatever lies in it, signing keys among it, is its developer's alone
        opened = (folder / "lock").open("w")
    except OSError as error:
        raise StackFailed(f"{folder} cannot be used: {error.strerror}. BANK_LOCAL_DIR names another folder.") from error
    with opened as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def alive(folder: Path) -> dict[str, bool]:
    """Whether the `emulator` and the `front_door` of a folder live."""
    known = internal(folder)
    return {name: processes.running(known.get(name), _marker(folder, name)) for name in ("emulator", "front_door")}


def stop(folder: Path, name: str) -> None:
    """Ends one of the two, if it lives."""
    processes.stop(internal(folder).get(name), _marker(folder, name))


def _marker(folder: Path, name: str) -> str:
    """By what the command line of our process is known: nobody else's process is ever ended."""
    return f"local.{name} {folder}"


def clear_away(folder: Path) -> None:
    """A front door whose emulator has died is no bank: it ends, and what comes may take another port."""
    if not alive(folder)["emulator"]:
        stop(folder, "front_door")


def check_ports(settings: Settings) -> None:
    """Both ports are ours or free, before anything is started. Raises StackFailed."""
    known, runs = internal(settings.folder), alive(settings.folder)
    wanted, used = (settings.port, settings.emulator_port), (known.get("port"), known.get("emulator_port"))
    if runs["emulator"] and wanted != used:
        raise StackFailed(
            f"The bank in {settings.folder} runs on ports {used[0]} and {used[1]} already: "
            "`make down` stops it, then it starts on the ports you ask for."
        )
    if not runs["emulator"]:
        _claim(settings.emulator_port, "emulator", "EMULATOR_PORT")
    if not runs["front_door"]:
        _claim(settings.port, "front door", "PORT")


def _claim(port: int, what: str, variable: str) -> None:
    if not processes.is_free(port):
        raise StackFailed(
            f"Port {port}, wanted for the {what}, is taken by {processes.holder_of(port)}.\n"
            f"Stop that, or choose another port: make run {variable}={port + 1}"
        )
