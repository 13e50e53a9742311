"""What a queue message means, and what its record is called."""

import pytest

from chalicelib.kernel import ids
from chalicelib.notifications.errors import MalformedMessage
from chalicelib.notifications.model import LEASE_SECONDS
from chalicelib.notifications.wire import read_message
from chalicelib.platform.clients import client
from release.declaration import load

FACT = "019ab2c3-7d4e-7a10-8b5c-2f6e9d0a1b3c"
BODY = {"messageId": f"{FACT}:WELCOME", "template": "WELCOME", "userId": FACT, "data": {}}


class TestReadMessage:
    def test_reads_what_the_outbox_writes(self):
        command = read_message({**BODY, "correlationId": "c-1", "data": {"rows": 5}})
        assert (command.message_id, command.user_id, command.correlation_id) == (BODY["messageId"], FACT, "c-1")
        assert (command.data, command.resend) == ({"rows": 5}, "")

    @pytest.mark.parametrize("challenge", ["", FACT])
    def test_reads_the_challenge_of_a_code_where_there_is_one(self, challenge):
        assert read_message({**BODY, "challengeId": challenge}).challenge_id == challenge

    @pytest.mark.parametrize("body", [None, [], "text", 5, {}])
    def test_refuses_what_is_no_message(self, body):
        with pytest.raises(MalformedMessage):
            read_message(body)

    @pytest.mark.parametrize(
        ("field", "value"),
        [("messageId", ""), ("messageId", "a\n"), ("messageId", "x" * 201), ("messageId", 5), ("userId", FACT.upper()),
         ("userId", None), ("template", ""), ("template", "é"), ("data", None), ("data", [1]), ("correlationId", 5),
         ("resend", "x" * 201), ("challengeId", "x"), ("challengeId", f"{FACT}\n")],
    )  # fmt: skip
    def test_names_the_field_it_cannot_read(self, field, value):
        with pytest.raises(MalformedMessage, match=field):
            read_message({**BODY, field: value})


class TestTheRecordsId:
    def test_follows_from_the_message_id_alone(self):
        one, again = read_message(BODY), read_message({**BODY, "template": "USER.LOGIN", "resend": "letter"})
        assert one.notification_id == again.notification_id
        assert ids.is_time_ordered(one.notification_id)

    def test_has_the_time_of_the_fact(self):
        assert ids.moment_of(read_message(BODY).notification_id) == ids.moment_of(FACT)

    def test_differs_between_mails_of_one_fact(self):
        other = read_message({**BODY, "messageId": f"{FACT}:USER.LOGIN"})
        assert other.notification_id != read_message(BODY).notification_id

    @pytest.mark.parametrize("message_id", ["nightly-42", "ffffffff-ffff-7fff-bfff-ffffffffffff:WELCOME", FACT.upper()])
    def test_exists_for_a_message_id_without_a_time(self, message_id):
        notification_id = read_message({**BODY, "messageId": message_id}).notification_id
        assert ids.created_at(notification_id) == "1970-01-01T00:00:00.000Z"


class TestTheLease:
    def test_outlasts_the_worker_and_ends_before_the_message_comes_back(self):
        declaration = load()
        function, queue = declaration.functions["send-notifications-lambda"], declaration.queues["notification-email-sqs"]
        assert function["timeout_seconds"] <= LEASE_SECONDS < queue["visibility_seconds"]

    def test_leaves_time_for_every_mail_of_a_batch_to_meet_a_silent_ses(self):
        function, calls = load().functions["send-notifications-lambda"], client("sesv2").meta.config
        slowest = calls.connect_timeout + calls.read_timeout
        assert function["trigger"]["batch_size"] * slowest < function["timeout_seconds"]
