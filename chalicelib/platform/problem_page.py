"""The page that the `type` of a problem leads to: every code, what it means, what to do, from the failures themselves."""

from html import escape

from chalicelib.kernel.failures import Failure, title_of
from chalicelib.platform import catalogue
from chalicelib.platform.http import ENDPOINTS
from chalicelib.platform.shapes import told

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems · Inferno Bank API</title>
<link rel="stylesheet" href="docs/page.css">
</head>
<body>
<header><h1>Problems</h1><p class="lead">What each code of a problem document means, and what to do.
The operations are described on <a href="docs">the page of the API</a>.</p></header>
<main>
{entries}
</main>
</body>
</html>
"""


def render() -> str:
    """The page as HTML."""
    entries = (_entry(code, failures) for code, failures in catalogue.by_code(ENDPOINTS).items())
    return _PAGE.format(entries="\n".join(entries))


def _entry(code: str, failures: list[type[Failure]]) -> str:
    parts = [f'<article id="{code}"><h2>{escape(title_of(code))}</h2><p><code>{code}</code>, status {failures[0].status}</p>']
    for failure in failures:
        parts.append(f"<p>{escape(told(failure)[0])}</p><p><strong>What to do.</strong> {escape(failure.what_to_do)}</p>")
        facts = told(failure.Facts)[1] if failure.Facts else {}
        lines = "".join(f"<dt><code>{escape(name)}</code></dt><dd>{escape(text)}</dd>" for name, text in facts.items())
        parts.append(f"<dl>{lines}</dl>" if lines else "")
    return "".join(parts) + "</article>"
