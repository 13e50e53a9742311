"""Ask for a payment: written as PENDING together with the event that has the wallet or the account debited."""

from collections.abc import Collection

from chalicelib.fraud import public as fraud
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import AccountBusy, Failure
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import errors, find_account_beside
from chalicelib.payments import events, room, store
from chalicelib.payments.model import WALLET, Payment
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


def request_payment(
    account_id: str, merchant: str, amount: str, call: Call, *, products: Collection[str] = (WALLET,), email: str = ""
) -> Receipt:
    """Records the payment out of an account of the caller's, of one of `products`, and returns the answer; a dry run tells what
    the account would say now.

    One read brings the account and what screens the payment; for an account, unlike a wallet, another one brings the room in the limit
    of the caller, whose address is `email`. Raises UnknownAccount, InvalidRequest, LevelRequired, LimitExceeded, MerchantBlocked, DeclinedByPolicy, AccountBusy; in a
    dry run AccountFrozen and InsufficientFunds too, which otherwise are the payment's outcome.
    """
    rows = fraud.rows({"customer": call.caller_id, "merchant": merchant})
    payer, read = find_account_beside(call.caller_id, account_id, call.now, rows)
    if payer.product not in products:
        raise errors.UnknownAccount("No such account or wallet")
    money = Money.parse(amount, payer.currency)
    if payer.status == "CLOSED":
        raise errors.AccountClosed("The account is closed")
    payment = Payment(
        payment_id=ids.new_id(call.now),
        owner_id=payer.owner_id,
        wallet_id=payer.account_id,
        merchant=merchant,
        amount_minor=money.minor,
        currency=money.currency,
        status="PENDING",
        created_at=clock.to_text(call.now),
        correlation_id=call.correlation_id,
        product=payer.product,
        limited=payer.product != WALLET,
        own_words=call.own_words,
    )
    taken = room.taken(payment, email, call)
    try:
        fraud.judge("payment", payment.payment_id, payer, money.minor, read, call, merchant=merchant)
    except Failure as refused:
        if not call.dry_run:
            dynamo.transact(refused.also)
        raise
    body = {"transactionId": payment.payment_id, "status": payment.status, **call.own_words}
    if call.dry_run:
        if payer.status == "FROZEN":
            raise errors.AccountFrozen("The account is frozen")
        if money.minor > payer.available_minor:
            raise errors.InsufficientFunds("The amount is more than what is available")
        return Receipt.rehearsed(body)
    receipt = Receipt(202, body)
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        try:
            dynamo.transact([store.new_payment(payment), call.record(receipt), events.requested(payment, call), *taken])
            return receipt
        except dynamo.Refused as refused:
            if "limit" not in refused.items:
                raise
        dynamo.pause(attempt)
        taken = room.taken(payment, email, call)
    raise AccountBusy("Too many payments of this customer at once; try again")
