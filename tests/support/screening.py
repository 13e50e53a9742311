"""Payments that a person of the bank has to look at, and the staff who do."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.api import Answer, Caller, staff

CASES = "/api/v1/fraud/cases"


@contextmanager
def rule(conditions: dict, action: str = "review", name: str = "Look at it") -> Iterator[str]:
    """A rule in use, by its id, until the end of the block."""
    risk = staff("risk")
    made = risk.post("/api/v1/fraud/rules", {"name": name, "conditions": conditions, "action": action})["ruleId"]
    assert risk.post(f"/api/v1/fraud/rules/{made}/activate").status == 200
    try:
        yield made
    finally:
        assert risk.post(f"/api/v1/fraud/rules/{made}/deactivate").status == 200


@contextmanager
def blacklisted(*values: str, kind: str = "merchant") -> Iterator[None]:
    """They are paid by nobody, or pay nobody, until the end of the block."""
    risk = staff("risk")
    made = [risk.post("/api/v1/fraud/blacklist", {"kind": kind, "value": value, "reason": "Reported"}) for value in values]
    assert {each.status for each in made} == {201}
    try:
        yield
    finally:
        for each in made:
            risk.delete(f"/api/v1/fraud/blacklist/{each['entryId']}")


def case_of(transaction_id: str) -> str:
    """The id of the case that a held transfer belongs to."""
    from chalicelib.transfers import store

    return store.find_transfer(transaction_id).case_id


def taken(case_id: str) -> Caller:
    """Somebody of the staff who has the case, taken from whoever had it."""
    risk = staff("risk")
    has = risk.get(f"{CASES}/{case_id}")["case"]["assignedTo"]
    assert risk.post(f"{CASES}/{case_id}/assign", {"insteadOf": has} if has else {}).status == 200
    return risk


def propose(risk: Caller, transaction_id: str) -> Answer:
    about = {"transactionId": transaction_id, "reason": "The payer was called"}
    return risk.post(f"{CASES}/{case_of(transaction_id)}/approve", about)


def approve(approval_id: str, by: Caller | None = None) -> Answer:
    """By a second person, unless somebody is named."""
    return (by or staff("risk")).post(f"/admin/approvals/{approval_id}/approve", {"reason": "Agreed"})


def decline(risk: Caller, transaction_id: str) -> Answer:
    about = {"transactionId": transaction_id, "reason": "Nobody answers"}
    return risk.post(f"{CASES}/{case_of(transaction_id)}/decline", about)
