"""Errors as botocore raises them."""

from typing import Any

from botocore.exceptions import ClientError


def service_error(code: str, status: int = 400, kind: type[ClientError] = ClientError, **more: object) -> ClientError:
    """The service's error `code`; `kind` is the class under the client's `exceptions`, `more` what the answer says beside."""
    answer: dict[str, Any] = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return kind(answer, "Call")
