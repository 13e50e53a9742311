"""What a rule would have said of payments that were screened before: counted in steps, so that a long time is no long request. Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Literal

from chalicelib.fraud.decisions import Decision, by_list, decide
from chalicelib.fraud.rules import Rule

LONGEST = timedelta(days=366)
KEPT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Kept:
    """A payment with the decision about it, and what its case came to: empty for one that is open, or without one."""

    decision: Decision
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Backtest:
    """`rule` is the rule as it was when somebody asked, as JSON. Of `looked` rows, `judged` payments lie between the two times; the rule
    holds of `hits`, and of `unjudged` it cannot be said, a fact or their rules being unknown. `changes` counts outcomes that would be others, as
    `allow>review`. `confirmed` of `confirmed_in_all` payments whose risk was confirmed are hits, as are `false_alarms`. `step` counts pages,
    `cursor` is where the next begins."""

    backtest_id: str
    rule_id: str
    rule: str
    since: str
    until: str
    made_by: str
    made_at: str
    expires_at: int
    status: Literal["RUNNING", "DONE"] = "RUNNING"
    looked: int = 0
    judged: int = 0
    hits: int = 0
    unjudged: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)
    confirmed: int = 0
    confirmed_in_all: int = 0
    false_alarms: int = 0
    step: int = 0
    cursor: str = ""

    def after(self, looked: int, page: Sequence[Kept], rules_of: Callable[[str], Sequence[Rule]], cursor: str) -> "Backtest":
        """The next step, with one more page; without a `cursor` it was the last."""
        rule = Rule(**json.loads(self.rule))
        now = replace(self, looked=self.looked + looked, step=self.step + 1, cursor=cursor)
        for kept in page:
            now = now._with(kept, rule, rules_of)
        return now if cursor else replace(now, status="DONE")

    def _with(self, kept: Kept, rule: Rule, rules_of: Callable[[str], Sequence[Rule]]) -> "Backtest":
        decision, true = kept.decision, kept.finding == "confirmed_risk"
        counted = replace(self, judged=self.judged + 1, confirmed_in_all=self.confirmed_in_all + true)
        try:
            others = [each for each in rules_of(decision.ruleset) if each.rule_id != rule.rule_id]
        except LookupError:
            return replace(counted, unjudged=counted.unjudged + 1)
        would = decide(decision.facts, [*others, rule], **by_list(decision.listed))
        hit = next(each for each in would.hits if each.rule_id == rule.rule_id)
        change = f"{decision.outcome}>{would.outcome}"
        changes = dict(counted.changes)
        if decision.outcome != would.outcome:
            changes[change] = changes.get(change, 0) + 1
        return replace(
            counted,
            hits=counted.hits + hit.holds,
            unjudged=counted.unjudged + bool(hit.error),
            changes=changes,
            confirmed=counted.confirmed + (hit.holds and true),
            false_alarms=counted.false_alarms + (hit.holds and kept.finding == "false_positive"),
        )


def in_earnest(rule: Rule) -> str:
    """The rule as it would be in use, for a backtest to keep."""
    return json.dumps(asdict(replace(rule, status="ACTIVE")))
