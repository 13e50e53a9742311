"""Wire shapes of customers."""

import hashlib
from typing import Annotated, Any, ClassVar

import msgspec

from chalicelib.customers import numbers, pictures
from chalicelib.customers.model import DEFAULT_LOCALE, Customer, Locale, PostalAddress
from chalicelib.customers.operations import make_profile
from chalicelib.identity import public as identity
from chalicelib.kernel import text
from chalicelib.kernel.failures import InvalidRequest, TooLarge
from chalicelib.platform import encoded
from chalicelib.platform.schemas import Body, Day, Identifier, Link, Reply, Text, Timestamp, Timezone, day, typed

Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000, description="15 to 1,000 characters")]
Name = Annotated[str, typed(text.check_name, maximum=100)]
DocumentNumber = Annotated[str, typed(numbers.check_document, maximum=64)]
Phone = Annotated[
    str,
    msgspec.Meta(
        title="Phone",
        description="A phone number of 5 to 31 digits, blanks, dots, dashes and brackets, perhaps after a +, such as +57 300 123 4567",
        pattern=r"^\+?[0-9(][0-9 ().-]{3,28}[0-9]\Z",
        examples=["+57 300 123 4567"],
    ),
]
InternationalPhone = Annotated[
    str,
    msgspec.Meta(
        title="InternationalPhone",
        description="A telephone number in the international form of E.164, such as +573001234567",
        pattern=r"^\+[1-9][0-9]{6,14}\Z",
        examples=["+573001234567"],
    ),
]
Country = Annotated[
    str,
    msgspec.Meta(title="Country", description="ISO 3166's two letters, such as GB", pattern=r"^[A-Z]{2}\Z", examples=["GB"]),
]
SocialSecurityNumber = Annotated[
    str,
    typed(
        numbers.check_ssn,
        maximum=11,
        title="SocialSecurityNumber",
        description="A social security number, such as 219-09-9998",
        pattern=numbers.SSN_PATTERN,
        examples=["219-09-9998"],
    ),
]
EARLIEST_YEAR = 1900


class _Registration(Body, kw_only=True):
    """What every registration takes."""

    email: identity.Email
    password: Password
    locale: Locale = DEFAULT_LOCALE

    def scope(self) -> str:
        return identity.email_key(self.email)

    def canonical(self) -> dict[str, Any]:
        return {**super().canonical(), "password": identity.fingerprint(self.password, self.email)}


class RegisterRequest(_Registration, kw_only=True):
    """Who wants to become a customer.

    name: the first name, or names, such as Ada
    last_name: the last name, or names, such as Lovelace
    email: the address to log in with and to get mails at; upper and lower case are the same
    password: 15 to 1,000 characters, none of those guessed first, such as correct horse battery staple
    document_number: the number of an identity document; one customer a document, such as AL-1815
    locale: the language of the bank's mails
    """

    name: Name
    last_name: Name
    document_number: DocumentNumber

    def __post_init__(self) -> None:
        identity.check_password(self.password, self.name, self.last_name, self.email)

    def canonical(self) -> dict[str, Any]:
        return {**super().canonical(), "document_number": numbers.digest("documentNumber", self.document_number)}


class RegisterUserRequest(_Registration, kw_only=True):
    """Who wants to log in, and may become a customer.

    email: the address to log in with and to get mails at; upper and lower case are the same
    password: what to log in with, such as correct horse battery staple
    first_name: the first name, or names, such as Ada
    last_name: the last name, or names, such as Lovelace
    phone: where codes can be sent by SMS
    locale: the language of the bank's mails
    """

    first_name: Name
    last_name: Name
    phone: InternationalPhone | None = None

    def __post_init__(self) -> None:
        identity.check_password(self.password, self.first_name, self.last_name, self.email)


class Registered(Reply):
    """A new customer, whose cards are on their way.

    user_id: the customer's id, here and as `customer_id` in tokens
    challenge_id: what to send to POST /api/v1/auth/verify with the code that the welcome mail carries
    """

    user_id: Identifier
    challenge_id: Identifier


class ChangeEmailRequest(Body):
    """Which email to log in with from now on.

    email: the new one, such as ada@example.com
    """

    email: identity.Email


class ConfirmEmailRequest(identity.Secret):
    """The code that was sent to the new email.

    challenge_id: what asking for it has answered
    code: the code that was sent
    """

    challenge_id: Identifier
    code: identity.Code


class EmailChanged(Reply):
    """The customer logs in with another email now, everywhere anew.

    email: the new one, such as ada@example.com
    """

    email: identity.Email


class UpdateProfileRequest(Body):
    """What to change: at least one field.

    address: where the customer lives, such as 12 St James's Square, London
    phone_number: how to call the customer
    locale: the language of the bank's mails
    timezone: where the customer's days begin and end, such as America/Bogota
    """

    ALIASES: ClassVar[dict[str, str]] = {"direction": "address", "phoheNumber": "phoneNumber"}
    JSON_SCHEMA: ClassVar[dict[str, object]] = {"minProperties": 1}

    address: Text | msgspec.UnsetType = msgspec.UNSET
    phone_number: Phone | msgspec.UnsetType = msgspec.UNSET
    locale: Locale | msgspec.UnsetType = msgspec.UNSET
    timezone: Timezone | msgspec.UnsetType = msgspec.UNSET

    def wanted(self) -> dict[str, str]:
        """The fields that were sent. Raises InvalidRequest when none was."""
        sent = {name: getattr(self, name) for name in self.__struct_fields__ if getattr(self, name) is not msgspec.UNSET}
        if not sent:
            raise InvalidRequest(("body", "must have at least one of address, phoneNumber, locale, timezone"))
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
    timezone: where the customer's days begin and end, such as America/Bogota
    avatar_url: where to fetch the picture, for an hour; null without one
    created_at: when the customer registered
    """

    user_id: Identifier
    name: str
    last_name: str
    email: identity.Email
    document_last4: str | None
    address: str | None
    phone_number: str | None
    locale: Locale
    timezone: str
    avatar_url: Link | None
    created_at: Timestamp


class Address(Body):
    """Where somebody lives.

    line1: street and number, such as 12 St James's Square
    line2: what else is needed to find the door
    city: the town, such as London
    state: the state or province, where letters name one
    postal_code: the code of the post, such as SW1Y 4JH
    country: ISO 3166's two letters, such as GB
    """

    line1: Annotated[str, typed(text.check_line, maximum=120)]
    city: Annotated[str, typed(text.check_line, maximum=80)]
    postal_code: Annotated[str, typed(text.check_line, maximum=16)]
    country: Country
    line2: Annotated[str, typed(text.check_line, maximum=120)] | None = None
    state: Annotated[str, typed(text.check_line, maximum=50)] | None = None


class ProfileRequest(Body):
    """What a customer says of themselves.

    first_name: the first name, or names, as the identity document has it, such as Ada
    last_name: the last name, or names, such as Lovelace
    date_of_birth: eighteen years ago or longer
    address: where the customer lives
    phone: in the international form of E.164, such as +573001234567
    ssn: the social security number of who has one; it is shown by its last four
    """

    first_name: Name
    last_name: Name
    date_of_birth: Day
    address: Address
    phone: InternationalPhone
    ssn: SocialSecurityNumber | None = None

    def canonical(self) -> dict[str, Any]:
        return {**super().canonical(), "ssn": numbers.digest("ssn", self.ssn) if self.ssn else None}

    def profile(self) -> "make_profile.Profile":
        """Raises InvalidRequest for a birth date that is none."""
        born = day(self.date_of_birth, "dateOfBirth")
        if born.year < EARLIEST_YEAR:
            raise InvalidRequest(("dateOfBirth", "must be a date such as 1990-01-31"))
        address = PostalAddress(**{name: getattr(self.address, name) for name in self.address.__struct_fields__})
        return make_profile.Profile(self.first_name, self.last_name, born, address, self.phone, self.ssn)


class ChangeProfileRequest(ProfileRequest, kw_only=True):
    """What a customer says of themselves now, as a whole. A social security number that is not sent stays what it is.

    version: the one that was read
    """

    version: Annotated[int, msgspec.Meta(ge=1)]


class CustomerReply(Reply):
    """A customer as the bank knows them. Numbers are shown by their last four characters.

    customer_id: the customer's id, which is their user's id too
    first_name: the first name, or names, such as Ada
    last_name: the last name, or names, such as Lovelace
    email: the address to log in with, such as ada@example.com
    date_of_birth: null for who has no profile yet
    ssn_last4: null without a social security number, such as 9998
    document_last4: null without the number of a document, such as 1815
    address: where the customer lives; null while it is unknown
    phone: how to call the customer, such as +573001234567
    locale: the language of the bank's mails
    version: counts every change; PUT sends the one that was read
    created_at: when the user registered
    profiled_at: when the customer made the profile; null without one
    """

    customer_id: Identifier
    first_name: str
    last_name: str
    email: identity.Email
    date_of_birth: Day | None
    ssn_last4: str | None
    document_last4: str | None
    address: Address | None
    phone: str | None
    locale: Locale
    version: int
    created_at: Timestamp
    profiled_at: Timestamp | None

    @classmethod
    def of(cls, customer: Customer) -> "CustomerReply":
        postal = customer.postal_address
        return cls(
            customer_id=customer.user_id,
            first_name=customer.name,
            last_name=customer.last_name,
            email=customer.email,
            date_of_birth=customer.date_of_birth,
            ssn_last4=customer.ssn_last4,
            document_last4=customer.document_last4,
            address=Address(**{name: getattr(postal, name) for name in Address.__struct_fields__}) if postal else None,
            phone=customer.phone_number,
            locale=customer.locale,
            version=customer.version,
            created_at=customer.created_at,
            profiled_at=customer.profiled_at,
        )
