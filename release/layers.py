"""Layers: libraries that only some functions need, beside the one zip that Chalice ships to all.

A function's declaration names its `layers`; `requirements-NAME.txt` says what is in one, by version and hash.
"""

import io
import zipfile
from pathlib import Path

from release import dependencies
from release.declaration import ROOT, Declaration

# The same files make the same zip: a layer that did not change is not published again.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def names(declaration: Declaration) -> list[str]:
    """Every layer that a function has."""
    return sorted({name for function in declaration.functions.values() for name in function.get("layers", ())})


def zipped(name: str, folder: Path) -> bytes:
    """A layer's content, with `python/` where Lambda looks for it; `folder` keeps what was installed.

    Raises `dependencies.NotInstalled`.
    """
    installed = folder / name / "python"
    dependencies.install(ROOT / f"requirements-{name}.txt", installed)
    return archive(
        {f"python/{path.relative_to(installed)}": path.read_bytes() for path in installed.rglob("*") if path.is_file()}
    )


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
