"""Wire shapes of customers."""

import hashlib
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from chalicelib.customers import numbers, pictures
from chalicelib.customers.model import DEFAULT_LOCALE, Locale
from chalicelib.identity import public as identity
from chalicelib.kernel import text
from chalicelib.kernel.failures import InvalidRequest, TooLarge
from chalicelib.platform import encoded
from chalicelib.platform.schemas import Body, Identifier, Link, Reply, Text, Timestamp, typed

Email = Annotated[
    str,
    typed(
        identity.check_email,
        maximum=identity.MAXIMUM_EMAIL_CHARACTERS,
        title="Email",
        description="An email address such as ada@example.com",
        pattern=identity.EMAIL_PATTERN,
        format="email",
        examples=["ada@example.com"],
    ),
]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000, description="12 to 72 bytes in UTF-8")]
Name = Annotated[str, typed(text.check_name, maximum=100)]
Document = Annotated[str, typed(numbers.check_document, maximum=64)]
Phone = Annotated[
    str,
    msgspec.Meta(
        title="Phone",
        description="A phone number of 5 to 31 digits, blanks, dots, dashes and brackets, perhaps after a +, such as +57 300 123 4567",
        pattern=r"^\+?[0-9(][0-9 ().-]{3,28}[0-9]\Z",
        examples=["+57 300 123 4567"],
    ),
]


class RegisterRequest(Body):
    """Who wants to become a customer.

    name: the first name, or names, such as Ada
    last_name: the last name, or names, such as Lovelace
    email: the address to log in with and to get mails at; upper and lower case are the same
    password: 12 to 72 bytes in UTF-8, such as correct horse battery staple
    document_number: the number of an identity document; one customer a document, such as AL-1815
    locale: the language of the bank's mails
    """

    name: Name
    last_name: Name
    email: Email
    password: Password
    document_number: Document
    locale: Locale = DEFAULT_LOCALE

    def __post_init__(self) -> None:
        identity.check_length(self.password)

    def scope(self) -> str:
        return identity.email_key(self.email)

    def canonical(self) -> dict[str, Any]:
        return {
            **super().canonical(),
            "password": identity.fingerprint(self.password, self.email),
            "document_number": numbers.digest("documentNumber", self.document_number),
        }


class Registered(Reply):
    """A new customer, whose cards are on their way.

    user_id: the customer's id, here and as `customer_id` in tokens
    """

    user_id: Identifier


class Unlocked(Reply):
    """The customer may log in again from anywhere.

    status: always UNLOCKED
    """

    status: Literal["UNLOCKED"] = "UNLOCKED"


class UpdateProfileRequest(Body):
    """What to change: at least one field.

    address: where the customer lives, such as 12 St James's Square, London
    phone_number: how to call the customer
    locale: the language of the bank's mails
    """

    ALIASES: ClassVar[dict[str, str]] = {"direction": "address", "phoheNumber": "phoneNumber"}
    JSON_SCHEMA: ClassVar[dict[str, object]] = {"minProperties": 1}

    address: Text | msgspec.UnsetType = msgspec.UNSET
    phone_number: Phone | msgspec.UnsetType = msgspec.UNSET
    locale: Locale | msgspec.UnsetType = msgspec.UNSET

    def wanted(self) -> dict[str, str]:
        """The fields that were sent. Raises InvalidRequest when none was."""
        sent = {name: getattr(self, name) for name in self.__struct_fields__ if getattr(self, name) is not msgspec.UNSET}
        if not sent:
            raise InvalidRequest(("body", "must have at least one of address, phoneNumber, locale"))
        return sent


class AvatarRequest(Body):
    """A picture of the customer.

    image: PNG, JPEG or WebP, as base64 or as a data URL of it; its metadata is not kept
    """

    image: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            description="Base64 (of either alphabet, in lines or not) or a data URL of it: PNG, JPEG or WebP, at most 2 MiB and "
            f"{pictures.MAXIMUM_PIXELS:,} pixels. Its metadata is not kept.",
        ),
    ]

    def claimed_type(self) -> str | None:
        """The media type a data URL names."""
        return encoded.claimed_type(self.image)

    def content(self) -> bytes:
        """The picture's bytes. Raises InvalidRequest for text that is no base64, TooLarge before decoding too much."""
        return encoded.content_of("image", self.image, pictures.MAXIMUM_BYTES, TooLarge("The picture may have 2 MiB"))

    def canonical(self) -> dict[str, Any]:
        """The bytes, not their spelling: as base64 and as a data URL a picture is the same."""
        return {"image": hashlib.sha256(self.content()).hexdigest(), "type": self.claimed_type()}


class AvatarStored(Reply):
    """The picture is stored.

    avatar_url: where to fetch it, for an hour; reading the profile signs a fresh link
    """

    avatar_url: Link


class Profile(Reply):
    """A customer as the bank knows them, never with anything of the password.

    user_id: the customer's id
    name: the first name, or names, such as Ada
    last_name: the last name, or names, such as Lovelace
    email: the address to log in with, such as ada@example.com
    document_last4: the last characters of the number of the identity document, such as 1815
    address: where the customer lives; null while unknown, such as 12 St James's Square, London
    phone_number: how to call the customer; null while unknown, such as +57 300 123 4567
    locale: the language of the bank's mails
    avatar_url: where to fetch the picture, for an hour; null without one
    created_at: when the customer registered
    """

    user_id: Identifier
    name: str
    last_name: str
    email: Email
    document_last4: str | None
    address: str | None
    phone_number: str | None
    locale: Locale
    avatar_url: Link | None
    created_at: Timestamp
