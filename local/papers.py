"""Papers for trying the bank on a laptop: drawn anew each time, since the same file of two customers would be noticed."""

import base64
import io
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageDraw


def passport(name: str, number: str) -> str:
    """A JPEG in base64 that says what it is for."""
    page = Image.new("RGB", (720, 480), "#f3ead9")
    pen = ImageDraw.Draw(page)
    pen.rectangle((24, 24, 696, 456), outline="#b93c0a", width=4)
    for line, text in enumerate(("SPECIMEN  PASSPORT", name, number, "For trying a bank, and for nothing else")):
        pen.text((60, 80 + 80 * line), text, fill="#1d1b1a", font_size=30)
    return _encoded(lambda file: page.save(file, "JPEG", quality=85))


def proof_of_address() -> str:
    """A PDF of one empty page in base64."""
    letter = pikepdf.new()
    letter.add_blank_page()
    return _encoded(letter.save)


def _encoded(write: Callable[[io.BytesIO], object]) -> str:
    file = io.BytesIO()
    write(file)
    return base64.b64encode(file.getvalue()).decode()
