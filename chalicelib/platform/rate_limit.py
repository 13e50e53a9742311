"""Requests a minute a user. Exact by a counter for login and registration; elsewhere counted in each running function,
because a database call on the money path would cost more than what it guards."""

from botocore.exceptions import ClientError

from chalicelib.kernel import clock
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client
from chalicelib.platform.dynamo import Change

_MAXIMUM_USERS = 10_000
_counts: dict[str, int] = {}
_minute = 0


def admit(user_id: str) -> None:
    """Counts a request of `user_id` in this function's memory. Raises TooManyRequests."""
    global _minute
    now = clock.now().timestamp()
    if int(now // 60) != _minute or len(_counts) > _MAXIMUM_USERS:
        _counts.clear()
        _minute = int(now // 60)
    _counts[user_id] = _counts.get(user_id, 0) + 1
    if _counts[user_id] > settings.rate_limit_per_minute():
        raise TooManyRequests(_until_next_minute(now))


def admit_exactly(bucket: str) -> None:
    """Counts a request of this minute in the database, atomically across all functions. Raises TooManyRequests."""
    count_exactly(bucket, settings.rate_limit_per_minute(), 60)


def count_exactly(bucket: str, limit: int, seconds: int) -> None:
    """Counts one more in the database, in windows of so many seconds. Raises TooManyRequests beyond the limit."""
    now = clock.now().timestamp()
    wait = seconds - int(now) % seconds
    key = _window(bucket, now, seconds)
    if limit < 1:  # the condition lets the first one of a window in
        raise TooManyRequests(wait)
    try:
        client("dynamodb").update_item(
            TableName=settings.table_name("rate-limit-table"),
            Key={"bucket": {"S": key}},
            UpdateExpression="ADD requests :one SET expires_at = :end",
            ConditionExpression="attribute_not_exists(requests) OR requests < :limit",
            ExpressionAttributeValues={
                ":one": {"N": "1"},
                ":end": {"N": str(int(now) + 2 * seconds)},
                ":limit": {"N": str(limit)},
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        raise TooManyRequests(wait) from error


def giving_back(bucket: str, seconds: int) -> Change:
    """Takes back what `count_exactly` counted in this window, in the transaction that shows that it need not have been."""
    key = {"bucket": _window(bucket, clock.now().timestamp(), seconds)}
    return dynamo.update("rate", "rate-limit-table", key, {}, add={"requests": -1})


def _window(bucket: str, now: float, seconds: int) -> str:
    return f"{bucket}#{int(now // seconds)}"


def _until_next_minute(now: float) -> int:
    return 60 - int(now) % 60
