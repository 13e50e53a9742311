"""The screening that every payment goes through: what to read beside the accounts, and what to make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.fraud import case_store, refusals, store, velocity
from chalicelib.fraud.cases import Suspect
from chalicelib.fraud.decisions import Decision, decide, hash_of
from chalicelib.fraud.errors import DeclinedByPolicy, MerchantBlocked, UnderReview
from chalicelib.fraud.facts import EVERY_WAY, FACTS, OF_WAYS, Facts, Watched, WayToPay
from chalicelib.fraud.model import is_comparable
from chalicelib.fraud.rules import Rule
from chalicelib.fraud.shipped import SHIPPED
from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import Account
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Item
from chalicelib.platform.observability import count, logger

CASES_ROW = "cases"  # the label of what a case about the account that pays would join
# Bodies never change, so they are kept for as long as the process lives; which one is in use is read with every payment.
_BODIES: dict[str, tuple[Rule, ...]] = {hash_of(SHIPPED): SHIPPED}


def rows(subjects: Mapping[str, str], *, payer: str = "") -> dict[str, tuple[str, Item]]:
    """What to read beside the accounts about the payment's `subjects`, the customer who pays, an account, a merchant or the
    payee by kind; and about the account `payer` where a case may be opened."""
    return {**(case_rows(payer) if payer else {}), **store.rows_about(subjects)}


def case_rows(account_id: str) -> dict[str, tuple[str, Item]]:
    """What to read where a case about an account may be opened."""
    return {CASES_ROW: case_store.current_row(account_id)}


def screened(facts: Facts, read: Mapping[str, Item | None], now: datetime, *, sanctions: Sequence[str] = ()) -> Decision:
    """What rules and lists, as `read` in this very round trip, say of a payment; `sanctions` is what that list said of a name."""
    found: dict[str, list[str]] = {"black": [], "white": []}
    moment = clock.to_text(now)
    for label, item in read.items():
        colour, _, what = label.partition(":")
        subject = what.partition(":")[0]
        stands = colour in found and any(entry.stands_at(moment) for entry in store.entries_at(item))
        if stands and subject not in found[colour]:  # a merchant stands there once for each way that the name may look
            found[colour].append(subject)
    merchant = facts.get("merchant")
    if isinstance(merchant, str) and not is_comparable(merchant):
        found["black"].append("merchant")
    pointer = read["ruleset"]
    try:
        rules = rules_of(pointer["ruleset"] if pointer else "")
    except LookupError:
        logger.exception("the rules in use are not kept", extra={"ruleset": pointer})
        count("RulesNotFound")
        decision = decide(facts, (), black=found["black"], sanctions=sanctions)
        return decision if decision.outcome == "block" else replace(decision, outcome="review")
    return decide(facts, rules, black=found["black"], white=found["white"], sanctions=sanctions)


def lists(subjects: Mapping[str, str]) -> dict[str, tuple[str, Item]]:
    """What to read of a payment that nothing but a blacklist stops: one that was screened before and waits, or one that comes in."""
    return {label: row for label, row in store.rows_about(subjects).items() if label.startswith("black:")}


def blacklisted(read: Mapping[str, Item | None], now: datetime) -> bool:
    """Whether anything that was `read` of a payment stands on the blacklist."""
    moment = clock.to_text(now)
    return any(
        entry.stands_at(moment) for label, item in read.items() if label.startswith("black:") for entry in store.entries_at(item)
    )


def blacklisted_among(payments: Mapping[str, Mapping[str, str]], now: datetime) -> set[str]:
    """Of payments that were screened before and wait, by an id of each with its subjects, those with somebody on the blacklist by
    now. One read; of at most a hundred rows."""
    rows = {payment: lists(subjects) for payment, subjects in payments.items()}
    read = iter(store.read([row for each in rows.values() for row in each.values()]))
    return {payment for payment, each in rows.items() if blacklisted({label: next(read) for label in each}, now)}


def turned_away(suspect: Suspect, call: Call) -> Failure:
    """What is raised of money that comes for who stands on the blacklist; with it is written what has somebody look."""
    return refusal(suspect, decide({"kind": suspect.kind}, (), black=["payee"]), call)


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


def admit(
    kind: WayToPay,
    payment_id: str,
    account: Account,
    amount_minor: int,
    read: Mapping[str, Item | None],
    call: Call,
    *,
    merchant: str | None = None,
) -> None:
    """Screens a payment out of an account that has nowhere to wait for a person, by the `rows` that were `read` beside it.

    Raises MerchantBlocked, DeclinedByPolicy, UnderReview, each with what has somebody look at it.
    """
    decision = judge(kind, payment_id, account, amount_minor, read, call, merchant=merchant)
    if decision.outcome == "review":
        raise refusal(_suspect(kind, payment_id, account, amount_minor), decision, call, merchant=merchant)


def judge(
    kind: WayToPay,
    payment_id: str,
    account: Account,
    amount_minor: int,
    read: Mapping[str, Item | None],
    call: Call,
    *,
    merchant: str | None = None,
) -> Decision:
    """Screens one that can wait: allowed, or to be reviewed. Raises MerchantBlocked, DeclinedByPolicy, each with what has somebody look."""
    decision = screened(facts_of(kind, account, amount_minor, call.now, merchant=merchant), read, call.now)
    if decision.outcome == "block":
        raise refusal(_suspect(kind, payment_id, account, amount_minor), decision, call, merchant=merchant)
    return decision


def _suspect(kind: WayToPay, payment_id: str, account: Account, amount_minor: int) -> Suspect:
    return Suspect(payment_id, kind, account.owner_id, account.account_id, amount_minor, account.currency)


def refusal(suspect: Suspect, decision: Decision, call: Call, *, merchant: str | None = None) -> Failure:
    """What a customer is told of a payment that is not carried out; with it is written what has somebody look."""
    failure: Failure
    if decision.outcome == "review":
        failure = UnderReview("The bank would have to look at this payment first")
    elif merchant is not None and "black:merchant" in decision.listed:
        failure = MerchantBlocked(merchant)
    else:
        failure = DeclinedByPolicy("The bank does not carry this payment out")
    failure.also = [refusals.told(suspect, decision, call)]
    return failure


def facts_of(
    kind: WayToPay | Watched,
    account: Account,
    amount_minor: int | None,
    now: datetime,
    *,
    merchant: str | None = None,
    beside: Sequence[Account] = (),
) -> Facts:
    """What is known of anything: its account and what went through that lately, amount and moment; a merchant whom it is to. With
    the accounts of the customer `beside`, what went through all of those."""
    known: Facts = {
        "kind": kind,
        "amountMinor": amount_minor,
        "currency": account.currency,
        "hourUtc": now.hour,
        "accountAgeDays": (now - clock.from_text(account.opened_at)).days,
        "merchant": merchant,
        **velocity.facts(beside or [account], now),
    }
    return {name: known.get(name) if kind in OF_WAYS.get(name, EVERY_WAY) else None for name in FACTS}
