"""A hostile customer, poison in every queue, and what they must not be able to do: found by attacking the running bank."""

import json
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.payments import store as payments
from chalicelib.payments.model import Payment
from chalicelib.platform import dynamo, error_log
from chalicelib.platform.call import Call
from chalicelib.wallets.operations.process_payment import process_payment
from local.waiting import until
from release.declaration import load

# Those that a function reads; what others keep is for alarms.
READ = sorted(function["trigger"]["queue"] for function in load().functions.values() if "queue" in function.get("trigger", {}))


def at_once(times: int, act: Callable[[int], object]) -> list:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times)))


def in_seconds(seconds: float) -> str:
    return clock.to_text(clock.now() + timedelta(seconds=seconds))


def cards_of(stack, customer) -> dict[str, str]:
    cards = until(lambda: len(found := customer.api.cards()) == 2 and found, "two cards")
    return {type: card["cardId"] for type, card in cards.items()}


def errors(stack) -> list[dict]:
    found, cursor = [], ""
    while cursor is not None:
        page = stack.as_admin.get(f"/admin/errors?limit=100{cursor}").body
        found += page["items"]
        cursor = f"&cursor={page['nextCursor']}" if page["nextCursor"] else None
    return found


@pytest.fixture(scope="module")
def ada(stack):
    return stack.registered()


@pytest.fixture(scope="module")
def debit(stack, ada) -> str:
    return cards_of(stack, ada)["DEBIT"]


class TestKeys:
    def test_twenty_at_once_are_one(self, ada, debit):
        key, path = uuid.uuid4().hex, f"/transactions/save/{debit}"
        before = ada.api.get(f"/card/{debit}").status  # the card is there
        answers = at_once(20, lambda _: ada.api.post(path, {"amount": "3.00"}, key=key))
        assert before == 202 and {answer.status for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert sum(answer.headers.get("idempotency-replayed") == "true" for answer in answers) == 19

    def test_a_hold_is_answered_again_after_its_end(self, ada, debit):
        assert ada.api.post(f"/transactions/save/{debit}", {"amount": "10.00"}).status == 201
        body, key = {"cardId": debit, "amount": "1.00", "expiresAt": in_seconds(3)}, uuid.uuid4().hex
        first = ada.api.post("/holds", body, key=key)
        time.sleep(3.1)
        again = ada.api.post("/holds", body, key=key)
        assert (first.status, again.status, again.text) == (201, 201, first.text)
        assert again.headers["idempotency-replayed"] == "true"
        other = ada.api.post("/holds", {**body, "amount": "2.00"}, key=key)
        assert (other.status, other.code) == (422, "idempotency_key_reused")
        assert ada.api.post("/holds", body).status == 400

    def test_a_repayment_refused_before_the_payout_stays_refused_under_its_key(self, stack, ada):
        wallet = ada.api.post("/wallet").body["walletId"]
        loan = ada.api.post("/loan", {"walletId": wallet, "amount": "50", "interestRate": "5", "termMonths": 12}).body["loanId"]
        key = uuid.uuid4().hex
        refused = ada.api.post(f"/loan/{loan}/repay", {"amount": "1.00"}, key=key)
        assert (refused.status, refused.code) == (409, "loan_not_active")
        assert stack.as_admin.post(f"/loan/{loan}/approve").status == 200
        until(lambda: ada.api.get(f"/loan/{loan}")["disbursedAt"], "the payout")
        again = ada.api.post(f"/loan/{loan}/repay", {"amount": "1.00"}, key=key)
        assert (again.status, again.code, again.headers.get("idempotency-replayed")) == (409, "loan_not_active", "true")
        assert ada.api.post(f"/loan/{loan}/repay", {"amount": "1.00"}).status == 200


class TestMoney:
    def test_twenty_purchases_with_money_for_ten_activate_once(self, stack):
        eve = stack.registered(name="Eve")
        cards = cards_of(stack, eve)
        assert eve.api.post(f"/transactions/save/{cards['DEBIT']}", {"amount": "100.00"}).status == 201

        def buy(number: int):
            """Asks with the same key again while the outcome is unknown or the card is busy, as the answer says."""
            body = {"cardId": cards["DEBIT"], "merchant": f"=1+{number}", "amount": "10.00"}
            for _ in range(10):
                answer = eve.api.post("/transactions/purchase", body, key=f"twenty-{number}")
                if answer.code not in ("outcome_unknown", "account_busy", "unavailable"):
                    break
                time.sleep(1)
            return answer

        bought = at_once(20, buy)
        assert Counter((answer.status, answer.code) for answer in bought) == {(201, None): 10, (422, "insufficient_funds"): 10}
        stack.settle()
        subjects = Counter(mail.subject.split(" ending")[0].split(" at ")[0] for mail in stack.mails(eve.email))
        assert subjects["Purchase of 10.00 USD"] == 10
        assert sum("is active" in mail.subject for mail in stack.mails(eve.email)) == 1
        assert {card["status"] for card in eve.api.cards().values()} == {"ACTIVATED"}

    def test_a_payment_can_be_tried_without_making_it(self, ada):
        wallet = ada.api.post("/wallet").body["walletId"]
        assert ada.api.post(f"/wallet/{wallet}/credit", {"amount": "5.00"}).status == 200
        body = {"walletId": wallet, "merchant": "Shop", "amount": "5.00"}
        tried = ada.api.post("/payment?dryRun=true", body)
        assert (tried.status, tried.body["dryRun"], tried.body["status"]) == (200, True, "PENDING")
        assert ada.api.get(f"/payment/{tried.body['transactionId']}").status == 404
        refused = ada.api.post("/payment?dryRun=true", {**body, "amount": "5.01"})
        assert (refused.status, refused.code) == (422, "insufficient_funds")
        assert ada.api.get(f"/wallet/{wallet}").body["balance"] == "5.00"

    @pytest.mark.parametrize("merchant", ["two\u2028lines", "two\u2029lines", "next\x85line", "half\x9bcontrol"])
    def test_a_merchant_that_no_subject_can_carry_is_refused(self, ada, debit, merchant):
        wallet = ada.api.post("/wallet").body["walletId"]
        paid = ada.api.post("/payment", {"walletId": wallet, "merchant": merchant, "amount": "1.00"})
        bought = ada.api.post("/transactions/purchase", {"cardId": debit, "merchant": merchant, "amount": "1.00"})
        for refused in (paid, bought):
            assert (refused.status, refused.body["errors"][0]["field"]) == (400, "merchant")

    def test_a_body_beyond_the_gateways_limit_is_told_so(self, ada):
        huge = b'{"image": "' + b"A" * 12_000_000 + b'"}'
        refused = ada.api.call("POST", f"/profile/{ada.user_id}/avatar", raw=huge, key=uuid.uuid4().hex)
        assert refused.status == 413 and "problem+json" in refused.headers["content-type"]


@pytest.fixture(scope="module")
def poisoned(stack, ada, debit) -> list[dict]:
    """The entries that poison of every kind leaves, sent to every queue while the bank goes on working."""
    mark = uuid.uuid4().hex
    sqs = stack.clients("sqs")
    for queue in READ:
        url = sqs.get_queue_url(QueueName=stack.place.name("queue", queue))["QueueUrl"]
        for body in (
            f"no JSON {mark} {queue}",
            json.dumps([mark, queue]),
            json.dumps({"mark": mark, "queue": queue}),
            json.dumps({"mark": mark, "queue": queue, "pad": "\u00e9" * 110_000}, ensure_ascii=False),
        ):
            sqs.send_message(QueueUrl=url, MessageBody=body)
    account = ada.api.post("/accounts", {"type": "checking"}).body["accountId"]
    operation = ada.api.post("/deposit", {"accountId": account, "amount": "7.00"}).body["operationId"]
    status = f"/operation-status/{operation}"
    until(lambda: ada.api.get(status)["status"] == "SUCCESSFUL", "the deposit", seconds=30)
    assert ada.api.post(f"/transactions/save/{debit}", {"amount": "7.77"}).status == 201
    until(lambda: any("7.77" in mail.subject for mail in stack.mails(ada.email)), "the mail", seconds=30)
    stack.settle(seconds=90)
    # As it is kept: staff are not shown what cannot be looked through for personal data, such as JSON that was cut off.
    with stack.inside():
        kept = {item["uuid"]: str(item.get("input", "")) for item in _open_errors()}
    shown = [{**error, "input": kept[error["errorId"]]} for error in errors(stack) if error["errorId"] in kept]
    return [error for error in shown if mark in error["input"]]


def _open_errors() -> Iterator[dict]:
    start = None
    while True:
        found, start = error_log.list_open(limit=100, start=start)
        yield from (item for _, item in found)
        if start is None:
            return


class TestPoison:
    """What nobody can read ends in an error table with its cause, and holds nothing up."""

    def test_each_is_kept_once(self, poisoned):
        found = Counter(self._queue(error) for error in poisoned)
        assert found == dict.fromkeys(READ, 4)

    def test_each_says_why(self, poisoned):
        """All of it is malformed, so nobody is offered to have it done once more."""
        assert {error["error"] for error in poisoned} == {"MalformedMessage"}
        assert not [error for error in poisoned if error["retryable"]]
        causes = {error["cause"] for error in poisoned if '"pad"' in error["input"]}
        assert causes and not [cause for cause in causes if "times" in cause]

    @staticmethod
    def _queue(error: dict) -> str:
        return max((name for name in READ if name in error["input"]), key=len)

    def test_a_message_sent_again_does_what_it_should_have_done(self, stack, ada):
        """A payment whose outcome is in the journal, and whose event was lost."""
        payment_id, wallet = ids.new_id(), ada.api.post("/wallet").body["walletId"]
        with stack.inside():
            made = Payment(payment_id, ada.user_id, wallet, "Shop", 500, "USD", "PENDING", in_seconds(0), "correlation")
            dynamo.write(payments.new_payment(made))
            asked = {"transactionId": payment_id, "ownerId": ada.user_id, "walletId": wallet, "merchant": "Shop"}
            process_payment({**asked, "amountMinor": "500", "currency": "USD"}, Call(clock.now()))
        sqs = stack.clients("sqs")
        sqs.send_message(
            QueueUrl=sqs.get_queue_url(QueueName=stack.place.name("queue", "payment-status-error-sqs"))["QueueUrl"],
            MessageBody=json.dumps({"transactionId": payment_id, "correlationId": "c"}),
        )
        (entry,) = until(lambda: [error for error in errors(stack) if payment_id in error["input"]], "the entry")
        assert entry["retryable"]
        assert stack.as_admin.post(f"/admin/errors/{entry['errorId']}/retry").status == 202
        assert stack.as_admin.post(f"/admin/errors/{entry['errorId']}/retry").code == "already_retried"

        def status() -> str:
            with stack.inside():
                return payments.find_payment(payment_id).status

        until(lambda: status() == "FAILED", "the payment's end", seconds=30)

    def test_a_forged_command_makes_no_money_and_cannot_be_retried(self, stack, ada):
        account = ada.api.post("/accounts", {"type": "checking"}).body["accountId"]
        forged = {
            "command": "DEPOSIT_CMD", "operationId": ids.new_id(), "ownerId": ada.user_id, "accountId": account,
            "amountMinor": 1_000_000_00, "currency": "USD", "correlationId": "",
        }  # fmt: skip
        sqs = stack.clients("sqs")
        queue = sqs.get_queue_url(QueueName=stack.place.name("queue", "ledger-commands-sqs"))["QueueUrl"]
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(forged))
        (entry,) = until(
            lambda: [each for each in errors(stack) if forged["operationId"] in each["input"]], "the entry", seconds=60
        )
        assert not entry["retryable"] and "No fact of the bank says this" in entry["cause"]
        assert stack.as_admin.post(f"/admin/errors/{entry['errorId']}/retry").code == "not_retryable"
        assert ada.api.get(f"/accounts/{account}").body["balance"] == "0.00"
