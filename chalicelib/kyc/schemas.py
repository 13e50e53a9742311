"""Wire shapes of documents."""

import hashlib
from datetime import date
from typing import Annotated, Any

import msgspec

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kyc.errors import DocumentTooLarge, Reason
from chalicelib.kyc.model import MAXIMUM_INLINE_BYTES, Document, DocumentStatus, DocumentType
from chalicelib.platform import encoded
from chalicelib.platform.schemas import Body, Day, Identifier, Link, Reply, Timestamp


class DocumentRequest(Body):
    """A file of the customer, in the body or to be uploaded.

    type: what it shows
    content: the file, as base64 or as a data URL of it; left out, the answer says where to upload it
    size_bytes: how large the file to be uploaded is; left out, room is kept for the largest; such as 2097152
    expires_on: the last day that the document is good for, where it says one
    """

    type: DocumentType
    content: (
        Annotated[
            str,
            msgspec.Meta(
                min_length=1,
                description="Base64 (of either alphabet, in lines or not) or a data URL of it: PDF, JPEG or PNG, at most 3 MiB.",
            ),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    size_bytes: Annotated[int, msgspec.Meta(ge=1, le=2**31)] | msgspec.UnsetType = msgspec.UNSET
    expires_on: Day | msgspec.UnsetType = msgspec.UNSET

    def file(self) -> bytes | None:
        """The bytes, None when they are to be uploaded. Raises InvalidRequest, DocumentTooLarge."""
        if self.content is msgspec.UNSET:
            return None
        if self.size_bytes is not msgspec.UNSET:
            raise InvalidRequest(("sizeBytes", "is for a file that is uploaded"))
        too_large = DocumentTooLarge(f"A file in the body may have {MAXIMUM_INLINE_BYTES // 1024**2} MiB")
        return encoded.content_of("content", self.content, MAXIMUM_INLINE_BYTES, too_large)

    def last_day(self) -> str | None:
        """Raises InvalidRequest for what is no date."""
        if self.expires_on is msgspec.UNSET:
            return None
        try:
            if (day := date.fromisoformat(self.expires_on).isoformat()) == self.expires_on:
                return day
        except ValueError:
            pass
        raise InvalidRequest(("expiresOn", "must be a date such as 2031-01-31"))

    def canonical(self) -> dict[str, Any]:
        """The bytes, not their spelling."""
        content = self.file()
        digest = {} if content is None else {"content": hashlib.sha256(content).hexdigest()}
        return {**super().canonical(), **digest}


class UploadForm(Reply):
    """Where to send one file, for a quarter of an hour, as a form (multipart/form-data): the fields as they are, then `file`.

    url: where to POST it
    fields: what the form says before the file
    """

    url: Link
    fields: Annotated[dict[str, str], msgspec.Meta(examples=[{"key": "…", "policy": "…"}])]


class DocumentReply(Reply):
    """A document of a customer.

    document_id: the document
    type: what it shows
    status: UPLOADING until its file has come; SCANNING until it was looked through; then CLEAN or REJECTED
    reason: why it was rejected; null otherwise
    content_type: what the file is; null until it is CLEAN, such as application/pdf
    size_bytes: how large it is, or may be until it has come, such as 2097152
    expires_on: the last day that the document is good for, as the customer said; null where none was given
    created_at: when it was added
    """

    document_id: Identifier
    type: DocumentType
    status: DocumentStatus
    reason: Reason | None
    content_type: str | None
    size_bytes: int
    expires_on: Day | None
    created_at: Timestamp

    @classmethod
    def members(cls, document: Document) -> dict[str, Any]:
        return {name: getattr(document, name) for name in DocumentReply.__struct_fields__}

    @classmethod
    def of(cls, document: Document) -> "DocumentReply":
        return DocumentReply(**cls.members(document))


class DocumentAdded(DocumentReply):
    """A document that is on its way.

    upload: where to send the file; null when it came in the body
    """

    upload: UploadForm | None


class DocumentLink(DocumentReply):
    """A document, and where to fetch it.

    url: where to fetch it as an attachment, for five minutes; null unless it is CLEAN
    """

    url: Link | None


class DocumentList(Reply):
    """The documents of a customer, newest first.

    items: the documents
    """

    items: list[DocumentReply]
