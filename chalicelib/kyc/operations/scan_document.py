"""Look through a file in quarantine: a clean one is kept as it was written anew, any other is rejected with the reason."""

import hashlib
from dataclasses import replace
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.kyc import events, scanning, store
from chalicelib.kyc.errors import Reason, UnknownDocument, Unsafe
from chalicelib.kyc.model import COUNTED, MAXIMUM_BYTES, Document
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.observability import logger

MAXIMUM_ATTEMPTS = 8
Outcome = Literal["CLEAN", "REJECTED", "GONE"]


def scan_document(customer_id: str, document_id: str, call: Call) -> Outcome:
    """What became of it; GONE when there is nothing in quarantine: of a file that had come, that is its end. Safe to repeat at
    every step.

    Raises UnknownDocument for a file whose row is not there yet.
    """
    document = store.find_document(customer_id, document_id)
    if document is not None and document.status in ("CLEAN", "REJECTED"):
        store.leave_quarantine(document)  # it was scanned before, or comes a second time by the same upload
        return document.status
    place = document or Document(customer_id, document_id, "selfie", "UPLOADING", 0, "")
    content = store.quarantined(place, MAXIMUM_BYTES)
    if content is None:
        if place.status == "SCANNING":
            _finish(_rejected(place, "lost", call), call)
        return "GONE"
    if document is None:
        raise UnknownDocument
    if document.status == "UPLOADING":
        document = replace(document, status="SCANNING", expires_at=None)
        dynamo.write(store.changed(document))
    after = _scanned(document, content, call)
    _finish(after, call)
    store.leave_quarantine(after)
    logger.info("document scanned", extra={"document": document_id, "status": after.status, "reason": after.reason})
    return "CLEAN" if after.status == "CLEAN" else "REJECTED"


def _scanned(document: Document, content: bytes, call: Call) -> Document:
    """The document after its scan; a clean one lies in its bucket then."""
    came = replace(document, digest=hashlib.sha256(content).hexdigest(), size_bytes=len(content))
    try:
        clean = scanning.scan(content)
    except Unsafe as unsafe:
        return _rejected(came, unsafe.reason, call)
    after = replace(came, status="CLEAN", content_type=clean.content_type)
    store.keep(after, clean.content)
    return after


def _rejected(document: Document, reason: Reason, call: Call) -> Document:
    return replace(document, status="REJECTED", reason=reason, expires_at=clock.epoch_seconds(call.now + COUNTED))


def _finish(after: Document, call: Call) -> None:
    """Notes the end, once, and whether another customer gave the same file before: that is told."""
    for attempt in range(MAXIMUM_ATTEMPTS):
        first = store.first_customer(after.digest) if after.digest else after.customer_id  # of a lost one nothing is known
        changes = [store.changed(replace(after, reused=first not in (None, after.customer_id)))]
        if first is None and after.digest:
            changes.append(store.given_first(after.digest, after.customer_id))
        elif first is not None and first != after.customer_id:
            changes.append(events.document_reused(after, first, call))
        try:
            dynamo.transact(changes)
        except dynamo.Refused as refused:
            if "document" in refused.items:
                return  # another scan of the same file was faster
            dynamo.pause(attempt)
            continue
        return
    raise RequestInProgress("Too many scans of this file at once; try again")
