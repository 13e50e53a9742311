"""Wire shapes of what is screened, and of the rules and lists that staff keep."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from chalicelib.fraud.lists import Entry
from chalicelib.fraud.operations.change_rules import RuleText
from chalicelib.fraud.rules import Rule
from chalicelib.platform import paging
from chalicelib.platform.schemas import Body, Identifier, Reply, Text, Timestamp, moment

_TREE: dict[str, object] = {
    "type": "object",
    "examples": [{"all": [{"eq": ["currency", "USD"]}, {"gte": ["amountMinor", 100000]}]}],
}
Conditions = Annotated[dict[str, Any], msgspec.Meta(extra_json_schema=_TREE)]
Score = Annotated[int, msgspec.Meta(ge=-100, le=100)]
Priority = Annotated[int, msgspec.Meta(ge=0, le=1_000)]
ActionName = Literal["score", "review", "block"]
StatusName = Literal["DRAFT", "SHADOW", "ACTIVE", "INACTIVE", "DELETED"]


class RuleRequest(Body):
    """A rule as it is to be.

    name: what staff call it, such as Much to somebody new
    conditions: a tree of all, any, not, and comparisons of a fact with a value
    score: what it adds to the payment's score when it holds
    action: what it asks for when it holds: its score alone, a review, or a block
    priority: rules are judged and listed in this order
    """

    name: Text
    conditions: Conditions
    score: Score = 0
    action: ActionName = "score"
    priority: Priority = 100

    def text(self) -> RuleText:
        return RuleText(self.name, self.conditions, self.score, self.action, self.priority)


class RuleReply(Reply):
    """A rule in one version.

    rule_id: the rule
    version: which version of it; a version never changes
    name: what staff call it
    conditions: when it holds
    score: what it adds to the payment's score when it holds
    action: what it asks for when it holds
    priority: rules are judged in this order
    status: DRAFT, SHADOW (judged, and changing nothing), ACTIVE, INACTIVE or DELETED
    made_by: who wrote it; bank for what ships
    made_at: when it was written
    """

    rule_id: Identifier
    version: int
    name: str
    conditions: Conditions
    score: int
    action: ActionName
    priority: int
    status: StatusName
    made_by: str
    made_at: Timestamp

    @classmethod
    def of(cls, rule: Rule) -> "RuleReply":
        return cls(
            rule_id=rule.rule_id,
            version=rule.version,
            name=rule.name,
            conditions=dict(rule.conditions),
            score=rule.score,
            action=rule.action,
            priority=rule.priority,
            status=rule.status,
            made_by=rule.made_by,
            made_at=rule.made_at,
        )


class RulesQuery(paging.Page):
    """Which rules.

    status: those in this status; all that are in use, in the shadow or in earnest, unless given
    """

    status: StatusName | msgspec.UnsetType = msgspec.UNSET


class RulePage(Reply):
    """A page of rules.

    items: the rules
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[RuleReply]
    next_cursor: str | None


class FactReply(Reply):
    """Something that a rule may ask about a payment.

    name: the fact, such as amountMinor
    type: what it holds
    meaning: what it says
    """

    name: str
    type: Literal["text", "number", "truth"]
    meaning: str


class FactList(Reply):
    """Every fact that a rule may ask about.

    items: the facts
    """

    items: list[FactReply]


class EntryRequest(Body):
    """Whom to put on the list.

    kind: what `value` is
    value: the id of a customer or an account, or a merchant's name as people write it
    reason: why, for whoever reads it later
    until: when it ends; never unless given
    """

    kind: Literal["customer", "account", "merchant"]
    value: Text
    reason: Text
    until: Timestamp | msgspec.UnsetType = msgspec.UNSET

    def end(self) -> datetime | None:
        """Raises InvalidRequest for what is no time."""
        return None if self.until is msgspec.UNSET else moment(self.until, "until")


class EntryReply(Reply):
    """Somebody on a list.

    entry_id: the entry
    kind: what `value` is
    value: who it is, such as 0198c0de-0000-7000-8000-000000000000
    reason: why it stands there
    made_by: who put it there, such as 0198c0de-0000-7000-8000-000000000000
    made_at: when it was put there
    until: when it ends; null for never
    """

    entry_id: Identifier
    kind: Literal["customer", "account", "merchant"]
    value: str
    reason: str
    made_by: str
    made_at: Timestamp
    until: Timestamp | None

    @classmethod
    def of(cls, entry: Entry) -> "EntryReply":
        return cls(
            entry_id=entry.entry_id,
            kind=entry.kind,
            value=entry.value,
            reason=entry.reason,
            made_by=entry.made_by,
            made_at=entry.made_at,
            until=entry.until or None,
        )


class EntryPage(Reply):
    """A page of a list.

    items: the entries
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[EntryReply]
    next_cursor: str | None
