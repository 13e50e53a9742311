"""Reads of documents."""

from chalicelib.kyc import store
from chalicelib.kyc.errors import UnknownDocument
from chalicelib.kyc.model import Document


def list_documents(customer_id: str, now_seconds: int) -> list[Document]:
    """A customer's documents, newest first, without those that came to nothing a day ago."""
    return [each for each in reversed(store.shelf(customer_id).documents) if each.counts(now_seconds)]


def document_of(customer_id: str, document_id: str) -> tuple[Document, str | None]:
    """A document and, of a clean one, a fresh link. Raises UnknownDocument."""
    document = store.find_document(customer_id, document_id)
    if document is None:
        raise UnknownDocument
    return document, store.link_to(document) if document.status == "CLEAN" else None
