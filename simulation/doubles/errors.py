"""Errors as botocore raises them."""

from functools import cache
from typing import Any

from botocore.exceptions import ClientError


class NotKnown(Exception):
    """A double was asked for something that it does not play: a fault of the simulation, never of the bank."""


class FunctionError(Exception):
    """A function failed, was killed or ran out of its time: what Lambda tells whoever invoked it."""

    def __init__(self, type: str, message: str = "") -> None:
        super().__init__(f"{type}: {message}")
        self.type, self.message = type, message


def service_error(code: str, status: int = 400, kind: type[ClientError] = ClientError, **more: object) -> ClientError:
    """The service's error `code`; `kind` is the class under the client's `exceptions`, `more` what the answer says beside."""
    answer: dict[str, Any] = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return kind(answer, "Call")


@cache
def kind_of(code: str) -> type[ClientError]:
    return type(code, (ClientError,), {})


class Exceptions:
    """A client's `exceptions`: one class for each code."""

    def __getattr__(self, code: str) -> type[ClientError]:
        return kind_of(code)


def refused(code: str, message: str = "", name: str = "") -> ClientError:
    """The service's refusal `code`; its class is `exceptions.<name>` where that differs from the code."""
    error = service_error(code, 400, kind_of(name or code))
    error.response["Error"]["Message"] = message or code
    return error
