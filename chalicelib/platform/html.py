"""Headers of every HTML answer of the bank, on AWS and on a laptop: a page runs and shows what its own origin serves, and
nothing that somebody managed to write into it.

html_headers.json is the one declaration: CloudFront's answers have them from there too (terraform/web).
"""

import json
from pathlib import Path
from string import Template

_DECLARED = json.loads(Path(__file__).with_name("html_headers.json").read_text())


def headers(uploads: str = "", pictures: str = "") -> dict[str, str]:
    """The headers of a page that may send files to the origins `uploads` and show pictures of the origins `pictures`, each
    a text with spaces between, besides its own.
    """
    directives = [Template(each).substitute(uploads=uploads, pictures=pictures) for each in _DECLARED["Content-Security-Policy"]]
    return _DECLARED | {"Content-Security-Policy": "; ".join(each.strip() for each in directives)}


HEADERS = headers()  # of what shows nothing of elsewhere
