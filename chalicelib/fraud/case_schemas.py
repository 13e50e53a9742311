"""Wire shapes of cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from chalicelib.fraud.cases import Case, CaseHit, Note
from chalicelib.fraud.facts import Occasion
from chalicelib.kernel import clock, text
from chalicelib.kernel.money import to_decimal
from chalicelib.platform import paging
from chalicelib.platform.schemas import AmountText, Body, Currency, Identifier, Reply, Text, Timestamp, typed

StatusName = Literal["OPEN", "INVESTIGATING", "CLOSED"]
FindingName = Literal["confirmed_risk", "valuable_alert", "false_positive"]
NoteText = Annotated[str, typed(text.check_line, maximum=1_000, examples=["The payer called and knows the payee"])]


class CasesQuery(paging.Page):
    """Which cases.

    status: those in this status
    """

    status: StatusName = "OPEN"


class CaseReply(Reply):
    """Something about an account that a person of the bank looks into.

    case_id: the case
    account_id: the account that it is about
    owner_id: whose account that is
    cause: what drew attention first: the id of a rule, or blacklist, sanctions, or ruleset where rules could not be read
    status: OPEN, INVESTIGATING once somebody has it, or CLOSED
    finding: what it came to; null until it is closed
    risk_level: HIGH where a payment was declined, MEDIUM where rules want it looked at, LOW where only a check failed
    flags: all that counts against its payments: rules, lists and checks that failed
    hits: how many payments drew attention
    waiting: of how many of them the money waits for a decision
    opened_at: when it was opened
    due_at: by when somebody is to have decided
    overdue: whether that has passed
    assigned_to: who has it; null before anybody
    closed_at: when it was closed; null before
    closed_because: why it was closed so; null before
    """

    case_id: Identifier
    account_id: Identifier
    owner_id: Identifier
    cause: str
    status: StatusName
    finding: FindingName | None
    risk_level: Literal["LOW", "MEDIUM", "HIGH"]
    flags: list[str]
    hits: int
    waiting: int
    opened_at: Timestamp
    due_at: Timestamp
    overdue: bool
    assigned_to: Identifier | None
    closed_at: Timestamp | None
    closed_because: str | None

    @classmethod
    def of(cls, case: Case, now: datetime) -> "CaseReply":
        return cls(
            case_id=case.case_id,
            account_id=case.account_id,
            owner_id=case.owner_id,
            cause=case.cause,
            status=case.status,
            finding=case.finding or None,
            risk_level=case.risk_level,
            flags=list(case.flags),
            hits=case.hits,
            waiting=case.waiting,
            opened_at=case.opened_at,
            due_at=case.due_at,
            overdue=case.status != "CLOSED" and case.due_at <= clock.to_text(now),
            assigned_to=case.assigned_to or None,
            closed_at=case.closed_at or None,
            closed_because=case.closed_because or None,
        )


class CaseHitReply(Reply):
    """A payment that drew attention.

    transaction_id: the payment
    kind: which way to pay, cashIn, opening (of the account), return or arrival (from another bank)
    amount: how much; null for an account that was opened
    currency: of which currency
    money_held: whether its money waits for a decision, or has waited for one
    waiting: whether it waits now, and somebody is to decide
    at: when it was asked for
    """

    transaction_id: Identifier
    kind: Occasion
    amount: AmountText | None
    currency: Currency
    money_held: bool
    waiting: bool
    at: Timestamp

    @classmethod
    def of(cls, hit: CaseHit) -> "CaseHitReply":
        return cls(
            transaction_id=hit.transaction_id,
            kind=hit.kind,
            amount=to_decimal(hit.amount_minor, hit.currency) if hit.amount_minor else None,
            currency=hit.currency,
            money_held=hit.held,
            waiting=hit.waits,
            at=hit.at,
        )


class NoteReply(Reply):
    """A note about a case.

    note_id: the note
    text: what it says
    made_by: who wrote it
    at: when it was written
    """

    note_id: Identifier
    text: str
    made_by: Identifier
    at: Timestamp

    @classmethod
    def of(cls, note: Note) -> "NoteReply":
        return cls(note_id=note.note_id, text=note.text, made_by=note.made_by, at=note.at)


class CaseDetails(Reply):
    """A case with what drew attention and what was written about it, newest first.

    case: the case
    payments: the payments, at most a hundred
    notes: the notes, at most a hundred
    """

    case: CaseReply
    payments: list[CaseHitReply]
    notes: list[NoteReply]

    @classmethod
    def of(cls, case: Case, hits: Sequence[CaseHit], notes: Sequence[Note], now: datetime) -> "CaseDetails":
        payments, written = [CaseHitReply.of(hit) for hit in hits], [NoteReply.of(note) for note in notes]
        return cls(case=CaseReply.of(case, now), payments=payments, notes=written)


class CasePage(Reply):
    """A page of cases.

    items: the cases
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[CaseReply]
    next_cursor: str | None


class AssignRequest(Body):
    """Who takes it over from whom.

    instead_of: who has the case so far; nobody unless given
    """

    instead_of: Identifier | msgspec.UnsetType = msgspec.UNSET


class NoteRequest(Body):
    """What to write down.

    text: the note
    """

    text: NoteText


class CloseRequest(Body):
    """What was found.

    finding: confirmed_risk where the risk is real, valuable_alert where it was right to look, false_positive otherwise
    reason: why, for whoever reads it later
    """

    finding: FindingName
    reason: Text


class ReopenRequest(Body):
    """Why it is looked into again.

    reason: why, for whoever reads it later
    """

    reason: Text
