"""Tables copied from their own past, and the copies put in their place.

DynamoDB restores to a new table only, without stream, expiry, point-in-time recovery, protection or tags. So a table's past
becomes a copy, the copy a backup, and the backup the table of the old name. Each step looks at what is there: one that broke
off goes on when it is asked for again. The copy's tags remember what the original was like.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from ops.clients import Clients
from release.declaration import Declaration, Place

RESTORED, PROTECTED = "restored-to", "deletion-protected"
LIMIT_SECONDS = 12 * 3600
_PAUSE_SECONDS = 0.2, 10.0  # on a laptop, on AWS
Progress = Callable[[str], None]


class NotRestorable(Exception):
    """The tables cannot be had as of that time; nothing was changed."""


def suffix_of(at: datetime) -> str:
    """What the copies' names end with."""
    return f"-at-{at:%Y%m%dT%H%M%SZ}"


def check_reach(declaration: Declaration, place: Place, clients: Clients, at: datetime) -> None:
    """Raises NotRestorable unless every table that is brought back can be had as of `at`."""
    for name in declaration.restorable:
        table = place.name("table", name)
        described = clients("dynamodb").describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        recovery = described.get("PointInTimeRecoveryDescription", {})
        if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
            raise NotRestorable(f"{table} keeps no past: point-in-time recovery is off")
        earliest, latest = recovery.get("EarliestRestorableDateTime"), recovery.get("LatestRestorableDateTime")
        if (earliest and at < earliest) or (latest and at > latest):
            raise NotRestorable(f"{table} can be had as of {earliest:%FT%TZ} to {latest:%FT%TZ}")


def copy_tables(declaration: Declaration, place: Place, clients: Clients, at: datetime, progress: Progress) -> None:
    """Copies every table as it was at `at`; the bank may be open meanwhile."""
    dynamodb = clients("dynamodb")
    for name in declaration.restorable:
        original, copy = place.name("table", name), place.name("table", name) + suffix_of(at)
        if _describe(clients, copy) is None:
            encryption = (_describe(clients, original) or {}).get("SSEDescription", {})
            override = (
                {"SSESpecificationOverride": {"Enabled": True, "SSEType": "KMS"}} if encryption.get("SSEType") == "KMS" else {}
            )
            dynamodb.restore_table_to_point_in_time(
                SourceTableName=original,
                TargetTableName=copy,
                RestoreDateTime=at,
                BillingModeOverride="PAY_PER_REQUEST",
                **override,
            )
    for name in declaration.restorable:
        original, copy = place.name("table", name), place.name("table", name) + suffix_of(at)
        described = _wait_for(clients, copy)
        seen = _describe(clients, original)
        if seen is not None:  # gone already when a restoration that broke off goes on
            protected = "yes" if seen.get("DeletionProtectionEnabled") else "no"
            tags = [*_tags(clients, seen["TableArn"]), {"Key": PROTECTED, "Value": protected}]
            dynamodb.tag_resource(ResourceArn=described["TableArn"], Tags=tags)
        progress(copy)


def put_in_place(declaration: Declaration, place: Place, clients: Clients, at: datetime, progress: Progress) -> None:
    """Replaces every table by its copy of `at`. What is replaced is kept as a backup, `before-<copy>`."""
    dynamodb = clients("dynamodb")
    waiting = [name for name in declaration.restorable if not _is_restored(clients, place.name("table", name), at)]
    copies = {name: place.name("table", name) + suffix_of(at) for name in waiting}
    backups = {name: _back_up(clients, copy, copy) for name, copy in copies.items()}
    before = [
        _back_up(clients, original, f"before{suffix_of(at)}-{name}"[:255])
        for name in waiting
        if _describe(clients, original := place.name("table", name)) is not None
    ]
    _until(lambda: all(_is_available(clients, arn) for arn in (*backups.values(), *before)), clients, "the backups")
    for name in waiting:
        _delete(clients, place.name("table", name))
    for name, arn in backups.items():
        _until(partial(_is_gone, clients, place.name("table", name)), clients, f"{name}'s end")
        dynamodb.restore_table_from_backup(
            TargetTableName=place.name("table", name), BackupArn=arn, BillingModeOverride="PAY_PER_REQUEST"
        )
    for name, copy in copies.items():
        _finish(clients, place.name("table", name), copy, declaration.restorable[name], at)
        progress(place.name("table", name))


def remove_copies(declaration: Declaration, place: Place, clients: Clients, at: datetime) -> None:
    """Deletes the copies of `at`; their backups and those of what was replaced stay."""
    for name in declaration.restorable:
        _delete(clients, place.name("table", name) + suffix_of(at))


def _finish(clients: Clients, table: str, copy: str, declared: dict[str, Any], at: datetime) -> None:
    """What a restored table lacks: stream, expiry, recovery, tags, protection. The tag that says "done" comes last."""
    dynamodb = clients("dynamodb")
    _wait_for(clients, table)
    if declared.get("stream"):
        specification = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        dynamodb.update_table(TableName=table, StreamSpecification=specification)
        _wait_for(clients, table)
    if declared.get("ttl"):
        expiry = {"Enabled": True, "AttributeName": declared["ttl"]}
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
    recovery = {"PointInTimeRecoveryEnabled": True}
    dynamodb.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=recovery)
    tags = {tag["Key"]: tag["Value"] for tag in _tags(clients, _wait_for(clients, copy)["TableArn"])}
    if tags.pop(PROTECTED, "no") == "yes":
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
    tags[RESTORED] = suffix_of(at)
    arn = _wait_for(clients, table)["TableArn"]
    dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])


def _is_restored(clients: Clients, table: str, at: datetime) -> bool:
    described = _describe(clients, table)
    return described is not None and {"Key": RESTORED, "Value": suffix_of(at)} in _tags(clients, described["TableArn"])


def _back_up(clients: Clients, table: str, name: str) -> str:
    """The ARN of this table's backup of that name, made unless it was before."""
    known = clients("dynamodb").list_backups(TableName=table)["BackupSummaries"]
    found = [each["BackupArn"] for each in known if each["BackupName"] == name]
    return (
        found[0] if found else clients("dynamodb").create_backup(TableName=table, BackupName=name)["BackupDetails"]["BackupArn"]
    )


def _is_available(clients: Clients, backup_arn: str) -> bool:
    described = clients("dynamodb").describe_backup(BackupArn=backup_arn)["BackupDescription"]
    return described["BackupDetails"]["BackupStatus"] == "AVAILABLE"


def _delete(clients: Clients, table: str) -> None:
    described = _describe(clients, table)
    if described is None or described["TableStatus"] == "DELETING":
        return
    if described.get("DeletionProtectionEnabled"):
        clients("dynamodb").update_table(TableName=table, DeletionProtectionEnabled=False)
        _wait_for(clients, table)
    clients("dynamodb").delete_table(TableName=table)


def _is_gone(clients: Clients, table: str) -> bool:
    return _describe(clients, table) is None


def _describe(clients: Clients, table: str) -> dict[str, Any] | None:
    try:
        return clients("dynamodb").describe_table(TableName=table)["Table"]
    except clients("dynamodb").exceptions.ResourceNotFoundException:
        return None


def _tags(clients: Clients, arn: str) -> list[dict[str, Any]]:
    """A table's own tags (those of AWS itself cannot be set)."""
    tags: Iterable[dict[str, Any]] = clients("dynamodb").list_tags_of_resource(ResourceArn=arn)["Tags"]
    return [tag for tag in tags if not tag["Key"].startswith("aws:")]


def _wait_for(clients: Clients, table: str) -> dict[str, Any]:
    """The table's description once it is active."""

    def active() -> dict[str, Any] | None:
        try:
            described = _describe(clients, table)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ThrottlingException":
                raise
            return None
        return described if described and described["TableStatus"] == "ACTIVE" else None

    return _until(active, clients, table)


def _until(probe: Callable[[], object], clients: Clients, what: str) -> Any:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not (found := probe()):
        if time.monotonic() > deadline:
            raise NotRestorable(
                f"{what} did not come within {LIMIT_SECONDS // 3600} hours; asked for again, it goes on from here"
            )
        time.sleep(_PAUSE_SECONDS[clients.endpoint is None])
    return found
