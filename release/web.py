"""The web application: `web/dist`, built from `web/` and the API's own description when one of them has changed.

python -m release.web            builds it
python -m release.web --types    only writes the description, the types made from it and what ships with a name, for an editor and the tests
"""

import argparse
import fcntl
import hashlib
import json
import mimetypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from release import node
from release.declaration import ROOT

WEB = ROOT / "web"
DIST = WEB / "dist"
KEPT_FOR_EVER, ASKED_ANEW = "public, max-age=31536000, immutable", "no-cache"
_API = WEB / "src" / "api"
_DESCRIPTION, _TYPES = _API / "description.json", _API / "schema.d.ts"
_SHIPPED = WEB / "src" / "i18n" / "shipped.json"
_BUILT_OF = DIST / ".built-of"
_NOT_SOURCES = ("node_modules", "dist", "tests")
_LOG = ROOT / "build" / "web.log"
_SECONDS = 600
# The description, and what the bank ships in English: the meaning of each fact, the name of each rule of its own.
_TELL = """
import json, app
from chalicelib.fraud.facts import FACTS
from chalicelib.fraud.shipped import SHIPPED
from chalicelib.platform.openapi import describe
facts = {name: meaning for name, (_, meaning) in FACTS.items()}
print(json.dumps([describe(), {"facts": facts, "rules": {rule.rule_id: rule.name for rule in SHIPPED}}]))
"""


class WebFailed(Exception):
    """The web could not be built; the text is one line that says why."""


def build() -> str:
    """Builds what has changed, and says what was done. Raises WebFailed."""
    with _alone():
        _describe()
        wanted = _fingerprint()
        if _BUILT_OF.exists() and _BUILT_OF.read_text() == wanted:
            return "unchanged"
        _write_types()
        run("vite", "build", "--logLevel=warn")
        _BUILT_OF.write_text(wanted)
    return f"{sum(path.stat().st_size for path in (DIST / 'assets').iterdir()) // 1024} KB"


def types() -> None:
    """Writes the description, its types and what ships with a name. Raises WebFailed."""
    with _alone():
        _describe()
        _write_types()


def headers_of(name: str) -> dict[str, str]:
    """What a file of the bundle is served with, by its path in it. What is under assets/ is named by its content."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return {"Content-Type": kind + charset, "Cache-Control": KEPT_FOR_EVER if name.startswith("assets/") else ASKED_ANEW}


def run(tool: str, *arguments: str) -> str:
    """Runs one of the tools that web/package-lock.json names, and returns what it wrote. Raises WebFailed."""
    try:
        folder = node.ensure()
    except node.NodeMissing as missing:
        raise WebFailed(str(missing)) from missing
    _install(folder)
    return _run([str(WEB / "node_modules" / ".bin" / tool), *arguments], folder)


def _install(folder: Path) -> None:
    lock, installed = (WEB / "package-lock.json").read_text(), WEB / "node_modules" / ".installed-of"
    if not installed.exists() or installed.read_text() != lock:
        _run([str(folder / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        installed.write_text(lock)


def _run(command: list[str], folder: Path) -> str:
    environment = os.environ | {"PATH": os.pathsep.join([str(folder), os.environ.get("PATH", "")]), "NO_COLOR": "1"}
    try:
        done = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired as late:
        raise WebFailed(f"{Path(command[0]).name} {command[1]} took more than {_SECONDS} s") from late
    if done.returncode:
        raise WebFailed(f"{Path(command[0]).name} {' '.join(command[1:2])} failed: {_reason(done.stdout + done.stderr)}")
    return done.stdout + done.stderr


def _reason(output: str) -> str:
    """The line that says most; all of it is in a file."""
    _LOG.write_text(output)
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["it said nothing"]
    told = next((line for line in lines if "error" in line.lower()), lines[-1])
    return f"{told} ({_LOG.relative_to(ROOT)} has all of it)"


def _describe() -> None:
    """What the web knows of the API comes from a process of its own: nothing of the application is loaded into ours."""
    done = subprocess.run([sys.executable, "-c", _TELL], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise WebFailed(f"the API's description cannot be made: {_reason(done.stderr)}")
    for path, told in zip((_DESCRIPTION, _SHIPPED), json.loads(done.stdout), strict=True):
        _keep(path, json.dumps(told, indent=1) + "\n")


def _write_types() -> None:
    if not _TYPES.exists() or _TYPES.stat().st_mtime < _DESCRIPTION.stat().st_mtime:
        run("openapi-typescript", str(_DESCRIPTION), "--output", str(_TYPES))


def _keep(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        parts = path.relative_to(WEB).parts
        if path.is_file() and path != _TYPES and not (parts[0] in _NOT_SOURCES or parts[0].startswith(".")):
            digest.update(f"{'/'.join(parts)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--types", action="store_true", help="only what is generated of the API, for an editor and the tests")
    arguments = parser.parse_args()
    try:
        if arguments.types:
            types()
        else:
            print(f"web/dist: {build()}")
    except WebFailed as failure:
        print(f"The web is not built: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
