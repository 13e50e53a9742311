"""Wire shapes of documents and reviews."""

import hashlib
from typing import Annotated, Any, Literal

import msgspec

from chalicelib.customers.public import DocumentNumber, number_digest
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kyc.errors import DocumentTooLarge, Reason
from chalicelib.kyc.model import (
    IDENTITY,
    MAXIMUM_INLINE_BYTES,
    Document,
    DocumentStatus,
    DocumentType,
    File,
    Flag,
    KycStatus,
    Level,
    Stage,
    Wanted,
)
from chalicelib.platform import encoded
from chalicelib.platform.schemas import Body, Day, Identifier, Link, Reply, Text, Timestamp, day


class DocumentRequest(Body):
    """A file of the customer, in the body or to be uploaded.

    type: what it shows
    content: the file, as base64 or as a data URL of it; left out, the answer says where to upload it
    size_bytes: how large the file to be uploaded is; left out, room is kept for the largest; such as 2097152
    expires_on: the last day that the document is good for, where it says one
    document_number: the number of an identity document; no other customer may give it; such as AL-1815
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
    document_number: DocumentNumber | msgspec.UnsetType = msgspec.UNSET

    def number(self) -> str | None:
        """Raises InvalidRequest where the document is none that has one."""
        if self.document_number is msgspec.UNSET:
            return None
        if self.type not in IDENTITY:
            raise InvalidRequest(("documentNumber", "is for a passport, a national id or a driver's license"))
        return self.document_number

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
        return None if self.expires_on is msgspec.UNSET else day(self.expires_on, "expiresOn").isoformat()

    def canonical(self) -> dict[str, Any]:
        """The bytes, not their spelling."""
        content = self.file()
        digest = {} if content is None else {"content": hashlib.sha256(content).hexdigest()}
        number = self.number()
        sealed = {} if number is None else {"document_number": number_digest("documentNumber", number)}
        return {**super().canonical(), **digest, **sealed}


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
    number_last4: the end of its number, never more than half of it; null where none was given, such as 1815
    created_at: when it was added
    """

    document_id: Identifier
    type: DocumentType
    status: DocumentStatus
    reason: Reason | None
    content_type: str | None
    size_bytes: int
    expires_on: Day | None
    number_last4: str | None
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


class SubmitRequest(Body):
    """What to verify the customer with.

    document_ids: clean documents of the customer: one of identity, a proof of address, for ENHANCED a selfie
    level: what to be verified for
    """

    document_ids: Annotated[list[Identifier], msgspec.Meta(min_length=1, max_length=10)]
    level: Wanted


class KycReply(Reply):
    """Where the verification of a customer stands.

    customer_id: the customer
    kyc_status: where it stands; the clock ends an approval
    level: what the customer is verified for
    valid_until: the last day of that; null without
    submission_id: the latest submission; null before the first
    submitted_at: when it was submitted; null before the first
    reason: what the bank asked for; null unless it asks for more
    """

    customer_id: Identifier
    kyc_status: KycStatus
    level: Level
    valid_until: Day | None
    submission_id: Identifier | None
    submitted_at: Timestamp | None
    reason: str | None

    @classmethod
    def of(cls, file: File, today: str, *, stands: bool = True) -> "KycReply":
        """`stands`: whether nothing but the clock has ended the approval."""
        status = file.status_on(today) if stands or file.status != "APPROVED" else "EXPIRED"
        level = file.level if stands and file.valid_until >= today else "NONE"
        return cls(
            customer_id=file.customer_id,
            kyc_status=status,
            level=level,
            valid_until=file.valid_until or None if level != "NONE" else None,
            submission_id=file.submission_id or None,
            submitted_at=file.submitted_at or None,
            reason=file.reason if status == "MORE_INFO" else None,
        )


class ApproveRequest(Body):
    """A decision for the customer.

    submission_id: the submission that was looked at
    level: what the customer is verified for
    note: why, for the bank
    """

    submission_id: Identifier
    level: Wanted
    note: Text | msgspec.UnsetType = msgspec.UNSET

    def words(self) -> str:
        return self.note if isinstance(self.note, str) else ""


class DeclineRequest(Body):
    """A decision against the submission.

    submission_id: the submission that was looked at
    reason: why; where the customer is asked for more, they read it
    """

    submission_id: Identifier
    reason: Text


class Review(Reply):
    """A submission that waits for a decision.

    customer_id: whose it is
    submission_id: the submission to decide
    level: what it asks for
    submitted_at: since when it waits
    kyc_status: SUBMITTED until it was screened, then IN_REVIEW
    flags: what to look at closely
    stage: REMINDED after one business day, ESCALATED after two
    """

    customer_id: Identifier
    submission_id: Identifier
    level: Wanted
    submitted_at: Timestamp
    kyc_status: KycStatus
    flags: list[Flag]
    stage: Stage

    @classmethod
    def members(cls, file: File) -> dict[str, Any]:
        return {
            "customer_id": file.customer_id,
            "submission_id": file.submission_id,
            "level": file.wanted,
            "submitted_at": file.submitted_at,
            "kyc_status": file.status,
            "flags": list(file.flags),
            "stage": file.stage,
        }

    @classmethod
    def of(cls, file: File) -> "Review":
        return Review(**cls.members(file))


class ReviewPage(Reply):
    """A page of submissions that wait, the longest first.

    items: the submissions
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[Review]
    next_cursor: str | None


class SanctionsMatch(Reply):
    """An entry of the list that may be the customer.

    entry: the entry, such as sample-1
    score_percent: how alike the names are, such as 93
    strength: STRONG where they are very alike, or born on the same day
    """

    entry: str
    score_percent: int
    strength: Literal["STRONG", "CANDIDATE"]


class ReviewDetails(Review):
    """A submission and all there is to decide it.

    name: who submitted, such as Ada
    last_name: who submitted, such as Lovelace
    date_of_birth: when they were born; null where it is not known
    list_version: the list that they were compared with; null where that failed, such as 2026-11-01
    matches: the entries that may be them, the likeliest first
    documents: what they submitted, with links of five minutes
    """

    name: str
    last_name: str
    date_of_birth: Day | None
    list_version: str | None
    matches: list[SanctionsMatch]
    documents: list[DocumentLink]
