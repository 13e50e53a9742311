"""Every journal entry a wallet can cause: credits and debits by its owner, an approved loan, a requested payment, which may be an
account's as well."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.accounts import public as accounts
from chalicelib.fraud import public as fraud
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import Account, AccountKey, Draft, Leg, Posted, Posting, Seen, bank_leg, errors
from chalicelib.platform.call import Call
from chalicelib.platform.funding import require_source
from chalicelib.platform.idempotency import Idempotency
from chalicelib.reviews import public as reviews

PRODUCT = "wallet"
PAYING = accounts.PRODUCTS | {PRODUCT}  # what a merchant is paid from
PAYMENT, DISBURSEMENT = "payment.debited", "loan.disbursed"
_ONWARD = reviews.Onward("settlement", PAYMENT, "payment.refused", "payment_events", ("PAYMENT_SUCCESSFUL", "PAYMENT_FAILED"))


def find_wallet(accounts: Mapping[str, Account], wallet_id: str) -> Account:
    """The wallet among accounts as read. Raises UnknownAccount for an account of another product."""
    account = accounts[wallet_id]
    if account.product != PRODUCT:
        raise errors.UnknownAccount("No such wallet")
    return account


def move(wallet_id: str, amount: str, sign: int, call: Call) -> Posting:
    """A credit (`sign` 1, from cash) or debit (-1, to cash, screened) asked for by its owner, the caller. Raises
    FundingSourceRequired."""
    if sign > 0:
        require_source()

    def compose(seen: Seen) -> Draft:
        wallet = find_wallet(seen, wallet_id)
        minor = sign * Money.parse(amount, wallet.currency).minor
        if sign < 0:
            fraud.admit("debit", call.posting_id, wallet, -minor, seen.rows, call)
        legs = (Leg(wallet_id, minor, wallet.currency, call.caller_id), bank_leg("cash", -minor, wallet.currency))
        counted = fraud.cash_out(wallet_id, -minor) if sign < 0 else fraud.cash_in(wallet_id, minor, wallet.currency)
        return Draft(legs, {wallet_id: {"type": "CREDIT" if sign > 0 else "DEBIT"}}, tallies=counted)

    def render(posted: Posted) -> dict[str, object]:
        figures = posted.accounts[wallet_id].balances()
        return {"transactionId": posted.posting_id, "walletId": wallet_id, **figures}

    return Posting(
        "wallet.credited" if sign > 0 else "wallet.debited",
        call,
        compose,
        render,
        accounts=(AccountKey(call.caller_id, wallet_id),),
        rows=fraud.rows({"customer": call.caller_id}) if sign < 0 else {},
        status=200,
    )


def disbursement(event: Mapping[str, str], call: Call) -> Posting:
    """An approved loan: the loan account owes, the wallet has. Once per loan, however often the event comes."""
    owner_id, wallet_id, loan_id = event["ownerId"], event["walletId"], event["loanId"]
    money = Money.of_message(event["amountMinor"], event["currency"])

    def compose(accounts: Mapping[str, Account]) -> Draft:
        find_wallet(accounts, wallet_id)
        legs = (Leg(loan_id, -money.minor, money.currency, owner_id), Leg(wallet_id, money.minor, money.currency, owner_id))
        told = {"type": "LOAN", "loanId": loan_id}
        return Draft(legs, {wallet_id: told, loan_id: told})

    return Posting(
        DISBURSEMENT,
        call.under(owner_id, "LOAN_APPROVED", loan_id, dict(event)),
        compose,
        lambda posted: {"transactionId": posted.posting_id},
        accounts=(AccountKey(owner_id, wallet_id), AccountKey(owner_id, loan_id)),
    )


def disbursement_scope(owner_id: str, loan_id: str) -> str:
    """Under what the journal knows a loan's payout."""
    return Idempotency.of(owner_id, "LOAN_APPROVED", loan_id, {}).scope


def payment(event: Mapping[str, Any], call: Call) -> Posting:
    """A requested payment: out of the wallet or the account, to settlement. Once per payment.

    It is screened here too: the message may come from elsewhere than the route, or have waited since. What a person has to look at is
    held instead, and its outcome follows.
    """
    owner_id, wallet_id, payment_id = event["ownerId"], event["walletId"], event["transactionId"]
    money = Money.of_message(event["amountMinor"], event["currency"])
    own = replace(call, own_words=event.get("ownWords", {})).under(owner_id, "PAYMENT_REQUESTED", payment_id, dict(event))
    told = {"type": "PAYMENT", "merchant": event["merchant"], "paymentId": payment_id}
    subjects = {"customer": owner_id, "merchant": event["merchant"]}

    def compose(seen: Seen) -> Draft:
        payer = seen[wallet_id]
        if payer.product not in PAYING:
            raise errors.UnknownAccount("No such wallet or account")
        decision = fraud.judge("payment", payment_id, payer, money.minor, seen.rows, own, merchant=event["merchant"])
        if decision.outcome == "review":
            waiting = reviews.HeldPayment(
                payment_id, "payment", owner_id, wallet_id, money.minor, money.currency, subjects, told, _ONWARD
            )
            return reviews.held(waiting, decision, seen, own)
        legs = (Leg(wallet_id, -money.minor, money.currency, owner_id), bank_leg("settlement", money.minor, money.currency))
        return Draft(legs, {wallet_id: told}, tallies=fraud.paid_out(wallet_id, money.minor))

    return Posting(
        PAYMENT,
        own,
        compose,
        lambda posted: {"transactionId": posted.posting_id},
        accounts=(AccountKey(owner_id, wallet_id),),
        rows=fraud.rows(subjects, payer=wallet_id),
    )
