"""Every module is checked, and a handler's annotation says what its route declares: mypy cannot compare the two."""

import tomllib
from typing import get_args, get_type_hints

import app  # noqa: F401 (it makes the routes known)
from chalicelib.platform.endpoint import Endpoint
from chalicelib.platform.http import ENDPOINTS
from release.declaration import ROOT
from tests.support.over import over


@over("endpoint", ENDPOINTS)
def test_a_handler_takes_the_body_and_the_query_of_its_route(endpoint: Endpoint):
    body, query = get_args(get_type_hints(endpoint.handler)["request"])
    assert (body, query) == (endpoint.body or type(None), endpoint.query or type(None))


def test_no_module_is_left_unchecked():
    """Nothing is excused from its errors; the emulator's patches alone may leave types out."""
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    loose = {
        str(each["module"]) for each in mypy["overrides"] if {*each} - {"module", "ignore_missing_imports", "implicit_reexport"}
    }
    assert loose == {"local.patches.*"} and "exclude" not in mypy and "ignore_errors" not in str(mypy)
