"""Begin a deposit or withdrawal: the operation, its command and the account's count of what is under way, in one
transaction. The money moves when the ledger takes the command."""

from datetime import datetime

from chalicelib.accounts import public as accounts
from chalicelib.banking import events, store
from chalicelib.banking.model import COMMANDS, Operation, Type
from chalicelib.banking.postings import Command, of_command
from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import post
from chalicelib.platform import dynamo, schemas
from chalicelib.platform.idempotency import Idempotency


def begin_operation(
    type: Type,
    owner_id: str,
    account_id: str,
    amount: schemas.Amount,
    *,
    idempotency: Idempotency,
    now: datetime,
    correlation_id: str,
    dry_run: bool,
) -> dict[str, object]:
    """Writes it and returns the answer; a dry run answers what the ledger would say now.

    Raises UnknownAccount, AccountClosed, AccountFrozen (withdrawals); in a dry run the ledger's refusals too.
    """
    row = accounts.find(owner_id, account_id)
    money = schemas.money(amount, row.currency)
    operation_id = ids.new_id(now)
    operation = Operation(operation_id, owner_id, account_id, type, money.minor, money.currency, "PENDING", clock.to_text(now))
    if dry_run:
        command = Command(
            command=COMMANDS[type],
            operation_id=operation_id,
            owner_id=owner_id,
            account_id=account_id,
            amount_minor=money.minor,
            currency=money.currency,
        )
        receipt = post(of_command(command, now, dry_run=True))
        return {**receipt.body, "operationId": operation_id, "status": "PENDING"}
    body = {"operationId": operation_id, "status": "PENDING"}
    changes = [
        store.begun(operation),
        accounts.operation_begun(account_id, debit=type == "WITHDRAW"),
        events.command(operation, now, correlation_id),
        idempotency.record(200, body, now),
    ]
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        item = refused.items.get("row")
        if item is None:
            raise
        if item["status"] == "CLOSED":
            raise accounts.errors.AccountClosed("The account is closed") from refused
        raise accounts.errors.AccountFrozen("The account is frozen") from refused
    return body
