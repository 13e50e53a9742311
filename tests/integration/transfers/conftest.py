"""Two customers in good standing, whom the tests of transfers have pay each other."""

import pytest

from tests.support.accounts import Saver, standing
from tests.support.watching import overtaken

__all__ = ["overtaken"]


@pytest.fixture
def ada() -> Saver:
    return standing()


@pytest.fixture
def bob() -> Saver:
    return standing()
