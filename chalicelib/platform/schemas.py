"""Wire shapes: the base of every request body, exact amounts, and reading both from bytes.

Raises InvalidRequest (400) with the field for whatever cannot be read. Unknown fields are refused.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform, get_args

import msgspec

from chalicelib.kernel import clock, text
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import DEFAULT_CURRENCY, Money
from chalicelib.platform import wording

# A scalar with a title is a component of the description, and its sentence ends the message of a 400: "must be …".
# Patterns end in `\Z`, where Python's `$` would let a newline follow; the description writes `$` (platform/shapes.py).
# The raw JSON text of an amount: a number must never pass through a float on its way to Money. Numbers are taken, but not
# described: a generated client would make a float of them.
_AMOUNT = msgspec.Meta(
    title="Amount",
    description="A positive decimal with at most the decimals of its currency, such as 100.00",
    examples=["100.00"],
    extra_json_schema={
        "type": "string",
        "pattern": r"^([1-9][0-9]{0,16}(\.[0-9]{1,3})?|10{17}|0\.([1-9][0-9]{0,2}|0[1-9][0-9]?|00[1-9]))$",
    },
)
Amount = Annotated[msgspec.Raw, _AMOUNT]
AmountText = Annotated[str, _AMOUNT]  # an answer's
# What stands on an account, or what a sum came to: an answer's, so zero and less are possible.
Balance = Annotated[
    str,
    msgspec.Meta(
        title="Balance",
        description="A decimal with exactly the decimals of its currency, such as 92.50",
        pattern=r"^-?[0-9]+(\.[0-9]{1,3})?\Z",
        examples=["92.50"],
    ),
]
_PERCENTAGE = msgspec.Meta(
    title="Percentage",
    description="A yearly percentage from 0 to 100 with at most four decimals, such as 5.25",
    examples=["5.25"],
    extra_json_schema={"type": "string", "pattern": r"^(100(\.0{1,4})?|[1-9]?[0-9](\.[0-9]{1,4})?)$"},
)
Percentage = Annotated[msgspec.Raw, _PERCENTAGE]
PercentageText = Annotated[str, _PERCENTAGE]  # an answer's
Identifier = Annotated[
    str,
    msgspec.Meta(
        title="Id",
        description="A UUID in lower case, such as 0198c0de-0000-7000-8000-000000000000",
        pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z",
        examples=["0198c0de-0000-7000-8000-000000000000"],
        extra_json_schema={"format": "uuid"},
    ),
]
Currency = Annotated[
    str,
    msgspec.Meta(
        title="Currency",
        description="An ISO 4217 code of three capital letters, such as USD",
        pattern=r"^[A-Z]{3}\Z",
        examples=["USD"],
    ),
]
Timestamp = Annotated[
    str,
    msgspec.Meta(
        title="Timestamp",
        description="An RFC 3339 time such as 2026-01-31T12:00:00Z",
        min_length=17,
        max_length=40,
        examples=["2026-01-31T12:00:00Z"],
        extra_json_schema={"format": "date-time"},
    ),
]
Day = Annotated[
    str,
    msgspec.Meta(
        title="Day", description="A date such as 2026-01-31", examples=["2026-01-31"], extra_json_schema={"format": "date"}
    ),
]
Link = Annotated[
    str,
    msgspec.Meta(
        title="Link",
        description="An address to fetch something at, such as https://files.example/picture?signature=1f",
        examples=["https://files.example/picture?signature=1f"],
        extra_json_schema={"format": "uri"},
    ),
]


def typed(check: Callable[[str], object], *, maximum: int = 200, **schema: object) -> msgspec.Meta:
    """What a person types into a field: 1 to `maximum` characters that pass `check`, which raises ValueError in words for
    people. `schema` is what the description can say of the check."""
    schema = {"pattern": LINE, **schema}
    return msgspec.Meta(min_length=1, max_length=maximum, extra_json_schema=schema, extra={"check": check})


# One line (of a mail's subject, too), as far as a pattern that every engine reads can say.
_NO_LINE = "\\x00-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
LINE = rf"^[^\s{_NO_LINE}]([^{_NO_LINE}]*[^\s{_NO_LINE}])?$"
Text = Annotated[str, typed(text.check_line)]
Timezone = Annotated[
    str,
    typed(clock.zone, maximum=64, title="Timezone", description="A time zone of the IANA, such as America/Bogota",
          pattern=r"^(UTC|[A-Z][A-Za-z_]{1,30}(/[A-Za-z0-9_+-]{1,30}){1,2})$", examples=["America/Bogota"]),
]  # fmt: skip
Name = Annotated[str, typed(text.check_name)]
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_PERCENT = re.compile(r"(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,4}))?")


# What extends a shape is frozen like it: msgspec knows that, type checkers are told.
@dataclass_transform(frozen_default=True, kw_only_default=True)
class Body(msgspec.Struct, forbid_unknown_fields=True, rename="camel", frozen=True, kw_only=True):
    """A request body. `ALIASES` maps older spellings to a field's name on the wire; `JSON_SCHEMA` adds to its description."""

    ALIASES: ClassVar[dict[str, str]] = {}
    JSON_SCHEMA: ClassVar[dict[str, object]] = {}

    def canonical(self) -> dict[str, Any]:
        """The parsed command as plain JSON: aliases resolved, amounts normalised. What a fingerprint covers."""
        members = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: _canonical(value) for name, value in members.items() if value is not msgspec.UNSET}

    def scope(self) -> str:
        """Whose idempotency keys these are on a route where nobody is logged in."""
        return ""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Reply(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """An answer's body."""


class Figures(Reply):
    """The balances of an account, wherever an answer has them.

    balance: the posted balance; of a credit card, what is used of it
    posted: what all postings so far add up to
    held: what open holds keep back
    available: what can be spent now: posted, less what is held, and down to the limit of a credit
    currency: the currency of these figures
    """

    balance: Balance
    posted: Balance
    held: Balance
    available: Balance
    currency: Currency


B = TypeVar("B", bound=Body)


def read_body(raw: bytes, shape: type[B]) -> B:
    """The body of a request as `shape`."""
    try:
        members = msgspec.json.decode(raw or b"{}", type=dict[str, msgspec.Raw])
        json.loads(raw or b"{}", object_pairs_hook=_once_each, parse_int=str, parse_float=str)
        for alias, name in shape.ALIASES.items():
            if alias in members and name in members:
                raise InvalidRequest((alias, f"is another name for {name}; send one of them"))
            if alias in members:
                members[name] = members.pop(alias)
        body = msgspec.json.decode(msgspec.json.encode(members), type=shape)
        msgspec.json.encode(body).decode()  # half a surrogate can be parsed, and never written
        return _checked(body)
    except msgspec.ValidationError as error:
        raise InvalidRequest(wording.field_and_message(str(error), shape)) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InvalidRequest(("body", "must be a JSON object in UTF-8")) from error


def _once_each(members: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose members are named once: of two with one name, each reader would take another."""
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        raise InvalidRequest(*((name, "is given more than once") for name in found if names.count(name) > 1))
    return found


def read_query(parameters: dict[str, list[str]], shape: type[B]) -> B:
    """Query parameters as `shape`; numbers are read from their text."""
    for name, values in parameters.items():
        if len(values) > 1:
            raise InvalidRequest((name, "is given more than once"))
    try:
        given = {name: values[0] for name, values in parameters.items()}
        read = msgspec.convert(given, shape, strict=False)
        for field in msgspec.structs.fields(shape):
            text = given.get(field.encode_name, "")
            if isinstance(getattr(read, field.name), int) and text and not _WHOLE.fullmatch(text):
                raise InvalidRequest((field.encode_name, "must be a whole number in digits"))
        return _checked(read)
    except msgspec.ValidationError as error:
        raise InvalidRequest(wording.field_and_message(str(error), shape)) from error


def money(raw: Amount, currency: str = DEFAULT_CURRENCY, field: str = "amount") -> Money:
    """The amount of a request: a JSON string or number, exactly. Raises InvalidRequest."""
    return Money.parse(amount_text(raw, field), currency, field)


def moment(given: str, field: str) -> datetime:
    """A time of a request. Raises InvalidRequest for what is no RFC 3339 time."""
    try:
        return clock.from_text(given)
    except (ValueError, OverflowError):
        raise InvalidRequest((field, "must be an RFC 3339 time such as 2026-01-31T12:00:00Z")) from None


def least_and_most(min_amount: str | None, max_amount: str | None, currency: str) -> tuple[int, int | None]:
    """What a list is narrowed to, in minor units. Raises InvalidRequest for an amount that is none of the currency."""
    least = Money.parse(min_amount, currency, "minAmount").minor if min_amount else 0
    return least, Money.parse(max_amount, currency, "maxAmount").minor if max_amount else None


def day(given: str, field: str) -> date:
    """A date of a request. Raises InvalidRequest for what is none, or is written otherwise."""
    try:
        if (found := date.fromisoformat(given)).isoformat() == given:
            return found
    except ValueError:
        pass
    raise InvalidRequest((field, "must be a date such as 2026-01-31"))


def percentage(raw: Percentage, field: str = "interestRate") -> int:
    """A yearly percentage (`5.25`) as parts per million (52,500). Raises InvalidRequest outside 0 to 100."""
    match = _PERCENT.fullmatch(amount_text(raw, field))
    ppm = int(match[1] + (match[2] or "").ljust(4, "0")) if match else -1
    if not 0 <= ppm <= 1_000_000:
        raise InvalidRequest((field, "must be a yearly percentage from 0 to 100 with at most 4 decimals"))
    return ppm


def amount_text(raw: Amount, field: str = "amount") -> str:
    """The plain text of a number sent as JSON string or number. Raises InvalidRequest for other JSON."""
    value = bytes(raw).decode().strip()
    if value.startswith('"'):
        return msgspec.json.decode(value, type=str)
    if value[:1] in "-0123456789":
        return value
    raise InvalidRequest((field, "must be a decimal number, as JSON string or number"))


def _checked(body: B) -> B:
    """The body whose typed fields all pass their checks. Raises InvalidRequest with each one that does not."""
    if errors := tuple(_failed_checks(body, "")):
        raise InvalidRequest(*errors)
    return body


def _failed_checks(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _failed_checks(each, f"{path}[{index}]")
    if isinstance(value, Body):
        for name, wire_name, check in _fields(type(value)):
            member, place = getattr(value, name), f"{path}.{wire_name}".lstrip(".")
            yield from _failed_checks(member, place)
            if check and isinstance(member, (str, dict)):
                try:
                    check(member)
                except ValueError as error:
                    yield place, str(error)


@cache
def _fields(shape: type[Body]) -> list[tuple[str, str, Callable[[Any], None] | None]]:
    """Name, name on the wire and check of each field."""
    return [(field.name, field.encode_name, _check_of(field.type)) for field in msgspec.structs.fields(shape)]


def _check_of(annotation: object) -> Callable[[Any], None] | None:
    for meta in getattr(annotation, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.extra:
            return meta.extra["check"]
    return next(filter(None, map(_check_of, get_args(annotation))), None)


def _canonical(value: object) -> object:
    if isinstance(value, msgspec.Raw):
        if not bytes(value):  # left out
            return None
        try:
            amount = amount_text(value, "amount")
        except InvalidRequest:
            return bytes(value).decode()
        return amount.rstrip("0").rstrip(".") if "." in amount else amount
    if isinstance(value, Body):
        return value.canonical()
    if isinstance(value, list):
        return [_canonical(each) for each in value]
    return msgspec.to_builtins(value)
