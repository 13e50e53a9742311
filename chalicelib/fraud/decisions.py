"""A decision about a payment: what rules and lists say of its facts. Pure: the same facts, rules and lists give the same bytes.

The strongest word wins: a blacklist, then a rule's block, then a whitelist, then a review, then nothing. A rule that cannot be
judged counts as a review: a fault holds, it never lets through. No whitelist beats one that might have blocked, nor what the
list of sanctions says.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from chalicelib.fraud.facts import Facts
from chalicelib.fraud.rules import FactUnknown, OfAnotherWay, Rule, holds

Outcome = Literal["allow", "review", "block"]
REVIEW_FROM, BLOCK_FROM = 50, 80


@dataclass(frozen=True, slots=True)
class Hit:
    """What one rule said: whether it holds, or why that could not be judged. In the shadow it counts for nothing."""

    rule_id: str
    version: int
    holds: bool
    shadow: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`score` is the sum of the scores of rules that hold; `listed` what of the payment stands on which list."""

    outcome: Outcome
    score: int
    ruleset: str
    facts: Facts
    hits: tuple[Hit, ...]
    listed: tuple[str, ...] = ()

    @classmethod
    def of_text(cls, text: str) -> "Decision":
        """As it is kept, with the rules that say something."""
        kept: dict[str, Any] = json.loads(text)
        del kept["rules"]
        return cls(**{**kept, "hits": tuple(Hit(**hit) for hit in kept["hits"]), "listed": tuple(kept["listed"])})

    def to_text(self) -> str:
        """The whole decision, byte for byte the same each time. Of the rules it has those that hold or could not be judged: the set is
        named, and of its others none held. So a payment is as small to write by two hundred rules as by two."""
        telling = tuple(hit for hit in self.hits if hit.holds or hit.error)
        kept = {**asdict(replace(self, hits=telling)), "rules": len(self.hits)}
        return json.dumps(kept, sort_keys=True, separators=(",", ":"))


def hash_of(rules: Sequence[Rule]) -> str:
    """What names a set of rules: another rule, another version or status of one, another name."""
    told = sorted((rule.rule_id, rule.version, rule.status) for rule in rules)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def decide(
    facts: Facts,
    rules: Sequence[Rule],
    *,
    black: Sequence[str] = (),
    white: Sequence[str] = (),
    sanctions: Sequence[str] = (),
) -> Decision:
    """`black` and `white` say what of the payment stands on those lists, `sanctions` what a person has to look at of that one."""
    in_order = sorted(rules, key=lambda rule: (rule.priority, rule.rule_id))
    hits = tuple(_judged(rule, facts) for rule in in_order)
    counting = [(rule, hit) for rule, hit in zip(in_order, hits, strict=True) if not hit.shadow]
    held = [rule for rule, hit in counting if hit.holds]
    in_doubt = [rule for rule, hit in counting if hit.error]
    score = sum(rule.score for rule in held)
    lists = {"black": black, "white": white, "sanctions": sanctions}
    listed = tuple(f"{name}:{what}" for name, found in lists.items() for what in found)
    outcome: Outcome = "allow"
    if black or _blocks(held, score):
        outcome = "block"
    elif sanctions or _blocks(in_doubt, score + sum(max(rule.score, 0) for rule in in_doubt)):
        outcome = "review"
    elif not white and (in_doubt or score >= REVIEW_FROM or any(rule.action == "review" for rule in held)):
        outcome = "review"
    return Decision(outcome, score, hash_of(rules), facts, hits, listed)


def replayed(text: str, rules: Sequence[Rule]) -> Decision:
    """A kept decision, judged anew by the rules it names: the same bytes, or somebody changed something."""
    kept: dict[str, Any] = json.loads(text)
    return decide(kept["facts"], rules, **by_list(kept["listed"]))


def by_list(listed: Iterable[str]) -> dict[str, list[str]]:
    """What a decision says was `listed`, as `decide` takes it."""
    found: dict[str, list[str]] = {"black": [], "white": [], "sanctions": []}
    for each in listed:
        name, _, what = each.partition(":")
        found[name].append(what)
    return found


def _blocks(rules: Sequence[Rule], score: int) -> bool:
    return score >= BLOCK_FROM or any(rule.action == "block" for rule in rules)


def _judged(rule: Rule, facts: Facts) -> Hit:
    shadow = rule.status == "SHADOW"
    try:
        return Hit(rule.rule_id, rule.version, holds(rule.conditions, facts), shadow)
    except OfAnotherWay:
        return Hit(rule.rule_id, rule.version, False, shadow)
    except FactUnknown as unknown:
        return Hit(rule.rule_id, rule.version, False, shadow, f"{unknown} is not known")
    except (TypeError, ValueError, AttributeError, LookupError) as error:  # a fact of another kind than was promised
        return Hit(rule.rule_id, rule.version, False, shadow, type(error).__name__)
