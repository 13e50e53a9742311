"""Look at what has happened already: cash that came in or went out, an account that was opened. Nothing is refused; a person may be asked to
look, once an event however often it comes."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chalicelib.accounts import public as accounts
from chalicelib.accounts.public import AccountCreated
from chalicelib.customers.public import find_customer
from chalicelib.fraud import case_store, report_store, velocity
from chalicelib.fraud.cases import Ground, Suspect
from chalicelib.fraud.decisions import Decision
from chalicelib.fraud.facts import Facts
from chalicelib.fraud.operations.open_case import open_case
from chalicelib.fraud.refusals import Refusal
from chalicelib.fraud.reports import of_cash
from chalicelib.fraud.screening import CASES_ROW, facts_of, rows, screened
from chalicelib.fraud.velocity import Direction
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc.public import has_reused_document
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Item

HOUR = timedelta(hours=1)
MOST_ENTRIES = 10_000  # of an account on one day


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash that came into an account or left it, as the ledger tells it."""

    direction: Direction
    posting_id: str
    owner_id: str
    account_id: str
    amount_minor: int
    currency: str
    at: str


def cash_of(event: Mapping[str, Any]) -> Cash:
    """The cash in an event of the ledger. Raises what Python does for what is no event."""
    (cash,) = [leg for leg in event["legs"] if leg["account"] == "bank:cash"]
    (touched,) = event["touched"]
    direction: Direction = "IN" if cash["amount"] < 0 else "OUT"
    return Cash(
        direction, event["postingId"], touched["owner"], touched["account"], abs(cash["amount"]), cash["currency"], event["at"]
    )


def watch_cash(cash: Cash, call: Call) -> None:
    """By what went through all of the customer's accounts of this currency: what came in is judged by rules (what left was, before it did),
    and what the law wants told, in and out apart, is put on its list."""
    now = clock.from_text(cash.at)
    theirs = [each for each in ledger.accounts_of(cash.owner_id, now) if each.currency == cash.currency]
    if cash.direction == "IN":
        account = next(each for each in theirs if each.account_id == cash.account_id)
        facts = facts_of("cashIn", account, cash.amount_minor, now, beside=theirs)
        suspect = Suspect(cash.posting_id, "cashIn", cash.owner_id, cash.account_id, cash.amount_minor, cash.currency)
        _look(suspect, facts, now, call)
    day = cash.at[: len("2026-11-27")]
    total = _cash_on(theirs, day, cash.direction, call.now)
    if total > velocity.reported_above(cash.currency):
        report = of_cash(cash.owner_id, cash.account_id, total, cash.currency, day, cash.direction, call.now)
        with suppress(dynamo.Refused):  # told before, with this cash or with later
            dynamo.write(report_store.grown(report))


def _cash_on(accounts: Sequence[ledger.Account], day: str, direction: Direction, now: datetime) -> int:
    """As the accounts count it; of a day that they count no more, watched after an outage, as the journal has it."""
    if velocity.counts_still(day, now):
        return velocity.cash_on(accounts, day, direction)
    start = datetime.combine(date.fromisoformat(day), time(), UTC)
    end, total = start + timedelta(days=1) - timedelta(milliseconds=1), 0
    for account in accounts:
        for entry in ledger.entries(account.account_id, start, end, maximum=MOST_ENTRIES):
            posted = ledger.find_journal(entry["scope"]) or {"legs": ()}
            cash = sum(leg["amount"] for leg in posted["legs"] if leg["account"] == "bank:cash")
            total += max(-cash if direction == "IN" else cash, 0)
    return total


def watch_opening(opened: AccountCreated, call: Call) -> None:
    """By what else the customer has, and for how long they are known."""
    now, owner_id = clock.from_text(opened.opened_at), opened.owner_id
    theirs = list(ledger.accounts_of(owner_id, now))
    account = next(each for each in theirs if each.account_id == opened.account_id)
    known = {
        "openAccounts": sum(1 for each in theirs if each.product in accounts.PRODUCTS and each.status != "CLOSED"),
        "addressAgeHours": _address_age(owner_id, now),
        "documentReused": has_reused_document(owner_id),
    }
    suspect = Suspect(account.account_id, "opening", owner_id, account.account_id, 0, account.currency)
    _look(suspect, {**facts_of("opening", account, None, now), **known}, now, call)


def _look(suspect: Suspect, facts: Facts, now: datetime, call: Call) -> None:
    wanted = rows({"customer": suspect.owner_id}, payer=suspect.account_id)
    read = dict(zip(wanted, dynamo.get_many(list(wanted.values())), strict=True))
    decision = screened(facts, read, now)
    if decision.outcome != "allow":
        _have_looked_at(suspect, decision, read, call)


def watch_refusal(refused: Refusal, call: Call) -> None:
    """A payment that was declined, or that had nowhere to wait for a person."""
    table, key = case_store.current_row(refused.account_id)
    read = {CASES_ROW: dynamo.get(table, key)}
    _have_looked_at(refused.suspect(), Decision.of_text(refused.decision), read, call)


def _have_looked_at(suspect: Suspect, decision: Decision, read: Mapping[str, Item | None], call: Call) -> None:
    case = open_case(suspect, Ground.of(decision), read, call, held=False)
    try:
        dynamo.transact([*case.changes, outbox.record("fraud.detected", case.deliveries, call)])
    except dynamo.Refused as refused:
        if "hit" not in refused.items:
            raise RequestInProgress("Another case of this account was written meanwhile") from refused


def _address_age(customer_id: str, now: datetime) -> int | None:
    """In hours; None for who has no login."""
    customer = find_customer(customer_id)
    item = dynamo.get(*identity.standing_row(customer.email)) if customer else None
    credential = identity.standing_of(item, customer_id)
    return (now - clock.from_text(credential.email_since)) // HOUR if credential else None
