"""The first command of a newcomer: a Python that will not do leaves nothing behind that spoils the next try."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from release.declaration import ROOT


@pytest.fixture
def clone(tmp_path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements-dev.txt").touch()
    return tmp_path


def install(clone: Path, python: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHON3"))}
    command = ["make", "install", f"PYTHON3={python}"]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_says_which_python_it_needs(clone):
    for bad in ("/nowhere/python3", script(clone / "old", "exit 1"), ""):
        done = install(clone, bad)
        assert done.returncode and "Python 3.11 or newer is needed" in done.stdout
        assert not (clone / ".venv").exists()


def test_without_the_module_venv_says_what_to_install(clone):
    """As on Debian: it makes half of the folder and then finds that it cannot go on."""
    half = 'if [ "$2" = venv ]; then mkdir -p .venv/bin; printf "#!/bin/sh\\nexit 1\\n" > .venv/bin/python; chmod +x .venv/bin/python; exit 1; fi'
    done = install(clone, script(clone / "debian", half))
    assert done.returncode and "apt install python3-venv" in done.stdout
    assert not (clone / ".venv").exists()


def test_mends_what_an_earlier_try_spoiled(clone):
    script(clone / ".venv" / "bin" / "python", "exit 1")
    done = install(clone, sys.executable)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        subprocess.run([clone / ".venv/bin/python", "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )
