"""After a life at the bank no number of a person's lies anywhere: no table, log, message, history, mail or object."""

import base64
import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.test_trust import PROFILE
from tests.support.pdfs import pdf
from tests.support.stack import Stack

PLACES = ("tables", "logs", "objects", "messages", "histories", "mails", "files")


def tables(stack: Stack) -> Iterator[object]:
    for page in stack.clients("dynamodb").get_paginator("list_tables").paginate():
        for name in page["TableNames"]:
            yield from stack.clients("dynamodb").get_paginator("scan").paginate(TableName=name)


def logs(stack: Stack) -> Iterator[object]:
    for page in stack.clients("logs").get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            yield from stack.clients("logs").get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])


def objects(stack: Stack) -> Iterator[object]:
    s3 = stack.clients("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        if "deploy" in bucket["Name"]:
            continue  # the package
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
            for each in page.get("Contents", ()):
                yield each["Key"], s3.get_object(Bucket=bucket["Name"], Key=each["Key"])["Body"].read()


def messages(stack: Stack) -> Iterator[object]:
    sqs = stack.clients("sqs")
    for url in sqs.list_queues().get("QueueUrls", ()):
        yield sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)


def histories(stack: Stack) -> Iterator[object]:
    states = stack.clients("stepfunctions")
    for machine in states.list_state_machines()["stateMachines"]:
        if machine["type"] == "STANDARD":
            for execution in states.list_executions(stateMachineArn=machine["stateMachineArn"])["executions"]:
                yield states.get_execution_history(executionArn=execution["executionArn"])


def mails(stack: Stack) -> Iterator[object]:
    yield from stack.mails()


def files(stack: Stack) -> Iterator[object]:
    for path in stack.settings.folder.rglob("*.log"):
        yield path.read_text(errors="replace")


@dataclass(frozen=True)
class Known:
    """A customer, and every look of their numbers."""

    user_id: str
    numbers: list[re.Pattern[str]]


@pytest.fixture(scope="module")
def known(stack) -> Known:
    """What somebody's numbers look like, after they were registered, changed, looked for and shown."""
    ssn, other = (f"{random.randint(100, 665)}-{random.randint(10, 99)}-{random.randint(1000, 9999)}" for _ in range(2))
    document, second = (f"DOC-{uuid.uuid4().hex[:16].upper()}" for _ in range(2))
    ada = stack.registered(documentNumber=document)
    path = f"/api/v1/customers/{ada.user_id}"
    ada.api.post("/api/v1/customers", {**PROFILE, "ssn": ssn}).expect(201)
    ada.api.put(path, {**PROFILE, "ssn": other, "version": 2}).expect(200)
    assert ada.api.put(path, {**PROFILE, "ssn": ssn, "version": 2}).status == 409
    assert ada.api.post("/api/v1/customers", {**PROFILE, "ssn": ssn.replace("-", "x")}).status == 400
    passport = {"type": "passport", "content": base64.b64encode(pdf()).decode(), "documentNumber": second}
    ada.api.post(f"{path}/documents", passport).expect(201)
    staff = stack.as_admin
    staff.get(f"/api/v1/customers/search?documentNumber={second}").expect(200)
    for query in (f"ssn={other}", f"documentNumber={document}"):
        staff.get(f"/api/v1/customers/search?{query}").expect(200)
    for field, number in (("ssn", other), ("documentNumber", document)):
        assert staff.get(f"/admin/customers/{ada.user_id}/personal-number/{field}").body["number"] == number
    stack.settle()
    digits = [re.compile(rf"(?<![0-9a-f]){number.replace('-', '-?')}(?![0-9a-f])") for number in (ssn, other)]
    documents = [re.compile(each.replace("-", "-?"), re.IGNORECASE) for each in (document, second)]
    return Known(ada.user_id, [*digits, *documents])


@pytest.mark.parametrize("place", PLACES)
def test_nothing_holds_a_number(stack, known, place):
    texts = [found.decode("latin-1") if isinstance(found, bytes) else str(found) for found in globals()[place](stack)]
    assert texts, f"looked at no {place}"
    assert not any(pattern.search(text) for text in texts for pattern in known.numbers)
    if place in ("tables", "logs", "histories"):
        assert any(known.user_id in text for text in texts), "looked where the customer is"
