"""The emulator and the doubles, by turns: a double passes the tests that the emulator passes."""

import pytest

from chalicelib.platform import clients
from tests.support.bottle import Emulator, bottle


@pytest.fixture(params=["emulator", "double"])
def aws(request):
    if request.param == "emulator":
        yield Emulator(request.getfixturevalue("emulator"), clients.client)
        return
    with bottle() as made:
        yield made
