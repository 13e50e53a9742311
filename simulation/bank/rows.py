"""What must hold of the rows beside the books once everything rests: counts, series, and what staff did."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from simulation.bank.calendars import days_of, moment_of
from simulation.bank.products import months_between
from simulation.bank.tables import errors, ever, items

if TYPE_CHECKING:
    from simulation.bank.customer import Case
    from simulation.bank.town import Town

Finding = Iterator[str]
Item = dict[str, Any]
_OPEN = {"ACTIVE", "PAUSED", "SUSPENDED"}
_LAST_HOUR, _LATEST_DAYS, _MOST_FAILURES = 18, 3, 3
_PAYING, _DECLINED = {"/payment", "/api/v1/transactions/payment"}, {"declined_by_policy", "merchant_blocked"}
_REQUIRED = 10  # transactions, before a credit card is active
_GRACE, _A_MOMENT = timedelta(days=2), timedelta(minutes=1)
# What staff ask for and nobody is written down about: nothing changes, or nothing of anybody's is seen.
_UNWRITTEN = ("/preview", "/freeze", "/unfreeze", "/activate", "/shadow", "/deactivate")
# What a refusal itself has to tell: that money was kept back, that somebody guesses, a code; and what becomes of a message.
_TOLD_OF_REFUSALS = ("fraud.detected", "payment.refused", "login.locked", "user.factor_wrong", "code.wanted", "notification.")
_SEEN = ("/admin/accounts/", "/admin/loans/", "/personal-number/", "/kyc/reviews/", "/fraud/score/")


def accounts_count_what_goes_on(town: "Town") -> Finding:
    """Operations that are pending, and series that are not over."""
    pending = Counter(each["account_id"] for each in items(town.world, "operations") if each["status"] == "PENDING")
    series = Counter(each["from_account"] for each in items(town.world, "schedule-table") if each["status"] in _OPEN)
    for row in items(town.world, "account-table"):
        counted, found = (row["pending"], row["scheduled"]), (pending[row["account_id"]], series[row["account_id"]])
        if counted != found:
            yield f"{row['account_id']} counts {counted}, and {found} go on"


def operations_name_their_posting(town: "Town") -> Finding:
    posted = {
        (touched["details"].get("operationId"), each["posting_id"])
        for each in items(town.world, "ledger-journal")
        for touched in each.get("touched", ())
    }
    for row in items(town.world, "operations"):
        if row["status"] == "SUCCESSFUL" and (row["operation_id"], row["transaction_id"]) not in posted:
            yield f"{row['operation_id']} is {row['status']} by {row['transaction_id']}, which does not say so"


def everybody_is_told_of_their_account(town: "Town") -> Finding:
    told = "".join(str(each["deliveries"]) for each in ever(town.world, "outbox-table") if each["fact"] == "CREATE_ACCOUNT_EVENT")
    for row in items(town.world, "account-table"):
        if f"{row['account_id']}:ACCOUNT.CREATED" not in told:
            yield f"nobody mailed {row['owner_id']} of {row['account_id']}"


def nobody_has_an_account_that_they_did_not_open(town: "Town") -> Finding:
    """But for the one that everybody begins with, who has none; and nobody has lost one that they did not close."""
    answered = {
        str(case.answer.body.get("accountId")) for case in _cases(town) if case.answer and isinstance(case.answer.body, dict)
    }
    rows = items(town.world, "account-table")
    had = [row for row in rows if row["status"] != "CLOSED"]  # one that was undone is begun with anew
    given = [row for row in had if row["account_id"] not in answered]
    for owner, number in Counter(row["owner_id"] for row in given).items():
        if number > 1:
            yield f"{owner} was given {number} accounts"
    for row in given:
        long_since = clock.to_text(clock.from_text(row["opened_at"]) - _A_MOMENT)
        for each in had:
            if (each["owner_id"], each["product"]) == (row["owner_id"], "checking") and each["opened_at"] < long_since:
                yield f"{row['owner_id']} was given {row['account_id']}, and had {each['account_id']}"
    opened = {
        case.answer.body.get("accountId") for case in _cases(town) if case.answer and case.request.path.endswith("/accounts")
    }
    asked = [case.request for case in _cases(town)]
    closed = str([each.path for each in asked if each.method == "DELETE" or each.path.endswith("/close")])
    for row in rows:
        if row["status"] == "CLOSED" and row["account_id"] in opened and row["account_id"] not in closed:
            yield f"{row['owner_id']} never closed {row['account_id']}, and it is closed"


def who_was_given_no_account_is_told_of_once(town: "Town") -> Finding:
    """By each execution that failed to."""
    executions = town.world.doubles["stepfunctions"].executions.values()
    failed = [each for each in executions if each.machine.name == "customers_onboarding" and each.status != "SUCCEEDED"]
    tried = Counter(each.input["customerId"] for each in failed)
    told = Counter(
        json.loads(each["deliveries"][0]["body"])["subject"]
        for each in items(town.world, "outbox-table")
        if each["fact"] == "account.creation.failed"
    )
    yield from (f"of {owner} {number} times" for owner, number in told.items() if number > tried[owner])


def ten_transactions_activate_a_credit_card(town: "Town") -> Finding:
    completed: Counter[str] = Counter()
    for row in items(town.world, "ledger-accounts"):
        completed[row["owner_id"]] += row["completed"]
    for card in items(town.world, "card-table"):
        if card["status"] == "PENDING" and completed[card["owner_id"]] >= _REQUIRED:
            yield f"{card['uuid']} is PENDING after {completed[card['owner_id']]} transactions"


def an_error_is_kept_once_and_by_itself(town: "Town") -> Finding:
    """What passes is tried again and not parked; a message that comes twice is one failure, and whoever retries it leaves a trace."""
    yield from (
        f"{each['error']} was parked: {each['cause']}"
        for each in items(town.world, "relay-error-table")
        if each["source"] == "relay"
    )
    retried = {each["subject"] for each in items(town.world, "audit-table") if each["what"] == "error.retry"}
    kept: Counter[tuple[str, ...]] = Counter()
    for each in errors(town.world):
        # One that is told of by what it was handed in has that in its retry: two letters of one moment are two. So may forgeries be.
        if each["input"] not in town.forged:
            kept[each["source"], each["createdAt"], each["input"], str(each.get("retry"))] += 1
        if each.get("status") == "RETRIED" and each["uuid"] not in retried:
            yield f"somebody retried {each['source']}, {each['uuid']}, and nobody knows who"
    yield from (f"{source} of {at} was told {number} times" for (source, at, *_), number in kept.items() if number > 1)


def loans_begin_when_they_are_paid_out(town: "Town") -> Finding:
    paid = {leg["account"]: each["at"] for each in items(town.world, "ledger-journal") for leg in _legs(each, "loan.disbursed")}
    for loan in items(town.world, "loan-table"):
        if loan["disbursed_at"] != paid.get(loan["loan_id"], ""):
            yield f"{loan['loan_id']} runs from {loan['disbursed_at']}, and was paid out at {paid.get(loan['loan_id'])}"


def goals_are_done_with_each_month(town: "Town") -> Finding:
    """Whether or not the wallet could pay."""
    for goal in items(town.world, "savings-goal-table"):
        if goal["status"] == "OPEN" and goal["every"] == "MONTH":
            saved = sum(
                leg["amount"]
                for each in items(town.world, "ledger-journal")
                for leg in each.get("legs", ())
                if leg["account"] == goal["goal_id"]
            )
            due = months_between(clock.from_text(goal["created_at"]), town.world.now() - _GRACE)
            if goal["contributed"] < due and saved < goal["target_minor"]:
                yield f"{goal['goal_id']} is done with {goal['contributed']} of {due} months"


def series_are_paid_on_their_days(town: "Town") -> Finding:
    """Each day once, in its turn, in its time; and none is left behind."""
    runs: dict[str, list[Item]] = defaultdict(list)
    for run in sorted(items(town.world, "schedule-runs"), key=lambda each: str(each["due_on"])):
        runs[run["schedule_id"]].append(run)
    changed = {case.request.path.split("/")[5] for case in _cases(town) if _changes_a_series(case)}
    for row in items(town.world, "schedule-table"):
        name, ran = row["schedule_id"], runs[row["schedule_id"]]
        terms = _terms(row["plan"])
        if row["due_on"] and row["due_on"] <= row["done_on"]:
            yield f"{name} is due on {row['due_on']}, and done with {row['done_on']}"
        if row["status"] == "ACTIVE" and moment_of(date.fromisoformat(row["due_on"]), terms) < town.world.now() - 2 * _GRACE:
            yield f"{name} was due on {row['due_on']}"
        if any(len(ran) >= 3 and {each["outcome"] for each in ran[at : at + 3]} == {"FAILED"} for at in range(len(ran) - 2)):
            if row["status"] == "ACTIVE" and name not in changed:
                yield f"{name} goes on after three days that were not paid"
        if name not in changed:  # else its days were of other terms, and in another zone
            for run in ran:
                yield from (f"{name}: {found}" for found in _run(run, terms))
            days = [day.isoformat() for day in islice(days_of(terms), len(ran) + 1)]
            if [run["due_on"] for run in ran] != days[: len(ran)]:
                yield f"{name} was paid on {[run['due_on'] for run in ran]}, and is of {days[: len(ran)]}"
            if (row["status"] == "COMPLETED") != (len(ran) == len(days)):
                yield f"{name} is {row['status']} after {len(ran)} days, of {row['plan']}"


def _run(run: Item, terms: Item) -> Finding:
    due, at = moment_of(date.fromisoformat(run["due_on"]), terms), clock.from_text(run["at"])
    late = (at - due).days
    if run["outcome"] != "SKIPPED" and at < due:
        yield f"{run['due_on']} was done with at {run['at']}"
    if run["outcome"] == "MADE" and late > _LATEST_DAYS:
        yield f"{run['due_on']} was paid at {run['at']}"
    if run["reason"] == "insufficient_funds" and at < due + timedelta(hours=_LAST_HOUR - 6):
        yield f"{run['due_on']} was given up at {run['at']}, for {run['reason']}"


def _changes_a_series(case: "Case") -> bool:
    return case.request.path.startswith("/api/v1/transactions/scheduled/") and case.request.method in ("PUT", "POST", "DELETE")


def _terms(plan: Item) -> Item:
    return {
        "startOn": plan["start_on"], "frequency": plan["frequency"], "timezone": plan["timezone"], "endOn": plan["end_on"],
        "dayOfMonth": plan["day_of_month"], "ifNotBusinessDay": plan["if_not_business_day"], "count": plan["count"],
    }  # fmt: skip


def payments_that_are_refused_are_looked_at(town: "Town") -> Finding:
    """By who watches for fraud, whether or not the customer asks again."""
    told = [str(each["correlation_id"]) for each in ever(town.world, "outbox-table") if each["fact"] == "payment.refused"]
    for case in _cases(town):
        if case.request.path in _PAYING and case.answer and case.answer.code in _DECLINED:
            if not any(each.startswith(name) for each in told for name in case.asked_as):
                yield f"{case.want.told} was {case.answer.code}, and nobody is told"


def what_staff_do_is_written_down(town: "Town") -> Finding:
    """And whom they look at, before they see them."""
    written = [str(each["correlation_id"]) for each in items(town.world, "audit-table")]
    for case in _cases(town):
        if case.want.role in ("customer", "nobody") or case.request.act or not case.answer or not case.answer.accepted:
            continue
        path = case.request.path
        looks = case.request.method == "GET"
        if (
            path.endswith(_UNWRITTEN)
            or (case.request.method == "DELETE" and "/fraud/rules/" in path)  # which may be deleted already
            or "/simulations/" in path
            or "dryRun" in path
            or (looks and not any(each in path for each in _SEEN))
        ):
            continue
        if not any(each.startswith(name) for each in written for name in case.asked_as):
            yield f"{case.want.told}: {path}, and nobody wrote it down"


def what_is_refused_is_not_done(town: "Town") -> Finding:
    """By that try: whoever is told so, or that nothing was changed, can go by it. What staff have a network do is done in two steps, the
    second of which may be refused."""
    posted = {
        _try_of(each): each["kind"]
        for each in items(town.world, "ledger-journal")
        if "refusal" not in each and each["kind"] != "balance.opened"
    }
    told_of = {
        _try_of(each): each["fact"]
        for each in items(town.world, "outbox-table")
        if not each["fact"].startswith(_TOLD_OF_REFUSALS)
    }
    for case in _cases(town):
        in_steps = "/simulations/" in case.request.path
        for name, answer in case.told:
            refused = answer.status in range(400, 500) and not in_steps
            if name in posted and (refused or answer.code == "unavailable"):
                yield f"{case.want.told} was {answer.code}, and is posted as {posted[name]}"
            if name in told_of and (refused or answer.code == "unavailable"):
                yield f"{case.want.told} was {answer.code}, and there is {told_of[name]}"


def _try_of(item: Item) -> str:
    """By which a request asked for it, as the story calls it."""
    return str(item.get("correlation_id", "")).partition(" / ")[0]


def _cases(town: "Town") -> "Iterator[Case]":
    return (case for customer in town.customers for case in customer.cases)


def _legs(item: Item, kind: str) -> list[Item]:
    return item.get("legs", []) if item["kind"] == kind else []


CHECKS = (
    accounts_count_what_goes_on,
    operations_name_their_posting,
    everybody_is_told_of_their_account,
    nobody_has_an_account_that_they_did_not_open,
    who_was_given_no_account_is_told_of_once,
    ten_transactions_activate_a_credit_card,
    an_error_is_kept_once_and_by_itself,
    loans_begin_when_they_are_paid_out,
    goals_are_done_with_each_month,
    series_are_paid_on_their_days,
    payments_that_are_refused_are_looked_at,
    what_staff_do_is_written_down,
    what_is_refused_is_not_done,
)
