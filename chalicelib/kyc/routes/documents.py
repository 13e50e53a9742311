"""REST routes of a customer's documents."""

from chalicelib.customers.public import DocumentTaken, UnknownCustomer
from chalicelib.kernel import clock
from chalicelib.kyc import queries, store
from chalicelib.kyc.errors import DocumentQuota, DocumentTooLarge, DocumentUnsupported, UnknownDocument
from chalicelib.kyc.model import Document
from chalicelib.kyc.operations.add_document import AddDocument, add_document
from chalicelib.kyc.schemas import (
    DocumentAdded,
    DocumentLink,
    DocumentList,
    DocumentReply,
    DocumentRequest,
    UploadForm,
)
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Documents",
    about="What a customer shows the bank",
    customer_id="the caller, as GET /me tells",
    document_id="a document of the customer",
)
# Three mebibytes as base64, with room for the JSON around it and for escaped slashes.
_BODY_BYTES = 4 * 1024 * 1024 + 256 * 1024


@routes.post(
    "/api/v1/customers/{customer_id}/documents",
    summary="Add a document: its file in the body, or a place to upload it to",
    status=201,
    location="/api/v1/customers/{customer_id}/documents/{documentId}",
    body=DocumentRequest,
    answer=DocumentAdded,
    keys="record",
    failures=(UnknownCustomer, DocumentTaken, DocumentQuota, DocumentTooLarge, DocumentUnsupported),
    maximum_body_bytes=_BODY_BYTES,
)
def add(request: Request[DocumentRequest, None]) -> Answer:
    """Takes a PDF, JPEG or PNG by its bytes. It lies apart until it was looked through: then it is CLEAN, written anew without
    what tells of its maker, or REJECTED with the reason."""
    body = request.body
    size = body.size_bytes if isinstance(body.size_bytes, int) else None
    command = AddDocument(own(request), body.type, body.file(), size, body.last_day(), body.number())
    return Answer.of(add_document(command, request.call, render=_added))


@routes.get(
    "/api/v1/customers/{customer_id}/documents",
    summary="The documents of the caller, newest first",
    answer=DocumentList,
    failures=(UnknownCustomer,),
)
def list_all(request: Request[None, None]) -> Answer:
    """What was added, and what became of it. What was rejected, or never came, is told for a day."""
    found = queries.list_documents(own(request), clock.epoch_seconds(request.now))
    return Answer(200, DocumentList(items=list(map(DocumentReply.of, found))))


@routes.get(
    "/api/v1/customers/{customer_id}/documents/{document_id}",
    summary="A document, with a link that is good for five minutes",
    answer=DocumentLink,
    failures=(UnknownCustomer, UnknownDocument),
)
def get(request: Request[None, None]) -> Answer:
    """Only a CLEAN document has a link, and it saves the file: nothing is opened in the bank's name."""
    document, url = queries.document_of(own(request), request.path["document_id"])
    return Answer(200, DocumentLink(**DocumentReply.members(document), url=url))


def own(request: Request[object, object]) -> str:
    """The customer of the path. Raises UnknownCustomer when it is not the caller."""
    if request.path["customer_id"] != request.caller.user_id:
        raise UnknownCustomer
    return request.path["customer_id"]


def _added(document: Document) -> dict[str, object]:
    upload = UploadForm(**store.upload_to(document)) if document.status == "UPLOADING" else None
    return plain(DocumentAdded(**DocumentReply.members(document), upload=upload))
