"""An account that many pay at once: whose turn does not come in time is held at who pays, and credited together with others."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger import store as ledger
from chalicelib.ledger.model import AccountKey
from chalicelib.ledger.public import deliveries_of
from chalicelib.platform import dynamo
from chalicelib.platform.clients import client
from chalicelib.reconciliation.operations.verify_books import verify_books
from chalicelib.transfers import store
from chalicelib.transfers.consumers import A_BATCH
from chalicelib.transfers.crowded import QUEUE
from chalicelib.transfers.operations import make_transfer
from tests.integration.transfers.test_external import figures, told
from tests.integration.transfers.test_transfers import TRANSFER, known, known_to, pay, transactions
from tests.support import streams
from tests.support.accounts import Saver, authorized, deliver, standing
from tests.support.api import Answer, staff

pytestmark = pytest.mark.usefixtures("empty_tables")  # whose books are verified as a whole


@pytest.fixture
def target(ada, bob) -> str:
    return known(ada, bob)


@contextmanager
def crowd(owner: Saver, account_id: str) -> Iterator[None]:
    """While it lasts nobody's turn comes: before each transaction that pays the account somebody else has paid it."""

    def overtake(params, **_):
        if f'"account_id": {{"S": "{account_id}"}}' in str(params["body"]):
            account = ledger.read_accounts([AccountKey(owner.user_id, account_id)])[account_id]
            dynamo.write(ledger.replacing(replace(account, version=account.version + 1)))

    events = client("dynamodb").meta.events
    events.register("before-call.dynamodb.TransactWriteItems", overtake)
    try:
        yield
    finally:
        events.unregister("before-call.dynamodb.TransactWriteItems", overtake)


@pytest.fixture(autouse=True)
def short_line(monkeypatch):
    monkeypatch.setattr(make_transfer, "IN_LINE_SECONDS", -1.0)


def held(payer: Saver, source: str, owner: Saver, target: str, amount: str = "1.00", **more: object) -> Answer:
    with crowd(owner, target):
        return pay(payer, source, target, amount, **more)


def credited(*transaction_ids: str) -> list[int]:
    return deliver("transfers_credit", *({"transactionId": each} for each in transaction_ids))


def read(owner: Saver, transaction_id: str) -> Answer:
    return owner.get(f"/api/v1/transactions/{transaction_id}")


def spent(owner: Saver) -> int:
    return dynamo.get("transfer-limits", {"owner_id": owner.user_id, "currency": "USD"})["day_minor"]


def findings() -> list[object]:
    """Of books and transfers: nothing was projected here."""
    found = verify_books(now=clock.now() + timedelta(minutes=7)).findings
    return [each for each in found if each.check in ("account", "hold", "transfer-table", "transfer-limits")]


class TestHeld:
    def test_at_the_payer_answered_202_and_unknown_to_who_is_paid(self, ada, bob, account, target):
        made = held(ada, account, bob, target)
        assert (made.status, made["status"]) == (202, "BALANCE_RESERVED")
        assert figures(ada, account) == ("100.00", "99.00") and bob.money(target) == "0.00"
        steps = [each["type"] for each in read(ada, made["transactionId"])["events"]]
        assert steps == ["transaction.initiated", "transaction.fraud_check.passed", "transaction.balance_reserved"]
        assert read(bob, made["transactionId"]).status == 404
        assert spent(ada) == 100 and findings() == []

    def test_with_the_message_that_has_it_credited(self, ada, bob, account, target):
        made = held(ada, account, bob, target)["transactionId"]
        (item,) = [each for each in streams.journal(made) if made in each.get("body", "")]
        assert [each["queue"] for each in deliveries_of(item) if "queue" in each] == [QUEUE]

    def test_the_key_is_answered_so_again(self, ada, bob, account, target):
        first = held(ada, account, bob, target, key="the-crowds-key")
        again = pay(ada, account, target, "1.00", key="the-crowds-key")
        assert (again.status, again.body) == (202, first.body) and figures(ada, account) == ("100.00", "99.00")

    def test_uses_the_consent_up(self, ada, bob, account, target):
        body = {"fromAccountId": account, "toAccountId": target, "amount": "40.00"}
        consent = authorized(ada.post(TRANSFER, body)["challengeId"])
        with crowd(bob, target):
            assert ada.post(TRANSFER, body, Payment_Authorization=consent).status == 202
        assert ada.post(TRANSFER, body, Payment_Authorization=consent)["code"] == "authorization_mismatch"

    def test_what_is_not_there_is_refused_as_ever(self, ada, bob, account, target):
        assert held(ada, account, bob, target, "100.01")["code"] == "insufficient_funds"

    def test_a_frozen_account_does_not_keep_it(self, ada, bob, account, target):
        made = held(ada, account, bob, target)["transactionId"]
        staff("support").post(f"/accounts/{account}/freeze", {"reason": "Asked for by its owner"})
        assert credited(made) == []
        assert (read(ada, made)["status"], read(ada, made)["reason"]) == ("FAILED", "account_frozen")

    def test_verify_knows_its_hold(self, ada, bob, account, target):
        made = store.find_transfer(held(ada, account, bob, target)["transactionId"])
        for amount, found in ((99, ["transfer-table"]), (100, [])):
            dynamo.write(dynamo.update("hold", "ledger-holds", {"hold_id": made.hold_id}, {"amount": amount}))
            assert [each.check for each in findings() if each.check == "transfer-table"] == found


class TestCredit:
    def test_moves_the_money_and_tells_both(self, ada, bob, account, target):
        made = held(ada, account, bob, target)["transactionId"]
        assert credited(made, made) == [] and credited(made) == []
        assert read(ada, made)["status"] == read(bob, made)["status"] == "COMPLETED"
        assert figures(ada, account) == ("99.00", "99.00") and bob.money(target) == "1.00"
        kinds = ("initiated", "fraud_check.passed", "balance_reserved", "processed", "completed")
        assert [each["type"] for each in read(ada, made)["events"]] == [f"transaction.{kind}" for kind in kinds]
        heard = [name for name, _ in told(made)]
        assert sorted(name for name in heard if "TRANSFER." in name) == ["TRANSFER.COMPLETED", "TRANSFER.RECEIVED"]
        assert len({name for name in heard if ".transaction." in name}) == 5 and findings() == []

    def test_of_many_is_one_transaction_for_sixteen(self, bob):
        target, payers = bob.open(), [standing() for _ in range(18)]
        sources = [each.open(balance="5.00") for each in payers]
        made = [held(payer, source, bob, target)["transactionId"] for payer, source in zip(payers, sources, strict=True)]
        with transactions() as (_, written):
            assert credited(*made) == []
        assert written == [1 + 16 * 6, 1 + 2 * 6]
        assert bob.money(target) == "18.00"
        assert [figures(payer, source) for payer, source in zip(payers, sources, strict=True)] == [("4.00", "4.00")] * 18
        assert findings() == []

    def test_of_an_account_that_was_closed_meanwhile_goes_back_with_the_room(self, ada, bob, account, target):
        made, own = (held(ada, account, bob, target)["transactionId"] for _ in range(2))
        bob.delete(f"/api/v1/accounts/{target}")
        assert credited(made, own) == [] and credited(made) == []
        assert (read(ada, made)["status"], read(ada, made)["reason"]) == ("FAILED", "beneficiary_closed")
        assert figures(ada, account) == ("100.00", "100.00") and spent(ada) == 0 and findings() == []

    def test_of_who_was_blacklisted_meanwhile_goes_back_with_the_room(self, ada, bob, account, target):
        made, own = held(ada, account, bob, target)["transactionId"], held(ada, account, ada, ada.open())["transactionId"]
        entry = {"kind": "customer", "value": bob.user_id, "reason": "Reported"}
        assert staff("risk").post("/api/v1/fraud/blacklist", entry).status == 201
        assert credited(made, own) == [] and credited(made) == []
        assert (read(ada, made)["status"], read(ada, made)["reason"]) == ("FAILED", "declined_by_policy")
        assert read(ada, own)["status"] == "COMPLETED", "nobody is screened who pays themselves"
        assert bob.money(target) == "0.00" and spent(ada) == 0 and findings() == []

    def test_between_own_accounts_takes_no_room_and_gives_none_back(self, ada, account):
        target = ada.open()
        made = held(ada, account, ada, target)["transactionId"]
        ada.delete(f"/api/v1/accounts/{target}")
        assert credited(made) == [] and read(ada, made)["status"] == "FAILED"
        assert figures(ada, account) == ("100.00", "100.00") and findings() == []

    def test_of_nothing_that_there_is_comes_again(self, ada, bob, account, target):
        made = held(ada, account, bob, target)["transactionId"]
        assert deliver("transfers_credit", {"transactionId": "f" * 32}, {"transactionId": made}, {"nothing": 1}) == [0, 2]
        assert read(ada, made)["status"] == "COMPLETED"

    def test_is_the_payers_to_call_off_until_then(self, ada, bob, account, target):
        first, second = (held(ada, account, bob, target)["transactionId"] for _ in range(2))
        assert ada.post(f"/api/v1/transactions/{first}/cancel")["status"] == "CANCELLED"
        assert credited(first, second) == []
        assert ada.post(f"/api/v1/transactions/{second}/cancel")["code"] == "not_cancellable"
        assert figures(ada, account) == ("99.00", "99.00") and spent(ada) == 100 and findings() == []

    def test_and_calling_off_come_to_one_end(self, ada, bob, account, target):
        for _ in range(6):
            made, before = held(ada, account, bob, target)["transactionId"], float(bob.money(target))
            with ThreadPoolExecutor(3) as pool:
                acts = (
                    partial(credited, made),
                    partial(ada.post, f"/api/v1/transactions/{made}/cancel"),
                    partial(credited, made),
                )
                list(pool.map(lambda act: act(), acts))
            credited(made)
            moved = read(ada, made)["status"] == "COMPLETED"
            assert float(bob.money(target)) == before + moved
            assert read(ada, made)["status"] in ("COMPLETED", "CANCELLED")
        assert figures(ada, account)[0] == figures(ada, account)[1] and findings() == []


def test_two_hundred_at_once_are_all_served(bob, monkeypatch):
    """Four each of fifty customers, which is no easier for the account that is paid."""
    monkeypatch.setattr(make_transfer, "IN_LINE_SECONDS", 0.5)
    target, payers = bob.open(), [standing() for _ in range(50)]
    sources = [payer.open(balance="4.00") for payer in payers]
    for payer in payers:
        known_to(payer, target)
    asked = list(zip(payers, sources, strict=True)) * 4
    with ThreadPoolExecutor(25) as pool:  # as many as a busy machine serves within an account's twelve seconds
        answers = list(pool.map(lambda one: pay(*one, target, "1.00"), asked))
    assert {each.status for each in answers} <= {201, 202}
    waiting = [each["transactionId"] for each in answers if each.status == 202]
    assert waiting and [credited(*waiting[first : first + A_BATCH]) for first in range(0, len(waiting), A_BATCH)][-1] == []
    assert bob.money(target) == "200.00" and findings() == []
