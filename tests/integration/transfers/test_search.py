"""Search: what fits of an account's transfers, a query a page, for its owner only."""

import pytest

from chalicelib.kernel import clock
from tests.integration.transfers.test_transfers import pay, transactions
from tests.support.accounts import Saver, standing

pytestmark = pytest.mark.usefixtures("emulator")


WORDS = ("none", "one", "two", "three", "four", "five")  # figures might be an account's


@pytest.fixture(scope="module")
def paid(emulator) -> tuple[Saver, Saver, str, str, list[str]]:
    """Five transfers of 1.00 to 5.00 from one account to another."""
    ada, bob = standing(), standing()
    source, target = ada.open(balance="100.00"), bob.open()
    notes = ["Rent for May", "Café", "rent", "Lunch", ""]
    made = [
        pay(ada, source, target, f"{n}.00", **({"description": note} if note else {}), messageToPayee=f"number {WORDS[n]}")[
            "transactionId"
        ]
        for n, note in enumerate(notes, start=1)
    ]
    return ada, bob, source, target, made


def found(who: Saver, account: str, query: str = "") -> list[str]:
    return [each["transactionId"] for each in who.get(f"/api/v1/transactions/search?accountId={account}{query}")["items"]]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [5, 4, 3, 2, 1]), ("&text=RENT", [3, 1]), ("&text=cafe", [2]), ("&text=may%20rent", [1]), ("&text=number%20four", [4]),
        ("&minAmount=2&maxAmount=3.00", [3, 2]), ("&status=FAILED", []), ("&status=COMPLETED&minAmount=5", [5]), ("&type=internal&text=xyz", []),
    ],
)  # fmt: skip
def test_finds_what_fits_newest_first(paid, query, numbers):
    ada, _, source, _, made = paid
    assert found(ada, source, query) == [made[n - 1] for n in numbers]


def test_ends_where_the_time_ends(paid):
    ada, _, source, _, made = paid
    at = ada.get(f"/api/v1/transactions/{made[2]}")["createdAt"]
    assert found(ada, source, f"&start={at}") == made[:1:-1]
    assert found(ada, source, f"&end={at}") == made[1::-1]


def test_each_side_finds_by_what_it_may_read(paid):
    _, bob, _, target, made = paid
    assert found(bob, target, "&direction=in&text=number") == made[::-1]
    assert found(bob, target, "&direction=in&text=rent") == []  # the payer's own note


def test_goes_on_past_pages_on_which_nothing_fits_with_one_query_each(paid):
    ada, _, source, _, made = paid
    path, pages, cursor = f"/api/v1/transactions/search?accountId={source}&text=may&limit=2", [], ""
    with transactions() as (calls, _):
        while cursor is not None:
            page = ada.get(path + (f"&cursor={cursor}" if cursor else ""))
            pages.append([each["transactionId"] for each in page["items"]])
            cursor = page["nextCursor"]
    assert pages == [[], [], [made[0]]]
    assert calls == ["GetItem", "Query"] * 3


def test_a_cursor_is_of_its_caller_and_its_search(paid):
    ada, bob, source, target, _ = paid
    cursor = ada.get(f"/api/v1/transactions/search?accountId={source}&limit=2")["nextCursor"]
    assert ada.get(f"/api/v1/transactions/search?accountId={source}&limit=2&text=rent&cursor={cursor}").status == 400
    assert bob.get(f"/api/v1/transactions/search?accountId={target}&limit=2&cursor={cursor}").status == 400


def test_another_ones_account_is_as_good_as_unknown(paid):
    _, bob, source, _, _ = paid
    assert bob.get(f"/api/v1/transactions/search?accountId={source}")["code"] == "account_not_found"


@pytest.mark.parametrize(
    "query",
    ["", "&minAmount=1.001", "&minAmount=x", "&status=LOST", "&start=2026-05-01T00:00:00Z&end=2026-05-01T00:00:00Z", "&text="],
)
def test_what_cannot_be_read_is_refused(paid, query):
    ada, _, source, _, _ = paid
    account = f"accountId={source}" if query else f"start={clock.to_text(clock.now())}"
    assert ada.get(f"/api/v1/transactions/search?{account}{query}").status == 400
