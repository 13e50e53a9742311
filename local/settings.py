"""Where a local stack lives: its folder and ports, from the environment or from a stack that runs already."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.clients import Clients
from local.config import LOCAL_SETTINGS
from local.declaration import ROOT, Place
from local.emulator import ACCOUNT, HOST, Emulator

# Settings of the emulator's own process that tests use.
_EMULATOR_SETTINGS = ("SFN_WAIT_SCALE", "BANK_AUTOSAVE_SECONDS", "BANK_ENDS_WITH")


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
        """PORT, EMULATOR_PORT and BANK_LOCAL_DIR; a stack that runs in the folder keeps the ports it was started with."""
        folder = Path(environment.get("BANK_LOCAL_DIR") or ROOT / ".local").resolve()
        known = internal(folder)
        return cls(
            folder,
            int(environment.get("PORT") or known.get("port") or 8000),
            int(environment.get("EMULATOR_PORT") or known.get("emulator_port") or 4566),
            tuple((name, environment[name]) for name in LOCAL_SETTINGS if environment.get(name)),
            tuple((name, environment[name]) for name in _EMULATOR_SETTINGS if environment.get(name)),
        )

    @classmethod
    def of_running(cls, folder: Path) -> "Settings":
        """Those of the stack that runs in a folder."""
        return cls.from_environment({"BANK_LOCAL_DIR": str(folder)})

    @property
    def emulator(self) -> Emulator:
        return Emulator(self.emulator_port, self.folder, settings=dict(self.emulator_settings))

    @property
    def clients(self) -> Clients:
        return Clients(self.emulator.url)

    @property
    def place(self) -> Place:
        return Place("local", ACCOUNT)

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.port}"


def internal(folder: Path) -> dict:
    """What the tools remember about a stack between commands: ports, process ids, the API's address."""
    try:
        return json.loads((folder / "internal.json").read_text())
    except (OSError, ValueError):
        return {}


def remember(folder: Path, **changes: object) -> None:
    write(folder / "internal.json", {name: value for name, value in (internal(folder) | changes).items() if value is not None})


def write(path: Path, content: dict) -> None:
    """Writes JSON so that a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, indent=2) + "\n")
    fresh.replace(path)
