"""Transfers that a person looks at: the money held first, one end of four, and the room given back where it was taken."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from chalicelib.fraud import case_store
from chalicelib.fraud import public as fraud
from chalicelib.fraud.errors import CaseTaken
from chalicelib.fraud.screening import rules_of
from chalicelib.kernel import clock
from chalicelib.ledger import journal
from chalicelib.ledger.public import find_hold
from chalicelib.platform import dynamo, waits
from chalicelib.platform.call import Call
from chalicelib.transfers import store
from chalicelib.transfers.operations.end_review import expire
from tests.integration.transfers.test_transfers import known, pay, transactions
from tests.support import streams
from tests.support.accounts import Saver, standing
from tests.support.api import Caller, staff
from tests.support.screening import CASES, approve, blacklisted, case_of, decline, propose, rule, taken

pytestmark = pytest.mark.usefixtures("emulator")
DAYS = timedelta(days=1)


@pytest.fixture
def target(ada, bob):
    """An account of Bob's; what goes there is looked at first."""
    target = known(ada, bob)
    with rule({"eq": ["payeeAccount", target]}):
        yield target


@pytest.fixture
def held(ada, account, target) -> str:
    answer = pay(ada, account, target)
    assert answer.status == 202, answer
    return answer["transactionId"]


def expired(transaction_id: str, after: timedelta = timedelta(0)) -> str:
    """What the clock does, `after` the time that a review has."""
    wait = waits.find(transaction_id)
    return expire(transaction_id, Call(clock.from_text(wait.due_at) + after))


def status(transaction_id: str) -> str:
    return store.find_transfer(transaction_id).status


def limit_of(ada: Saver) -> tuple[int, int, int]:
    item = dynamo.get("transfer-limits", {"owner_id": ada.user_id, "currency": "USD"})
    return item["day_minor"], item["month_minor"], item["count"]


def figures(owner: Saver, account_id: str) -> tuple[str, str, str]:
    found = owner.get(f"/accounts/{account_id}")
    return found["balance"], found["held"], found["available"]


class TestHolding:
    def test_holds_the_money_and_answers_202(self, ada, bob, account, target):
        answer = pay(ada, account, target, description="Rent")
        assert (answer.status, answer["status"], answer["completedAt"], answer["held"]) == (202, "UNDER_REVIEW", None, "30.00")
        assert answer.headers["Location"].endswith(answer["transactionId"])
        assert figures(ada, account) == ("100.00", "30.00", "70.00") and bob.money(target) == "0.00"
        told = ada.get(f"/api/v1/transactions/{answer['transactionId']}")
        assert (told["status"], told["description"]) == ("UNDER_REVIEW", "Rent")
        assert [each["type"] for each in told["events"]] == [
            "transaction.initiated", "transaction.balance_reserved", "transaction.under_review",
        ]  # fmt: skip

    def test_is_one_transaction_that_guards_and_case_are_in(self, ada, account, target):
        rules_of(dynamo.get("fraud-rulesets", {"ruleset_id": "in-use"})["ruleset"])  # kept by now
        with transactions() as (calls, written):
            answer = pay(ada, account, target)
        assert calls == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"] and written == [10]
        assert limit_of(ada)[0] == 3_000
        case = staff("risk").get(f"{CASES}/{case_of(answer['transactionId'])}")["case"]
        assert (case["status"], case["waiting"], case["accountId"], case["riskLevel"]) == ("OPEN", 1, account, "MEDIUM")

    def test_tells_who_is_to_be_paid_nothing(self, bob, target, held):
        assert bob.get(f"/api/v1/transactions/{held}").status == 404
        assert bob.get(f"/api/v1/transactions/account/{target}?direction=in")["items"] == []
        (item,) = [each for each in streams.journal(held) if each["posting_id"] == held]
        assert not any(bob.user_id in each["body"] for each in item["deliveries"] if each["kind"] == "queue")

    def test_answers_the_same_key_with_the_same_hold(self, ada, account, target):
        first, again = (pay(ada, account, target, key="rent") for _ in range(2))
        assert (again.status, again.body) == (202, first.body) and again.replayed
        assert figures(ada, account)[1] == "30.00"

    def test_tries_nothing_in_a_dry_run(self, ada, account, target):
        tried = pay(ada, account, target, query="?dryRun=true")
        assert (tried.status, tried["status"], tried["dryRun"]) == (200, "UNDER_REVIEW", True)
        assert figures(ada, account) == ("100.00", "0.00", "100.00")

    def test_is_not_its_owners_to_take_or_let_go(self, ada, account, held):
        hold = store.find_transfer(held).hold_id
        assert ada.get(f"/holds/{hold}")["amount"] == "30.00"
        for act, body in (("void", None), ("capture", {"amount": "30.00"})):
            assert ada.post(f"/holds/{hold}/{act}", body)["code"] == "hold_kept"
        assert figures(ada, account)[1] == "30.00" and status(held) == "UNDER_REVIEW"

    def test_refuses_the_fifty_first(self, ada, account, target):
        answers = [pay(ada, account, target, "1.00") for _ in range(51)]
        assert Counter(each.status for each in answers) == {202: 50, 422: 1}
        assert answers[-1]["code"] == "too_many_holds" and figures(ada, account) == ("100.00", "50.00", "50.00")
        assert staff("risk").get(f"{CASES}/{case_of(answers[0]['transactionId'])}")["case"]["hits"] == 50

    def test_many_at_once_are_one_case_and_hold_what_is_there(self, ada, account, target):
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: pay(ada, account, target, "10.00"), range(12)))
        made = [each["transactionId"] for each in answers if each.status == 202]
        assert len(made) == 10 and len({case_of(each) for each in made}) == 1
        assert staff("risk").get(f"{CASES}/{case_of(made[0])}")["case"]["waiting"] == 10

    def test_cannot_be_given_back(self, ada, held):
        assert ada.post(f"/api/v1/transactions/{held}/reverse", {"reason": "Oops"})["code"] == "not_reversible_by_payer"
        proposed = staff("operations").post(f"/api/v1/transactions/{held}/reverse", {"reason": "Oops"})
        assert (proposed.status, proposed["code"]) == (409, "not_reversible")


class TestApproving:
    def test_takes_two_people_and_posts_what_was_held(self, ada, bob, account, target, held):
        risk = taken(case_of(held))
        proposed = propose(risk, held)
        assert (proposed.status, status(held)) == (202, "UNDER_REVIEW")
        assert approve(proposed["approvalId"], risk)["code"] == "own_proposal" and status(held) == "UNDER_REVIEW"
        assert approve(proposed["approvalId"]).status == 200
        assert figures(ada, account) == ("70.00", "0.00", "70.00") and bob.money(target) == "30.00"
        told = ada.get(f"/api/v1/transactions/{held}")
        assert told["status"] == "COMPLETED" and told["completedAt"] > told["createdAt"]
        assert [each["type"].partition(".")[2] for each in told["events"]] == [
            "initiated", "balance_reserved", "under_review", "fraud_check.passed", "processed", "completed",
        ]  # fmt: skip
        theirs = bob.get(f"/api/v1/transactions/{held}")
        assert theirs["direction"] == "in" and "transaction.under_review" not in [each["type"] for each in theirs["events"]]
        assert find_hold(ada.user_id, store.find_transfer(held).hold_id).state == "CAPTURED"
        assert risk.get(f"{CASES}/{case_of(held)}")["case"]["waiting"] == 0

    def test_takes_no_limit_again(self, ada, held):
        before = limit_of(ada)
        approve(propose(taken(case_of(held)), held)["approvalId"])
        assert status(held) == "COMPLETED" and limit_of(ada) == before

    def test_is_an_act_in_the_audit_log(self, ada, held):
        approve(propose(taken(case_of(held)), held)["approvalId"])
        acts = [each["what"] for each in dynamo.scan_all("audit-table") if each.get("subject") == held]
        assert sorted(acts) == ["transfer.approve", "transfer.approve.propose"]

    def test_gives_the_money_back_when_the_receiver_was_closed_meanwhile(self, ada, bob, account, target, held):
        before = limit_of(ada)
        proposed = propose(taken(case_of(held)), held)
        assert bob.post(f"/accounts/{target}/close").status == 200
        assert approve(proposed["approvalId"]).status == 200
        told = ada.get(f"/api/v1/transactions/{held}")
        assert (told["status"], told["reason"]) == ("FAILED", "beneficiary_closed")
        assert figures(ada, account) == ("100.00", "0.00", "100.00")
        day, month, count = before
        assert limit_of(ada) == (day - 3_000, month - 3_000, count - 1)

    @pytest.mark.parametrize("whom", ["payer", "account", "payee"])
    def test_stops_at_a_blacklist_that_has_grown_since(self, ada, bob, account, target, held, whom):
        """It stays held, for whoever has the case to decline; off the list again it can be carried out."""
        kind, value = {"payer": ("customer", ada.user_id), "account": ("account", target), "payee": ("customer", bob.user_id)}[
            whom
        ]
        risk = taken(case_of(held))
        proposed = propose(risk, held)["approvalId"]
        with blacklisted(value, kind=kind):
            assert approve(proposed)["code"] == "declined_by_policy"
            assert status(held) == "UNDER_REVIEW" and figures(ada, account) == ("100.00", "30.00", "70.00")
        assert approve(proposed).status == 200 and bob.money(target) == "30.00"

    def test_needs_the_case_to_be_ones_own(self, held):
        assert propose(staff("risk"), held)["code"] == decline(staff("risk"), held)["code"] == "case_not_yours"
        tried = staff("risk").post(f"{CASES}/{case_of(held)}/decline?dryRun=true", {"transactionId": held, "reason": "Whatever"})
        assert tried["code"] == "case_not_yours"
        assert propose(staff("support"), held).status == decline(staff("support"), held).status == 403
        assert status(held) == "UNDER_REVIEW"

    def test_is_not_for_who_lost_the_case_since_they_looked(self, held, monkeypatch):
        former = taken(case_of(held))
        looked = fraud.find_case(case_of(held))
        taken(case_of(held))
        monkeypatch.setattr(fraud, "find_case", lambda case_id: looked)
        assert propose(former, held)["code"] == decline(former, held)["code"] == "case_not_yours"
        assert status(held) == "UNDER_REVIEW"

    def test_is_answered_so_again_whoever_has_the_case_by_now(self, held):
        about = (f"{CASES}/{case_of(held)}/decline", {"transactionId": held, "reason": "It was not the payer"})
        risk, other = staff("risk"), taken(case_of(held))
        early = risk.post(*about, key="early")
        assert risk.post(f"{CASES}/{case_of(held)}/assign", {"insteadOf": other.user_id}).status == 200
        assert (risk.post(*about, key="early").body, early["code"]) == (early.body, "case_not_yours")
        first = risk.post(*about, key="first")
        assert other.post(f"{CASES}/{case_of(held)}/assign", {"insteadOf": risk.user_id}).status == 200
        assert (first.status, risk.post(*about, key="first").body) == (200, first.body)

    def test_is_refused_while_the_payer_is_frozen(self, ada, account, held):
        proposed = propose(taken(case_of(held)), held)["approvalId"]
        support = staff("support")
        assert support.post(f"/accounts/{account}/freeze", {"reason": "Stolen"}).status == 200
        second = staff("risk")
        assert approve(proposed, second).status == 423 and status(held) == "UNDER_REVIEW"
        assert support.post(f"/accounts/{account}/unfreeze", {"reason": "Found"}).status == 200
        assert approve(proposed, second).status == 200 and status(held) == "COMPLETED"

    def test_names_a_transfer_of_the_case(self, ada, account, target, held):
        risk = taken(case_of(held))
        other = {"transactionId": ada.user_id, "reason": "Whatever"}
        assert risk.post(f"{CASES}/{case_of(held)}/approve", other)["code"] == "transaction_not_found"


ENDS: dict[str, tuple[Callable[[Saver, str], object], str, str | None]] = {
    "decline": (lambda ada, held: decline(taken(case_of(held)), held), "FAILED", "declined_by_policy"),
    "cancel": (lambda ada, held: ada.post(f"/api/v1/transactions/{held}/cancel"), "CANCELLED", None),
    "expiry": (lambda ada, held: expired(held), "FAILED", "review_expired"),
}


class TestEnding:
    @pytest.mark.parametrize("end", ENDS)
    def test_lets_the_money_go_and_gives_the_room_back(self, ada, bob, account, target, held, end):
        act, ended, reason = ENDS[end]
        before, (_, month, _) = limit_of(ada), limit_of(ada)
        act(ada, held)
        told = ada.get(f"/api/v1/transactions/{held}")
        assert (told["status"], told["reason"], told["completedAt"]) == (ended, reason, None)
        assert figures(ada, account) == ("100.00", "0.00", "100.00") and bob.money(target) == "0.00"
        day, month, count = limit_of(ada)
        assert (month, count) == (before[1] - 3_000, before[2] - 1) and day == 0
        assert find_hold(ada.user_id, store.find_transfer(held).hold_id).state == "VOIDED"
        assert told["events"][-1]["type"] == f"transaction.{ended.lower()}"
        assert staff("risk").get(f"{CASES}/{case_of(held)}")["case"]["waiting"] == 0

    @pytest.mark.parametrize("end", ENDS)
    def test_ends_a_proposal_that_waits(self, ada, held, end):
        proposed = propose(taken(case_of(held)), held)["approvalId"]
        ENDS[end][0](ada, held)
        assert approve(proposed)["code"] == "approval_decided"
        assert staff("risk").get(f"/admin/approvals/{proposed}")["status"] == "REJECTED"

    @pytest.mark.parametrize("end", ENDS)
    def test_that_somebody_else_is_first_with_is_told_for_ever_in_the_words_of_who_is_late(self, ada, held, end, overtaken):
        def call_off():
            return ada.post(f"/api/v1/transactions/{held}/cancel", key="late")

        late = overtaken(call_off, lambda: ENDS[end][0](ada, held))[1]
        assert (late.status, late["code"]) == (409, "not_cancellable")
        again = call_off()
        assert again.replayed and again["detail"] == late["detail"]

    def test_by_a_request_that_comes_twice_at_once_is_answered_alike(self, ada, held, overtaken):
        first, second = overtaken(lambda: ada.post(f"/api/v1/transactions/{held}/cancel", key="at once"))
        assert (first.status, second.status, second["status"]) == (200, 200, "CANCELLED")

    @pytest.mark.parametrize("end", ENDS)
    def test_comes_once(self, ada, account, held, end):
        ENDS[end][0](ada, held)
        after = status(held)
        for tried in ("", "?dryRun=true"):
            assert ada.post(f"/api/v1/transactions/{held}/cancel{tried}")["code"] == "not_cancellable"
        assert decline(taken(case_of(held)), held)["code"] == "review_ended"
        assert propose(taken(case_of(held)), held)["code"] == "review_ended"
        assert expired(held) == "DECIDED" and status(held) == after
        assert figures(ada, account) == ("100.00", "0.00", "100.00")

    def test_answers_a_key_that_came_before_as_then(self, ada, account, target):
        cancelled, declined = (pay(ada, account, target, "10.00")["transactionId"] for _ in range(2))
        calling_off = partial(ada.post, f"/api/v1/transactions/{cancelled}/cancel", key=f"cancel-{cancelled}")
        declining = partial(
            taken(case_of(declined)).post,
            f"{CASES}/{case_of(declined)}/decline",
            {"transactionId": declined, "reason": "Not theirs"},
            key=f"decline-{declined}",
        )
        for act in (calling_off, declining):
            first, again = act(), act()
            assert (again.status, again["status"]) == (first.status, first["status"]) == (200, first["status"])
            assert again.headers["Idempotency-Replayed"] == "true"

    def test_waits_until_it_is_due(self, held):
        assert expire(held, Call(clock.now())) == "WAITING" and status(held) == "UNDER_REVIEW"

    def test_gives_a_first_day_its_room_back_and_the_payee_stays_new(self, ada, bob, account):
        stranger = bob.open()
        row = store.payee_row(ada.user_id, stranger)[1]
        with rule({"eq": ["payeeAccount", stranger]}):
            cancelled, approved = (pay(ada, account, stranger, "10.00")["transactionId"] for _ in range(2))
        payee = store.to_payee(dynamo.get("payee-table", row))
        assert (payee.first_day_minor, payee.is_new) == (2_000, True)
        ada.post(f"/api/v1/transactions/{cancelled}/cancel")
        payee = store.to_payee(dynamo.get("payee-table", row))
        assert (payee.first_day_minor, payee.is_new) == (1_000, True)
        approve(propose(taken(case_of(approved)), approved)["approvalId"])
        payee = store.to_payee(dynamo.get("payee-table", row))
        assert (payee.first_day_minor, payee.is_new) == (1_000, False)

    def test_charges_the_day_that_it_was_held_on(self, ada, account, held):
        row = {"owner_id": ada.user_id, "currency": "USD"}
        later = {
            **dynamo.get("transfer-limits", row),
            "day": "2099-01-01",
            "since": "2099-01-01T08:00:00.000Z",
            "day_minor": 500,
            "month": "2099-01",
            "month_minor": 700,
        }
        dynamo.write(dynamo.put("limit", "transfer-limits", later))
        wait = waits.find(held)
        assert wait is not None
        now = clock.from_text("2099-01-01T12:00:00.000Z")
        assert expire(held, Call(now)) == "DECIDED"
        assert limit_of(ada)[:2] == (500, 700)

    def test_of_a_hold_that_the_clock_has_ended_moves_nothing(self, ada, account, held):
        assert expired(held, 2 * DAYS) == "DECIDED"
        assert status(held) == "FAILED" and limit_of(ada)[2] == 0
        assert ada.get(f"/accounts/{account}")["balance"] == "100.00"

    def test_is_the_payers_to_call_off(self, ada, bob, held):
        for somebody in (bob, standing()):
            assert somebody.post(f"/api/v1/transactions/{held}/cancel").status == 404
        tried = ada.post(f"/api/v1/transactions/{held}/cancel?dryRun=true")
        assert (tried.status, tried["status"]) == (200, "CANCELLED") and status(held) == "UNDER_REVIEW"
        done = ada.post(f"/api/v1/transactions/{held}/cancel")
        assert (done["status"], done["available"], done["held"]) == ("CANCELLED", "100.00", "0.00")

    def test_of_a_completed_transfer_does_not_come(self, ada, bob, account):
        made = pay(ada, account, known(ada, bob))["transactionId"]
        assert ada.post(f"/api/v1/transactions/{made}/cancel")["code"] == "not_cancellable"
        assert bob.post(f"/api/v1/transactions/{made}/cancel")["code"] == "not_cancellable"


class TestRaces:
    def test_approve_decline_cancel_and_expiry_come_to_one_end(self, ada, bob, account, target):
        paid = 0
        for _ in range(8):
            held = pay(ada, account, target, "1.00")["transactionId"]
            risk = taken(case_of(held))
            proposed = propose(risk, held)["approvalId"]
            acts = [
                partial(approve, proposed),
                partial(decline, risk, held),
                partial(ada.post, f"/api/v1/transactions/{held}/cancel"),
                partial(expired, held),
            ]
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda act: act(), acts))
            moved = status(held) == "COMPLETED"
            paid += moved
            assert status(held) in ("COMPLETED", "FAILED", "CANCELLED")
            assert figures(ada, account) == (f"{100 - paid}.00", "0.00", f"{100 - paid}.00")
            assert bob.money(target) == f"{paid}.00" and limit_of(ada)[0] == paid * 100
            ends = [each for each in journal.entries(account, maximum=100) if each["details"].get("transactionId") == held]
            assert [each["kind"] for each in ends] == ["transfer.held", "transfer.completed" if moved else "transfer.ended"]
            assert staff("risk").get(f"{CASES}/{case_of(held)}")["case"]["waiting"] == 0


class TestCases:
    @pytest.fixture
    def case(self, held) -> str:
        return f"{CASES}/{case_of(held)}"

    def test_is_due_in_four_hours_while_money_is_held(self, case):
        found = staff("risk").get(case)["case"]
        assert clock.from_text(found["dueAt"]) - clock.from_text(found["openedAt"]) == timedelta(hours=4)
        assert (found["overdue"], found["hits"], found["assignedTo"]) == (False, 1, None)

    def test_further_hits_join_it_until_it_is_closed(self, ada, account, target, case):
        second = pay(ada, account, target, "1.00")["transactionId"]
        assert case.endswith(case_of(second))
        risk = taken(case_of(second))
        told = risk.get(case)
        assert (told["case"]["hits"], told["case"]["waiting"], told["payments"][0]["transactionId"]) == (2, 2, second)
        for each in told["payments"]:
            assert decline(risk, each["transactionId"]).status == 200
        assert [each["waiting"] for each in risk.get(case)["payments"]] == [False, False]
        closing = {"finding": "false_positive", "reason": "All is well"}
        assert risk.post(f"{case}/close", closing)["status"] == "CLOSED"
        third = pay(ada, account, target, "1.00")["transactionId"]
        assert not case.endswith(case_of(third))

    def test_offers_only_what_still_waits(self, ada, account, target, held, case):
        others = [pay(ada, account, target, "1.00")["transactionId"] for _ in range(3)]
        risk = taken(case_of(held))

        def waiting() -> set[str]:
            payments = risk.get(case)["payments"]
            assert {each["moneyHeld"] for each in payments} == {True}
            return {each["transactionId"] for each in payments if each["waiting"]}

        assert waiting() == {held, *others}
        decline(risk, held)
        ada.post(f"/api/v1/transactions/{others[0]}/cancel")
        expired(others[1])
        assert waiting() == {others[2]}
        approve(propose(risk, others[2])["approvalId"])
        assert waiting() == set()

    def test_one_of_many_takes_it(self, case):
        people = [staff("risk") for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda who: who.post(f"{case}/assign", {}), people))
        assert sorted(each.status for each in answers) == [200] + [409] * 7
        (winner,) = [who for who, each in zip(people, answers, strict=True) if each.status == 200]
        assert {each["code"] for each in answers if each.status == 409} == {"case_taken"}
        other = staff("risk")
        assert other.post(f"{case}/assign", {"insteadOf": other.user_id})["code"] == "case_taken"
        assert other.post(f"{case}/assign", {"insteadOf": winner.user_id})["assignedTo"] == other.user_id

    def test_is_not_taken_from_whom_it_was_not_seen_with(self, case):
        assert (holder := staff("risk")).post(f"{case}/assign", {}).status == 200
        with pytest.raises(CaseTaken):
            dynamo.transact([case_store.taken(case.rpartition("/")[2], "another", "nobody")])
        assert holder.get(case)["case"]["assignedTo"] == holder.user_id

    def test_notes_are_added_and_stay(self, case):
        risk = staff("risk")
        for text in ("Called the payer", "No answer"):
            assert risk.post(f"{case}/notes", {"text": text}).status == 201
        assert [each["text"] for each in risk.get(case)["notes"]] == ["No answer", "Called the payer"]

    def test_is_closed_by_who_has_it_once_no_money_waits(self, held, case):
        closing = {"finding": "confirmed_risk", "reason": "It was not the payer"}
        assert staff("risk").post(f"{case}/close", closing)["code"] == "case_not_yours"
        risk = taken(case_of(held))
        assert risk.post(f"{case}/close", closing)["code"] == "case_holds_money"
        decline(risk, held)
        closed = risk.post(f"{case}/close", closing)
        assert (closed["status"], closed["finding"]) == ("CLOSED", "confirmed_risk")
        assert risk.post(f"{case}/close", closing)["code"] == "case_closed"
        told = [
            each for item in streams.outbox(case_of(held)) for each in item["deliveries"] if case_of(held) in each.get("body", "")
        ]
        assert [each["type"].rpartition(".fraud.")[2] for each in told if each["kind"] == "topic"] == ["account.suspicious"]
        again = risk.post(f"{case}/reopen", {"reason": "More came"})
        assert (again["status"], again["finding"]) == ("INVESTIGATING", None)
        assert risk.post(f"{case}/reopen", {"reason": "More came"})["code"] == "case_closed"

    def test_are_listed_by_status_the_due_first(self, held, case):
        risk, found, cursor = staff("risk"), [], ""
        while cursor is not None:
            page = risk.get(f"{CASES}?limit=50" + (f"&cursor={cursor}" if cursor else ""))
            found, cursor = found + page["items"], page["nextCursor"]
        assert case_of(held) in [each["caseId"] for each in found]
        assert [each["dueAt"] for each in found] == sorted(each["dueAt"] for each in found)

    def test_looks_and_acts_are_in_the_audit_log(self, ada, held, case):
        risk = taken(case_of(held))
        risk.get(case)
        risk.post(f"{case}/notes", {"text": "Called"})
        decline(risk, held)
        risk.post(f"{case}/close", {"finding": "valuable_alert", "reason": "Good that we looked"})
        acts = Counter(each["what"] for each in dynamo.scan_all("audit-table") if each["who"] == risk.user_id)
        assert set(acts) >= {
            "fraud_case.take", "fraud_case.look", "fraud_case.note", "fraud_case.close", "transfer.decline",
        }  # fmt: skip

    def test_are_for_risk_alone_and_unknown_ones_are_none(self, ada, case):
        for somebody in (ada, staff("support"), staff("operations")):
            assert somebody.get(case).status == somebody.get(CASES).status == 403
        risk: Caller = staff("risk")
        assert risk.get(f"{CASES}/{ada.user_id}")["code"] == "case_not_found"
        assert risk.post(f"{CASES}/{ada.user_id}/assign", {})["code"] == "case_not_found"

    def test_is_told_on_the_topic(self, held):
        (item,) = [each for each in streams.journal(held) if each["posting_id"] == held]
        told = [each["type"].partition("infernobank.")[2] for each in item["deliveries"] if each["kind"] == "topic"]
        assert told == [
            "fraud.fraud.detected", "transfers.transaction.initiated", "transfers.transaction.balance_reserved",
            "transfers.transaction.under_review",
        ]  # fmt: skip
