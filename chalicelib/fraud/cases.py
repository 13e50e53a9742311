"""Cases: what a person of the bank looks into about an account. Pure.

An account has one open case a cause (a rule, say) in 24 hours; what else that finds joins it. Which those are stands in one
item an account, which a payment reads beside its accounts: its version lets no second case begin at the same moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.fraud.decisions import Decision, by_list
from chalicelib.fraud.facts import Occasion
from chalicelib.kernel import clock

Status = Literal["OPEN", "INVESTIGATING", "CLOSED"]
Finding = Literal["confirmed_risk", "valuable_alert", "false_positive"]
RiskLevel = Literal["LOW", "MEDIUM", "HIGH"]
LEVELS: tuple[RiskLevel, ...] = ("LOW", "MEDIUM", "HIGH")
JOINS_FOR = timedelta(hours=24)
DUE_WHEN_HELD, DUE = timedelta(hours=4), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Case:
    """`cause` is the id of a rule, or blacklist, sanctions, ruleset. `amount_minor` is what drew attention in all, in `hits`, of which
    `waiting` hold money until somebody decides. `assigned_to` is who has it, empty before anybody."""

    case_id: str
    account_id: str
    owner_id: str
    cause: str
    status: Status
    risk_level: RiskLevel
    flags: tuple[str, ...]
    opened_at: str
    due_at: str
    currency: str = ""
    amount_minor: int = 0
    hits: int = 1
    waiting: int = 0
    assigned_to: str = ""
    finding: Finding | Literal[""] = ""
    closed_at: str = ""
    closed_because: str = ""


@dataclass(frozen=True, slots=True)
class CaseHit:
    """A payment, or what else drew attention; `held` where its money waits for a
    decision, or has waited; `waits` while it does."""

    transaction_id: str
    kind: Occasion
    amount_minor: int
    currency: str
    held: bool
    at: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about a case."""

    note_id: str
    text: str
    made_by: str
    at: str


@dataclass(frozen=True, slots=True)
class Current:
    """What joins a case has to know of it."""

    case_id: str
    opened_at: str
    due_at: str
    risk_level: RiskLevel
    flags: tuple[str, ...]

    def joined_by(self, other: "Current") -> "Current":
        """As it is once another hit has joined: the earlier time, the higher risk, the flags of both."""
        return replace(
            self,
            due_at=min(self.due_at, other.due_at),
            risk_level=max(self.risk_level, other.risk_level, key=LEVELS.index),
            flags=tuple(sorted({*self.flags, *other.flags})),
        )


@dataclass(frozen=True, slots=True)
class CurrentCases:
    """The cases of one account that take hits, by cause."""

    account_id: str
    cases: Mapping[str, Current] = field(default_factory=dict)
    version: int = 0

    def taking(self, cause: str, now: datetime) -> Current | None:
        """The case that a hit of this cause joins."""
        return self._young(now).get(cause)

    def with_case(self, cause: str, current: Current, now: datetime) -> "CurrentCases":
        """The next version; what has become too old to be joined goes."""
        return replace(self, cases={**self._young(now), cause: current}, version=self.version + 1)

    def without(self, case_id: str) -> "CurrentCases":
        """The next version, in which nothing joins this case any more."""
        rest = {cause: each for cause, each in self.cases.items() if each.case_id != case_id}
        return replace(self, cases=rest, version=self.version + 1)

    def _young(self, now: datetime) -> dict[str, Current]:
        since = clock.to_text(now - JOINS_FOR)
        return {cause: each for cause, each in self.cases.items() if each.opened_at > since}


@dataclass(frozen=True, slots=True)
class Suspect:
    """The payment that drew attention, or what else did."""

    transaction_id: str
    kind: Occasion
    owner_id: str
    account_id: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody is to look: `cause` is what hits of a case have in common."""

    cause: str
    risk_level: RiskLevel
    flags: tuple[str, ...]
    blocked: bool = False

    @classmethod
    def of(cls, decision: Decision) -> "Ground":
        return cls(cause_of(decision), risk_of(decision), flags_of(decision), decision.outcome == "block")


# Money that came back to an account which is closed: somebody has to find its owner.
UNCLAIMED = Ground("unclaimed", "LOW", ("unclaimed",))


def cause_of(decision: Decision) -> str:
    """What drew attention in the first place: a blacklist, the list of sanctions, the first rule that holds, one that could not be
    judged, or that there were no rules to judge by."""
    if any(each.startswith("black:") for each in decision.listed):
        return "blacklist"
    if any(each.startswith("sanctions:") for each in decision.listed):
        return "sanctions"
    counting = [hit for hit in decision.hits if not hit.shadow]
    found = next((hit for hit in counting if hit.holds), None) or next((hit for hit in counting if hit.error), None)
    return found.rule_id if found else "ruleset"


def flags_of(decision: Decision) -> tuple[str, ...]:
    """Everything that counts against a payment, as words and ids."""
    lists = by_list(decision.listed)
    listed = {f"blacklist:{what}" for what in lists["black"]} | {f"sanctions:{what}" for what in lists["sanctions"]}
    counting = [hit for hit in decision.hits if not hit.shadow]
    rules = {f"rule:{hit.rule_id}" for hit in counting if hit.holds} | {f"fault:{hit.rule_id}" for hit in counting if hit.error}
    return tuple(sorted(listed | rules)) or ("fault:ruleset",)


def risk_of(decision: Decision) -> RiskLevel:
    """HIGH for what is blocked or may be sanctioned, MEDIUM for what rules want looked at, LOW where only a check failed."""
    if decision.outcome == "block" or "sanctions:match" in decision.listed:
        return "HIGH"
    return "MEDIUM" if any(hit.holds and not hit.shadow for hit in decision.hits) else "LOW"
