"""Submit a customer for verification: from then on it is reviewed, once, by the machine `customers_kyc_review`."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.customers.public import UnknownCustomer, find_customer
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc import events, review, store
from chalicelib.kyc.errors import KycFinal, KycIncomplete, KycInReview, UnknownDocument
from chalicelib.kyc.model import File, Wanted, missing_in
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 4


def submit(
    customer_id: str, document_ids: tuple[str, ...], level: Wanted, call: Call, *, render: Callable[[File], dict[str, object]]
) -> Receipt:
    """Returns the answer made by `render(file)`.

    Raises UnknownCustomer, UnknownDocument, KycIncomplete, KycInReview, KycFinal.
    """
    today = clock.to_text(call.now)[:10]
    for attempt in range(MAXIMUM_ATTEMPTS):
        seen, customer = store.find_file(customer_id), find_customer(customer_id)
        if customer is None:
            raise UnknownCustomer
        _check(seen)
        documents = store.find_documents(customer_id, document_ids)
        if None in documents:
            raise UnknownDocument
        if missing := missing_in(level, customer.is_complete, filter(None, documents), today):
            raise KycIncomplete("The submission is not complete", missing=missing)
        file = seen or File(customer_id)
        reused = any(each.reused for each in documents if each)
        after = replace(
            review.opened(file, level, call),
            status="SUBMITTED",
            document_ids=document_ids,
            profiled_as=customer.identified_at or "",
            flags=("document_reused",) if reused else (),
            matches=(),
            list_version="",
            screened_as="",
        )
        row, start = review.begin(after, call)
        receipt = Receipt(202, render(after))
        told = identity.describing(customer.email, customer_id, kyc_status=after.status)
        try:
            dynamo.transact([store.replaced(after, seen), row, told, events.submitted(after, start, call), call.record(receipt)])
        except dynamo.Refused:  # another submission, or a decision, came between
            dynamo.pause(attempt)
            continue
        return receipt
    raise RequestInProgress("Too many changes of this customer at once; try again")


def _check(seen: File | None) -> None:
    if seen is not None and seen.is_under_review:
        raise KycInReview("A submission is being looked at")
    if seen is not None and seen.status == "REJECTED":
        raise KycFinal("The customer was rejected for good")
