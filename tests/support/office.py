"""What LibreOffice makes of a file: the cells of its first sheet."""

import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_SECONDS = 120

needed = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"), reason="LibreOffice (soffice) is not installed"
)


@dataclass(frozen=True)
class Cell:
    """`kind` is string, float or date; `value` what is kept, `shown` what one sees."""

    kind: str
    value: str
    shown: str
    formula: str | None


def opened(content: bytes, name: str, folder: Path, *, separator: str | None = None) -> list[list[Cell]]:
    """The rows of a file called `name`; `separator` is what a CSV is split at. Every call starts a LibreOffice of its own."""
    file = folder / name
    file.write_bytes(content)
    # Split at this, quoted by ", in UTF-8, from the first line on, numbers and dates recognised, formulas too.
    reading = [f"--infilter=CSV:{ord(separator)},34,76,1,,0,false,true,false,false,false,-1,true"] if separator else []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *reading, "--convert-to", "fods", "--outdir", str(folder / "made"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    return _rows((folder / "made" / name).with_suffix(".fods"))


def _rows(path: Path) -> list[list[Cell]]:
    table = ElementTree.parse(path).find(".//table:table", _NAMES)
    rows = ([_cell(each) for each in row.findall("table:table-cell", _NAMES)] for row in table.iter(_tag("table", "table-row")))
    return [row for row in rows if any(cell.kind for cell in row)]


def _cell(element: ElementTree.Element) -> Cell:
    def attribute(family: str, name: str) -> str | None:
        return element.get(_tag(family, name))

    shown = "\n".join("".join(line.itertext()) for line in element.findall("text:p", _NAMES))
    value = attribute("office", "date-value") or attribute("office", "value") or shown
    return Cell(attribute("office", "value-type") or "", value, shown, attribute("table", "formula"))


def _tag(family: str, name: str) -> str:
    return f"{{{_NAMES[family]}}}{name}"
