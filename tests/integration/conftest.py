"""Who most of these tests are about. The emulator they meet is each module's to ask for."""

import pytest

from tests.support.accounts import Saver


@pytest.fixture
def ada() -> Saver:
    """Somebody new, who has nothing yet."""
    return Saver()


@pytest.fixture
def account(ada) -> str:
    """A checking account of Ada's with 100.00."""
    return ada.open(balance="100.00")
