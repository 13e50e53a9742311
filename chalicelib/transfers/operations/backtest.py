"""What a rule of fraud would have said of what was screened in a time: asked for by a request, counted page by page from a queue."""

import json
from collections.abc import Callable
from datetime import datetime

from chalicelib.fraud import public as fraud
from chalicelib.fraud.public import Backtest, Kept
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import audit, dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt
from chalicelib.reviews import public as reviews
from chalicelib.transfers import store

QUEUE = "fraud-backtest-sqs"
A_PAGE = 500
# Where decisions are kept, one walked after the other.
_SOURCES = (store.screened_between, reviews.screened_between)


def begin_backtest(
    rule_id: str, since: datetime, until: datetime, call: Call, *, render: Callable[[Backtest], dict[str, object]]
) -> Receipt:
    """By the newest version of the rule, in use or not. Returns 202. Raises UnknownRule, InvalidRequest."""
    if not since < until <= call.now:
        raise InvalidRequest(("until", "must lie behind since, and not in the future"))
    if until - since > fraud.LONGEST_BACKTEST:
        raise InvalidRequest(("since", f"must lie at most {fraud.LONGEST_BACKTEST.days} days before until"))
    rule = fraud.find_rule(rule_id)
    backtest = Backtest(
        ids.new_id(call.now),
        rule_id,
        fraud.in_earnest(rule),
        clock.to_text(since),
        clock.to_text(until),
        call.caller_id,
        clock.to_text(call.now),
        clock.epoch_seconds_after(call.now, days=fraud.BACKTEST_KEPT_DAYS),
    )
    receipt = Receipt(202, render(backtest))
    told = audit.record("fraud_rule.backtest", call, subject=rule_id, after={"backtestId": backtest.backtest_id})
    dynamo.transact([fraud.new_backtest(backtest), _onward(backtest, call), told, call.record(receipt)])
    return receipt


def go_on(backtest_id: str, step: int, call: Call) -> None:
    """One page. Done before, it changes nothing; what has expired is forgotten."""
    before = fraud.find_backtest(backtest_id)
    if before is None or before.step != step or before.status == "DONE":
        return
    since, until = (clock.from_text(each) for each in (before.since, before.until))
    source, start = json.loads(before.cursor) if before.cursor else (0, None)
    looked, found, rest = _SOURCES[source](since, until, A_PAGE, start)
    findings = fraud.findings_of([each.case_id for each in found if each.case_id])
    page = [Kept(fraud.Decision.of_text(each.decision), findings.get(each.case_id, "")) for each in found]
    is_last = not rest and source + 1 == len(_SOURCES)
    cursor = "" if is_last else json.dumps((source, rest) if rest else (source + 1, None))
    after = before.after(looked, page, fraud.rules_of, cursor)
    onward = [_onward(after, call)] if after.status == "RUNNING" else []
    try:
        dynamo.transact([fraud.stepped(after), *onward])
    except dynamo.Refused:  # another worker was first
        return


def _onward(backtest: Backtest, call: Call) -> Change:
    message = {"backtestId": backtest.backtest_id, "step": backtest.step, "correlationId": call.correlation_id}
    return outbox.record("fraud.backtest", [outbox.to_queue(QUEUE, message)], call)
