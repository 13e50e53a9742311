"""Requests a minute a user. Exact by a counter for login and registration; elsewhere counted in each running function,
because a database call on the money path would cost more than what it guards."""

import time

from botocore.exceptions import ClientError

from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import settings
from chalicelib.platform.clients import client

_MAXIMUM_USERS = 10_000
_counts: dict[str, int] = {}
_minute = 0


def admit(user_id: str) -> None:
    """Counts a request of `user_id` in this function's memory. Raises TooManyRequests."""
    global _minute
    now = time.time()
    if int(now // 60) != _minute or len(_counts) > _MAXIMUM_USERS:
        _counts.clear()
        _minute = int(now // 60)
    _counts[user_id] = _counts.get(user_id, 0) + 1
    if _counts[user_id] > settings.rate_limit_per_minute():
        raise TooManyRequests(_until_next_minute(now))


def admit_exactly(bucket: str) -> None:
    """Counts a request in the database, atomically across all functions. Raises TooManyRequests."""
    now, limit = time.time(), settings.rate_limit_per_minute()
    if limit < 1:  # the condition lets the first one of a minute in
        raise TooManyRequests(_until_next_minute(now))
    try:
        client("dynamodb").update_item(
            TableName=settings.table_name("rate-limit-table"),
            Key={"bucket": {"S": f"{bucket}#{int(now // 60)}"}},
            UpdateExpression="ADD requests :one SET expires_at = :end",
            ConditionExpression="attribute_not_exists(requests) OR requests < :limit",
            ExpressionAttributeValues={
                ":one": {"N": "1"},
                ":end": {"N": str(int(now) + 120)},
                ":limit": {"N": str(limit)},
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        raise TooManyRequests(_until_next_minute(now)) from error


def _until_next_minute(now: float) -> int:
    return 60 - int(now) % 60
