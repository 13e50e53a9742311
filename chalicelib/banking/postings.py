"""The two journal entries an operation can cause. Their kinds are the events' names, so the topic's filters see them."""

from dataclasses import replace

from chalicelib.banking.events import Command
from chalicelib.banking.model import COMMANDS, DONE, FAILED, Operation
from chalicelib.fraud import public as fraud
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import AccountKey, Draft, Leg, Posted, Posting, Seen, bank_leg
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency


def scope_of(operation: Operation) -> str:
    """Under what the journal knows an operation's outcome."""
    return Idempotency.of(operation.owner_id, COMMANDS[operation.type], operation.operation_id, {}).scope


def of_command(command: Command, call: Call) -> Posting:
    """The posting of a command: its scope follows from the operation's id, so that it happens once per operation."""
    minor = command.amount_minor if command.type == "DEPOSIT" else -command.amount_minor
    facts = {
        "operationId": command.operation_id,
        "ownerId": command.owner_id,
        "accountId": command.account_id,
        "type": command.type,
        "amountMinor": command.amount_minor,
        "currency": command.currency,
    }

    def compose(seen: Seen) -> Draft:
        if minor < 0:
            fraud.admit("withdrawal", command.operation_id, seen[command.account_id], -minor, seen.rows, call)
        legs = (
            Leg(command.account_id, minor, command.currency, command.owner_id),
            bank_leg("cash", -minor, command.currency),
        )
        counted = (
            fraud.cash_out(command.account_id, -minor)
            if minor < 0
            else fraud.cash_in(command.account_id, minor, command.currency)
        )
        told = {"operationId": command.operation_id, "type": command.type}
        return Draft(legs, {command.account_id: told}, tallies=counted)

    def render(posted: Posted) -> dict[str, object]:
        return {"transactionId": posted.posting_id, **posted.accounts[command.account_id].balances()}

    def refused(failure: Failure, posting_id: str) -> dict[str, object]:
        return {**facts, "code": failure.code, "reason": failure.detail}

    return Posting(
        DONE[command.type],
        replace(call, own_words=command.own_words).under(command.owner_id, command.command, command.operation_id, facts),
        compose,
        render,
        accounts=(AccountKey(command.owner_id, command.account_id),),
        rows=fraud.rows({"customer": command.owner_id}) if minor < 0 else {},
        refused=refused,
        refused_kind=FAILED[command.type],
    )
