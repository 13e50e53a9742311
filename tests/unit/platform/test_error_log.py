"""Error tables: an entry's names, and how it is handed over once more."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.kernel import ids
from chalicelib.kernel.failures import NotFound
from chalicelib.platform import dynamo, error_log, outbox
from chalicelib.platform.call import Call

NOW = datetime(2026, 11, 21, 6, 47, 12, tzinfo=UTC)
EXECUTION = outbox.to_execution("reports_report", "report-7", {"reportId": "7"})


@pytest.fixture
def tables(monkeypatch):
    """Entries in memory by (table, id); `written` is what transactions brought."""

    class Tables:
        entries: dict = {}
        written: list = []
        refuse = False

        def get_many(self, keys):
            return [self.entries.get((table, key["uuid"])) for table, key in keys]

        def write(self, change):
            if self.refuse:
                raise dynamo.Refused({"error": None})
            self.written.append(dynamo.from_wire(change.request["Put"]["Item"]))

        def transact(self, changes):
            if self.refuse:
                raise dynamo.Refused({"error": {}})
            self.written += changes

    tables = Tables()
    tables.entries, tables.written = {}, []
    for name in ("get_many", "write", "transact"):
        monkeypatch.setattr(dynamo, name, getattr(tables, name))
    return tables


def kept(tables, retry) -> str:
    identifier = ids.new_id(NOW)
    entry = {"uuid": identifier, "createdAt": ids.created_at(identifier), "status": "OPEN", "retry": retry}
    tables.entries["report-table-error", identifier] = entry
    return identifier


def handed_over(tables) -> dict:
    _, fact, _ = tables.written
    (delivery,) = dynamo.from_wire(fact.request["Put"]["Item"])["deliveries"]
    return delivery


class TestRetry:
    @pytest.mark.parametrize(
        ("name", "again"),
        [
            ("report-7", "report-7-r1"), ("report-7-r1", "report-7-r2"), ("report-7-r9", "report-7-r10"), ("-r1", "-r1-r1"),
            ("user-rx", "user-rx-r1"), ("a-r1-r2", "a-r1-r3"),
        ],
    )  # fmt: skip
    def test_names_the_execution_anew_each_time(self, tables, name, again):
        error_log.retry(kept(tables, {**EXECUTION, "name": name}), Call(NOW, "admin"))
        assert handed_over(tables) == {**EXECUTION, "name": again}

    def test_sends_a_message_as_it_was(self, tables):
        message = outbox.to_queue("notification-email-sqs", {"messageId": "7:WELCOME"})
        error_log.retry(kept(tables, message), Call(NOW, "admin"))
        assert handed_over(tables) == message

    def test_marks_the_entry_in_the_same_transaction(self, tables):
        error_log.retry(kept(tables, EXECUTION), Call(NOW, "admin"))
        mark = tables.written[0].request["Update"]
        assert mark["ConditionExpression"] == "#status = :open"
        assert {"S": "RETRIED"} in mark["ExpressionAttributeValues"].values()

    def test_does_nothing_a_second_time(self, tables):
        error_id = kept(tables, EXECUTION)
        tables.refuse = True
        with pytest.raises(error_log.AlreadyRetried):
            error_log.retry(error_id, Call(NOW, "admin"))

    def test_refuses_an_entry_without_one(self, tables):
        with pytest.raises(error_log.NotRetryable):
            error_log.retry(kept(tables, None), Call(NOW, "admin"))
        assert tables.written == []

    @pytest.mark.parametrize(
        "error_id", ["x", "", "01a1fcdb-e580-76c8-9248-7e0700547342", "ffffffff-ffff-7fff-bfff-ffffffffffff"]
    )
    def test_knows_no_other_id(self, tables, error_id):
        with pytest.raises(NotFound):
            error_log.retry(error_id, Call(NOW, "admin"))


class TestRecord:
    def record(self, **changed):
        about = {"source": "relay", "error": "X", "cause": "c", "input": {"a": 1}, "retry": None, "now": NOW}
        return error_log.record("relay-error-table", **{**about, **changed})

    def test_keeps_the_keys_that_follow_from_its_id(self, tables):
        identifier = self.record(cause="c" * 5_000)
        (item,) = tables.written
        assert (item["uuid"], item["createdAt"], item["status"]) == (identifier, "2026-11-21T06:47:12.000Z", "OPEN")
        assert len(item["cause"]) == error_log.CAUSE_CHARACTERS
        assert json.loads(item["input"]) == {"a": 1}

    def test_keeps_what_holds_half_a_character(self, tables):
        self.record(cause="x\ud800y", input="\udfff")
        (item,) = tables.written
        assert (item["cause"], item["input"]) == ("x?y", "?")

    def test_gives_the_same_failure_the_same_id(self, tables):
        assert self.record(seed="message-1") == self.record(seed="message-1") != self.record(seed="message-2")
        assert self.record() != self.record()

    def test_takes_a_failure_it_has_for_written(self, tables):
        tables.refuse = True
        assert ids.is_time_ordered(self.record(seed="message-1"))
