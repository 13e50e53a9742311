"""The templates in their bucket, kept in memory: looked at again after a while, fetched again only when they have changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.kernel import clock

FRESH_SECONDS = 30
MAXIMUM_BYTES = 256 * 1024
MAXIMUM_TEMPLATES = 500


class TemplateTooLarge(Exception):
    """An object in the bucket is no mail template."""


@dataclass(frozen=True, slots=True)
class _Kept:
    text: str | None  # None: there is no such object
    etag: str | None
    checked_at: float


class TemplateSource:
    """A callable key → text, None where the bucket has none. S3 failures rise: the queue tries the mail again."""

    def __init__(
        self, s3: Any, bucket: str, *, fresh_seconds: float = FRESH_SECONDS, monotonic: Callable[[], float] = clock.monotonic
    ) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._fresh_seconds = fresh_seconds
        self._monotonic = monotonic
        self._kept: dict[str, _Kept] = {}

    def __call__(self, key: str) -> str | None:
        kept = self._kept.get(key)
        if kept is None or self._monotonic() - kept.checked_at >= self._fresh_seconds:
            if len(self._kept) >= MAXIMUM_TEMPLATES:
                self._kept.clear()
            kept = self._kept[key] = self._look_again(key, kept)
        return kept.text

    def _look_again(self, key: str, kept: _Kept | None) -> _Kept:
        now = self._monotonic()
        unless_same = {"IfNoneMatch": kept.etag} if kept and kept.etag else {}
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=key, **unless_same)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if kept and code in ("304", "NotModified"):
                return _Kept(kept.text, kept.etag, now)
            if code in ("404", "NoSuchKey"):
                return _Kept(None, None, now)
            raise
        content = answer["Body"].read(MAXIMUM_BYTES + 1)
        if len(content) > MAXIMUM_BYTES:
            raise TemplateTooLarge(key)
        return _Kept(content.decode("utf-8"), answer["ETag"], now)
