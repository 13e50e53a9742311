"""Reads of documents, and of what the bank knows of a customer's identity."""

from collections.abc import Sequence
from typing import Literal

from chalicelib.customers.public import Customer, find_customer
from chalicelib.identity import public as identity
from chalicelib.kyc import sanctions, store
from chalicelib.kyc.errors import UnknownDocument, UnknownSubmission
from chalicelib.kyc.model import Document, File


def list_documents(customer_id: str, now_seconds: int) -> list[Document]:
    """A customer's documents, newest first, without those that came to nothing a day ago."""
    return [each for each in reversed(store.shelf(customer_id).documents) if each.counts(now_seconds)]


def document_of(customer_id: str, document_id: str) -> tuple[Document, str | None]:
    """A document and, of a clean one, a fresh link. Raises UnknownDocument."""
    document = store.find_document(customer_id, document_id)
    if document is None:
        raise UnknownDocument
    return document, store.link_to(document) if document.status == "CLEAN" else None


def status_of(customer_id: str, email: str) -> tuple[File, bool]:
    """What the bank knows of a customer's identity, an empty file of one who has submitted nothing; and whether the approval in
    it still stands: another name or birth date has ended it in the row of `email`. One read."""
    file, row = store.find_file_beside(customer_id, identity.standing_row(email))
    credential = identity.standing_of(row, customer_id)
    return file or File(customer_id), credential is not None and bool(credential.kyc_level)


def review_of(customer_id: str) -> tuple[File, Customer, list[tuple[Document, str | None]]]:
    """What staff look at to decide: the file, who it is, and the documents with links. Raises UnknownSubmission."""
    file, customer = store.find_file(customer_id), find_customer(customer_id)
    if file is None or not file.submission_id or customer is None:
        raise UnknownSubmission
    documents = filter(None, store.find_documents(customer_id, file.document_ids))
    return file, customer, [(each, store.link_to(each) if each.status == "CLEAN" else None) for each in documents]


def has_reused_document(customer_id: str) -> bool:
    """Whether a file of theirs was another customer's before."""
    return any(document.reused for document in store.shelf(customer_id).documents)


def screened_name(name: str) -> Sequence[Literal["match", "fault"]]:
    """What a person has to look at before money goes to somebody of this name, who is no customer: a strong match on the list of
    sanctions, or that there is no list to ask."""
    against = store.screening_list()
    if against is None:
        return ("fault",)
    return ("match",) if any(each.strong for each in sanctions.matches(name, None, against)) else ()
