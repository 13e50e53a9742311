"""The machines of a customer, with a worker killed at each of their calls in turn, before it and after: each comes to its one end.

A call that only reads changes nothing: killed after it is killed before the next.
"""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from chalicelib.kyc.operations import rescreen_customers
from chalicelib.platform import dynamo
from simulation.doubles import schedules
from tests.support.one_life import DAY, Fate, Life, life

ONBOARDING = ("onboarding_open_account", "onboarding_issue_cards")
UNDO = ("onboarding_undo",)
REVIEW = ("kyc_screen_submission", "platform_keep_token", "kyc_pass_milestone")
RESCREENING = ("kyc_rescreen_segment",)


@pytest.fixture(autouse=True)
def _sweeps_in_days(monkeypatch) -> None:
    """And not in weeks, as in lives that have the months for it."""
    monkeypatch.setattr(schedules, "_LATE_SECONDS", (DAY,))
    monkeypatch.setattr(schedules, "_NIGHTS_LATE_SECONDS", (3 * DAY,))


def is_onboarded(ana: Life, fate: Fate) -> None:
    ana.becomes_a_customer()
    assert ana.executions("customers_onboarding") == ["SUCCEEDED"]
    has_what_a_customer_begins_with(ana)
    assert ana.errors() == []


def has_what_a_customer_begins_with(ana: Life) -> None:
    assert [each for each in ana.accounts() if each != "CLOSED"] == ["OPEN"]
    assert (ana.cards(), ana.mails("WELCOME")) == (["CREDIT", "DEBIT"], 1)


def is_undone_and_onboarded_later(ana: Life, fate: Fate) -> None:
    fate.down.add("onboarding_issue_cards")
    ana.becomes_a_customer()
    assert (ana.executions("customers_onboarding"), ana.accounts()) == (["FAILED"], ["CLOSED"])
    assert (ana.told("account.creation.failed"), ana.errors()) == (1, ["customers_onboarding.IssueCards"])
    fate.down.clear()
    ana.retries()
    assert ana.executions("customers_onboarding") == ["FAILED", "SUCCEEDED"]
    has_what_a_customer_begins_with(ana)
    assert ana.told("account.creation.failed") == 1


def is_reviewed(ana: Life, fate: Fate) -> None:
    ana.becomes_a_customer()
    ana.world.doubles["scheduler"].begin()
    submission = ana.submits()
    ana.pass_time(3 * DAY)
    assert (ana.file()["status"], ana.file()["stage"], ana.told("kyc.review_late")) == ("IN_REVIEW", "ESCALATED", 2)
    ana.is_judged("approve", submission)
    ana.pass_time(600)
    has_one_end(ana, "APPROVED")


def is_given_up_on(ana: Life, fate: Fate) -> None:
    ana.becomes_a_customer()
    ana.world.doubles["scheduler"].begin()
    ana.submits()
    ana.pass_time(35 * DAY)
    assert ana.told("kyc.review_late") == 2
    has_one_end(ana, "MORE_INFO")


def is_found_by_night(ana: Life, fate: Fate) -> None:
    ana.becomes_a_customer()
    submission = ana.submits()
    ana.pass_time(60)
    ana.is_judged("approve", submission)
    ana.pass_time(600)
    ana.is_listed()
    assert (ana.file()["status"], ana.file()["level"], ana.told("kyc.reopened")) == ("IN_REVIEW", "NONE", 1)
    assert ana.executions("customers_kyc_rescreening") == ["SUCCEEDED"]
    ana.is_judged("reject", ana.file()["submission_id"])
    ana.pass_time(600)
    assert (ana.file()["status"], ana.executions("customers_kyc_review")) == ("REJECTED", ["SUCCEEDED"] * 2)
    assert (ana.mails("KYC.APPROVED"), ana.mails("KYC.REJECTED"), ana.errors()) == (1, 1, [])


def has_one_end(ana: Life, status: str) -> None:
    assert ana.file()["status"] == status
    assert ana.executions("customers_kyc_review") == ["SUCCEEDED"]
    assert [ana.told(f"kyc.{each}") for each in ("approved", "more_info")] == [status == "APPROVED", status == "MORE_INFO"]
    assert ana.mails(f"KYC.{status}") == 1
    assert ana.errors() == []


LIVES = [
    (is_onboarded, ONBOARDING),
    (is_undone_and_onboarded_later, UNDO),
    (is_reviewed, REVIEW),
    (is_given_up_on, ("kyc_pass_milestone",)),
    (is_found_by_night, RESCREENING),
]


@pytest.mark.parametrize(("story", "functions"), LIVES)
def test_each_kill_leaves_one_end(story: Callable[[Life, Fate], None], functions: tuple[str, ...]):
    calm = Fate(functions)
    with life(calm) as ana:
        story(ana, calm)
        ana.is_in_order()
    assert {each.partition(" ")[0] for each, _ in calm.calls} == set(functions), "every task was at work"
    for number, (call, writes) in enumerate(calm.calls):
        for after in (False, True)[: 1 + writes]:
            fate = Fate(functions, number, after)
            print(f"killed {'after' if after else 'before'} {call}")
            with life(fate) as ana:
                story(ana, fate)
                ana.is_in_order()


def test_a_change_that_is_two_writes_is_found(monkeypatch):
    """What the kills would show, were the level not taken and the review not begun in one transaction."""
    transact = dynamo.transact
    halves = SimpleNamespace(transact=lambda changes: [transact([each]) for each in changes], Refused=dynamo.Refused)
    monkeypatch.setattr(rescreen_customers, "dynamo", halves)
    with pytest.raises(AssertionError):
        test_each_kill_leaves_one_end(is_found_by_night, RESCREENING)
