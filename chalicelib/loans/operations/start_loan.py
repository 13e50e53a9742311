"""The loan was paid out: it runs from that moment."""

from dataclasses import replace

from chalicelib.kernel import clock
from chalicelib.loans import events, store
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call


def start_loan(loan_id: str, at: str, call: Call) -> None:
    """Notes the payout and schedules the first month's interest, once."""
    loan = store.find_loan(loan_id)
    if loan is None or loan.disbursed_at:
        return
    running = replace(loan, disbursed_at=at)
    first = events.next_interest(running, clock.from_text(at))
    try:
        dynamo.transact([store.disbursed(loan_id, at), outbox.record("loan.disbursed", [first], call)])
    except dynamo.Refused:
        pass  # the event came twice
