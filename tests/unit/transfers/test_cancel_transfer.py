"""Calling a transfer off: who was a moment too late is told so in the words of this act."""

from types import SimpleNamespace

import pytest

from chalicelib.reviews.errors import ReviewEnded
from chalicelib.transfers import errors
from chalicelib.transfers.operations import cancel_transfer as cancelling


def test_one_that_ends_while_it_is_called_off_is_not_cancellable(monkeypatch):
    def ended_meanwhile(posting):
        raise ReviewEnded("It is not held any more")

    monkeypatch.setattr(cancelling, "find_transfer", lambda user_id, transaction_id: (SimpleNamespace(), "out"))
    monkeypatch.setattr(cancelling, "_posting", lambda transfer, call: None)
    monkeypatch.setattr(cancelling, "post", ended_meanwhile)
    with pytest.raises(errors.NotCancellable):
        cancelling.cancel_transfer("a transfer", SimpleNamespace(caller_id="ana"))
