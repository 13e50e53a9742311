"""The two journal entries an operation can cause. Their kinds are the events' names, so the topic's filters see them."""

from dataclasses import replace

from chalicelib.banking.events import Command
from chalicelib.banking.model import COMMANDS, DONE, FAILED, Operation
from chalicelib.fraud import public as fraud
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import AccountKey, Draft, Leg, Posted, Posting, Seen, bank_leg
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency
from chalicelib.reviews import public as reviews

_ONWARD = reviews.Onward("cash", DONE["WITHDRAW"], FAILED["WITHDRAW"])


def scope_of(operation: Operation) -> str:
    """Under what the journal knows an operation's outcome."""
    return Idempotency.of(operation.owner_id, COMMANDS[operation.type], operation.operation_id, {}).scope


def facts_of(asked: Command | Operation) -> dict[str, object]:
    """What was asked for, as events tell it."""
    return {
        "operationId": asked.operation_id,
        "ownerId": asked.owner_id,
        "accountId": asked.account_id,
        "type": asked.type,
        "amountMinor": asked.amount_minor,
        "currency": asked.currency,
    }


def of_command(command: Command, call: Call) -> Posting:
    """The posting of a command: its scope follows from the operation's id, so that it happens once per operation. A withdrawal that a
    person has to look at is held instead, and its outcome follows."""
    minor = command.amount_minor if command.type == "DEPOSIT" else -command.amount_minor
    facts = facts_of(command)
    own = replace(call, own_words=command.own_words).under(command.owner_id, command.command, command.operation_id, facts)
    told = {"operationId": command.operation_id, "type": command.type}
    subjects = {"customer": command.owner_id}

    def compose(seen: Seen) -> Draft:
        if minor < 0:
            decision = fraud.judge("withdrawal", command.operation_id, seen[command.account_id], -minor, seen.rows, own)
            if decision.outcome == "review":
                waiting = reviews.HeldPayment(
                    command.operation_id,
                    "withdrawal",
                    command.owner_id,
                    command.account_id,
                    -minor,
                    command.currency,
                    subjects,
                    told,
                    _ONWARD,
                )
                return reviews.held(waiting, decision, seen, own)
        legs = (
            Leg(command.account_id, minor, command.currency, command.owner_id),
            bank_leg("cash", -minor, command.currency),
        )
        counted = (
            fraud.cash_out(command.account_id, -minor)
            if minor < 0
            else fraud.cash_in(command.account_id, minor, command.currency)
        )
        return Draft(legs, {command.account_id: told}, tallies=counted)

    def render(posted: Posted) -> dict[str, object]:
        return {"transactionId": posted.posting_id, **posted.accounts[command.account_id].balances()}

    def refused(failure: Failure, posting_id: str) -> dict[str, object]:
        return {**facts, "code": failure.code, "reason": failure.detail}

    return Posting(
        DONE[command.type],
        own,
        compose,
        render,
        accounts=(AccountKey(command.owner_id, command.account_id),),
        rows=fraud.rows(subjects, payer=command.account_id) if minor < 0 else {},
        refused=refused,
        refused_kind=FAILED[command.type],
    )
