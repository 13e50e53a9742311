"""Where customers lie: `user-table` (uuid, document), the guard of unique documents `document-table` (document_key: the
digest of its number), pictures in the bucket `avatars`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.customers.errors import DocumentTaken
from chalicelib.customers.model import LINK_SECONDS, Customer, PostalAddress, name_key, phone_key
from chalicelib.identity.public import email_key
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client, signing_s3
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.observability import logger

INITIALS = 2  # letters that the search for a name begins with
USERS, DOCUMENTS, AVATARS = "user-table", "document-table", "avatars"
_DIGEST = re.compile("[0-9a-f]{64}")
_ADDRESS = Codec(PostalAddress)
_CUSTOMER = Codec(
    Customer,
    names={"user_id": "uuid"},
    write={"postal_address": lambda address: _ADDRESS.to_item(address) if address else None},
    read={"postal_address": _ADDRESS.to_model},
)
_KEYS = {"email": "email_key", "phone": "phone_key", "ssn": "ssn_digest"}
Search = Literal["email", "phone", "ssn", "documentNumber", "name"]


def new_customer(customer: Customer) -> list[Change]:
    """Records it. Raises DocumentTaken, when it is written, where the document has a customer."""
    kept = dynamo.put_new("customer", USERS, "uuid", _item(customer))
    return [taking_document(customer.document, customer.user_id), kept] if customer.document_number else [kept]


def taking_document(digest: str, user_id: str) -> Change:
    """Makes a document this customer's, for good. Raises DocumentTaken, when it is written, where another has it."""
    item = {"document_key": digest, "user_id": user_id}
    free = "attribute_not_exists(document_key) OR user_id = :user_id"
    guard = dynamo.put("document", DOCUMENTS, item, condition=free, user_id=user_id)
    return replace(guard, refusal=DocumentTaken())


def replacing(customer: Customer, seen: Customer) -> Change:
    """Replaces a customer unless it changed since it was seen; label `customer`."""
    return dynamo.put("customer", USERS, _item(customer), condition="version = :seen", seen=seen.version)


def unchanged(customer: Customer) -> Change:
    """Holds while a customer is as they were seen; label `customer`."""
    key = {"uuid": customer.user_id, "document": customer.document}
    return dynamo.check("customer", USERS, key, "version = :seen", seen=customer.version)


def rewriting(customer: Customer, seen: Customer) -> list[Change]:
    """Keeps a customer under another document than before, unless they changed since they were seen; label `customer`.

    Raises DocumentTaken, when it is written, where another customer has the document.
    """
    if customer.document == seen.document:
        return [replacing(customer, seen)]
    old = {"uuid": seen.user_id, "document": seen.document}
    return [
        taking_document(customer.document, customer.user_id),
        dynamo.delete("customer", USERS, old, "version = :seen", seen=seen.version),
        dynamo.put_new("moved", USERS, "uuid", _item(customer)),
    ]


def every_customer(segment: int, segments: int) -> Iterator[Customer]:
    """Those of one segment of all customers: for walks over everything only."""
    return map(_CUSTOMER.to_model, dynamo.scan_all(USERS, segment, segments))


def kept_otherwise() -> Iterator[str]:
    """The ids of customers whose rows an older release wrote: a walk over all of them, for an operator."""
    for item in dynamo.scan_all(USERS):
        customer = _CUSTOMER.to_model(item)
        sealed = customer.document_number or customer.document == customer.user_id
        if not sealed or item != _item(customer):
            yield customer.user_id


def plain_guards() -> Iterator[Item]:
    """What made documents unique under older releases, by their number: a walk over all of them, for an operator."""
    return (item for item in dynamo.scan_all(DOCUMENTS) if not _DIGEST.fullmatch(item["document_key"]))


def remove_guard(guard: Item) -> None:
    dynamo.write(dynamo.delete("document", DOCUMENTS, {"document_key": guard["document_key"]}))


def search(by: Search, value: str, *, limit: int, start: Item | None) -> tuple[list[Customer], Item | None]:
    """A page of the customers with this email, phone, number's digest or beginning of a name, and the key to go on from."""
    if by == "documentNumber":
        guard = dynamo.get(DOCUMENTS, {"document_key": value})
        customer = find_customer(guard["user_id"]) if guard else None
        return [customer] if customer else [], None
    if by == "name":
        name, condition = name_key(value), "name_initials = :initials AND begins_with(name_key, :name)"
        initials = name[:INITIALS]
        items, rest = dynamo.query(USERS, condition, index="by-name", limit=limit, start=start, initials=initials, name=name)
    else:
        sought = phone_key(value) if by == "phone" else value
        items, rest = dynamo.query(USERS, f"{_KEYS[by]} = :sought", index=f"by-{by}", limit=limit, start=start, sought=sought)
    return [_CUSTOMER.to_model(item) for item in items], rest


def _item(customer: Customer) -> Item:
    """With what staff find a customer by. A name's first letters are the key of its index, so that no key has everybody."""
    name = name_key(f"{customer.last_name} {customer.name}")
    found_by = {"email_key": email_key(customer.email), "name_key": name, "name_initials": name[:INITIALS]}
    phone = phone_key(customer.phone_number or "")
    return {**_CUSTOMER.to_item(customer), **found_by, **({"phone_key": phone} if phone else {})}


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
