"""Payments and withdrawals that a person looks at: PENDING with the money held, one end of three."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest

from chalicelib.fraud import velocity
from chalicelib.kernel import clock
from chalicelib.ledger.public import find_account
from chalicelib.limits import public as limits
from chalicelib.platform import dynamo, waits
from chalicelib.platform.call import Call
from chalicelib.reviews import public as reviews
from chalicelib.reviews import store
from chalicelib.transfers.operations.end_review import expire
from chalicelib.wallets.operations.process_payment import process_payment
from tests.support import streams
from tests.support.accounts import Saver, bodies_to, deliver, ledger_events, standing
from tests.support.api import Answer, Caller, staff
from tests.support.screening import CASES, approve, blacklisted, rule, taken

pytestmark = pytest.mark.usefixtures("emulator")
PAY = "/api/v1/transactions/payment"


@dataclass
class Way:
    """One way to pay out of `account`: its status and the reason of a failure, and what carries it to its end."""

    ada: Saver
    account: str
    kind: str

    def ask(self) -> str:
        """Asks for 10.00 and lets the queue take it."""
        if self.kind == "withdrawal":
            operation = self.ada.begin("withdraw", self.account, "10.00")
            self.ada.settle(operation)
            return operation
        path, payer = (PAY, "fromAccountId") if self.kind == "account" else ("/payment", "walletId")
        payment = self.ada.post(path, {payer: self.account, "merchant": "Shop", "amount": "10.00", "reference": "mine"})[
            "transactionId"
        ]
        (event,) = bodies_to("payment_events", payment)
        assert process_payment(event, Call(clock.now())) is None
        return payment

    def ended(self, asked: str) -> tuple[str, str | None]:
        """What its customer is told once everything that is under way has come."""
        if self.kind == "withdrawal":
            told = self.ada.settle(asked)
            return told["status"], told["reason"] and told["reason"]["code"]
        for event in bodies_from_journal(self.ada, asked):
            assert deliver("payments_update_status", event) == []
        told = self.ada.get(f"/payment/{asked}")
        return told["status"], told["reason"]

    def figures(self) -> tuple[str, str]:
        path = f"/wallet/{self.account}" if self.kind == "wallet" else f"/accounts/{self.account}"
        found = self.ada.get(path)
        return found["balance"], found["available"]


def bodies_from_journal(owner: Saver, payment: str) -> list[dict]:
    """What the journal's relay tells `payment_events` of a payment that was held."""
    told = [each for item in streams.journal(payment) for each in item.get("deliveries") or ()]
    return [json.loads(each["body"]) for each in told if each.get("topic") == "payment_events" and payment in each["body"]]


@pytest.fixture(params=["wallet", "account", "withdrawal"])
def way(request) -> Way:
    ada = standing()
    account = ada.open_wallet("50.00") if request.param == "wallet" else ada.open(balance="50.00")
    return Way(ada, account, request.param)


@pytest.fixture
def held(way) -> str:
    kind = "withdrawal" if way.kind == "withdrawal" else "payment"
    with rule({"all": [{"eq": ["kind", kind]}, {"eq": ["currency", "USD"]}, {"eq": ["amountMinor", 1000]}]}):
        return way.ask()


def decision(verb: str, by: Caller, transaction_id: str) -> Answer:
    about = {"transactionId": transaction_id, "reason": "Looked at"}
    return by.post(f"{CASES}/{reviews.find(transaction_id).case_id}/{verb}", about)


def expired(transaction_id: str, after: timedelta = timedelta(0)) -> str:
    return expire(transaction_id, Call(clock.from_text(waits.find(transaction_id).due_at) + after))


def risk_of(transaction_id: str) -> Caller:
    return taken(reviews.find(transaction_id).case_id)


ENDS: dict[str, tuple[Callable[[str], object], str]] = {
    "declined": (lambda held: decision("decline", risk_of(held), held), "declined_by_policy"),
    "expired": (expired, "review_expired"),
    "after its hold": (partial(expired, after=timedelta(days=3)), "review_expired"),
}


class TestHeld:
    def test_is_pending_with_its_money_held_and_nothing_told(self, way, held):
        assert way.figures() == ("50.00", "40.00") and way.ended(held) == ("PENDING", None)
        case = staff("risk").get(f"{CASES}/{reviews.find(held).case_id}")
        assert case["case"]["waiting"] == 1 and case["payments"][0]["transactionId"] == held

    def test_its_decision_is_told_to_staff_as_it_was_and_as_it_would_be_now(self, way, held):
        risk = staff("risk")
        told = risk.get(f"/api/v1/fraud/score/{held}")
        assert (told.status, told["outcome"], told["facts"]["amountMinor"]) == (200, "review", 1000)
        now = risk.post("/api/v1/fraud/analyze", {"transactionId": held})
        assert (now.status, now["outcome"], now["facts"]) == (200, "allow", told["facts"]), "the rule is gone by now"
        with blacklisted(way.ada.user_id, kind="customer"):
            assert risk.post("/api/v1/fraud/analyze", {"transactionId": held})["outcome"] == "block"
        assert way.ada.get(f"/api/v1/fraud/score/{held}").status == 403

    def test_is_taken_once_however_often_the_queue_asks(self, way, held):
        if way.kind == "withdrawal":
            assert way.ada.settle(held)["status"] == "PENDING"
        else:
            (event,) = bodies_to("payment_events", held)
            assert process_payment(event, Call(clock.now())) is None
        assert way.figures() == ("50.00", "40.00")

    def test_two_people_let_it_go_on(self, way, held):
        proposed = decision("approve", risk_of(held), held)
        assert proposed.status == 202 and way.figures() == ("50.00", "40.00")
        assert approve(proposed["approvalId"]).status == 200
        assert way.figures() == ("40.00", "40.00") and way.ended(held) == ("SUCCESSFUL", None)
        assert waits.find(held).outcome == "APPROVED"
        now = clock.now()
        account = find_account(way.ada.user_id, way.account, now)
        assert velocity.facts([account], now)["count24h"] == 1, "counted when it was held, and not again"
        cash = velocity.cash_on([account], clock.to_text(now)[: len("2026-11-27")], "OUT")
        assert cash == (10_00 if way.kind == "withdrawal" else 0)

    @pytest.mark.parametrize("end", ENDS)
    def test_goes_back_and_fails(self, way, held, end):
        carry_out, code = ENDS[end]
        carry_out(held)
        assert way.figures() == ("50.00", "50.00") and way.ended(held) == ("FAILED", code)
        assert expire(held, Call(clock.now())) == "DECIDED"
        late = decision("decline", risk_of(held), held)
        assert (late.status, late["code"]) == (409, "review_ended")
        if way.kind == "account":
            assert dynamo.get(*limits.spending_row(way.ada.user_id, "USD"))["day_minor"] == 0

    def test_does_not_go_on_to_who_came_onto_the_blacklist(self, way, held):
        proposed = decision("approve", risk_of(held), held)
        with blacklisted(way.ada.user_id, kind="customer"):
            refused = approve(proposed["approvalId"])
        assert (refused.status, refused["code"]) == (422, "declined_by_policy") and way.figures() == ("50.00", "40.00")

    def test_is_ended_once_by_who_read_it_before(self, way, held):
        seen = reviews.find(held)
        dynamo.write(store.ended(replace(seen, status="FAILED")))
        with pytest.raises(dynamo.Refused):
            dynamo.write(store.ended(replace(seen, status="COMPLETED")))

    def test_comes_to_one_end(self, way, held):
        risk = risk_of(held)
        proposed = decision("approve", risk, held)["approvalId"]
        ends = [partial(approve, proposed), partial(decision, "decline", risk, held), partial(expired, held)]
        with ThreadPoolExecutor(3) as crowd:
            for end in [crowd.submit(each) for each in ends]:
                end.exception()
        status, _ = way.ended(held)
        balance = "40.00" if status == "SUCCESSFUL" else "50.00"
        assert status in ("SUCCESSFUL", "FAILED") and way.figures() == (balance, balance)


def test_what_is_not_there_is_not_held(way):
    """The hold is refused as the payment would have been."""
    kind = "withdrawal" if way.kind == "withdrawal" else "payment"
    way.ada.post(
        "/holds", {"accountId": way.account, "amount": "45.00", "expiresAt": clock.to_text(clock.now() + timedelta(days=1))}
    )
    with rule({"eq": ["kind", kind]}):
        if way.kind == "withdrawal":
            operation = way.ada.begin("withdraw", way.account, "10.00")
            assert way.ada.settle(operation)["reason"]["code"] == "insufficient_funds"
        else:
            path, payer = (PAY, "fromAccountId") if way.kind == "account" else ("/payment", "walletId")
            payment = way.ada.post(path, {payer: way.account, "merchant": "Shop", "amount": "10.00"})["transactionId"]
            (event,) = bodies_to("payment_events", payment)
            assert "insufficient_funds" in process_payment(event, Call(clock.now()))["body"]
    assert reviews.find(ledger_events(way.ada.user_id)[-1]["postingId"]) is None
