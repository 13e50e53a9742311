"""What S3 tells of files that came into quarantine."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from chalice import Blueprint

from chalicelib.kernel import ids
from chalicelib.kyc.operations.scan_document import scan_document
from chalicelib.platform.consumers import Message, dead_letters, queue_consumer

consumers = Blueprint(__name__)
UPLOADS, FAILED_UPLOADS = "kyc-uploads-sqs", "kyc-uploads-error-sqs"


class MalformedNotice(Exception):
    """What came is no notice of S3 about a file of a customer."""


@queue_consumer(consumers, UPLOADS, "kyc_scan_document", batch_size=1)
def scan_uploaded_document(message: Message) -> None:
    for customer_id, document_id in places_in(message.body):
        scan_document(customer_id, document_id, message.call())


def places_in(body: Any) -> list[tuple[str, str]]:
    """Customer and document of each file that a notice is about. S3's test notice, sent when a bucket is set up, is about
    none. Raises MalformedNotice."""
    if isinstance(body, Mapping) and body.get("Event") == "s3:TestEvent":
        return []
    try:
        names = [unquote_plus(record["s3"]["object"]["key"]) for record in body["Records"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedNotice("no records of S3") from error
    places = [tuple(name.split("/")) for name in names]
    if not all(len(place) == 2 and all(map(ids.is_id, place)) for place in places):
        raise MalformedNotice("a file under another name than ours")
    return [(customer, document) for customer, document in places]


kyc_uploads_failed = dead_letters(
    consumers,
    FAILED_UPLOADS,
    "kyc_uploads_failed",
    table="kyc-error-table",
    read=places_in,
    back_to=lambda body: UPLOADS,
)
