"""Sets one PDF in a process of its own: told on standard input, written to standard output, and its memory given back."""

import json
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    import typst  # in a layer of the one function that sets type

    told = sys.stdin.read()
    # Only the fonts that Typst brings: a laptop's own would set another page than Lambda's.
    fonts = typst.Fonts(include_system_fonts=False)
    page = Path(__file__).with_name("statement.typ").read_bytes()
    compiler = typst.Compiler(page, font_paths=fonts, sys_inputs={"statement": told})
    made: Any = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=json.loads(told)["made"])
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
