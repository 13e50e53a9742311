"""Every journal entry a card can cause: purchase, top-up of a debit card, payment to a credit card."""

from collections.abc import Mapping

from chalicelib.cards.errors import (
    CardNotActive,
    CreditLimitExceeded,
    NotACreditCard,
    NotADebitCard,
    UnknownCard,
)
from chalicelib.cards.model import PRODUCTS, CardType, Purchase
from chalicelib.fraud import public as fraud
from chalicelib.kernel.failures import Failure
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Account, AccountKey, Draft, Leg, Posted, Posting, Seen, bank_leg, errors
from chalicelib.platform.call import Call

PURCHASE, SAVE, PAID = "card.purchase", "card.save", "card.paid"
_WORDS: Mapping[type[Failure], type[Failure]] = {errors.AccountNotActive: CardNotActive}


def purchase(asked: Purchase) -> Posting:
    """Out of the card, to settlement. A declined one is written down too, with what was asked for.

    It is screened inside the posting: a key that bought something before is answered so, whatever is blocked since.
    """

    def compose(seen: Seen) -> Draft:
        account = seen[asked.card_id]
        card_type = card_type_of(account)
        minor = asked.amount.minor
        fraud.admit("purchase", asked.call.posting_id, account, minor, seen.rows, asked.call, merchant=asked.merchant)
        if card_type == "CREDIT" and account.status == "OPEN" and minor > account.available_minor:
            raise CreditLimitExceeded("The amount is more than what is left of the limit")
        legs = (_leg(account, -minor, asked.amount), bank_leg("settlement", minor, asked.amount.currency))
        told = {"type": "PURCHASE", "merchant": asked.merchant}
        return Draft(legs, {asked.card_id: told}, counts=True, tallies=fraud.paid_out(asked.card_id, minor))

    def refused(failure: Failure, posting_id: str) -> dict[str, object]:
        return {
            "type": "PURCHASE",
            "merchant": asked.merchant,
            "cardId": asked.card_id,
            "ownerId": asked.owner_id,
            "amount": asked.amount.minor,
            "currency": asked.amount.currency,
        }

    def render(posted: Posted) -> dict[str, object]:
        return {**_answer(posted, asked.card_id, asked.amount), "merchant": asked.merchant}

    return Posting(
        PURCHASE,
        asked.call,
        compose,
        render,
        accounts=(AccountKey(asked.owner_id, asked.card_id),),
        rows=fraud.rows({"customer": asked.owner_id, "merchant": asked.merchant}),
        words=_WORDS,
        refused=refused,
    )


def top_up(card_id: str, amount: Money, merchant: str | None, call: Call) -> Posting:
    """From cash onto the caller's debit card."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        account = accounts[card_id]
        if card_type_of(account) != "DEBIT":
            raise NotADebitCard("Money can be saved to a debit card only; pay a credit card off instead")
        legs = (_leg(account, amount.minor, amount), bank_leg("cash", -amount.minor, amount.currency))
        counted = fraud.cash_in(card_id, amount.minor, amount.currency)
        return Draft(legs, {card_id: {"type": "SAVE", "merchant": merchant}}, counts=True, tallies=counted)

    def render(posted: Posted) -> dict[str, object]:
        return {**_answer(posted, card_id, amount), "merchant": merchant}

    return Posting(SAVE, call, compose, render, accounts=(AccountKey(call.caller_id, card_id),), words=_WORDS)


def pay_off(card_id: str, amount: Money, call: Call) -> Posting:
    """From cash to what is used of the caller's credit card; its ceiling of 0 refuses more than that."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        account = accounts[card_id]
        if card_type_of(account) != "CREDIT":
            raise NotACreditCard("Only a credit card can be paid off")
        legs = (_leg(account, amount.minor, amount), bank_leg("cash", -amount.minor, amount.currency))
        return Draft(legs, {card_id: {"type": "PAID"}}, tallies=fraud.cash_in(card_id, amount.minor, amount.currency))

    return Posting(
        PAID,
        call,
        compose,
        lambda posted: _answer(posted, card_id, amount),
        accounts=(AccountKey(call.caller_id, card_id),),
        words=_WORDS,
    )


def card_type_of(account: Account) -> CardType:
    """Raises UnknownCard for an account of another product."""
    if account.product not in PRODUCTS:
        raise UnknownCard("No such card")
    return PRODUCTS[account.product]


def used_of(account: Account) -> str:
    """What is used of a credit card, as a decimal string."""
    return account.decimal(-account.posted_minor)


def _leg(account: Account, minor: int, amount: Money) -> Leg:
    return Leg(account.account_id, minor, amount.currency, account.owner_id)


def _answer(posted: Posted, card_id: str, amount: Money) -> dict[str, object]:
    account = posted.accounts[card_id]
    card_type = PRODUCTS[account.product]
    body = {"transactionId": posted.posting_id, "status": "COMPLETED", "cardId": card_id, "cardType": card_type}
    used = {"used": used_of(account)} if card_type == "CREDIT" else {}
    return {**body, "amount": str(amount), **account.balances(), **used, "at": posted.at}
