"""The web application at the front door: /app/ on the API's own origin, as CloudFront serves it on AWS.

What is under assets/ is named by its content and kept for ever; index.html is asked for anew each time and answers every
page's address; a file that is not there is 404, never index.html. terraform/web/pages.js decides the same, by the same table.
"""

from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from chalicelib.platform import html
from release.web import ASKED_ANEW, DIST, headers_of

ROOT = "/app/"


@dataclass(frozen=True)
class File:
    """An answer with what a file holds, or with the address to go to."""

    status: int
    headers: dict[str, str]
    content: bytes = b""


def find(path: str, dist: Path = DIST, files: str = "") -> File | None:
    """The answer for a path, or None when it is not the web's: any other path, and every path while nothing is built.

    `files` is the origin that signed links lead to. Raises FileNotFoundError for a file that should be there and is not.
    """
    if not (dist / "index.html").exists():
        return None
    if path in ("/", ROOT.rstrip("/")):
        return File(HTTPStatus.FOUND, {"Location": ROOT, "Cache-Control": ASKED_ANEW})
    if not path.startswith(ROOT):
        return None
    asked = path.removeprefix(ROOT)
    is_file = asked.startswith("assets/") or "." in asked.rpartition("/")[2]
    found = _file(dist, asked if is_file else "index.html")
    return replace(found, headers=found.headers | html.headers(uploads=files, pictures=files))


def _file(dist: Path, name: str) -> File:
    found = (dist / name).resolve()
    hidden = any(part.startswith(".") for part in Path(name).parts)
    if hidden or not found.is_relative_to(dist.resolve()) or not found.is_file():
        raise FileNotFoundError(name)
    return File(HTTPStatus.OK, headers_of(name), found.read_bytes())
