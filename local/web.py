"""The web application at the front door: /app/ on the API's own origin, as CloudFront serves it on AWS.

What is under assets/ is named by its content and kept for ever; index.html is asked for anew each time and answers every
page's address; a file that is not there is 404, never index.html.
"""

import mimetypes
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from chalicelib.platform import html
from release.web import DIST

ROOT = "/app/"
_FOREVER = "public, max-age=31536000, immutable"
_ANEW = "no-cache"


@dataclass(frozen=True)
class File:
    """An answer with what a file holds, or with the address to go to."""

    status: int
    headers: dict[str, str]
    content: bytes = b""


def find(path: str, dist: Path = DIST) -> File | None:
    """The answer for a path, or None when it is not the web's: any other path, and every path while nothing is built.

    Raises FileNotFoundError for a file that should be there and is not.
    """
    if not (dist / "index.html").exists():
        return None
    if path in ("/", ROOT.rstrip("/")):
        return File(HTTPStatus.FOUND, {"Location": ROOT, "Cache-Control": _ANEW, **html.HEADERS})
    if not path.startswith(ROOT):
        return None
    asked = path.removeprefix(ROOT)
    if asked.startswith("assets/") or "." in asked.rpartition("/")[2]:
        return _file(dist, asked)
    return _file(dist, "index.html")


def _file(dist: Path, name: str) -> File:
    found = (dist / name).resolve()
    hidden = any(part.startswith(".") for part in Path(name).parts)
    if hidden or not found.is_relative_to(dist.resolve()) or not found.is_file():
        raise FileNotFoundError(name)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    cache = _FOREVER if name.startswith("assets/") else _ANEW
    return File(HTTPStatus.OK, {"Content-Type": kind + charset, "Cache-Control": cache, **html.HEADERS}, found.read_bytes())
