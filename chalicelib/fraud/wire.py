"""Wire shapes that others carry: a merchant, and a decision. Apart from those of our own routes, which a task has no use for."""

import json
from typing import Annotated, Any, Literal

from chalicelib.fraud.model import check_merchant
from chalicelib.platform.schemas import Identifier, Reply, typed

Merchant = Annotated[str, typed(check_merchant)]


class HitReply(Reply):
    """What one rule says.

    rule_id: the rule
    version: the version that was judged
    holds: whether its conditions hold
    shadow: whether it changes nothing
    error: why it could not be judged; null where it could
    """

    rule_id: Identifier
    version: int
    holds: bool
    shadow: bool
    error: str | None


class DecisionReply(Reply):
    """What rules and lists say of a payment.

    outcome: allow, review (a person looks at it) or block
    score: the sum of the scores of the rules that hold
    ruleset: what names the set of rules that it was judged by
    facts: what was known of the payment
    rules: how many rules it was judged by
    hits: those of them that hold, or could not be judged
    listed: what of the payment stands on which list
    """

    outcome: Literal["allow", "review", "block"]
    score: int
    ruleset: str
    facts: dict[str, Any]
    rules: int
    hits: list[HitReply]
    listed: list[str]

    @classmethod
    def of(cls, text: str) -> "DecisionReply":
        """A decision as it is kept."""
        kept = json.loads(text)
        hits = [
            HitReply(
                rule_id=hit["rule_id"],
                version=hit["version"],
                holds=hit["holds"],
                shadow=hit["shadow"],
                error=hit["error"] or None,
            )
            for hit in kept["hits"]
        ]
        return cls(
            outcome=kept["outcome"],
            score=kept["score"],
            ruleset=kept["ruleset"],
            facts=kept["facts"],
            rules=kept["rules"],
            hits=hits,
            listed=kept["listed"],
        )
