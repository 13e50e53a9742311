"""Make rules, and bring them in and out of use. A change of what is in use points to another set in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chalicelib.fraud import store
from chalicelib.fraud.decisions import hash_of
from chalicelib.fraud.errors import RuleStatus, TooManyRules, UnknownRule
from chalicelib.fraud.rules import Action, Node, Rule, Status, check
from chalicelib.fraud.screening import rules_of
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt

MOST_IN_USE = 200
IN_USE: tuple[Status, ...] = ("SHADOW", "ACTIVE")
_TO: dict[Status, frozenset[Status]] = {
    "SHADOW": frozenset({"DRAFT", "ACTIVE", "INACTIVE"}),
    "ACTIVE": frozenset({"DRAFT", "SHADOW", "INACTIVE"}),
    "INACTIVE": frozenset({"SHADOW", "ACTIVE"}),
    "DELETED": frozenset({"DRAFT", "INACTIVE"}),
}


@dataclass(frozen=True, slots=True)
class RuleText:
    """What somebody wrote."""

    name: str
    conditions: Node
    score: int
    action: Action
    priority: int


def make_rule(text: RuleText, call: Call, *, render: Callable[[Rule], dict[str, object]]) -> Receipt:
    """A draft, which changes nothing yet. Raises InvalidRequest with the place of what is no condition."""
    check(text.conditions)
    rule = _written(ids.new_id(call.now), 1, text, call)
    receipt = Receipt(201, render(rule))
    dynamo.transact([store.new_version(rule), _told("fraud_rule.make", rule, call), call.record(receipt)])
    return receipt


def change_rule(rule_id: str, text: RuleText, call: Call) -> Rule:
    """The next version, as a draft; the one before stays as it is, in use or not. Raises UnknownRule, RuleStatus, InvalidRequest."""
    check(text.conditions)
    before = find(rule_id)
    if before.status == "DELETED":
        raise RuleStatus("The rule is deleted")
    rule = _written(rule_id, before.version + 1, text, call)
    try:
        dynamo.transact([store.new_version(rule), _told("fraud_rule.change", rule, call)])
    except dynamo.Refused as refused:
        raise RequestInProgress("Somebody else changes this rule; try again") from refused
    return rule


def bring_to(rule_id: str, status: Status, call: Call) -> Rule:
    """The newest version in this status, in or out of use. Already there: nothing happens.

    Raises UnknownRule, RuleStatus, TooManyRules.
    """
    kept = store.newest(rule_id)
    rule = kept or _shipped(rule_id)
    if rule.status == status:
        return rule
    if rule.status not in _TO[status]:
        raise RuleStatus(f"From {rule.status} a rule does not come to {status}")
    after = replace(rule, status=status)
    pointer = store.find_pointer()
    before = rules_of(pointer["ruleset"] if pointer else "")
    others = [each for each in before if each.rule_id != rule_id]
    in_use = [*others, after] if status in IN_USE else others
    if len(in_use) > MOST_IN_USE:
        raise TooManyRules(f"At most {MOST_IN_USE} rules are in use at once")
    former = [each for each in before if each.rule_id == rule_id and each.version != rule.version]
    told = _told("fraud_rule.bring", after, call, before=rule.status)
    # What ships has no row before it first changes.
    became = store.status_set(rule, status) if kept else store.new_version(after)
    changes = [became, told, *(store.status_set(each, "INACTIVE") for each in former)]
    if in_use != list(before):
        ruleset = hash_of(in_use)
        changes += [store.kept_body(ruleset, in_use), *store.pointed_at(ruleset, pointer)]
    try:
        dynamo.transact(changes)
    except dynamo.Refused as refused:
        raise RequestInProgress("Somebody else changes the rules; try again") from refused
    return after


def find(rule_id: str) -> Rule:
    """The newest version of a rule. Raises UnknownRule."""
    return store.newest(rule_id) or _shipped(rule_id)


def _shipped(rule_id: str) -> Rule:
    rule = next((each for each in rules_of("") if each.rule_id == rule_id), None)
    if rule is None:
        raise UnknownRule("No such rule")
    return rule


def in_use() -> Sequence[Rule]:
    """The rules that every payment is judged by, in shadow or in earnest."""
    pointer = store.find_pointer()
    return rules_of(pointer["ruleset"] if pointer else "")


def _told(what: str, rule: Rule, call: Call, *, before: str = "") -> Change:
    after = {"status": rule.status, "version": str(rule.version)}
    return audit.record(what, call, subject=rule.rule_id, before={"status": before} if before else None, after=after)


def _written(rule_id: str, version: int, text: RuleText, call: Call) -> Rule:
    return Rule(
        rule_id,
        version,
        text.name,
        text.conditions,
        text.score,
        text.action,
        text.priority,
        "DRAFT",
        call.caller_id,
        clock.to_text(call.now),
    )
