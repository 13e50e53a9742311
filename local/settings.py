"""Where a local stack lives: its folder and ports, from the environment or from a stack that runs already."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local.emulator import HOST, Emulator
from local.strangers import origins_of
from ops.clients import Clients, Keys
from release.config import LOCAL_SETTINGS
from release.declaration import ROOT, Place

# Settings of the emulator's own process that tests use.
_EMULATOR_SETTINGS = ("SFN_WAIT_SCALE", "BANK_AUTOSAVE_SECONDS", "BANK_ENDS_WITH", "BANK_PUBLIC_S3_ENDPOINT")
_HIGHEST_PORT = 65535


class WrongSetting(SystemExit):
    """A setting that cannot be meant. A command that does not catch it ends with the sentence it carries, and exit code 1."""


@dataclass(frozen=True)
class Settings:
    """One local stack. `function_settings` is extra environment of every function."""

    folder: Path
    port: int
    emulator_port: int
    function_settings: tuple[tuple[str, str], ...] = ()
    emulator_settings: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """PORT, EMULATOR_PORT and BANK_LOCAL_DIR; a stack that runs in the folder keeps the ports it was started with.

        Raises WrongSetting.
        """
        folder = Path(environment.get("BANK_LOCAL_DIR") or ROOT / ".local").resolve()
        known = internal(folder)
        port = _number(environment, "PORT", _HIGHEST_PORT) or known.get("port") or 8000
        emulator_port = _number(environment, "EMULATOR_PORT", _HIGHEST_PORT) or known.get("emulator_port") or 4566
        if port == emulator_port:
            raise WrongSetting(f"PORT and EMULATOR_PORT are both {port}: the front door and the emulator need one each.")
        _number(environment, "RATE_LIMIT_PER_MINUTE")
        return cls(
            folder,
            port,
            emulator_port,
            tuple((name, environment[name]) for name in LOCAL_SETTINGS if environment.get(name)),
            tuple((name, environment[name]) for name in _EMULATOR_SETTINGS if environment.get(name)),
        )

    @property
    def environment(self) -> dict[str, str]:
        """Of every function: `function_settings`, and where the bank's own pages are."""
        return {"BANK_PUBLIC_ORIGINS": " ".join(sorted(origins_of(self.port))), **dict(self.function_settings)}

    @classmethod
    def of_running(cls, folder: Path) -> "Settings":
        """Those of the stack that runs in a folder."""
        return cls.from_environment({"BANK_LOCAL_DIR": str(folder)})

    @property
    def emulator(self) -> Emulator:
        settings = dict(self.emulator_settings) | {"BANK_FRONT_DOOR_PORT": str(self.port)}
        return Emulator(self.emulator_port, self.folder, settings=settings, keys=self.keys)

    @property
    def keys(self) -> Keys | None:
        """The emulator's own; None before the first start."""
        known = internal(self.folder).get("keys")
        return Keys(**known) if known else None

    def make_keys(self) -> Keys:
        """Makes them, random, unless the folder has some: a link that was signed yesterday stays good."""
        if kept := self.keys:
            return kept
        made = Keys(f"AKIA{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30))
        remember(self.folder, keys=asdict(made))
        return made

    @property
    def clients(self) -> Clients:
        return Clients(self.emulator.url, keys=self.keys)

    @property
    def place(self) -> Place:
        return Place("local")

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def files_origin(self) -> str:
        """Where a browser finds what a signed link leads to, as `platform/clients.signing_s3` names it."""
        public = dict(self.emulator_settings).get("BANK_PUBLIC_S3_ENDPOINT") or self.emulator.url
        return "{0.scheme}://{0.netloc}".format(urlsplit(public))

    @property
    def web_url(self) -> str:
        return f"{self.api_url}/app/"


def _number(environment: Mapping[str, str], name: str, highest: int | None = None) -> int | None:
    """A whole number from 1 on, or None where nothing is said. Raises WrongSetting."""
    text = environment.get(name)
    if not text:
        return None
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= (highest or int(text)):
        return int(text)
    raise WrongSetting(f"{name} is {text!r}, but takes a whole number from 1 {f'to {highest}' if highest else 'on'}.")


def internal(folder: Path) -> dict[str, Any]:
    """What the tools remember about a stack between commands: ports, process ids, the API's address."""
    try:
        return json.loads((folder / "internal.json").read_text())
    except (OSError, ValueError):
        return {}


def remember(folder: Path, **changes: object) -> None:
    write(folder / "internal.json", {name: value for name, value in (internal(folder) | changes).items() if value is not None})


def write(path: Path, content: dict[str, Any]) -> None:
    """Writes JSON that only its owner reads, so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(content, indent=2) + "\n")
    fresh.replace(path)
