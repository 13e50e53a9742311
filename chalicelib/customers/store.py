"""Where customers lie: `user-table` (uuid, document), the guard of unique documents `document-table` (document_key),
pictures in the bucket `avatars`."""

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.customers.model import LINK_SECONDS, Customer, document_key
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client, signing_s3
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change
from chalicelib.platform.observability import logger

USERS, DOCUMENTS, AVATARS = "user-table", "document-table", "avatars"
_CUSTOMER = Codec(Customer, names={"user_id": "uuid"})


def new_customer(customer: Customer) -> list[Change]:
    """Records it; refused under the label `document` when the document has a customer."""
    guard = {"document_key": document_key(customer.document), "user_id": customer.user_id}
    return [
        dynamo.put_new("document", DOCUMENTS, "document_key", guard),
        dynamo.put_new("customer", USERS, "uuid", _CUSTOMER.to_item(customer)),
    ]


def replacing(customer: Customer, seen: Customer) -> Change:
    """Replaces a customer unless it changed since it was seen; label `customer`."""
    return dynamo.put("customer", USERS, _CUSTOMER.to_item(customer), condition="version = :seen", seen=seen.version)


def find_customer(user_id: str) -> Customer | None:
    """By id alone: the table's second key part, the document, is not known to callers."""
    items, _ = dynamo.query(USERS, "#uuid = :uuid", limit=1, uuid=user_id)
    return _CUSTOMER.to_model(items[0]) if items else None


def keep_picture(name: str, content: bytes, content_type: str) -> None:
    """Puts a picture into the bucket with its true type."""
    client("s3").put_object(
        Bucket=settings.bucket_name(AVATARS),
        Key=name,
        Body=content,
        ContentType=content_type,
        ContentDisposition="inline",
        CacheControl="private, max-age=3600",
    )


def remove_picture(name: str) -> None:
    """Removes a picture that no profile shows. A fault is logged and leaves it behind, out of reach: nobody signs for it."""
    try:
        client("s3").delete_object(Bucket=settings.bucket_name(AVATARS), Key=name)
    except (BotoCoreError, ClientError) as error:
        logger.warning("picture not removed", extra={"picture": name, "error": type(error).__name__})


def link_to(name: str) -> str:
    """A link that lets anyone who has it see the picture for an hour, if the role that signs lives as long."""
    place = {"Bucket": settings.bucket_name(AVATARS), "Key": name}
    return signing_s3().generate_presigned_url("get_object", Params=place, ExpiresIn=LINK_SECONDS)
