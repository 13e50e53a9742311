"""Cards with transactions, made through the ledger alone: what a report reads."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from chalicelib.kernel import ids
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def a_card(owner_id: str, product: str = "debit_card", *, limit_minor: int = 1_000_000) -> str:
    card_id = ids.new_id(START)
    owes = product == "credit_card"
    account = ledger.Account(
        owner_id,
        card_id,
        product,
        "USD",
        "debit" if owes else "credit",
        "OPEN",
        "2026-03-01T00:00:00.000Z",
        floor_minor=-limit_minor if owes else 0,
    )
    dynamo.transact(ledger.opening(account))
    return card_id


def post(
    owner_id: str, card_id: str, amount_minor: int, *, minutes: int, merchant: str = "Shop", kind: str = "card.purchase"
) -> str:
    """Posts one movement `minutes` after START and returns the transaction's id."""

    def compose(accounts: Mapping[str, ledger.Account]) -> ledger.Draft:
        legs = (ledger.Leg(card_id, amount_minor, "USD", owner_id), ledger.bank_leg("settlement", -amount_minor, "USD"))
        return ledger.Draft(legs, {card_id: {"merchant": merchant}})

    call = Call(START + timedelta(minutes=minutes)).under(owner_id, "POST /test", ids.new_id(), {})
    posting = ledger.Posting(kind, call, compose, lambda posted: {}, accounts=(ledger.AccountKey(owner_id, card_id),))
    return ledger.post(posting).posting_id
