"""Begin a deposit or withdrawal: the operation, its command and the account's count of what is under way, in one
transaction and without a read before it. The money moves when the ledger takes the command."""

from chalicelib.accounts import public as accounts
from chalicelib.banking import events, store
from chalicelib.banking.events import Command
from chalicelib.banking.model import Operation, Type
from chalicelib.banking.postings import of_command
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import AccountBusy, InvalidRequest, RequestInProgress
from chalicelib.kernel.money import DEFAULT_CURRENCY, Money
from chalicelib.ledger.public import post
from chalicelib.platform import dynamo, funding
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


class _OtherCurrency(Exception):
    """The account has another currency than the amount was read in."""


def begin_operation(type: Type, account_id: str, amount: str, call: Call) -> Receipt:
    """Writes it for the caller and returns the answer.

    Only an account's currency tells what an amount is. The usual one is tried first: the transaction is refused when the
    account has another, or another owner. Raises FundingSourceRequired (deposits), UnknownAccount, AccountClosed,
    AccountFrozen (withdrawals), AccountBusy.
    """
    _require_source(type)
    try:
        operation = _operation(type, account_id, Money.parse(amount, DEFAULT_CURRENCY), call)
        return _begin(operation, call)
    except (InvalidRequest, _OtherCurrency):
        money = Money.parse(amount, accounts.find(call.caller_id, account_id).currency)
        return _begin(_operation(type, account_id, money, call), call)


def rehearse_operation(type: Type, account_id: str, amount: str, call: Call) -> Receipt:
    """What the ledger would say now; nothing is written. Raises UnknownAccount and the ledger's refusals."""
    _require_source(type)
    money = Money.parse(amount, accounts.find(call.caller_id, account_id).currency)
    operation = _operation(type, account_id, money, call)
    posted = post(of_command(Command.of(operation, call), call))
    return Receipt.rehearsed({**posted.body, "operationId": operation.operation_id, "status": operation.status})


def _require_source(type: Type) -> None:
    if type == "DEPOSIT":
        funding.require_source()


def _operation(type: Type, account_id: str, money: Money, call: Call) -> Operation:
    return Operation(
        operation_id=ids.new_id(call.now),
        owner_id=call.caller_id,
        account_id=account_id,
        type=type,
        amount_minor=money.minor,
        currency=money.currency,
        status="PENDING",
        created_at=clock.to_text(call.now),
        own_words=call.own_words,
    )


def _begin(operation: Operation, call: Call) -> Receipt:
    receipt = Receipt(200, {"operationId": operation.operation_id, "status": operation.status, **call.own_words})
    counted = accounts.operation_begun(
        operation.owner_id, operation.account_id, operation.currency, debit=operation.type == "WITHDRAW"
    )
    changes = [
        store.begun(operation),
        counted,
        events.command(operation, call),
        call.record(receipt),
    ]
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        if counted.label not in refused.items:
            raise
        raise _refusal(refused.items[counted.label], operation) from refused
    except RequestInProgress as busy:  # each counts itself on the account's row
        raise AccountBusy("Too many requests change this account at once; try again") from busy
    return receipt


def _refusal(item: dynamo.Item | None, operation: Operation) -> Exception:
    row = accounts.to_account(item) if item else None
    if row is None or row.owner_id != operation.owner_id:
        return accounts.errors.UnknownAccount("No such account")
    if row.currency != operation.currency:
        return _OtherCurrency(row.currency)
    if row.status == "CLOSED":
        return accounts.errors.AccountClosed("The account is closed")
    return accounts.errors.AccountFrozen("The account is frozen")
