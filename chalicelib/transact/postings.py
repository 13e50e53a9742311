"""Every journal entry of a user's balance: the opening gift, credits, debits. The account's id is the user's own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock
from chalicelib.kernel.money import DEFAULT_CURRENCY, Money
from chalicelib.ledger.public import Account, AccountKey, Draft, Leg, Posted, Posting, Seen, bank_leg
from chalicelib.platform import settings
from chalicelib.platform.call import Call
from chalicelib.transact.errors import NotOpenedYet

PRODUCT = "balance"
OPENING = Money(100_00, DEFAULT_CURRENCY)


def opening_minor() -> int:
    """What a new balance begins with: the gift is money from nowhere, which production does not make."""
    return OPENING.minor if settings.simulated_funding() else 0


def new_account(user_id: str, now: datetime) -> Account:
    return Account(user_id, user_id, PRODUCT, DEFAULT_CURRENCY, "credit", "OPEN", clock.to_text(now))


def opening_gift(call: Call) -> Posting:
    """100.00 USD from promotions for the caller; its scope follows from the user, so that it is made once."""
    user_id = call.caller_id

    def compose(accounts: Mapping[str, Account]) -> Draft:
        legs = (
            Leg(user_id, OPENING.minor, OPENING.currency, user_id),
            bank_leg("promotions", -OPENING.minor, OPENING.currency),
        )
        return Draft(legs, {user_id: {"type": "OPENING"}})

    return Posting(
        "balance.opened",
        call.under(user_id, "balance.opened", user_id, {"userId": user_id}),
        compose,
        render,
        accounts=(AccountKey(user_id, user_id),),
    )


def transaction(type: Literal["credit", "debit"], money: Money, call: Call) -> Posting:
    """A credit of the caller's balance from cash, or a debit to it, which is screened."""
    user_id = call.caller_id
    minor = money.minor if type == "credit" else -money.minor

    def compose(seen: Seen) -> Draft:
        if seen[user_id].entry_seq == 0 and opening_minor():
            raise NotOpenedYet("No such balance")
        if minor < 0:
            fraud.admit("debit", call.posting_id, seen[user_id], -minor, seen.rows, call)
        legs = (Leg(user_id, minor, money.currency, user_id), bank_leg("cash", -minor, money.currency))
        counted = fraud.cash_out(user_id, -minor) if minor < 0 else fraud.cash_in(user_id, minor, money.currency)
        return Draft(legs, {user_id: {"type": type.upper()}}, tallies=counted)

    rows = fraud.rows({"customer": user_id}) if minor < 0 else {}
    return Posting(f"balance.{type}ed", call, compose, render, accounts=(AccountKey(user_id, user_id),), rows=rows)


def render(posted: Posted) -> dict[str, object]:
    (account,) = posted.accounts.values()
    return {"transactionId": posted.posting_id, **account.balances()}
