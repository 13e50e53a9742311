"""Which movements somebody looks for."""

from datetime import UTC, datetime

import pytest

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.query.schemas import TransactionQuery
from chalicelib.query.search import Wanted

BOOKS = {
    "amount": -1250,
    "kind": "payment.debited",
    "details": {"merchant": "Café Bücher", "reference": "May", "paymentId": "abc"},
}


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(), Wanted(type="debit"), Wanted(kind="payment.debited"), Wanted(minimum=1250), Wanted(maximum=1250),
        Wanted(words="cafe"), Wanted(words="BUCH may"), Wanted(words="may café"),
    ],
)  # fmt: skip
def test_fits(wanted):
    assert wanted.fits(BOOKS)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(type="credit"), Wanted(kind="payment"), Wanted(minimum=1251), Wanted(maximum=1249), Wanted(maximum=0),
        Wanted(words="bookshop"), Wanted(words="cafe june"), Wanted(words="abc"),
    ],
)  # fmt: skip
def test_does_not_fit(wanted):
    assert wanted.is_looked_for
    assert not wanted.fits(BOOKS)


def test_a_time_or_a_reference_alone_is_the_databases():
    assert not Wanted(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 2, 1, tzinfo=UTC), reference="May").is_looked_for


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"start": "2026-02-01T00:00:00Z", "end": "2026-02-01T00:00:00Z"}, "end"),
        ({"start": "2026-02-31T00:00:00Z"}, "start"),
        ({"min_amount": "1.005"}, "minAmount"),
        ({"max_amount": "0"}, "maxAmount"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_at_its_field(asked, field):
    with pytest.raises(InvalidRequest) as refused:
        TransactionQuery(**asked).wanted("USD")
    assert field in str(refused.value.errors)
