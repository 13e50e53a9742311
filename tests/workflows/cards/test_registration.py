"""The machine `cards_registration` on the emulator with its real workers and queues, every Catch taken."""

import json

import pytest

from chalicelib.cards import store
from chalicelib.cards.operations.create_card import create_card
from chalicelib.kernel import clock, ids
from chalicelib.ledger.public import find_account
from chalicelib.platform import error_log, settings, workflows
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from local.waiting import until
from release.config import function_name
from tests.support.cards import Customer
from tests.workflows.cards.conftest import deliveries_named
from tests.workflows.cards.test_purchase import mails_about

TABLE, REQUESTS = "card-table-error", "create-request-card-sqs"
NO_TABLE = {'inferno-local-card-table-error"': 'no-such-table"'}
NO_MAILS = {'inferno-local-notification-email-sqs"': 'no-such-queue"'}
NO_REQUESTS = {'inferno-local-create-request-card-sqs"': 'no-such-queue"'}
FEW_TRIES = {'"MaxAttempts": 5': '"MaxAttempts": 1'}
NOBODY_WORKS = {'inferno-local-create-request-card-sqs"': 'inferno-local-relay-failures-sqs"'}


def input_of(customer: Customer) -> dict:
    return {"userId": customer.user_id, "correlationId": "c-1"}


@pytest.fixture
def ada(bank) -> Customer:
    return Customer()


@pytest.fixture
def broken_worker(bank):
    """Every card request fails, until `repair()`."""
    functions, name = bank.clients("lambda"), function_name(bank.place, "create-request-card-lambda")
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]

    def configure(stage: str) -> None:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": {**variables, "BANK_STAGE": stage}})

    configure("nowhere")
    yield lambda: configure("local")
    configure("local")


class TestRegistration:
    def test_makes_both_cards_and_welcomes(self, ada, render, entries):
        ended = render("cards_registration").run(input_of(ada), ada.user_id)
        assert ended["status"] == "SUCCEEDED"
        assert {(card["type"], card["cardId"], card["status"]) for card in ended["output"]["cards"]} == {
            ("DEBIT", ada.debit, "ACTIVATED"),
            ("CREDIT", ada.credit, "PENDING"),
        }
        assert find_account(ada.user_id, ada.debit, clock.now()).status == "OPEN"
        (mail,) = mails_about(ada.user_id)
        assert mail == {
            "messageId": f"{ada.user_id}:WELCOME", "template": "WELCOME", "userId": ada.user_id, "challengeId": "", "correlationId": "c-1", "data": {},
        }  # fmt: skip
        assert entries(TABLE, ada.user_id) == []

    def test_a_worker_that_crashed_after_its_commit_answers_when_it_comes_back(self, ada, render):
        before = create_card(ada.user_id, "CREDIT", Call(clock.now()), score_of=lambda: 77)
        ended = render("cards_registration").run(input_of(ada), ada.user_id)
        assert ended["status"] == "SUCCEEDED" and store.find_card(ada.credit) == before

    def test_once_more_finds_what_it_did_before(self, ada, render):
        flow = render("cards_registration")
        first, again = (flow.run(input_of(ada), name) for name in (ada.user_id, f"{ada.user_id}-r1"))
        assert first["output"]["cards"] == again["output"]["cards"]
        assert {mail["messageId"] for mail in mails_about(ada.user_id)} == {f"{ada.user_id}:WELCOME"}


class TestACardRequestThatFails:
    def test_is_in_the_error_table_fails_the_flow_and_can_be_retried(self, ada, render, entries, broken_worker):
        flow = render("cards_registration")
        execution = flow.start(input_of(ada), ada.user_id)
        found = until(lambda: entries(TABLE, ada.user_id), "an entry")
        ended = flow.wait(execution)
        assert (ended["status"], ended["error"]) == ("FAILED", "CardRequestFailed")
        entry = found[0]
        assert (entry["source"], entry["error"], entry["executionArn"]) == ("card-request-failed", "CardRequestFailed", execution)
        assert (entry["retry"]["machine"], entry["retry"]["name"]) == ("cards_registration", ada.user_id)
        until(lambda: len(entries(TABLE, ada.user_id)) == 2, "both entries")
        assert {each["source"] for each in entries(TABLE, ada.user_id)} == {
            "card-request-failed"
        }  # no second entry by the machine
        assert mails_about(ada.user_id) == []

        broken_worker()
        error_log.retry(entry["uuid"], Call(clock.now(), "admin"))
        with pytest.raises(error_log.AlreadyRetried):
            error_log.retry(entry["uuid"], Call(clock.now(), "admin"))
        (delivery,) = deliveries_named(f"{ada.user_id}-r1")
        retried = flow.run(json.loads(delivery["input"]), delivery["name"])
        assert retried["status"] == "SUCCEEDED" and store.find_card(ada.credit) is not None
        assert len({mail["messageId"] for mail in mails_about(ada.user_id)}) == 1

    def test_a_message_that_cannot_be_read_is_in_the_error_table_with_its_cause(self, bank, entries):
        about = ids.new_id()
        client("sqs").send_message(QueueUrl=settings.queue_url(REQUESTS), MessageBody=json.dumps({"hello": about}))
        (entry,) = until(lambda: entries(TABLE, about), "the entry")
        assert (entry["error"], entry["retry"]) == ("MalformedMessage", None) and "userId" in entry["cause"]

    def test_text_that_is_no_json_is_in_the_error_table_too(self, bank, entries):
        about = f"not json {ids.new_id()}"
        client("sqs").send_message(QueueUrl=settings.queue_url(REQUESTS), MessageBody=about)
        (entry,) = until(lambda: entries(TABLE, about), "the entry")
        assert entry["error"] == "MalformedMessage"

    def test_a_token_that_nobody_waits_with_is_no_error(self, bank):
        assert workflows.succeed("no-such-token", {}) is False and workflows.fail("no-such-token", "E", "") is False


class TestFaults:
    def test_a_request_that_cannot_be_sent_is_recorded(self, ada, render, entries):
        ended = render("cards_registration", NO_REQUESTS | FEW_TRIES).run(input_of(ada), ada.user_id)
        assert (ended["status"], ended["error"]) == ("FAILED", "CardRequestFailed")
        found = entries(TABLE, ada.user_id)
        assert found and {each["source"] for each in found} <= {
            "cards_registration.RequestDebitCard",
            "cards_registration.RequestCreditCard",
        }
        for entry in found:
            assert entry["executionArn"] == ended["executionArn"] and error_log.find(entry["uuid"])[0] == TABLE
            assert entry["retry"]["name"] == ada.user_id and json.loads(entry["retry"]["input"]) == input_of(ada)

    @pytest.mark.parametrize("type", ["Debit", "Credit"])
    def test_each_branch_records_its_own(self, ada, render, entries, type):
        other = "CREDIT" if type == "Debit" else "DEBIT"
        create_card(ada.user_id, other, Call(clock.now()))
        # A body that SQS refuses, since it is too long, in this branch only.
        too_long = {f'"type": "{type.upper()}"': f'"type": "{type.upper()}", "padding": "{"x" * 1_100_000}"', **FEW_TRIES}
        ended = render("cards_registration", too_long).run(input_of(ada), ada.user_id)
        assert (ended["status"], ended["error"]) == ("FAILED", "CardRequestFailed")
        assert [each["source"] for each in entries(TABLE, ada.user_id)] == [f"cards_registration.Request{type}Card"]

    def test_a_request_that_nobody_answers_is_given_up_and_recorded(self, ada, render, entries):
        silent = NOBODY_WORKS | {
            '"HeartbeatSeconds": 600': '"HeartbeatSeconds": 1',
            '"TimeoutSeconds": 900': '"TimeoutSeconds": 4',
        }
        ended = render("cards_registration", silent).run(input_of(ada), ada.user_id)
        assert (ended["status"], ended["error"]) == ("FAILED", "CardRequestFailed")
        assert {each["error"] for each in entries(TABLE, ada.user_id)} <= {"States.HeartbeatTimeout", "States.Timeout"} != set()

    def test_ends_in_the_same_failure_when_the_error_table_fails_too(self, ada, render, entries):
        broken = NO_REQUESTS | NO_TABLE | FEW_TRIES
        ended = render("cards_registration", broken).run(input_of(ada), ada.user_id)
        assert (ended["error"], entries(TABLE, ada.user_id)) == ("CardRequestFailed", [])

    def test_a_welcome_that_cannot_be_sent_is_recorded_and_the_cards_stay(self, ada, render, entries):
        ended = render("cards_registration", NO_MAILS | FEW_TRIES).run(input_of(ada), ada.user_id)
        assert (ended["status"], ended["error"]) == ("FAILED", "WelcomeFailed")
        assert [each["source"] for each in entries(TABLE, ada.user_id)] == ["cards_registration.SendWelcome"]
        assert store.find_card(ada.debit) is not None and store.find_card(ada.credit) is not None

    def test_a_welcome_that_cannot_even_be_recorded_ends_in_the_same_failure(self, ada, render, entries):
        broken = NO_MAILS | NO_TABLE | FEW_TRIES
        ended = render("cards_registration", broken).run(input_of(ada), ada.user_id)
        assert (ended["error"], entries(TABLE, ada.user_id)) == ("WelcomeFailed", [])
