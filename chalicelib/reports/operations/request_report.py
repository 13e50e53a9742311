"""Request a report: the same card state, range and format are the same report, built once, and again when that failed."""

from dataclasses import replace

from chalicelib.cards.public import PRODUCTS, UnknownCard
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.reports import events, store
from chalicelib.reports.model import Format, Range, Report, report_id_of


def request_report(card_id: str, range: Range, format: Format, call: Call) -> Report:
    """The caller's report as it stands: PENDING when it is new or FAILED before. One read and one transaction. Raises UnknownCard."""
    try:
        account = ledger.find_account(call.caller_id, card_id, call.now)
    except ledger.errors.UnknownAccount as error:
        raise UnknownCard("No such card") from error
    if account.product not in PRODUCTS:
        raise UnknownCard("No such card")
    state_at = account.entry_at or account.opened_at
    report_id = report_id_of(card_id, account.entry_seq, state_at, range, format)
    report = Report(report_id, call.caller_id, card_id, account.entry_seq, range, format)
    try:
        dynamo.transact([store.new_report(report, call.now), events.report_requested(report, call)])
    except dynamo.Refused as refused:
        known = refused.items.get("report")
        if known is None:
            raise
        report = store.to_report(known)
        return _ask_again(report, call) if report.status == "FAILED" else report
    return report


def _ask_again(failed: Report, call: Call) -> Report:
    report = replace(failed, status="PENDING", rows=None, asked_again=failed.asked_again + 1)
    try:
        dynamo.transact([store.asked_again(report, call.now), events.report_requested(report, call)])
    except dynamo.Refused as refused:  # somebody asked at the same time
        if not refused.items.get("report"):
            raise
        return store.to_report(refused.found("report"))
    return report
