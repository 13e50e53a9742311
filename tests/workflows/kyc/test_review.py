"""The machine `customers_kyc_review` on the emulator: decided, reminded, killed, and each Catch taken."""

import json
import threading

import pytest

from chalicelib.kernel import clock
from chalicelib.kyc import store
from chalicelib.platform import dynamo, outbox, relay, settings, waits
from local.waiting import until
from ops.pointing import pointed_at
from tests.support import functions, machines
from tests.support.api import staff
from tests.support.reviews import customer, decide, submitted

MACHINE = "customers_kyc_review"
SCREEN, KEEP, MILESTONE = "kyc_screen_submission", "platform_keep_token", "kyc_pass_milestone"


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000017")
    functions.deploy(bank, SCREEN, KEEP, MILESTONE)
    with pointed_at(bank.url, bank.account):
        yield bank


@pytest.fixture
def ana(bank):
    return customer()


def begun(ana) -> dict[str, str]:
    """A submission that nobody has screened yet, as the machine is told of it."""
    submission = submitted(ana, screened=False)
    return {"customerId": ana.user_id, "submissionId": submission, "correlationId": "trace"}


def started(ana) -> str:
    """A submission whose execution waits."""
    about = begun(ana)
    relay.perform(outbox.to_execution(MACHINE, about["submissionId"], about))
    waiting(about["submissionId"])
    return about["submissionId"]


def waiting(submission: str, other_than: str = "") -> waits.Wait:
    return until(lambda: (row := waits.find(submission)).token not in ("", other_than) and row, "the token")


def performed(ana) -> None:
    """What the relay does with everything that was told about somebody, twice."""
    for item in dynamo.scan_all("outbox-table"):
        for delivery in item["deliveries"] * 2:
            if delivery["kind"] == "wake" and delivery["wait"] == store.find_file(ana.user_id).submission_id:
                relay.perform(delivery)


def end_of(bank, name: str) -> dict:
    return machines.at_its_end(bank, settings.execution_arn(MACHINE, name))


def entries(about: str) -> list[dict]:
    return [each for each in dynamo.scan_all("kyc-error-table") if about in each["input"]]


class TestReview:
    @pytest.mark.parametrize(
        ("act", "status"), [("approve", "APPROVED"), ("reject", "REJECTED"), ("request-information", "MORE_INFO")]
    )
    def test_screens_waits_and_ends_with_the_decision(self, bank, ana, act, status):
        submission = started(ana)
        assert store.find_file(ana.user_id).status == "IN_REVIEW"
        assert decide(staff("risk"), ana, act, submission).status == 200
        performed(ana)
        execution = end_of(bank, submission)
        assert (execution["status"], execution["outcome"]) == ("SUCCEEDED", status)

    def test_reminds_escalates_and_gives_up_by_the_clock(self, bank, ana):
        submission = started(ana)
        for stage in ("REMINDED", "ESCALATED"):
            row = waiting(submission)
            dynamo.write(waits.postpone(row, clock.now()))  # time passes
            waits.sweep(clock.now())
            waiting(submission, row.token)
            assert store.find_file(ana.user_id).stage == stage
        dynamo.write(waits.postpone(waits.find(submission), clock.now()))
        waits.sweep(clock.now())
        assert end_of(bank, submission)["status"] == "SUCCEEDED"
        assert store.find_file(ana.user_id).status == "MORE_INFO"

    def test_goes_on_after_it_was_killed(self, bank, ana):
        submission = started(ana)
        bank.clients("stepfunctions").stop_execution(executionArn=settings.execution_arn(MACHINE, submission))
        waits.sweep(clock.now() + 2 * waits.LOOK_EVERY)
        name = f"{submission}-r1"
        (start,) = [each for item in dynamo.scan_all("outbox-table") for each in item["deliveries"] if each.get("name") == name]
        relay.perform(start)
        until(lambda: waits.find(submission).execution == name and waits.find(submission).token, "the second execution to wait")
        decide(staff("risk"), ana, "approve", submission)
        performed(ana)
        assert end_of(bank, name)["outcome"] == "APPROVED"

    def test_is_taken_over_by_a_second_execution(self, bank, ana):
        submission = started(ana)
        input = json.loads(waits.find(submission).input)
        relay.perform(outbox.to_execution(MACHINE, f"{submission}-r1", input))
        assert end_of(bank, submission)["outcome"] == "SUPERSEDED"


class TestFaults:
    @pytest.mark.parametrize(("function", "state"), [(SCREEN, "ScreenSubmission"), (KEEP, "WaitForDecision")])
    def test_are_recorded_and_can_be_retried(self, bank, ana, function, state):
        about = begun(ana)
        execution = machines.run(bank, MACHINE, about, machines.without(bank, function))
        assert (execution["status"], execution["error"]) == ("FAILED", "ReviewNotHeld")
        (entry,) = entries(about["submissionId"])
        assert (entry["source"], entry["retry"]["machine"]) == (f"{MACHINE}.{state}", MACHINE)
        assert json.loads(entry["retry"]["input"]) == about

    def test_of_a_milestone_are_recorded(self, bank, ana):
        about = begun(ana)
        dynamo.write(waits.postpone(waits.find(about["submissionId"]), clock.now()))
        replaced = machines.without(bank, MILESTONE)
        run = []
        thread = threading.Thread(target=lambda: run.append(machines.run(bank, MACHINE, about, replaced)))
        thread.start()
        waiting(about["submissionId"])
        waits.sweep(clock.now())
        thread.join()
        assert (run[0]["status"], run[0]["error"]) == ("FAILED", "ReviewNotHeld")
        assert entries(about["submissionId"])[0]["source"] == f"{MACHINE}.RemindOfReview"

    def test_that_cannot_be_recorded_end_named(self, bank, ana):
        about = begun(ana)
        replaced = machines.without(bank, SCREEN) | {bank.place.name("table", "kyc-error-table"): "no-such-table"}
        execution = machines.run(bank, MACHINE, about, replaced)
        assert (execution["status"], execution["error"]) == ("FAILED", "ReviewNotHeld")
        assert entries(about["submissionId"]) == []

    def test_are_none_that_a_retry_mends_when_nothing_was_submitted(self, bank, ana):
        about = {**begun(ana), "submissionId": ana.user_id}
        assert machines.run(bank, MACHINE, about)["error"] == "ReviewNotHeld"
        assert entries(ana.user_id)[0]["error"] == "UnknownSubmission"
