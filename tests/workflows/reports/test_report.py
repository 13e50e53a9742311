"""The machine `reports_report` on the emulator, every Catch taken. The Lambda is a stand-in: what it does is tested
in tests/integration/reports; here its outcome is given."""

import io
import json
import zipfile

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo, error_log, settings
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from chalicelib.reports import store
from chalicelib.reports.model import Range, Report
from release.declaration import load
from tests.support.machines import ended

BUILT = """
def handle(event, context):
    return {"outcome": "BUILT", "rows": 7, "last4": "4242", "file": {"bucket": "b", "key": "k"}}
"""
BROKEN = """
def handle(event, context):
    raise RuntimeError("no room for the file")
"""


def deploy(emulator, code: str) -> str:
    """A Lambda of these lines; returns its ARN."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("stand_in.py", code)
    made = emulator.clients("lambda").create_function(
        FunctionName=f"reports-{ids.new_id()}",
        Runtime="python3.12",
        Handler="stand_in.handle",
        Role="arn:aws:iam::000000000000:role/stand-in",
        Code={"ZipFile": archive.getvalue()},
        Timeout=10,
    )
    return made["FunctionArn"]


class Flow:
    """One rendering of the machine, with some names replaced, and executions of it."""

    def __init__(self, emulator, code: str, **replaced: str) -> None:
        definition = load().machine_definition("reports_report", emulator.place, emulator.url)
        function = emulator.place.arn("function/reports_build_report")
        definition = definition.replace(function, deploy(emulator, code))
        for name, other in replaced.items():
            definition = definition.replace("inferno-local-" + name.replace("_", "-") + '"', other + '"')
        definition = definition.replace('"IntervalSeconds": 2', '"IntervalSeconds": 1').replace(
            '"MaxAttempts": 3', '"MaxAttempts": 1'
        )
        definition = definition.replace('"MaxAttempts": 5', '"MaxAttempts": 1')
        self.states = emulator.clients("stepfunctions")
        role = "arn:aws:iam::000000000000:role/machine"
        machine = self.states.create_state_machine(name=f"report-{ids.new_id()}", definition=definition, roleArn=role)
        self.arn = machine["stateMachineArn"]

    def run(self, report: Report, *, name: str | None = None) -> dict:
        about = {"reportId": report.report_id, "ownerId": report.owner_id, "cardId": report.card_id, "format": report.format}
        input = json.dumps({**about, "start": "", "end": "", "correlationId": "c-1"})
        started = self.states.start_execution(stateMachineArn=self.arn, name=name or report.report_id, input=input)
        return ended(self.states, started["executionArn"])


@pytest.fixture
def report(emulator) -> Report:
    made = Report(ids.new_id(), ids.new_id(), ids.new_id(), 3, Range(), "csv")
    dynamo.write(store.new_report(made, clock.now()))
    return made


def status_of(report: Report) -> str:
    return store.find_report(report.report_id).status


def errors_about(report: Report) -> list[dict]:
    return [item for item in dynamo.scan_all("report-table-error") if report.report_id in item["input"]]


def mails_about(report: Report) -> list[dict]:
    sqs, url, found = client("sqs"), settings.queue_url("notification-email-sqs"), []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [mail for mail in found if mail["messageId"].startswith(report.report_id)]


class TestReport:
    def test_marks_the_report_ready_and_mails_the_link(self, emulator, report):
        execution = Flow(emulator, BUILT).run(report)
        assert (execution["status"], status_of(report)) == ("SUCCEEDED", "READY")
        assert store.find_report(report.report_id).rows == 7
        (mail,) = mails_about(report)
        assert mail == {
            "messageId": f"{report.report_id}:REPORT.ACTIVITY",
            "template": "REPORT.ACTIVITY",
            "userId": report.owner_id,
            "correlationId": "c-1",
            "data": {
                "reportId": report.report_id,
                "format": "csv",
                "last4": "4242",
                "rows": 7,
                "start": "",
                "end": "",
            },
            "file": {"bucket": "b", "key": "k"},
        }
        assert errors_about(report) == []


class TestBuildReportCatch:
    def test_records_the_error_and_marks_the_report_failed(self, emulator, report):
        execution = Flow(emulator, BROKEN).run(report)
        assert (execution["status"], execution["error"], status_of(report)) == ("FAILED", "ReportFailed", "FAILED")
        (entry,) = errors_about(report)
        assert "no room for the file" in entry["cause"]
        assert (entry["status"], entry["source"]) == ("OPEN", "reports_report.BuildReport")
        assert entry["executionArn"] == execution["executionArn"]
        assert json.loads(entry["retry"].pop("input")) == json.loads(execution["input"])
        assert entry["retry"] == {"kind": "execution", "machine": "reports_report", "name": report.report_id}
        assert mails_about(report) == []

    def test_leaves_an_entry_that_an_admin_can_find_and_retry_once(self, emulator, report):
        Flow(emulator, BROKEN).run(report)
        (entry,) = errors_about(report)
        assert ids.created_at(entry["uuid"]) == entry["createdAt"]
        error_log.retry(entry["uuid"], Call(clock.now(), "admin"))
        with pytest.raises(error_log.AlreadyRetried):
            error_log.retry(entry["uuid"], Call(clock.now(), "admin"))
        deliveries = [each for item in dynamo.scan_all("outbox-table") for each in item["deliveries"]]
        (delivery,) = [each for each in deliveries if each.get("name") == f"{report.report_id}-r1"]
        execution = Flow(emulator, BUILT).run(report, name=delivery["name"])
        assert (execution["status"], status_of(report)) == ("SUCCEEDED", "READY")
        assert json.loads(execution["input"]) == json.loads(delivery["input"])

    def test_leaves_a_ready_report_ready_when_its_retry_fails(self, emulator, report):
        assert Flow(emulator, BUILT).run(report)["status"] == "SUCCEEDED"
        execution = Flow(emulator, BROKEN).run(report, name=f"{report.report_id}-r1")
        assert (execution["error"], status_of(report)) == ("ReportFailed", "READY")
        assert len(errors_about(report)) == 1


class TestMarkReadyCatch:
    def test_records_the_error_when_the_record_is_gone(self, emulator, report):
        gone = Report(ids.new_id(), report.owner_id, report.card_id, 3, Range(), "csv")
        execution = Flow(emulator, BUILT).run(gone)
        assert (execution["status"], execution["error"]) == ("FAILED", "ReportFailed")
        (entry,) = errors_about(gone)
        assert entry["source"] == "reports_report.MarkReady"
        assert entry["error"] == "DynamoDB.ConditionalCheckFailedException"
        assert store.find_report(gone.report_id) is None


class TestMailLinkCatch:
    def test_records_the_error_and_leaves_the_report_ready(self, emulator, report):
        execution = Flow(emulator, BUILT, notification_email_sqs="nowhere").run(report)
        assert (execution["status"], execution["error"], status_of(report)) == ("FAILED", "ReportMailFailed", "READY")
        (entry,) = errors_about(report)
        assert entry["source"] == "reports_report.MailLink"
        assert entry["retry"]["name"] == report.report_id


class TestRecordErrorCatch:
    def test_still_marks_the_report_failed(self, emulator, report):
        execution = Flow(emulator, BROKEN, report_table_error="nowhere").run(report)
        assert (execution["error"], status_of(report), errors_about(report)) == ("ReportFailed", "FAILED", [])


class TestMarkFailedCatch:
    def test_ends_in_the_named_failure(self, emulator, report):
        execution = Flow(emulator, BROKEN, report_table="nowhere").run(report)
        assert (execution["error"], status_of(report)) == ("ReportFailed", "PENDING")
        assert len(errors_about(report)) == 1


class TestRecordMailErrorCatch:
    def test_ends_in_the_named_failure(self, emulator, report):
        execution = Flow(emulator, BUILT, notification_email_sqs="nowhere", report_table_error="nowhere").run(report)
        assert (execution["error"], status_of(report)) == ("ReportMailFailed", "READY")
