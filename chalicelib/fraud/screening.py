"""The screening that every payment goes through: what to read beside the accounts, and what to make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.fraud import case_store, store
from chalicelib.fraud.decisions import Decision, decide, hash_of
from chalicelib.fraud.errors import MerchantBlocked
from chalicelib.fraud.facts import Facts
from chalicelib.fraud.model import is_blocked
from chalicelib.fraud.rules import Rule
from chalicelib.fraud.shipped import SHIPPED
from chalicelib.kernel import clock
from chalicelib.platform import settings
from chalicelib.platform.dynamo import Item
from chalicelib.platform.observability import count, logger

CASES_ROW = "cases"  # the label of what a case about the account that pays would join
# Bodies never change, so they are kept for as long as the process lives; which one is in use is read with every payment.
_BODIES: dict[str, tuple[Rule, ...]] = {hash_of(SHIPPED): SHIPPED}


def rows(payer: str, subjects: Mapping[str, str]) -> dict[str, tuple[str, Item]]:
    """What to read beside the accounts: about the account that pays, and about the payment's `subjects`, a customer, account or
    merchant by kind."""
    return {CASES_ROW: case_store.current_row(payer), **store.rows_about(subjects)}


def screened(facts: Facts, read: Mapping[str, Item | None], now: datetime) -> Decision:
    """What rules and lists, as `read` in this very round trip, say of a payment."""
    found: dict[str, list[str]] = {"black": [], "white": []}
    moment = clock.to_text(now)
    for label, item in read.items():
        colour, _, what = label.partition(":")
        if colour in found and item is not None and store.to_entry(item).stands_at(moment):
            found[colour].append(what.partition(":")[0])
    pointer = read["ruleset"]
    try:
        rules = rules_of(pointer["ruleset"] if pointer else "")
    except LookupError:
        logger.exception("the rules in use are not kept", extra={"ruleset": pointer})
        count("RulesNotFound")
        decision = decide(facts, (), black=found["black"])
        return decision if decision.outcome == "block" else replace(decision, outcome="review")
    return decide(facts, rules, black=found["black"], white=found["white"])


def rules_of(ruleset: str) -> Sequence[Rule]:
    """The rules of a set; of none, those that ship. Raises LookupError for a set that is not kept: nobody may guess it."""
    if not ruleset:
        return SHIPPED
    if ruleset not in _BODIES:
        body = store.find_body(ruleset)
        if body is None:
            raise LookupError(f"there is no ruleset {ruleset}")
        _BODIES[ruleset] = tuple(store.to_rule(item) for item in body["rules"])
    return _BODIES[ruleset]


def screen_merchant(merchant: str) -> None:
    """Raises MerchantBlocked for a merchant of BLOCKED_MERCHANTS, however its name is written."""
    if is_blocked(merchant, settings.blocked_merchants()):
        raise MerchantBlocked(merchant)
