"""Scheduled transfers on the emulator: made with consent, paid once a date, tried again when poor, passed over when too old."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.schedules import store
from chalicelib.schedules.model import MAXIMUM_OPEN, Schedule
from chalicelib.schedules.operations import send_due_transfer as sending
from chalicelib.schedules.operations.send_due_transfer import send_due_transfer
from chalicelib.schedules.operations.sweep_missed import sweep_missed
from tests.integration.transfers.test_transfers import known, transactions
from tests.support import streams
from tests.support.accounts import Saver, authorized, outbox_of, standing
from tests.support.api import Answer, staff
from tests.support.schedules import SCHEDULED, profiled, scheduled, series
from tests.support.screening import rule

pytestmark = pytest.mark.usefixtures("emulator")


WRONG: list[tuple[dict[str, object], int, str]] = [
    ({"startOn": "2030-03-01", "dayOfMonth": 31, "endOn": "2030-03-30"}, 422, "no_occurrence"),
    ({"startOn": "2020-01-01"}, 400, "invalid_request"),
    ({"startOn": "2030-02-30"}, 400, "invalid_request"),
    ({"startOn": "9999-01-01"}, 400, "invalid_request"),
    ({"frequency": "weekly", "dayOfMonth": 3}, 400, "invalid_request"),
    ({"dayOfMonth": 0}, 400, "invalid_request"),
    ({"dayOfMonth": 32}, 400, "invalid_request"),
    ({"endOn": "2031-01-01", "count": 3}, 400, "invalid_request"),
    ({"count": 0}, 400, "invalid_request"),
    ({"timezone": "Mars/Olympus"}, 400, "invalid_request"),
    ({"timezone": "../../etc/passwd"}, 400, "invalid_request"),
    ({"amount": "0"}, 400, "invalid_request"),
    ({"amount": "10000.01"}, 422, "limit_exceeded"),
    ({"currency": "EUR"}, 422, "currency_mismatch"),
    ({"payeeId": "0198c0de-0000-7000-8000-000000000000"}, 400, "invalid_request"),
]


@pytest.fixture
def ada() -> Saver:
    return profiled(standing())


@pytest.fixture
def bob() -> Saver:
    return standing()


@pytest.fixture
def target(ada, bob) -> str:
    """An account that she has paid before."""
    return known(ada, bob)


def today() -> str:
    return clock.now().date().isoformat()


def row(schedule_id: str) -> Schedule:
    return store.find_schedule(schedule_id)


def run(schedule_id: str, at: datetime | None = None, due_on: str = "") -> dict[str, str]:
    """The task for the date that is due, when it is; or for another one, or at another time."""
    seen = row(schedule_id)
    moment = at or max(clock.now(), clock.from_text(seen.due_at or seen.created_at))
    return send_due_transfer(schedule_id, due_on or seen.due_on, Call(moment, correlation_id="trace"))


def between(monkeypatch, module: object, name: str, comes: Callable[[], object]) -> None:
    """Once, somebody comes before what is called so."""
    original = getattr(module, name)

    def first(*arguments: object) -> object:
        monkeypatch.setattr(module, name, original)
        comes()
        return original(*arguments)

    monkeypatch.setattr(module, name, first)


def runs(owner: Saver, schedule_id: str) -> list[tuple[str, str | None]]:
    return [(each["outcome"], each["reason"]) for each in owner.get(f"{SCHEDULED}/{schedule_id}/runs")["items"]]


def mails(schedule_id: str) -> list[str]:
    bodies = [json.loads(each["body"]) for each in outbox_of(schedule_id)]
    return [body["template"] for body in bodies if "template" in body]


def starts(schedule_id: str) -> list[str]:
    """The executions that left with a fact of this schedule, by name."""
    items = sorted([*streams.journal(schedule_id), *streams.outbox(schedule_id)], key=lambda item: item["at"])
    found = [each for item in items for each in item.get("deliveries") or () if each["kind"] == "execution"]
    return [each["name"] for each in found if each["machine"] == "schedules_run" and schedule_id in each["name"]]


def at_once(*tasks: Callable[[], object]) -> list:
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [each.result() for each in [pool.submit(task) for task in tasks]]


class TestMake:
    def test_answers_with_the_days_to_come(self, ada, account, target):
        made = series(ada, account, target, startOn="2030-01-31", timezone="America/New_York", description="Rent")
        assert (made.status, made["status"], made["version"]) == (201, "ACTIVE", 1)
        assert [each["dueOn"][5:] for each in made["nextRuns"]] == ["01-31", "02-28", "03-31", "04-30", "05-31"]
        assert [each["at"][11:16] for each in made["nextRuns"]] == ["11:00", "11:00", "10:00", "10:00", "10:00"]
        assert made.headers["Location"].endswith(f"{SCHEDULED}/{made['scheduleId']}")
        assert ada.get(f"{SCHEDULED}/{made['scheduleId']}").body == made.body == ada.get(SCHEDULED)["items"][0]
        assert Saver().get(f"{SCHEDULED}/{made['scheduleId']}").status == 404
        assert starts(made["scheduleId"]) == [f"{made['scheduleId']}-2030-01-31"]

    def test_asks_for_consent_whatever_the_amount_and_once(self, ada, account, target):
        body = scheduled(account, target, amount="1.00")
        asked = ada.post(SCHEDULED, body)
        assert (asked.status, asked["code"], asked["amount"]) == (403, "step_up_required", "1.00")
        given = {"Payment_Authorization": authorized(asked["challengeId"])}
        paying = {"fromAccountId": account, "toAccountId": target, "amount": "1.00"}
        assert ada.post("/api/v1/transactions/transfer", paying, **given)["code"] == "authorization_mismatch"
        assert ada.post(SCHEDULED, body, **given).status == 201
        assert ada.post(SCHEDULED, body, **given)["code"] == "authorization_mismatch"

    def test_asks_nothing_between_own_accounts(self, ada, account):
        assert ada.post(SCHEDULED, scheduled(account, ada.open())).status == 201

    def test_answers_the_same_key_with_the_same_schedule(self, ada, account, target):
        first, second = (series(ada, account, target, key="rent") for _ in range(2))
        assert first.body == second.body and len(ada.get(SCHEDULED)["items"]) == 1

    def test_counts_against_closing_the_account_until_it_is_over(self, ada, target):
        source = ada.open()
        made = series(ada, source, target)["scheduleId"]
        refused = ada.delete(f"/api/v1/accounts/{source}")
        assert [each["code"] for each in refused["blockers"]] == ["scheduled_transfers"]
        assert ada.delete(f"{SCHEDULED}/{made}")["status"] == "CANCELLED"
        assert ada.delete(f"/api/v1/accounts/{source}").status == 200

    def test_refuses_what_no_day_will_mend(self, ada, account, target):
        for wrong, status, code in WRONG:
            refused = series(ada, account, target, **wrong)
            assert (refused.status, refused["code"]) == (status, code), wrong
        assert ada.get(SCHEDULED)["items"] == [] and dynamo.get("account-table", {"account_id": account})["scheduled"] == 0

    def test_refuses_accounts_that_cannot_pay_or_be_paid(self, ada, bob, account):
        closed, foreign = bob.open(), bob.open(currency="EUR")
        bob.delete(f"/api/v1/accounts/{closed}")
        assert series(ada, account, closed)["code"] == "beneficiary_closed"
        assert series(ada, account, foreign)["code"] == "currency_mismatch"
        assert series(ada, account, account)["code"] == "same_account"
        assert series(bob, account, bob.open())["code"] == "account_not_found"
        assert series(standing(verified=("email",)), account, closed)["code"] == "account_not_found"
        poor = standing(level="NONE", verified=("email",))
        assert series(poor, poor.open(), bob.open())["code"] == "kyc_required"

    def test_refuses_what_can_never_be_paid_though_the_account_that_pays_is_frozen_for_now(self, ada, bob, account, target):
        closed = bob.open()
        bob.delete(f"/api/v1/accounts/{closed}")
        staff("support").post(f"/accounts/{account}/freeze", {"reason": "a call"}, key=None)
        assert series(ada, account, closed)["code"] == "beneficiary_closed"
        assert series(ada, account, target).status == 201

    def test_does_not_mind_that_the_money_is_not_there_yet(self, ada, target):
        assert series(ada, ada.open(), target).status == 201

    def test_has_room_for_so_many_an_account(self, ada, account, target):
        dynamo.write(dynamo.update("row", "account-table", {"account_id": account}, {}, add={"scheduled": MAXIMUM_OPEN - 1}))
        assert [series(ada, account, target).status for _ in range(2)] == [201, 422]


class TestRun:
    def test_pays_today_and_arranges_the_next_day(self, ada, bob, account, target):
        made = series(ada, account, target, frequency="daily", startOn=today(), messageToPayee="Hi")
        schedule_id = made["scheduleId"]
        first = made["nextRuns"][0]
        assert run(schedule_id) == {"outcome": "MADE"}
        assert (ada.money(account), bob.money(target)) == ("70.00", "30.00")
        (told,) = ada.get(f"{SCHEDULED}/{schedule_id}/runs")["items"]
        assert (told["dueOn"], told["outcome"], told["reason"]) == (first["dueOn"], "MADE", None)
        transfer = ada.get(f"/api/v1/transactions/{told['transactionId']}")
        assert (transfer["status"], transfer["amount"], transfer["messageToPayee"]) == ("COMPLETED", "30.00", "Hi")
        after = ada.get(f"{SCHEDULED}/{schedule_id}")
        assert (after["version"], after["nextRuns"][0]["dueOn"]) == (2, made["nextRuns"][1]["dueOn"])
        assert starts(schedule_id)[-1].endswith(after["nextRuns"][0]["dueOn"])

    def test_is_one_transaction_of_two_items_more_than_the_transfer(self, ada, account, target):
        schedule_id = series(ada, account, target)["scheduleId"]
        run(series(ada, account, target)["scheduleId"])  # the rules are kept by now
        with transactions() as (calls, written):
            assert run(schedule_id) == {"outcome": "MADE"}
        assert calls == ["GetItem", "GetItem", "Query", "BatchGetItem", "TransactWriteItems"]
        assert written == [9]  # journal, accounts, entries, transfer, limit; the run and the series

    def test_pays_a_date_once_however_often_and_at_once_it_is_run(self, ada, bob, account, target):
        schedule_id = series(ada, account, target, frequency="once")["scheduleId"]
        due_on, due_at = row(schedule_id).due_on, clock.from_text(row(schedule_id).due_at)
        found = at_once(*[lambda n=n: run(schedule_id, due_at + timedelta(milliseconds=n), due_on) for n in range(6)])
        assert found == [{"outcome": "MADE"}] * 6
        assert (bob.money(target), runs(ada, schedule_id)) == ("30.00", [("MADE", None)])
        assert ada.get(f"{SCHEDULED}/{schedule_id}")["status"] == "COMPLETED"
        assert dynamo.get("account-table", {"account_id": account})["scheduled"] == 0

    def test_waits_until_it_is_due(self, ada, account, target):
        schedule_id = series(ada, account, target)["scheduleId"]
        assert run(schedule_id, clock.now()) == {"outcome": "WAITING", "at": row(schedule_id).due_at}
        assert runs(ada, schedule_id) == []

    def test_holds_what_a_person_has_to_look_at(self, ada, bob, account, target):
        schedule_id = series(ada, account, target)["scheduleId"]
        with rule({"eq": ["payeeAccount", target]}):
            assert run(schedule_id) == {"outcome": "MADE"}
        (told,) = ada.get(f"{SCHEDULED}/{schedule_id}/runs")["items"]
        assert ada.get(f"/api/v1/transactions/{told['transactionId']}")["status"] == "UNDER_REVIEW"
        assert bob.money(target) == "0.00"

    def test_does_not_count_towards_the_payments_that_nobody_was_asked_for(self, ada, account, target):
        schedule_id = series(ada, account, target, frequency="daily", amount="1.00")["scheduleId"]
        for _ in range(5):
            assert run(schedule_id) == {"outcome": "MADE"}
        limit = dynamo.get("transfer-limits", {"owner_id": ada.user_id, "currency": "USD"})
        assert (limit["unasked"], limit["count"]) == (0, 5)

    def test_asks_for_consent_in_vain_where_trust_was_taken_away(self, ada, account, target):
        schedule_id = series(ada, account, target)["scheduleId"]
        seen = dynamo.get("schedule-table", {"schedule_id": schedule_id})
        dynamo.write(dynamo.put("schedule", "schedule-table", {**seen, "consented": False}))
        dynamo.write(
            dynamo.update("limit", "transfer-limits", {"owner_id": ada.user_id, "currency": "USD"}, {"unasked": 4, "version": 1})
        )
        assert run(schedule_id)["outcome"] == "FAILED"
        assert runs(ada, schedule_id) == [("FAILED", "step_up_required")]


class TestPoor:
    @pytest.fixture
    def schedule_id(self, ada, target) -> str:
        return series(ada, ada.open(), target, frequency="daily", timezone="America/Bogota")["scheduleId"]

    def test_is_tried_at_noon_and_at_six_and_the_series_goes_on(self, ada, schedule_id):
        day = row(schedule_id).due_on
        assert run(schedule_id) == {"outcome": "WAITING", "at": f"{day}T17:00:00.000Z"}
        assert run(schedule_id) == {"outcome": "WAITING", "at": f"{day}T23:00:00.000Z"}
        assert mails(schedule_id) == []
        assert run(schedule_id) == {"outcome": "FAILED"}
        assert (runs(ada, schedule_id), mails(schedule_id)) == ([("FAILED", "insufficient_funds")], ["SCHEDULE.FAILED"])
        after = ada.get(f"{SCHEDULED}/{schedule_id}")
        assert (after["status"], after["failedInARow"], after["nextRuns"][0]["dueOn"] > day) == ("ACTIVE", 1, True)

    def test_is_paid_at_noon_when_the_money_has_come(self, ada, bob, target, schedule_id):
        source = row(schedule_id).from_account
        assert run(schedule_id)["outcome"] == "WAITING"
        ada.settle(ada.begin("deposit", source, "50.00"))
        assert run(schedule_id) == {"outcome": "MADE"}
        assert (ada.money(source), bob.money(target)) == ("20.00", "30.00")

    def test_is_suspended_after_three_days_in_a_row(self, ada, schedule_id):
        for _ in range(9):
            run(schedule_id)
        assert (row(schedule_id).status, row(schedule_id).failures) == ("SUSPENDED", 3)
        assert mails(schedule_id).count("SCHEDULE.FAILED") == 3 and mails(schedule_id).count("SCHEDULE.SUSPENDED") == 1
        resumed = ada.post(f"{SCHEDULED}/{schedule_id}/resume")
        assert (resumed["status"], resumed["failedInARow"]) == ("ACTIVE", 0)

    def test_is_over_at_once_where_another_try_cannot_help(self, ada, bob, account):
        target = known(ada, bob)
        schedule_id = series(ada, account, target)["scheduleId"]
        assert bob.delete(f"/api/v1/accounts/{target}").status == 200
        assert run(schedule_id) == {"outcome": "FAILED"}
        assert runs(ada, schedule_id) == [("FAILED", "beneficiary_closed")] and ada.money(account) == "100.00"


class TestOutage:
    def days_after(self, schedule_id: str, days: int) -> datetime:
        return clock.from_text(row(schedule_id).due_at) + timedelta(days=days, hours=1)

    def caught_up(self, schedule_id: str, now: datetime) -> list[str]:
        """What becomes of each date until nothing is due, as the executions would go on."""
        outcomes = []
        while (outcome := run(schedule_id, now)["outcome"]) != "WAITING":
            outcomes.append(outcome)
        return outcomes

    def test_of_two_days_pays_each_date_once(self, ada, bob, account, target):
        schedule_id = series(ada, account, target, frequency="daily", amount="10.00")["scheduleId"]
        assert self.caught_up(schedule_id, self.days_after(schedule_id, 2)) == ["MADE"] * 3
        assert bob.money(target) == "30.00" and mails(schedule_id) == []

    def test_of_ten_days_passes_over_what_is_too_old_and_tells_it_once(self, ada, bob, account, target):
        schedule_id = series(ada, account, target, frequency="daily", amount="10.00")["scheduleId"]
        now = self.days_after(schedule_id, 10)
        assert self.caught_up(schedule_id, now) == ["SKIPPED", *["MADE"] * 4]
        assert bob.money(target) == "40.00" and mails(schedule_id) == ["SCHEDULE.SKIPPED"]
        assert runs(ada, schedule_id) == [("MADE", None)] * 4 + [("SKIPPED", "too_old")] * 7
        (mail,) = [json.loads(each["body"]) for each in outbox_of(schedule_id) if "SCHEDULE.SKIPPED" in each.get("body", "")]
        assert mail["data"]["count"] == 7

    def test_is_found_by_the_sweep_once(self, ada, account, target):
        schedule_id = series(ada, account, target)["scheduleId"]
        assert starts(schedule_id) == [row(schedule_id).run_name]
        for late in (timedelta(minutes=4), timedelta(minutes=6), timedelta(minutes=7), timedelta(minutes=30)):
            sweep_missed(clock.from_text(row(schedule_id).due_at) + late)
        name = f"{schedule_id}-{row(schedule_id).due_on}"
        assert starts(schedule_id) == [name, f"{name}-r1", f"{name}-r2"]
        assert run(schedule_id) == {"outcome": "MADE"}

    def test_started_again_while_it_is_paid_starts_under_a_name_of_its_own(self, ada, account, target, monkeypatch):
        """What the sweep started in between is no version of the row, and is counted all the same."""
        schedule_id = series(ada, account, target, frequency="daily")["scheduleId"]
        due_at = clock.from_text(row(schedule_id).due_at)
        between(monkeypatch, sending, "_payer", lambda: sweep_missed(due_at + timedelta(minutes=6)))
        assert run(schedule_id, due_at + timedelta(minutes=6)) == {"outcome": "MADE"}
        assert (row(schedule_id).starts, row(schedule_id).version) == (1, 2)

    def test_started_again_while_it_is_not_paid_or_changed_starts_under_a_name_of_its_own(
        self, ada, account, target, monkeypatch
    ):
        schedule_id = series(ada, account, target, frequency="daily", amount="900.00")["scheduleId"]
        due_at = clock.from_text(row(schedule_id).due_at)
        between(monkeypatch, sending.series, "changed", lambda: sweep_missed(due_at + timedelta(minutes=6)))
        assert run(schedule_id, due_at + timedelta(minutes=6))["outcome"] in ("WAITING", "FAILED")
        assert row(schedule_id).starts == 1
        between(monkeypatch, sending.series, "changed", lambda: sweep_missed(due_at + timedelta(days=2)))
        assert ada.post(f"{SCHEDULED}/{schedule_id}/pause").status == 200
        assert row(schedule_id).starts == 2

    def test_leaves_alone_what_does_not_go_on(self, ada, account, target):
        schedule_id = series(ada, account, target)["scheduleId"]
        due_at = clock.from_text(row(schedule_id).due_at)
        ada.post(f"{SCHEDULED}/{schedule_id}/pause")
        sweep_missed(due_at + timedelta(days=1))
        assert len(starts(schedule_id)) == 1

    def test_starts_again_before_the_year_of_an_execution_is_over(self, ada, account, target):
        start = (clock.now() + timedelta(days=500)).date().isoformat()
        schedule_id = series(ada, account, target, frequency="once", startOn=start)["scheduleId"]
        assert run(schedule_id, clock.now()) == {"outcome": "LATER"}
        sweep_missed(clock.now() + timedelta(days=301))
        assert starts(schedule_id)[1:] == [f"{schedule_id}-{start}-r1"]


class TestChange:
    @pytest.fixture
    def made(self, ada, account, target) -> Answer:
        return series(ada, account, target, frequency="monthly", startOn="2030-01-31")

    def edited(self, ada: Saver, made: Answer, **terms: object) -> Answer:
        body = {
            "version": 1, "amount": "45.00", "startOn": "2030-01-31", "frequency": "monthly", "timezone": "UTC", **terms,
        }  # fmt: skip
        path = f"{SCHEDULED}/{made['scheduleId']}"
        answer = ada.put(path, body)
        if answer.body.get("code") != "step_up_required":
            return answer
        return ada.put(path, body, Payment_Authorization=authorized(answer["challengeId"]))

    def test_pauses_and_resumes(self, ada, made):
        path = f"{SCHEDULED}/{made['scheduleId']}"
        assert (ada.post(f"{path}/pause")["status"], ada.get(path)["nextRuns"]) == ("PAUSED", [])
        assert ada.post(f"{path}/pause")["code"] == "schedule_not_active"
        assert run(made["scheduleId"])["outcome"] == "OVER"
        resumed = ada.post(f"{path}/resume")
        assert (resumed["status"], resumed["nextRuns"]) == ("ACTIVE", made["nextRuns"])
        assert ada.post(f"{path}/resume")["code"] == "schedule_not_paused"
        assert starts(made["scheduleId"]) == [f"{made['scheduleId']}-2030-01-31", f"{made['scheduleId']}-2030-01-31-r1"]

    def test_skips_the_next_day_once_a_key(self, ada, made):
        skipped, again = (ada.post(f"{SCHEDULED}/{made['scheduleId']}/skip", key="skip") for _ in range(2))
        assert skipped.body == again.body
        assert [each["dueOn"] for each in skipped["nextRuns"]][:2] == ["2030-02-28", "2030-03-31"]
        assert runs(ada, made["scheduleId"]) == [("SKIPPED", "skipped_by_customer")]
        assert run(made["scheduleId"], due_on="2030-01-31") == {"outcome": "SKIPPED"}

    def test_is_put_on_other_terms_though_it_is_started_again_meanwhile(self, ada, made, monkeypatch):
        """Which is no version, so it is no conflict either."""
        due_at = clock.from_text(row(made["scheduleId"]).due_at)
        between(monkeypatch, sending.series, "changed", lambda: sweep_missed(due_at + timedelta(minutes=6)))
        edited = self.edited(ada, made)
        assert (edited.status, edited["version"], row(made["scheduleId"]).starts) == (200, 2, 2)

    def test_is_put_on_other_terms_with_consent(self, ada, bob, target, made):
        edited = self.edited(ada, made, dayOfMonth=15)
        assert (edited.status, edited["version"], edited["amount"]) == (200, 2, "45.00")
        assert [each["dueOn"] for each in edited["nextRuns"]][:2] == ["2030-02-15", "2030-03-15"]
        assert run(made["scheduleId"], due_on="2030-01-31")["outcome"] == "OVER"
        assert run(made["scheduleId"])["outcome"] == "MADE" and bob.money(target) == "45.00"

    def test_is_not_put_on_other_terms_without(self, ada, made):
        asked = ada.put(f"{SCHEDULED}/{made['scheduleId']}", {
            "version": 1, "amount": "45.00", "startOn": "2030-01-31", "frequency": "monthly", "timezone": "UTC",
        })  # fmt: skip
        assert (asked.status, asked["code"], row(made["scheduleId"]).version) == (403, "step_up_required", 1)

    def test_is_refused_on_another_version_and_without_a_day_left(self, ada, made):
        assert self.edited(ada, made, version=2)["code"] == "version_conflict"
        assert self.edited(ada, made, endOn="2030-01-01")["code"] == "no_occurrence"
        assert self.edited(Saver(), made)["code"] == "schedule_not_found"
        ada.delete(f"{SCHEDULED}/{made['scheduleId']}")
        assert self.edited(ada, made)["code"] == "schedule_ended"
        assert ada.delete(f"{SCHEDULED}/{made['scheduleId']}")["code"] == "schedule_ended"

    def test_edited_while_it_runs_pays_on_the_one_or_on_the_other_terms(self, ada, bob, account, target, monkeypatch, made):
        """The task has read the series when it is edited: it reads again."""
        edit = self.edited
        real = sending.post

        def post(posting):
            monkeypatch.setattr(sending, "post", real)
            assert edit(ada, made).status == 200
            return real(posting)

        monkeypatch.setattr(sending, "post", post)
        assert run(made["scheduleId"]) == {"outcome": "MADE"}
        assert (bob.money(target), runs(ada, made["scheduleId"])) == ("45.00", [("MADE", None)])

    def test_races_of_pause_and_run_have_one_end(self, ada, bob, account, target):
        for _ in range(4):
            before = bob.money(target)
            schedule_id = series(ada, account, target, frequency="once", amount="1.00")["scheduleId"]
            path, due_on = f"{SCHEDULED}/{schedule_id}", row(schedule_id).due_on
            paused, ran = at_once(lambda p=path: ada.post(f"{p}/pause").status, lambda s=schedule_id, d=due_on: run(s, due_on=d))
            paid = bob.money(target) != before
            assert (paused, ran["outcome"]) == ((409, "MADE") if paid else (200, "OVER"))
            assert runs(ada, schedule_id) == ([("MADE", None)] if paid else [])

    def test_of_what_somebody_has_changed_meanwhile_is_refused(self, ada, account, target):
        schedule_id = series(ada, account, target)["scheduleId"]
        seen = row(schedule_id)
        assert ada.post(f"{SCHEDULED}/{schedule_id}/pause").status == 200
        with pytest.raises(dynamo.Refused):
            dynamo.transact([store.changed(seen, seen.skipped(), clock.now())])
        assert row(schedule_id).status == "PAUSED"


def test_a_fault_leaves_everything_as_it_was(ada, bob, account, target, monkeypatch):
    """Between the money and the series nothing can come: they are one transaction."""
    schedule_id = series(ada, account, target)["scheduleId"]
    monkeypatch.setattr(sending.postings.events, "next_run", lambda *_: (_ for _ in ()).throw(RuntimeError("no memory")))
    with pytest.raises(RuntimeError):
        run(schedule_id)
    assert (bob.money(target), runs(ada, schedule_id), row(schedule_id).version) == ("0.00", [], 1)
    monkeypatch.undo()
    assert run(schedule_id) == {"outcome": "MADE"}


def test_is_six_in_the_morning_where_the_plan_is_at_home(ada, account, target):
    made = series(ada, account, target, startOn="2030-03-09", frequency="daily", timezone="America/New_York")
    assert [each["at"][:16] for each in made["nextRuns"]][:2] == ["2030-03-09T11:00", "2030-03-10T10:00"]
    assert datetime(2030, 3, 10, 10, tzinfo=UTC) == clock.from_text(made["nextRuns"][1]["at"])
