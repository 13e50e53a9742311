"""Every journal entry of a user's balance: the opening gift, credits, debits. The account's id is the user's own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.money import DEFAULT_CURRENCY, Money
from chalicelib.ledger.public import Account, AccountKey, Draft, Leg, Posted, Posting, bank_leg
from chalicelib.platform.idempotency import Idempotency
from chalicelib.transact.errors import NotOpenedYet

PRODUCT = "balance"
OPENING = Money(100_00, DEFAULT_CURRENCY)


def new_account(user_id: str, now: datetime) -> Account:
    return Account(user_id, user_id, PRODUCT, DEFAULT_CURRENCY, "credit", "OPEN", clock.to_text(now))


def opening_gift(user_id: str, now: datetime) -> Posting:
    """100.00 USD from promotions; its scope follows from the user, so that it is made once."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        legs = (
            Leg(user_id, OPENING.minor, OPENING.currency, user_id),
            bank_leg("promotions", -OPENING.minor, OPENING.currency),
        )
        return Draft(legs, {"type": "OPENING"})

    return Posting(
        "balance.opened",
        Idempotency.of(user_id, "balance.opened", user_id, {"userId": user_id}),
        compose,
        render,
        now,
        accounts=(AccountKey(user_id, user_id),),
    )


def transaction(
    user_id: str,
    type: Literal["credit", "debit"],
    money: Money,
    *,
    idempotency: Idempotency,
    now: datetime,
    correlation_id: str,
    dry_run: bool,
) -> Posting:
    """A credit from cash or a debit to it."""
    minor = money.minor if type == "credit" else -money.minor

    def compose(accounts: Mapping[str, Account]) -> Draft:
        if accounts[user_id].entry_seq == 0:
            raise NotOpenedYet("No such balance")
        legs = (Leg(user_id, minor, money.currency, user_id), bank_leg("cash", -minor, money.currency))
        return Draft(legs, {"type": type.upper()})

    return Posting(
        f"balance.{type}ed",
        idempotency,
        compose,
        render,
        now,
        accounts=(AccountKey(user_id, user_id),),
        correlation_id=correlation_id,
        dry_run=dry_run,
    )


def render(posted: Posted) -> dict[str, object]:
    (account,) = posted.accounts.values()
    return {"transactionId": posted.posting_id, **account.balances()}
