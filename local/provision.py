"""Makes the declared infrastructure in the emulator, as Terraform makes it on AWS. Safe to repeat: it makes what is
missing and updates what changed.

It comes before the functions are deployed: everything refers to them by name only.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from ops import identity_keys, signing_keys
from ops.clients import Clients
from release.declaration import APP, ROOT, Declaration, Place

# A message that failed comes back after this long: retries and dead letters are seen within seconds on a laptop.
LOCAL_VISIBILITY_SECONDS = 2
MAIL_DOMAIN = "inferno.example"
TEMPLATES = ROOT / "chalicelib" / "notifications" / "templates"
TEMPLATE_BUCKET = "templates-email-notification"
SCREENING_BUCKET = "screening-lists"
SCREENING_SAMPLE = ROOT / "chalicelib" / "kyc" / "sanctions-sample.json"
LOST_STARTS = "schedule-failures-sqs"
_CONTENT_TYPES = {".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".json": "application/json"}


def provision(
    declaration: Declaration,
    place: Place,
    clients: Clients,
    *,
    visibility_seconds: int = LOCAL_VISIBILITY_SECONDS,
    origins: Collection[str] = (),
) -> dict[str, Any]:
    """Makes everything and returns counts by kind, for the progress line. Pages of `origins` may send files."""
    make_tables(declaration, place, clients)
    make_queues(declaration, place, clients, visibility_seconds)
    make_topics(declaration, place, clients)
    make_buckets(declaration, place, clients, origins)
    make_secrets(declaration, place, clients)
    make_keys(declaration, place, clients)
    make_mail(place, clients)
    make_roles(declaration, place, clients)
    make_machines(declaration, place, clients)
    make_schedules(declaration, place, clients)
    templates = upload_templates(declaration, place, clients)
    upload_screening_list(declaration, place, clients)
    kinds = ("tables", "queues", "topics", "buckets", "machines", "schedules")
    return {kind: len(getattr(declaration, kind)) for kind in kinds} | {"templates": templates}


def make_tables(declaration: Declaration, place: Place, clients: Clients) -> None:
    dynamodb = clients("dynamodb")
    for name, table in declaration.tables.items():
        full_name = place.name("table", name)
        try:
            dynamodb.create_table(TableName=full_name, **_table(table))
        except dynamodb.exceptions.ResourceInUseException:
            _add_indexes(dynamodb, full_name, table)
            continue
        recovery = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=full_name, PointInTimeRecoverySpecification=recovery)
        if table.get("ttl"):
            dynamodb.update_time_to_live(
                TableName=full_name, TimeToLiveSpecification={"Enabled": True, "AttributeName": table["ttl"]}
            )


def _table(table: dict[str, Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "KeySchema": _keys(table),
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in table["attributes"].items()],
        "BillingMode": "PAY_PER_REQUEST",
    }
    if table.get("indexes"):
        parameters["GlobalSecondaryIndexes"] = [_index(name, index) for name, index in table["indexes"].items()]
    if table.get("stream"):
        parameters["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    return parameters


def _index(name: str, index: dict[str, Any]) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _keys(index), "Projection": {"ProjectionType": "ALL"}}


def _keys(schema: dict[str, Any]) -> list[dict[str, Any]]:
    keys = [{"AttributeName": schema["hash_key"], "KeyType": "HASH"}]
    return keys + ([{"AttributeName": schema["range_key"], "KeyType": "RANGE"}] if schema.get("range_key") else [])


def _add_indexes(dynamodb: Any, full_name: str, table: dict[str, Any]) -> None:
    """A table from an earlier start gets the indexes that were declared since."""
    described = dynamodb.describe_table(TableName=full_name)["Table"]
    known = {index["IndexName"] for index in described.get("GlobalSecondaryIndexes", ())}
    for name, index in (table.get("indexes") or {}).items():
        if name not in known:
            dynamodb.update_table(
                TableName=full_name,
                AttributeDefinitions=_table(table)["AttributeDefinitions"],
                GlobalSecondaryIndexUpdates=[{"Create": _index(name, index)}],
            )


def stream_arn(table: str, place: Place, clients: Clients) -> str:
    return clients("dynamodb").describe_table(TableName=place.name("table", table))["Table"]["LatestStreamArn"]


def make_queues(declaration: Declaration, place: Place, clients: Clients, visibility_seconds: int) -> None:
    sqs = clients("sqs")
    senders: dict[str, set[tuple[str, str]]] = {}
    for subscription in declaration.subscriptions.values():
        senders.setdefault(subscription["queue"], set()).add(("sns", place.arn(f"topic/{subscription['topic']}")))
    for name, bucket in declaration.buckets.items():
        if "tells" in bucket:
            senders.setdefault(bucket["tells"], set()).add(("s3", place.arn(f"bucket/{name}")))
    # All before their settings: a queue names the one that takes its dead letters.
    urls = {name: sqs.create_queue(QueueName=place.name("queue", name))["QueueUrl"] for name in declaration.queues}
    for name, queue in declaration.queues.items():
        attributes = {"VisibilityTimeout": str(min(queue["visibility_seconds"], visibility_seconds))}
        if queue.get("dead_letter"):
            target = place.arn(f"queue/{queue['dead_letter']}")
            attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": queue["max_receives"]})
        if name in senders:
            attributes["Policy"] = json.dumps(_may_send(place.arn(f"queue/{name}"), sorted(senders[name])))
        sqs.set_queue_attributes(QueueUrl=urls[name], Attributes=attributes)


def _may_send(queue_arn: str, senders: list[tuple[str, str]]) -> dict[str, Any]:
    """A policy that lets each sender in: the service, and the topic or bucket it speaks for."""
    statements = [
        {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": source_arn}},
        }
        for service, source_arn in senders
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def make_topics(declaration: Declaration, place: Place, clients: Clients) -> None:
    sns = clients("sns")
    for name in declaration.topics:
        sns.create_topic(Name=place.name("topic", name))
    # What push messages go through; the emulator delivers none, and keeps what was asked for.
    sns.create_platform_application(Name=f"{APP}-local", Platform="GCM", Attributes={"PlatformCredential": "none"})
    for subscription in declaration.subscriptions.values():
        arn = sns.subscribe(
            TopicArn=place.arn(f"topic/{subscription['topic']}"),
            Protocol="sqs",
            Endpoint=place.arn(f"queue/{subscription['queue']}"),
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        attributes = {
            "RawMessageDelivery": "true",
            "FilterPolicyScope": subscription.get("filter_scope", "MessageAttributes"),
            "FilterPolicy": json.dumps(subscription["filter"]),
        }
        for attribute, value in attributes.items():
            sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName=attribute, AttributeValue=value)


def make_mail(place: Place, clients: Clients) -> None:
    """The emulator's SES sends from a known domain by a known configuration; it tells nothing of what became of a mail."""
    clients("ses").verify_domain_identity(Domain=MAIL_DOMAIN)
    sesv2 = clients("sesv2")
    try:
        sesv2.create_configuration_set(ConfigurationSetName=place.name("configuration", "mail"))
    except sesv2.exceptions.AlreadyExistsException:
        pass  # of an earlier start


def make_buckets(declaration: Declaration, place: Place, clients: Clients, origins: Collection[str] = ()) -> None:
    s3 = clients("s3")
    for name, bucket in declaration.buckets.items():
        full_name = place.name("bucket", name)
        lock = bucket.get("lock")
        s3.create_bucket(Bucket=full_name, ObjectLockEnabledForBucket=bool(lock))
        if lock:
            retention = {name.title(): value for name, value in lock.get(place.stage, lock["other"]).items()}
            rule = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}}
            s3.put_object_lock_configuration(Bucket=full_name, ObjectLockConfiguration=rule)
        if bucket.get("expire_days"):
            rule = {"ID": "expire", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": bucket["expire_days"]}}
            s3.put_bucket_lifecycle_configuration(Bucket=full_name, LifecycleConfiguration={"Rules": [rule]})
        if bucket.get("browser") == "uploads" and origins:
            rule = {"AllowedOrigins": sorted(origins), "AllowedMethods": ["POST"], "AllowedHeaders": ["*"]}
            s3.put_bucket_cors(Bucket=full_name, CORSConfiguration={"CORSRules": [rule]})
        if bucket.get("tells"):
            told = {"QueueArn": place.arn(f"queue/{bucket['tells']}"), "Events": ["s3:ObjectCreated:*"]}
            s3.put_bucket_notification_configuration(Bucket=full_name, NotificationConfiguration={"QueueConfigurations": [told]})


def make_secrets(declaration: Declaration, place: Place, clients: Clients) -> None:
    """A secret is made once and then left alone: tokens signed yesterday stay valid."""
    manager = clients("secretsmanager")
    for name, secret in declaration.secrets.items():
        content = {"signing_keys": signing_keys.with_new_key, "identity_keys": identity_keys.complete}[secret["content"]](None)
        try:
            manager.create_secret(Name=place.name("secret", name), SecretString=json.dumps(content))
        except manager.exceptions.ResourceExistsException:
            continue


def make_keys(declaration: Declaration, place: Place, clients: Clients) -> None:
    """A key is made once: what lies in the tables can be read with no other."""
    kms = clients("kms")
    for name, key in declaration.keys.items():
        alias = f"alias/{place.name('key', name)}"
        try:
            kms.describe_key(KeyId=alias)
        except kms.exceptions.NotFoundException:
            made = kms.create_key(Description=key["holds"])["KeyMetadata"]["KeyId"]
            kms.enable_key_rotation(KeyId=made)
            kms.create_alias(AliasName=alias, TargetKeyId=made)


def make_roles(declaration: Declaration, place: Place, clients: Clients) -> None:
    """The roles that machines and schedules act under (the functions' roles come with their package)."""
    for name, machine in declaration.machines.items():
        _put_role(clients, place, f"machine-{name}", "states.amazonaws.com", place.statements(machine.get("policy", [])))
    machines = [place.arn(f"machine/{name}") for name in declaration.machines] or [place.arn("machine/none")]
    start = [
        {"Effect": "Allow", "Action": ["states:StartExecution"], "Resource": machines},
        {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": [place.arn(f"queue/{LOST_STARTS}")]},
    ]
    _put_role(clients, place, "scheduler", "scheduler.amazonaws.com", start)


def _put_role(clients: Clients, place: Place, name: str, service: str, statements: list[dict[str, Any]]) -> None:
    iam, full_name = clients("iam"), place.name("role", name)
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    try:
        iam.create_role(RoleName=full_name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    except iam.exceptions.EntityAlreadyExistsException:
        pass
    if statements:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=full_name, PolicyName="declared", PolicyDocument=document)


def make_machines(declaration: Declaration, place: Place, clients: Clients) -> None:
    states = clients("stepfunctions")
    for name, machine in declaration.machines.items():
        definition = declaration.machine_definition(name, place, clients.endpoint)
        role = place.arn(f"role/machine-{name}")
        try:
            states.create_state_machine(
                name=place.name("machine", name), definition=definition, roleArn=role, type=machine["type"]
            )
        except states.exceptions.StateMachineAlreadyExists:
            pass
        states.update_state_machine(stateMachineArn=place.arn(f"machine/{name}"), definition=definition, roleArn=role)


def make_schedules(declaration: Declaration, place: Place, clients: Clients) -> None:
    scheduler, group = clients("scheduler"), place.prefix.rstrip("-")
    try:
        scheduler.create_schedule_group(Name=group)
    except scheduler.exceptions.ConflictException:
        pass
    for name, schedule in declaration.schedules.items():
        parameters = {
            "Name": name,
            "GroupName": group,
            "ScheduleExpression": schedule["expression"],
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {
                "Arn": place.arn(f"machine/{schedule['machine']}"),
                "RoleArn": place.arn("role/scheduler"),
                "Input": json.dumps(schedule.get("input", {})),
                "DeadLetterConfig": {"Arn": place.arn(f"queue/{LOST_STARTS}")},
            },
        }
        try:
            scheduler.create_schedule(**parameters)
        except scheduler.exceptions.ConflictException:
            scheduler.update_schedule(**parameters)


def upload_templates(declaration: Declaration, place: Place, clients: Clients, folder: Path = TEMPLATES) -> int:
    """Puts the mail templates under their path below `folder`; returns how many there are."""
    if TEMPLATE_BUCKET not in declaration.buckets or not folder.is_dir():
        return 0
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in _CONTENT_TYPES)
    for path in paths:
        clients("s3").put_object(
            Bucket=place.name("bucket", TEMPLATE_BUCKET),
            Key=path.relative_to(folder).as_posix(),
            Body=path.read_bytes(),
            ContentType=_CONTENT_TYPES[path.suffix],
        )
    return len(paths)


def upload_screening_list(declaration: Declaration, place: Place, clients: Clients) -> None:
    """Puts the sample of a list of sanctions where there is no list."""
    if SCREENING_BUCKET not in declaration.buckets:
        return
    s3, bucket = clients("s3"), place.name("bucket", SCREENING_BUCKET)
    if not s3.list_objects_v2(Bucket=bucket, MaxKeys=1).get("KeyCount"):
        s3.put_object(Bucket=bucket, Key="sanctions.json", Body=SCREENING_SAMPLE.read_bytes(), ContentType="application/json")
