"""Have a person look at a payment: a case is opened, or takes one hit more, in the transaction that the payment is written in."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.fraud import case_store as store
from chalicelib.fraud.cases import DUE, DUE_WHEN_HELD, Case, CaseHit, Current, Ground, Suspect
from chalicelib.fraud.events import FraudDetected, FraudHighRisk
from chalicelib.fraud.screening import CASES_ROW
from chalicelib.kernel import clock, ids
from chalicelib.platform import cloud_events
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Opened:
    """The case, what is to be written for it, and what leaves with that."""

    case_id: str
    changes: list[Change]
    deliveries: list[Delivery]


def open_case(suspect: Suspect, ground: Ground, read: Mapping[str, Item | None], call: Call, *, held: bool) -> Opened:
    """`read` is what the screening had read; `held` says whether money waits for whoever takes the case."""
    now, cause = clock.to_text(call.now), ground.cause
    known = store.to_current(suspect.account_id, read[CASES_ROW])
    case_id = ids.derived_id(call.now, "case", suspect.transaction_id)
    due = clock.to_text(call.now + (DUE_WHEN_HELD if held else DUE))
    current = Current(case_id, now, due, ground.risk_level, ground.flags)
    if taking := known.taking(cause, call.now):
        current = taking.joined_by(current)
        head = store.joined(current.case_id, current, suspect.amount_minor, held=held)
    else:
        head = store.new_case(
            Case(
                case_id,
                suspect.account_id,
                suspect.owner_id,
                cause,
                "OPEN",
                current.risk_level,
                current.flags,
                now,
                due,
                suspect.currency,
                suspect.amount_minor,
                waiting=int(held),
            )
        )
    hit = CaseHit(suspect.transaction_id, suspect.kind, suspect.amount_minor, suspect.currency, held, now, waits=held)
    changes = [head, store.new_hit(current.case_id, hit), store.current_set(CASES_ROW, known.with_case(cause, current, call.now))]
    return Opened(current.case_id, changes, _told(suspect, ground, current.case_id, call))


def _told(suspect: Suspect, ground: Ground, case_id: str, call: Call) -> list[Delivery]:
    return [
        cloud_events.about(
            suspect.transaction_id,
            shape(
                transaction_id=suspect.transaction_id,
                kind=suspect.kind,
                account_id=suspect.account_id,
                owner_id=suspect.owner_id,
                outcome="block" if ground.blocked else "review",
                case_id=case_id,
            ),
            call,
            event_id=ids.derived_id(call.now, shape.__name__, suspect.transaction_id),
        )
        for shape in (FraudDetected, FraudHighRisk)[: 2 if ground.blocked else 1]
    ]
