"""The machine `statements_make` on the emulator, every Catch taken. The Lambda is a stand-in: what it does is tested in
tests/integration/statements; here its outcome is given."""

import json
from datetime import date

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import Mark
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client
from chalicelib.statements import store
from chalicelib.statements.model import Period, Statement, requested
from tests.support import functions, machines

BUILT = """
def handle(event, context):
    one = {"key": "k", "format": "pdf", "volume": 1, "entries": 7, "size_bytes": 9, "sha256": "0" * 64}
    mail = {"number": None, "account": "4711", "from": "2026-03-01", "to": "2026-03-31"}
    return {"outcome": "BUILT", "files": [one, {**one, "volume": 2}], "mail": mail}
"""
TABLE, ERRORS, QUEUE = "statement-table", "statement-error-table", "notification-email-sqs"


@pytest.fixture
def statement(emulator) -> Statement:
    march = Period(date(2026, 3, 1), date(2026, 3, 31), "UTC")
    made = requested(ids.new_id(), ids.new_id(), "USD", march, "pdf", "en", Mark(), Mark(), clock.now())
    dynamo.write(store.new_statement(made, clock.now()))
    return made


def run(bank, of: Statement, code: str, *missing: str) -> dict:
    """One execution with a stand-in of these lines, and some of what is declared not there."""
    stand_in = {bank.place.arn("function/statements_build_files"): functions.stand_in(bank, f"built-{ids.new_id()}", code)}
    gone = {f'inferno-local-{name}"': 'nowhere"' for name in missing}
    about = {"accountId": of.account_id, "statementId": of.statement_id, "ownerId": of.owner_id, "correlationId": "c-1"}
    return machines.run(bank, "statements_make", about, stand_in | gone)


def now(of: Statement) -> Statement:
    return store.find_statement(of.account_id, of.statement_id)


def errors_about(of: Statement) -> list[dict]:
    return [each for each in dynamo.scan_all(ERRORS) if of.statement_id in each["input"]]


def mails_about(of: Statement) -> list[dict]:
    sqs, url, found = client("sqs"), settings.queue_url(QUEUE), []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [mail for mail in found if mail["messageId"].startswith(of.statement_id)]


class TestMake:
    def test_writes_the_files_down_and_tells_the_customer(self, emulator, statement):
        assert run(emulator, statement, BUILT)["status"] == "SUCCEEDED"
        assert (now(statement).status, [each.volume for each in now(statement).files]) == ("READY", [1, 2])
        (mail,) = mails_about(statement)
        assert mail == {
            "messageId": f"{statement.statement_id}:STATEMENT.READY",
            "template": "STATEMENT.READY",
            "userId": statement.owner_id,
            "correlationId": "c-1",
            "data": {"number": None, "account": "4711", "from": "2026-03-01", "to": "2026-03-31"},
        }
        assert errors_about(statement) == []


class TestBuildFilesCatch:
    def test_records_the_error_and_marks_the_statement_failed(self, emulator, statement):
        execution = run(emulator, statement, machines.BROKEN)
        assert (execution["status"], execution["error"], now(statement).status) == ("FAILED", "StatementFailed", "FAILED")
        (entry,) = errors_about(statement)
        assert (entry["status"], entry["source"]) == ("OPEN", "statements_make.BuildFiles")
        assert "no database today" in entry["cause"] and mails_about(statement) == []

    def test_leaves_an_entry_that_a_person_can_retry_once(self, emulator, statement):
        run(emulator, statement, machines.BROKEN)
        (entry,) = errors_about(statement)
        assert entry["retry"]["machine"] == "statements_make"
        machines.retried(emulator, entry)

    def test_leaves_a_ready_statement_ready_when_its_retry_fails(self, emulator, statement):
        run(emulator, statement, BUILT)
        execution = run(emulator, statement, machines.BROKEN)
        assert (execution["error"], now(statement).status) == ("StatementFailed", "READY")
        assert len(now(statement).files) == 2


class TestMarkReadyCatch:
    def test_records_the_error_when_the_row_is_gone(self, emulator, statement):
        key = {"account_id": statement.account_id, "statement_id": statement.statement_id}
        dynamo.write(dynamo.delete("statement", TABLE, key))
        assert run(emulator, statement, BUILT)["error"] == "StatementFailed"
        (entry,) = errors_about(statement)
        assert entry["source"] == "statements_make.MarkReady"
        assert now(statement) is None


class TestMailReadyCatch:
    def test_records_the_error_and_leaves_the_statement_ready(self, emulator, statement):
        execution = run(emulator, statement, BUILT, QUEUE)
        assert (execution["error"], now(statement).status) == ("StatementMailFailed", "READY")
        assert [each["source"] for each in errors_about(statement)] == ["statements_make.MailReady"]


class TestCatchesOfTheEnd:
    def test_without_an_error_table_the_statement_is_still_marked(self, emulator, statement):
        execution = run(emulator, statement, machines.BROKEN, ERRORS)
        assert (execution["error"], now(statement).status, errors_about(statement)) == ("StatementFailed", "FAILED", [])

    def test_without_a_table_it_ends_in_the_named_failure(self, emulator, statement):
        assert run(emulator, statement, machines.BROKEN, TABLE)["error"] == "StatementFailed"
        assert len(errors_about(statement)) == 1

    def test_without_queue_and_error_table_too(self, emulator, statement):
        execution = run(emulator, statement, BUILT, QUEUE, ERRORS)
        assert (execution["error"], now(statement).status) == ("StatementMailFailed", "READY")
