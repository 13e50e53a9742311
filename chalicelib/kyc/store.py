"""Where documents lie: their rows in `kyc-document-table` (customer_id, document_id), the files in the buckets
`kyc-quarantine`, where they come in, and `kyc-documents`, where clean ones stay.

Two kinds of item stand beside the documents: `#uploads` counts a customer's, so that two at once see each other; and
`file#<digest>` says which customer gave a file first. What the bank knows of a customer's identity is one row of `kyc-table`; the list
that it is compared with lies in the bucket `screening-lists`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kyc import sanctions
from chalicelib.kyc.model import LINK_SECONDS, UPLOAD_SECONDS, Document, File
from chalicelib.kyc.sanctions import SanctionsList
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client, signing_s3
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.observability import count, logger

DOCUMENTS = "kyc-document-table"
QUARANTINE, CLEAN = "kyc-quarantine", "kyc-documents"
FILES, LISTS = "kyc-table", "screening-lists"
LIST = "sanctions.json"
MAXIMUM_LIST_BYTES = 64 * 1024 * 1024
_COUNTER, _FIRST = "#uploads", "#first"
_DOCUMENT = Codec(Document)
_FILE = Codec(
    File,
    read={"document_ids": tuple, "flags": tuple, "matches": lambda found: tuple(tuple(each) for each in found)},
)
OPEN = "OPEN"  # in `queue`, the key of the index of what waits for staff


@dataclass(frozen=True, slots=True)
class Shelf:
    """A customer's documents, and how many were ever added: the condition under which one more may be."""

    documents: tuple[Document, ...]
    uploads: int


def shelf(customer_id: str) -> Shelf:
    """Everything a customer has, oldest first."""
    items = list(dynamo.query_all(DOCUMENTS, "customer_id = :customer", customer=customer_id))
    uploads = next((item["uploads"] for item in items if item["document_id"] == _COUNTER), 0)
    return Shelf(tuple(_DOCUMENT.to_model(item) for item in items if item["document_id"] != _COUNTER), uploads)


def find_document(customer_id: str, document_id: str) -> Document | None:
    return _DOCUMENT.found(dynamo.get(DOCUMENTS, _key(customer_id, document_id)))


def added(document: Document, seen: Shelf) -> list[Change]:
    """One more document; refused under `shelf` when another was added since."""
    counted = dynamo.put(
        "shelf",
        DOCUMENTS,
        {**_key(document.customer_id, _COUNTER), "uploads": seen.uploads + 1},
        condition="attribute_not_exists(uploads) OR uploads = :seen",
        seen=seen.uploads,
    )
    return [counted, dynamo.put_new("document", DOCUMENTS, "document_id", _DOCUMENT.to_item(document))]


def changed(after: Document) -> Change:
    """What a scan found; refused under `document` once the document has come to its end."""
    return dynamo.put(
        "document",
        DOCUMENTS,
        _DOCUMENT.to_item(after),
        condition="#status IN (:uploading, :scanning)",
        uploading="UPLOADING",
        scanning="SCANNING",
    )


def first_customer(digest: str) -> str | None:
    """Who gave a file first."""
    item = dynamo.get(DOCUMENTS, _key(f"file#{digest}", _FIRST))
    return item["owner_id"] if item else None


def given_first(digest: str, customer_id: str) -> Change:
    """Refused under `file` when somebody gave it meanwhile."""
    return dynamo.put_new("file", DOCUMENTS, "customer_id", {**_key(f"file#{digest}", _FIRST), "owner_id": customer_id})


def find_documents(customer_id: str, document_ids: tuple[str, ...]) -> list[Document | None]:
    """In the order asked for, in one read."""
    return [
        _DOCUMENT.found(item)
        for item in dynamo.get_many([(DOCUMENTS, _key(customer_id, document_id)) for document_id in document_ids])
    ]


def find_file(customer_id: str) -> File | None:
    return _FILE.found(dynamo.get(FILES, {"customer_id": customer_id}))


def find_files(customer_ids: Sequence[str]) -> list[File | None]:
    """In the order asked for, in one read."""
    return [_FILE.found(item) for item in dynamo.get_many([(FILES, {"customer_id": each}) for each in customer_ids])]


def find_file_beside(customer_id: str, other: tuple[str, Item]) -> tuple[File | None, Item | None]:
    """A file and another row, in one read."""
    found, beside = dynamo.get_many([(FILES, {"customer_id": customer_id}), other])
    return _FILE.found(found), beside


def replaced(after: File, seen: File | None) -> Change:
    """The file after a change; refused under `kyc` when it has changed since it was seen."""
    item = _FILE.to_item(after)
    if seen is None:
        return dynamo.put_new("kyc", FILES, "customer_id", item)
    return dynamo.put("kyc", FILES, item, condition="version = :seen", seen=seen.version)


def open_files(limit: int, start: Item | None) -> tuple[list[File], Item | None]:
    """One page of what waits for staff, the longest first."""
    items, rest = dynamo.query(FILES, "queue = :open", index="by-queue", limit=limit, start=start, open=OPEN)
    return [_FILE.to_model(item) for item in items], rest


def screening_list() -> SanctionsList | None:
    """The newest list of sanctions, None where there is none that can be read: what that means is not for here to say."""
    try:
        answer = client("s3").get_object(Bucket=settings.bucket_name(LISTS), Key=LIST)
        with answer["Body"] as body:
            return sanctions.read(body.read(MAXIMUM_LIST_BYTES))
    except (BotoCoreError, ClientError, ValueError) as error:
        logger.exception("no screening list", extra={"error": type(error).__name__})
        count("ScreeningFailed")
        return None


def quarantine(document: Document, content: bytes) -> None:
    client("s3").put_object(Bucket=settings.bucket_name(QUARANTINE), Key=document.place, Body=content)


def quarantined(document: Document, maximum_bytes: int) -> bytes | None:
    """The file that came, cut behind `maximum_bytes` + 1; None where there is none any more."""
    s3 = client("s3")
    try:
        answer = s3.get_object(Bucket=settings.bucket_name(QUARANTINE), Key=document.place)
    except s3.exceptions.NoSuchKey:
        return None
    with answer["Body"] as body:
        return body.read(maximum_bytes + 1)


def leave_quarantine(document: Document) -> None:
    client("s3").delete_object(Bucket=settings.bucket_name(QUARANTINE), Key=document.place)


def keep(document: Document, content: bytes) -> None:
    """Puts a clean file where it stays; a repeat replaces it."""
    client("s3").put_object(
        Bucket=settings.bucket_name(CLEAN), Key=document.place, Body=content, ContentType=document.content_type
    )


def link_to(document: Document) -> str:
    """A link that lets anyone who has it save the clean file for five minutes."""
    place = {
        "Bucket": settings.bucket_name(CLEAN),
        "Key": document.place,
        "ResponseContentDisposition": f'attachment; filename="{document.file_name}"',
    }
    return signing_s3().generate_presigned_url("get_object", Params=place, ExpiresIn=LINK_SECONDS)


def upload_to(document: Document) -> dict[str, Any]:
    """`url` and `fields` of a form that puts one file, of at most the document's size, into quarantine."""
    return signing_s3().generate_presigned_post(
        settings.bucket_name(QUARANTINE),
        document.place,
        Conditions=[["content-length-range", 1, document.size_bytes]],
        ExpiresIn=UPLOAD_SECONDS,
    )


def _key(customer_id: str, document_id: str) -> dict[str, str]:
    return {"customer_id": customer_id, "document_id": document_id}
