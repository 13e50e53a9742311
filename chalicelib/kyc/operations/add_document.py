"""Take a file of a customer, or make room for one that comes by itself: into quarantine, where it is scanned."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chalicelib.customers.public import DocumentTaken, numbering
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc import store
from chalicelib.kyc.errors import DocumentQuota, DocumentTooLarge, DocumentUnsupported
from chalicelib.kyc.model import (
    COUNTED,
    MAXIMUM_BYTES,
    MAXIMUM_FILES,
    MAXIMUM_TOTAL_BYTES,
    Document,
    DocumentType,
    content_type_of,
    room_bytes,
)
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class AddDocument:
    """`content` is the file, or None when it comes by an upload; `size_bytes` then is what it will have, if that is known."""

    customer_id: str
    type: DocumentType
    content: bytes | None
    size_bytes: int | None = None
    expires_on: str | None = None
    number: str | None = field(default=None, repr=False)


def add_document(command: AddDocument, call: Call, *, render: Callable[[Document], dict[str, object]]) -> Receipt:
    """Returns the answer made by `render(document)`; of one without content it has what its upload needs.

    Raises DocumentTooLarge, DocumentUnsupported, DocumentQuota; DocumentTaken where another customer has its number.
    """
    content = command.content
    size = command.size_bytes if content is None else len(content)
    if size is not None and size > MAXIMUM_BYTES:
        raise DocumentTooLarge(f"A file may have {MAXIMUM_BYTES // 1024**2} MiB")
    if content is not None and content_type_of(content) is None:
        raise DocumentUnsupported("The file is no PDF, JPEG or PNG")
    document = _document(command, size or MAXIMUM_BYTES, call)
    put = False
    try:
        for attempt in range(MAXIMUM_ATTEMPTS):
            shelf = store.shelf(command.customer_id)
            room = _room(shelf, size or 1, call)
            if size is None:
                document = replace(document, size_bytes=room)
            if content is not None and not put:
                store.quarantine(document, content)  # before its row, so that no row waits for a file that never came
                put = True
            numbered = numbering(command.customer_id, command.number) if command.number else None
            document = replace(document, number_last4=numbered.last4 if numbered else None)
            receipt = Receipt(201, render(document))
            own = numbered.changes if numbered else []
            try:
                dynamo.transact([*store.added(document, shelf), *own, call.record(receipt)])
                return receipt
            except dynamo.Refused:  # another came between
                dynamo.pause(attempt)
            except dynamo.Repeated as repeated:
                if document.document_id not in repeated.item["body"]:
                    raise
                return receipt  # our own record: the first try was applied, its answer lost
        raise RequestInProgress("Too many files of this customer at once; try again")
    except (dynamo.Repeated, DocumentQuota, DocumentTaken, RequestInProgress):
        if put:
            store.leave_quarantine(document)
        raise


def _room(shelf: store.Shelf, needed_bytes: int, call: Call) -> int:
    """How large one more file may be. Raises DocumentQuota when that is less than needed."""
    room = room_bytes(shelf.documents, clock.epoch_seconds(call.now))
    if room < needed_bytes:
        raise DocumentQuota(
            f"A customer may have {MAXIMUM_FILES} files of {MAXIMUM_TOTAL_BYTES // 1024**2} MiB together",
            maximumFiles=MAXIMUM_FILES,
            maximumBytes=MAXIMUM_TOTAL_BYTES,
        )
    return room


def _document(command: AddDocument, size_bytes: int, call: Call) -> Document:
    comes_later = command.content is None
    return Document(
        customer_id=command.customer_id,
        document_id=ids.new_id(call.now),
        type=command.type,
        status="UPLOADING" if comes_later else "SCANNING",
        size_bytes=size_bytes,
        created_at=clock.to_text(call.now),
        expires_on=command.expires_on,
        expires_at=clock.epoch_seconds(call.now + COUNTED) if comes_later else None,
    )
