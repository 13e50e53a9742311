"""Where statements lie: their rows in `statement-table` (account_id, statement_id), their files in `statements`, those of sealed
ones in `sealed-statements`, where nothing is changed or deleted."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import IO

from botocore.exceptions import ClientError

from chalicelib.kernel import clock
from chalicelib.ledger.public import Mark
from chalicelib.platform import dynamo, files, settings
from chalicelib.platform.clients import client
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change, Item
from chalicelib.statements.errors import SealedOtherwise
from chalicelib.statements.model import ENDINGS, LINK_SECONDS, File, Format, Holder, Month, Period, Statement, monthly_id

TABLE, BUCKET, SEALED_BUCKET = "statement-table", "statements", "sealed-statements"
# As a report: longer than an execution's name stays taken, and its files lie there for longer still.
KEPT_DAYS = 91
_PAGE = 100
_MARK = Codec(Mark)
_HOLDER = Codec(Holder)


def _to_period(item: Item) -> Period:
    return Period(date.fromisoformat(item["first"]), date.fromisoformat(item["last"]), item["zone"])


_STATEMENT = Codec(
    Statement,
    write={
        "period": lambda period: {"first": str(period.first), "last": str(period.last), "zone": period.zone},
        "opening": _MARK.to_item,
        "closing": _MARK.to_item,
        "holder": lambda holder: _HOLDER.to_item(holder) if holder else None,
        "formats": list,
        "files": lambda files: None,  # the machine writes them down
    },
    read={
        "period": _to_period,
        "opening": _MARK.to_model,
        "closing": _MARK.to_model,
        "holder": _HOLDER.to_model,
        "formats": tuple,
        "files": lambda text: tuple(File(**file) for file in json.loads(text)),
    },
)
to_statement = _STATEMENT.to_model


def new_statement(statement: Statement, now: datetime) -> Change:
    """Records one that was requested; refused under the label `statement` when it is known. TTL may be late: what has ended
    counts as gone."""
    condition = "attribute_not_exists(statement_id) OR expires_at < :now"
    return dynamo.put("statement", TABLE, _item(statement, now), condition=condition, now=clock.epoch_seconds(now))


def asked_again(statement: Statement, now: datetime) -> Change:
    """Records the next try of one that FAILED; refused under the label `statement` when somebody asked before."""
    condition = "#status = :failed AND asked_again = :before"
    before = statement.asked_again - 1
    return dynamo.put("statement", TABLE, _item(statement, now), condition=condition, failed="FAILED", before=before)


def _item(statement: Statement, now: datetime) -> Item:
    ends = {} if statement.is_sealed else {"expires_at": clock.epoch_seconds_after(now, days=KEPT_DAYS)}
    return {**_STATEMENT.to_item(statement), **ends}


def find_statement(account_id: str, statement_id: str) -> Statement | None:
    return _STATEMENT.found(dynamo.get(TABLE, {"account_id": account_id, "statement_id": statement_id}))


def statements_of(account_id: str, limit: int, start: Item | None) -> tuple[list[Statement], Item | None]:
    """A page of an account's statements, the latest days first."""
    items, rest = dynamo.query(TABLE, "account_id = :account", limit=limit, start=start, newest_first=True, account=account_id)
    return [to_statement(item) for item in items], rest


def find_many(account_ids: Sequence[str], month: Month) -> list[Statement]:
    """The statements of one month of at most 100 accounts, those that are there: one read."""
    keys = [{"account_id": account_id, "statement_id": monthly_id(account_id, month)} for account_id in account_ids]
    return [to_statement(item) for item in dynamo.get_many([(TABLE, key) for key in keys]) if item]


def last_sealed(account_id: str) -> Statement | None:
    """The last monthly statement of an account: beside those that were asked for, the newest days first."""
    start: Item | None = None
    while True:
        found, start = statements_of(account_id, _PAGE, start)
        if sealed := next((each for each in found if each.is_sealed), None):
            return sealed
        if start is None:
            return None


def every_sealed() -> Iterator[Statement]:
    """Every monthly statement, account by account in the order of time: for verifying only."""
    return (each for each in map(to_statement, dynamo.scan_all(TABLE)) if each.is_sealed)


def bucket_of(statement: Statement) -> str:
    return SEALED_BUCKET if statement.is_sealed else BUCKET


def keep_file(statement: Statement, format: Format, volume: int, entries: int, file: IO[bytes]) -> File:
    """Puts a file where it belongs and says what it is. A sealed one is written once: raises SealedOtherwise when another
    content is there."""
    file.seek(0)
    digest = hashlib.sha256()
    for piece in iter(partial(file.read, 1024 * 1024), b""):
        digest.update(piece)
    kept = File(statement.place(format, volume), format, volume, entries, file.tell(), digest.hexdigest())
    file.seek(0)
    if statement.is_sealed:
        _seal(statement, kept, file, digest.digest())
    else:
        files.keep(BUCKET, kept.key, file, ENDINGS[format], statement.file_name(kept))
    return kept


def _seal(statement: Statement, kept: File, file: IO[bytes], digest: bytes) -> None:
    place = {"Bucket": settings.bucket_name(SEALED_BUCKET), "Key": kept.key}
    try:
        client("s3").put_object(
            **place,
            Body=file,
            IfNoneMatch="*",
            ContentType=files.CONTENT_TYPES[ENDINGS[kept.format]],
            ContentDisposition=f'attachment; filename="{statement.file_name(kept)}"',
            ChecksumSHA256=base64.b64encode(digest).decode(),
            Metadata={"sha256": kept.sha256},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailed":
            raise
        if client("s3").head_object(**place)["Metadata"].get("sha256") != kept.sha256:
            raise SealedOtherwise(f"{kept.key} was sealed with another content") from error


def link_to(statement: Statement, file: File) -> str:
    """A link that lets anyone who has it fetch a file for five minutes."""
    return files.link_to(bucket_of(statement), file.key, LINK_SECONDS)
