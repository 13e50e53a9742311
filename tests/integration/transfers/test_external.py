"""Transfers to other banks on the emulator: held, handed over, settled, come back; and money that comes in from them."""

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from chalicelib.kernel import clock
from chalicelib.networks import store as networks
from chalicelib.networks import windows
from chalicelib.networks.public import submit
from chalicelib.platform import audit, dynamo, settings, vault, waits
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from chalicelib.transfers import store
from chalicelib.transfers.external import wait_id_of
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.operations import submit_transfer as submitting
from chalicelib.transfers.operations.settle_transfer import settle_transfer
from chalicelib.transfers.operations.submit_transfer import submit_transfer
from chalicelib.transfers.payees import id_of
from tests.integration.fraud.test_watch import cases_of
from tests.support import streams
from tests.support.accounts import Saver, authorized, bodies_to, deliver, standing
from tests.support.api import staff
from tests.support.screening import approve, blacklisted, case_of, decline, propose, rule, taken
from tests.support.transfers import ACCOUNT_NUMBER, OTHER_BANK, SIMULATIONS, TRANSFER, carried, send, sent

pytestmark = pytest.mark.usefixtures("emulator")


def at_once(*tasks: Callable[[], object]) -> list:
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [each.result() for each in [pool.submit(task) for task in tasks]]


def figures(owner: Saver, account: str) -> tuple[str, str]:
    found = owner.get(f"/accounts/{account}")
    return found["balance"], found["available"]


def row(transaction_id: str) -> Transfer:
    return store.find_transfer(transaction_id)


def used(owner: Saver) -> tuple[int, int]:
    """What of the limit is used today, and of the first day of the account at the other bank."""
    limit = dynamo.get("transfer-limits", {"owner_id": owner.user_id, "currency": "USD"})
    payees, _ = dynamo.query("payee-table", "owner_id = :owner", owner=owner.user_id)
    return limit["day_minor"], payees[0]["first_day_minor"]


def of_journal(transaction_id: str) -> dict[str, list[tuple[str, int]]]:
    """The legs of each posting of a transfer, by its kind."""
    items = [each for each in streams.journal(transaction_id) if "body" in each and transaction_id in each["body"]]
    return {item["kind"]: sorted((leg["account"], leg["amount"]) for leg in item["legs"]) for item in items}


def told(transaction_id: str) -> list[tuple[str, dict]]:
    """The events and mails about a transfer: the type or template, and the whole."""
    items = [*streams.journal(transaction_id), *streams.outbox(transaction_id)]
    bodies = [json.loads(each["body"]) for item in items for each in item.get("deliveries") or () if "body" in each]
    about = [body for body in bodies if transaction_id in json.dumps(body)]
    return [(body.get("type") or body.get("template", ""), body) for body in about]


def later(**after: float) -> Call:
    return Call(clock.now() + timedelta(**after), correlation_id="trace")


def submitted(transaction_id: str, call: Call | None = None) -> str:
    call = call or later()
    return submit_transfer(transaction_id, call.now, call)


def settled(transaction_id: str, **after: float) -> str:
    call = later(**after)
    return settle_transfer(transaction_id, call.now, call)


class TestSend:
    def test_holds_the_money_until_the_network_takes_it(self, ada, account):
        made = send(ada, account, description="Rent", reference="flat 4")
        assert (made.status, made["status"], made["type"], made["direction"]) == (202, "BALANCE_RESERVED", "external", "out")
        assert (made["balance"], made["held"], made["available"]) == ("100.00", "30.00", "70.00")
        assert made["external"] == {"network": "ach", "name": "Grace Hopper", "sameDay": False}
        assert (made["submission"], made["settlement"], made["return"], made["completedAt"]) == (None, None, None, None)
        read = ada.get(f"/api/v1/transactions/{made['transactionId']}")
        assert (read["counterparty"], read["description"], read["reference"]) == ("5678", "Rent", "flat 4")
        assert [event["type"].partition(".")[2] for event in read["events"]] == [
            "initiated",
            "fraud_check.passed",
            "balance_reserved",
        ]
        assert Saver().get(f"/api/v1/transactions/{made['transactionId']}").status == 404

    def test_begins_a_wait_for_the_window(self, ada, account):
        made = send(ada, account)["transactionId"]
        wait = waits.find(wait_id_of(made))
        assert (wait.machine, wait.outcome, json.loads(wait.input)["transactionId"]) == ("transfers_external", "", made)
        assert clock.now() < clock.from_text(wait.due_at) < clock.now() + timedelta(days=5)
        assert clock.from_text(row(made).created_at) < clock.from_text(
            dynamo.get("ledger-holds", {"hold_id": row(made).hold_id})["expires_at"]
        )

    def test_keeps_the_number_as_ciphertext_alone(self, ada, account):
        made = send(ada, account)["transactionId"]
        for name in ("transfer-table", "ledger-journal", "ledger-entries", "payee-table", "wait-table", "outbox-table"):
            assert ACCOUNT_NUMBER not in repr(list(dynamo.scan_all(name)))
        context = {"transfer": made, "field": "accountNumber"}
        assert vault.decrypt(row(made).external.account, context) == ACCOUNT_NUMBER

    def test_costs_a_read_a_ciphertext_the_list_a_read_and_a_transaction_of_eight_items_and_one_for_consent(self, ada, account):
        sent(ada, account, amount="1")  # the rules and the keys are kept by now
        body = {"fromAccountId": account, "external": OTHER_BANK, "amount": "30.00"}
        given = authorized(ada.post(TRANSFER, body)["challengeId"])
        calls: list[str] = []
        written: list[int] = []

        def note(model, params, **_):
            calls.append(model.name)
            if model.name == "TransactWriteItems":
                written.append(len(json.loads(params["body"])["TransactItems"]))

        for service in ("dynamodb", "kms", "s3"):
            client(service).meta.events.register(f"before-call.{service}", note)
        try:
            assert ada.post(TRANSFER, body, Payment_Authorization=given).status == 202
        finally:
            for service in ("dynamodb", "kms", "s3"):
                client(service).meta.events.unregister(f"before-call.{service}", note)
        assert calls == ["GetItem", "Encrypt", "GetObject", "BatchGetItem", "TransactWriteItems"]
        assert written == [9]

    def test_does_it_once_under_a_key(self, ada, account):
        first, again = send(ada, account, key="k"), send(ada, account, key="k")
        assert again.body == first.body and again.headers["Idempotency-Replayed"] == "true"
        assert send(ada, account, key="k", accountNumber="11112222")["code"] == "idempotency_key_reused"
        assert figures(ada, account) == ("100.00", "70.00")

    def test_a_rehearsal_changes_nothing(self, ada, account):
        made = send(ada, account, query="?dryRun=true")
        assert (made.status, made["available"], made["dryRun"]) == (200, "70.00", True)
        assert figures(ada, account) == ("100.00", "100.00") and row(made["transactionId"]) is None

    def test_many_at_once_stop_at_the_balance(self, ada, account):
        made = at_once(*[lambda: send(ada, account, "15.00") for _ in range(10)])
        assert sorted(each.status for each in made) == [202] * 6 + [422] * 4
        assert {each["code"] for each in made if each.status == 422} == {"insufficient_funds"}
        assert figures(ada, account) == ("100.00", "10.00")


class TestSearch:
    @pytest.mark.parametrize(("type", "count"), [("external", 1), ("internal", 1), ("", 2)])
    def test_finds_them_by_their_type(self, ada, account, type, count):
        send(ada, account)
        assert ada.post(TRANSFER, {"fromAccountId": account, "toAccountId": ada.open(), "amount": "1"}).status == 201
        query = f"accountId={account}" + (f"&type={type}" if type else "")
        assert len(ada.get(f"/api/v1/transactions/search?{query}")["items"]) == count


class TestRefusals:
    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"routingNumber": "021000022"}, "external.routingNumber"),
            ({"routingNumber": "000000000"}, "external.routingNumber"),
            ({"routingNumber": "02100002"}, "external.routingNumber"),
            ({"accountNumber": "123"}, "external.accountNumber"),
            ({"accountNumber": "123456789012345678"}, "external.accountNumber"),
            ({"accountNumber": "12 34567"}, "external.accountNumber"),
            ({"name": ""}, "external.name"),
            ({"network": "sepa"}, "external.network"),
            ({"network": "wire", "sameDay": True}, "external.sameDay"),
            ({"messageToPayee": "Hello"}, "messageToPayee"),
            ({"swift": "X"}, "external.swift"),
        ],
        ids=str,
    )
    def test_what_cannot_be_read_is_named(self, ada, account, more, field):
        refused = send(ada, account, **more)
        assert (refused.status, refused["code"]) == (400, "invalid_request")
        assert field in str(refused["errors"])

    def test_of_two_accounts_to_pay(self, ada, account):
        body = {"fromAccountId": account, "external": OTHER_BANK, "toAccountId": ada.open(), "amount": "1"}
        assert ada.post(TRANSFER, body).status == 400

    @pytest.mark.parametrize(("level", "code"), [("BASIC", "kyc_required"), ("FULL", None)])
    def test_of_who_is_not_known_by_documents(self, level, code):
        payer = standing(level)
        made = send(payer, payer.open(balance="10"), "1.00")
        assert made.body.get("code") == code
        if code:
            assert (made.status, made["level"]) == (403, "FULL")

    def test_of_money_that_is_not_there_of_another_currency_and_of_anothers_account(self, ada, account):
        assert send(ada, account, "100.01")["code"] == "insufficient_funds"
        assert send(ada, ada.open(currency="EUR"))["code"] == "currency_mismatch"
        assert send(ada, account, currency="EUR")["code"] == "currency_mismatch"
        assert send(standing(), account)["code"] == "account_not_found"
        assert figures(ada, account) == ("100.00", "100.00")

    def test_of_more_than_a_new_payees_first_day(self, ada):
        source = ada.open(balance="2000")
        assert send(ada, source, "1000.00").status == 202
        assert send(ada, source, "0.01")["code"] == "limit_exceeded"
        assert send(ada, source, "0.01", accountNumber="55556666").status == 202  # somebody else

    def test_of_a_frozen_and_of_a_closed_account(self, ada, account):
        assert staff("support").post(f"/accounts/{account}/freeze", {"reason": "A check"}).status == 200
        assert send(ada, account).status == 423
        empty = ada.open()
        assert ada.post(f"/accounts/{empty}/close").status == 200
        assert send(ada, empty)["code"] == "account_closed"

    def test_of_an_account_on_the_blacklist(self, ada, account):
        mule = f"{uuid.uuid4().int % 10**12:012}"
        target = row(send(ada, account, "1.00", accountNumber=mule)["transactionId"]).to_account
        entry = {"kind": "account", "value": target, "reason": "A known mule"}
        assert staff("risk").post("/api/v1/fraud/blacklist", entry).status == 201
        assert send(ada, account, "1.00", accountNumber=mule)["code"] == "declined_by_policy"
        assert figures(ada, account) == ("100.00", "99.00")


class TestCancel:
    def test_gives_money_and_room_back(self, ada, account):
        made = sent(ada, account)
        assert used(ada) == (3000, 3000)
        answer = ada.post(f"/api/v1/transactions/{made}/cancel")
        assert (answer.status, answer["status"], answer["available"]) == (200, "CANCELLED", "100.00")
        assert used(ada) == (0, 0)
        assert waits.find(wait_id_of(made)).outcome == "CANCELLED"
        assert dynamo.get("ledger-holds", {"hold_id": row(made).hold_id})["state"] == "VOIDED"
        assert "com.infernobank.transfers.transaction.cancelled" in dict(told(made))
        assert submitted(made) == "CANCELLED" and figures(ada, account) == ("100.00", "100.00")

    def test_is_not_for_others_and_not_for_what_the_network_has(self, ada, account):
        made = sent(ada, account)
        assert standing().post(f"/api/v1/transactions/{made}/cancel").status == 404
        carried(made, "submit")
        refused = ada.post(f"/api/v1/transactions/{made}/cancel")
        assert (refused.status, refused["code"]) == (409, "not_cancellable")
        assert figures(ada, account) == ("70.00", "70.00")

    def test_and_the_network_come_to_one_end(self, ada):
        account = ada.open(balance="200")
        for _ in range(6):
            made = sent(ada, account, amount="10")
            calling_off = partial(ada.post, f"/api/v1/transactions/{made}/cancel")
            cancelled, status = at_once(calling_off, partial(submitted, made))
            assert (cancelled.status, status) in ((200, "CANCELLED"), (409, "SUBMITTED"))
            assert row(made).status == status
            moved = of_journal(made)
            assert ("transfer.submitted" in moved) == (status == "SUBMITTED")


class TestReview:
    def held(self, payer: Saver, source: str) -> str:
        amount = {"all": [{"eq": ["currency", "USD"]}, {"eq": ["amountMinor", 4711]}]}
        with rule(amount):
            made = send(payer, source, "47.11")
        assert (made.status, made["status"], made["available"]) == (202, "UNDER_REVIEW", "52.89")
        return made["transactionId"]

    def test_lets_it_go_on_to_the_network(self, ada, account):
        made = self.held(ada, account)
        assert waits.find(wait_id_of(made)) is None and carried(made, "submit")["status"] == "UNDER_REVIEW"
        assert approve(propose(taken(case_of(made)), made)["approvalId"]).status == 200
        assert (row(made).status, figures(ada, account)) == ("BALANCE_RESERVED", ("100.00", "52.89"))
        assert (waits.find(made).outcome, waits.find(wait_id_of(made)).outcome) == ("APPROVED", "")
        assert [carried(made, step)["status"] for step in ("submit", "settle")] == ["SUBMITTED", "COMPLETED"]
        assert figures(ada, account) == ("52.89", "52.89")
        steps = [event["type"].partition(".")[2] for event in ada.get(f"/api/v1/transactions/{made}")["events"]]
        assert steps == ["initiated", "balance_reserved", "under_review", "fraud_check.passed", "processing", "completed"]

    def test_that_declines_it_gives_the_money_back(self, ada, account):
        made = self.held(ada, account)
        assert decline(taken(case_of(made)), made).status == 200
        assert (row(made).status, figures(ada, account), used(ada)) == ("FAILED", ("100.00", "100.00"), (0, 0))
        assert submitted(made) == "FAILED" and waits.find(wait_id_of(made)) is None

    def test_can_be_called_off_before_and_after(self, ada, account):
        made = self.held(ada, account)
        assert ada.post(f"/api/v1/transactions/{made}/cancel").status == 200
        approved = self.held(ada, account)
        assert approve(propose(taken(case_of(approved)), approved)["approvalId"]).status == 200
        assert ada.post(f"/api/v1/transactions/{approved}/cancel").status == 200
        assert [row(each).status for each in (made, approved)] == ["CANCELLED", "CANCELLED"]
        assert (figures(ada, account), used(ada)) == (("100.00", "100.00"), (0, 0))


@pytest.fixture
def sanctions():
    """What lies where the list of sanctions does, as it was again after the test."""
    place = {"Bucket": settings.bucket_name("screening-lists"), "Key": "sanctions.json"}
    former = client("s3").get_object(**place)["Body"].read()
    yield partial(client("s3").put_object, **place)
    client("s3").put_object(**place, Body=former)


class TestSanctions:
    def named(self, *names: str) -> str:
        return json.dumps({"version": "1", "source": "test", "entries": [{"id": "1", "names": names, "birthDates": []}]})

    def test_hold_what_goes_to_who_is_listed_whatever_stands_on_the_whitelist(self, ada, account, sanctions):
        sanctions(Body=self.named("Hopper, Grace"))
        entry = staff("risk").post("/api/v1/fraud/whitelist", {"kind": "customer", "value": ada.user_id, "reason": "Known"})
        made = send(ada, account)
        assert (entry.status, made.status, made["status"]) == (201, 202, "UNDER_REVIEW")
        case = staff("risk").get(f"/api/v1/fraud/cases/{case_of(made['transactionId'])}")["case"]
        assert (case["cause"], case["flags"], case["riskLevel"]) == ("sanctions", ["sanctions:match"], "HIGH")
        assert "sanctions:match" in json.loads(row(made["transactionId"]).decision)["listed"]
        assert decline(taken(case["caseId"]), made["transactionId"]).status == 200
        assert figures(ada, account) == ("100.00", "100.00")

    def test_without_a_list_to_ask_hold_it_too(self, ada, account, sanctions):
        sanctions(Body="no list")
        made = send(ada, account)
        case = staff("risk").get(f"/api/v1/fraud/cases/{case_of(made['transactionId'])}")["case"]
        assert (made["status"], case["flags"], case["riskLevel"]) == ("UNDER_REVIEW", ["sanctions:fault"], "LOW")

    def test_say_nothing_of_a_name_that_is_only_alike(self, ada, account, sanctions):
        sanctions(Body=self.named("Gracia Hooperman"))
        assert send(ada, account)["status"] == "BALANCE_RESERVED"

    def test_are_kept_when_it_is_analysed_again(self, ada, account, sanctions):
        sanctions(Body=self.named("Grace Hopper"))
        made = send(ada, account)["transactionId"]
        again = staff("risk").post("/api/v1/fraud/analyze", {"transactionId": made})
        kept = staff("risk").get(f"/api/v1/fraud/score/{made}")
        assert (again.status, again["outcome"], kept.status, kept["outcome"]) == (200, "review", 200, "review")


class TestHold:
    def test_is_not_its_owners_to_take_or_let_go(self, ada, account):
        hold = row(sent(ada, account)).hold_id
        for verb, body in (("void", None), ("capture", {"amount": "1"})):
            refused = ada.post(f"/holds/{hold}/{verb}", body)
            assert (refused.status, refused["code"]) == (409, "hold_kept")


class TestSubmit:
    def test_takes_the_money_to_the_network(self, ada, account):
        made = sent(ada, account, sameDay=True)
        answer = carried(made, "submit")
        assert (answer["status"], len(answer["submission"]["traceNumber"])) == ("SUBMITTED", 15)
        assert of_journal(made)["transfer.submitted"] == [(account, -3000), ("bank:network", 3000)]
        assert figures(ada, account) == ("70.00", "70.00")
        assert dynamo.get("ledger-holds", {"hold_id": row(made).hold_id})["state"] == "CAPTURED"
        assert waits.find(wait_id_of(made)).due_at == answer["submission"]["expectedSettlementAt"]
        event = dict(told(made))["com.infernobank.transfers.transaction.processing"]
        assert (event["id"], event["data"]["type"]) == (f"{made}#4", "external") and "payeeId" not in event["data"]

    def test_again_changes_nothing(self, ada, account):
        made = sent(ada, account, "submit")
        before = row(made)
        assert [submitted(made), carried(made, "submit")["status"]] == ["SUBMITTED", "SUBMITTED"]
        assert row(made) == before and figures(ada, account) == ("70.00", "70.00")

    def test_by_many_workers_is_done_once(self, ada, account):
        made = sent(ada, account)
        assert set(at_once(*[lambda: submitted(made)] * 5)) == {"SUBMITTED"}
        assert figures(ada, account) == ("70.00", "70.00") and row(made).external.trace_number
        assert len([name for name, _ in told(made) if name.endswith("processing")]) == 1

    def test_goes_on_after_a_worker_died_with_the_money_taken(self, ada, account):
        made = sent(ada, account)
        submitting._take_money(row(made), later(), ())
        assert (row(made).status, row(made).external.trace_number) == ("SUBMITTED", "")
        assert submitted(made) == "SUBMITTED"
        assert row(made).external.trace_number and figures(ada, account) == ("70.00", "70.00")

    def test_goes_on_after_a_worker_died_with_the_network_told(self, ada, account, monkeypatch):
        made = sent(ada, account)
        with monkeypatch.context() as dying:
            dying.setattr(submitting.networks, "submit", lambda payment, at: (submit(payment, at), 1 / 0))
            with pytest.raises(ZeroDivisionError):
                submitted(made)
        trace_number = networks.find(made).trace_number
        assert submitted(made, later(days=3)) == "SUBMITTED"
        assert row(made).external.trace_number == trace_number
        assert dict(told(made))["com.infernobank.transfers.transaction.processing"]["id"] == f"{made}#4"

    @pytest.mark.parametrize("whom", ["payer", "account"])
    def test_fails_for_who_has_come_onto_the_blacklist_since(self, ada, account, whom):
        made = sent(ada, account)
        kind, value = ("customer", ada.user_id) if whom == "payer" else ("account", row(made).to_account)
        with blacklisted(value, kind=kind):
            assert submitted(made) == "FAILED"
        told = ada.get(f"/api/v1/transactions/{made}")
        assert (told["status"], told["reason"]) == ("FAILED", "declined_by_policy")
        assert figures(ada, account) == ("100.00", "100.00") and used(ada) == (0, 0)

    def test_fails_out_of_a_frozen_account(self, ada, account):
        made = sent(ada, account)
        assert staff("support").post(f"/accounts/{account}/freeze", {"reason": "A check"}).status == 200
        assert submitted(made) == "FAILED"
        read = ada.get(f"/api/v1/transactions/{made}")
        assert (read["status"], read["reason"], figures(ada, account), used(ada)) == (
            "FAILED", "account_frozen", ("100.00", "100.00"), (0, 0),
        )  # fmt: skip
        assert {"TRANSFER.FAILED", "com.infernobank.transfers.transaction.failed"} <= set(dict(told(made)))
        assert networks.find(made) is None and waits.find(wait_id_of(made)).outcome == "FAILED"

    @pytest.mark.parametrize(("left", "status"), [("30.00", "SUBMITTED"), ("29.99", "FAILED")])
    def test_after_an_outage_that_its_hold_has_not_outlasted(self, ada, account, left, status):
        made = sent(ada, account)
        expired = later(days=20)
        item = dynamo.get("ledger-accounts", {"owner_id": ada.user_id, "account_id": account})
        dynamo.write(dynamo.put("account", "ledger-accounts", {**item, "holds": {}, "held": 0, "available": item["posted"]}))
        ada.settle(ada.begin("withdraw", account, str(100 - Decimal(left))))
        assert submit_transfer(made, expired.now, expired) == status
        assert (row(made).reason or "none") == ("none" if status == "SUBMITTED" else "insufficient_funds")

    def test_is_for_operations_by_its_own_network(self, ada, account):
        made = sent(ada, account)
        path = f"{SIMULATIONS}/ach-transfers/{made}/submit"
        assert [staff("risk").post(path, key=None).status, ada.post(path, key=None).status] == [403, 403]
        assert carried(made, "submit", network="wire").status == 404
        assert carried(row(made).owner_id, "submit").status == 404


class TestSettle:
    def test_completes_it_and_touches_no_customer(self, ada, account):
        made = sent(ada, account, "submit")
        answer = carried(made, "settle")
        assert (answer["status"], answer["settlement"] is not None) == ("COMPLETED", True)
        assert of_journal(made)["transfer.settled"] == [("bank:network", -3000), ("bank:settlement", 3000)]
        assert {"TRANSFER.COMPLETED", "com.infernobank.transfers.transaction.completed"} <= set(dict(told(made)))
        assert waits.find(wait_id_of(made)).outcome == "COMPLETED" and used(ada) == (3000, 3000)
        read = ada.get(f"/api/v1/transactions/{made}")
        assert (read["status"], read["completedAt"]) == ("COMPLETED", answer["settlement"]["settledAt"])

    def test_waits_for_the_network_and_asks_again(self, ada, account):
        made = sent(ada, account, "submit")
        assert settled(made) == "WAITING"
        wait = waits.find(wait_id_of(made))
        dynamo.write(waits.postpone(wait, clock.now()))
        assert settled(made) == "WAITING"
        assert clock.from_text(waits.find(wait_id_of(made)).due_at) > clock.now() + timedelta(minutes=50)
        assert settled(made, days=6) == "COMPLETED" == settled(made, days=6)
        assert row(made).external.settled_at == row(made).external.expected_settlement_at

    def test_of_what_no_network_has_is_refused(self, ada, account):
        refused = carried(sent(ada, account), "settle")
        assert (refused.status, refused["code"]) == (409, "not_waiting")

    def test_makes_the_payee_known(self, ada, account):
        made = sent(ada, account, "submit")
        where = store.payee_row(ada.user_id, row(made).to_account)
        assert store.to_payee(dynamo.get(*where)).is_new
        carried(made, "settle")
        assert not store.to_payee(dynamo.get(*where)).is_new
        assert where[1]["payee_id"] == id_of(ada.user_id, row(made).to_account)

    def test_by_many_workers_is_done_once(self, ada, account):
        made = sent(ada, account, "submit")
        assert set(at_once(*[lambda: settled(made, days=6)] * 5)) == {"COMPLETED"}
        assert len([name for name, _ in told(made) if name == "TRANSFER.COMPLETED"]) == 1


class TestReturn:
    def test_gives_money_and_room_back(self, ada, account):
        made = sent(ada, account, "submit", "settle")
        answer = carried(made, "return", code="R03")
        assert (answer.status, answer["status"], answer["return"]["code"]) == (200, "RETURNED", "R03")
        assert answer["return"]["traceNumber"].startswith("02100002")
        assert of_journal(made)["transfer.returned"] == [(account, 3000), ("bank:settlement", -3000)]
        assert (figures(ada, account), used(ada)) == (("100.00", "100.00"), (0, 0))
        assert {"TRANSFER.RETURNED", "com.infernobank.transfers.transaction.returned"} <= set(dict(told(made)))

    def test_before_it_has_settled_comes_from_the_network(self, ada, account):
        made = sent(ada, account, "submit")
        assert carried(made, "return", code="R02").status == 200
        assert of_journal(made)["transfer.returned"] == [(account, 3000), ("bank:network", -3000)]
        assert waits.find(wait_id_of(made)).outcome == "RETURNED"
        assert settled(made, days=6) == "RETURNED" and figures(ada, account) == ("100.00", "100.00")

    def test_five_at_once_are_one(self, ada, account):
        made = sent(ada, account, "submit", "settle")
        answers = at_once(*[lambda: carried(made, "return", code="R01")] * 5)
        assert sorted(each.status for each in answers) == [200, 409, 409, 409, 409]
        assert {each["code"] for each in answers if each.status == 409} == {"already_returned"}
        assert (figures(ada, account), carried(made, "return", code="R01").status) == (("100.00", "100.00"), 409)

    @pytest.mark.parametrize(("code", "days"), [("R01", 10), ("R10", 61)])
    def test_too_late_is_refused(self, ada, account, code, days):
        made = sent(ada, account, "submit", "settle")
        transfer = row(made)
        long_ago = (windows.today(clock.now()) - timedelta(days=days)).isoformat()
        aged = replace(transfer, external=replace(transfer.external, effective_date=long_ago))
        dynamo.write(store.moved_on(aged, transfer))
        refused = carried(made, "return", code=code)
        assert (refused.status, refused["code"]) == (409, "untimely_return") and refused["lastDay"] > long_ago
        assert figures(ada, account) == ("70.00", "70.00")

    def test_of_a_wire_is_refused(self, ada, account):
        made = sent(ada, account, "submit", "complete", network="wire")
        refused = carried(made, "return", code="R03")
        assert (refused.status, refused["code"], figures(ada, account)) == (409, "not_returnable", ("70.00", "70.00"))

    def test_of_what_no_network_has_is_refused(self, ada, account):
        assert carried(sent(ada, account), "return", code="R03")["code"] == "not_returnable"
        cancelled = sent(ada, account)
        ada.post(f"/api/v1/transactions/{cancelled}/cancel")
        assert carried(cancelled, "return", code="R03")["code"] == "not_returnable"

    def test_for_no_reason_of_the_network_is_refused(self, ada, account):
        assert carried(sent(ada, account, "submit"), "return", code="R99").status == 400

    def test_to_a_closed_account_is_claimed_by_nobody(self, ada, account):
        made = sent(ada, account, "submit", "settle", amount="100.00")
        assert ada.post(f"/accounts/{account}/close").status == 200
        assert carried(made, "return", code="R03")["status"] == "RETURNED"
        assert of_journal(made)["transfer.returned"] == [("bank:settlement", -10000), ("bank:unclaimed", 10000)]
        (found,) = cases_of(account)
        (hit,) = found["payments"]
        assert (found["case"]["cause"], found["case"]["waiting"]) == ("unclaimed", 0)
        assert (hit["transactionId"], hit["kind"], hit["amount"]) == (made, "return", "100.00")

    def test_to_a_frozen_account_comes_in(self, ada, account):
        made = sent(ada, account, "submit", "settle")
        staff("support").post(f"/accounts/{account}/freeze", {"reason": "A check"})
        assert carried(made, "return", code="R03").status == 200
        assert ada.money(account) == "100.00"

    def test_is_the_other_banks_alone_to_make(self, ada, account):
        made = sent(ada, account, "submit", "settle")
        body = {"reason": "Paid twice"}
        assert ada.post(f"/api/v1/transactions/{made}/reverse", body)["code"] == "not_reversible_by_payer"
        assert staff("operations").post(f"/api/v1/transactions/{made}/reverse", body)["code"] == "not_reversible"


class TestReceive:
    def receive(self, number: str, amount: str = "12.50", **more: object):
        sender = {name: OTHER_BANK[name] for name in ("routingNumber", "accountNumber", "name")}
        body = {"accountNumber": number, "amount": amount, "sender": sender | more}
        return staff("operations").post(f"{SIMULATIONS}/inbound-ach-transfers", body)

    def number(self, owner: Saver, account: str) -> str:
        return owner.get(f"/accounts/{account}")["accountNumber"]

    def test_pays_the_account(self, ada, account):
        made = self.receive(self.number(ada, account))
        assert (made.status, made["status"], ada.money(account)) == (201, "COMPLETED", "112.50")
        read = ada.get(f"/api/v1/transactions/{made['transactionId']}")
        assert (read["direction"], read["type"], read["external"]["name"], read["counterparty"]) == (
            "in", "external", "Grace Hopper", "5678",
        )  # fmt: skip
        assert [each["type"] for each in read["events"]] == ["transaction.completed"]
        (listed,) = ada.get(f"/api/v1/transactions/account/{account}?direction=in")["items"]
        assert listed["transactionId"] == made["transactionId"]
        assert of_journal(made["transactionId"])["transfer.received"] == [(account, 1250), ("bank:settlement", -1250)]
        assert "TRANSFER.RECEIVED" in dict(told(made["transactionId"]))
        assert ACCOUNT_NUMBER not in repr(list(dynamo.scan_all("transfer-table")))

    @pytest.mark.parametrize("whom", ["payee", "account"])
    def test_leaves_with_the_other_bank_what_is_for_who_stands_on_the_blacklist(self, ada, account, whom):
        kind, value = ("customer", ada.user_id) if whom == "payee" else ("account", account)
        with blacklisted(value, kind=kind):
            assert self.receive(self.number(ada, account))["code"] == "declined_by_policy"
        assert figures(ada, account) == ("100.00", "100.00")
        assert deliver("fraud_watch", *bodies_to("fraud-watch-sqs", account)) == []
        (found,) = cases_of(account)
        assert (found["case"]["cause"], found["payments"][0]["kind"]) == ("blacklist", "arrival")

    def test_is_refused_for_what_cannot_be_paid(self, ada):
        closed, euros = ada.open(), ada.open(currency="EUR")
        number = self.number(ada, closed)
        assert ada.post(f"/accounts/{closed}/close").status == 200
        assert self.receive(number)["code"] == "beneficiary_closed"
        assert self.receive(self.number(ada, euros))["code"] == "currency_mismatch"
        assert self.receive("400000123462")["code"] == "beneficiary_not_found"

    def test_cannot_be_given_back_by_who_was_paid(self, ada, account):
        made = self.receive(self.number(ada, account))["transactionId"]
        refused = ada.post(f"/api/v1/transactions/{made}/reverse", {"reason": "Not mine"})
        assert (refused.status, refused["code"]) == (409, "not_reversible")


class TestAudit:
    """What a simulation did is in the log, once, with who asked for it."""

    def entries(self, payer: Saver) -> list[str]:
        return [each.what for each in audit.page(None, payer.user_id, None, limit=100, start=None)[0]]

    def test_has_each_step(self, ada, account):
        made = sent(ada, account, "submit", "settle")
        assert carried(made, "return", code="R03").status == 200
        assert self.entries(ada) == ["transfer.return", "transfer.settle", "transfer.submit"]
        (entry,) = audit.page(None, ada.user_id, "transfer.return", limit=9, start=None)[0]
        assert (entry.subject, entry.after) == (made, {"code": "R03"}) and entry.who != audit.BANK

    def test_has_nothing_of_what_changed_nothing(self, ada, account):
        made = sent(ada, account, "submit", "settle")
        assert [carried(made, step).status for step in ("submit", "settle")] == [200, 200]
        assert self.entries(ada) == ["transfer.settle", "transfer.submit"]

    def test_has_money_that_came_in_and_time_that_passed(self, ada, account):
        number = ada.get(f"/accounts/{account}")["accountNumber"]
        TestReceive().receive(number)
        assert self.entries(ada) == ["transfer.receive"]
        made = sent(ada, account)
        wait = waits.find(wait_id_of(made))
        dynamo.write(waits.postpone(wait, clock.now() - timedelta(days=300)))
        assert staff("operations").post(f"{SIMULATIONS}/clock", {"at": clock.to_text(clock.now())}, key=None)["submitted"] >= 1
        assert self.entries(ada) == ["transfer.pass_time", "transfer.receive"]


class TestWaiting:
    def test_is_listed_until_it_has_settled_the_first_that_is_due_first(self, ada, account):
        def waiting() -> list[dict]:
            every = staff("operations").get(f"{SIMULATIONS}/transfers")["items"]
            assert [each["dueAt"] for each in every] == sorted(each["dueAt"] for each in every)
            return [each for each in every if each["transactionId"] == made]

        made, other = sent(ada, account), sent(ada, account)
        early = clock.now() - timedelta(days=300)  # among the first, whatever else waits
        dynamo.write(waits.postpone(waits.find(wait_id_of(other)), early + timedelta(days=1)))
        dynamo.write(waits.postpone(waits.find(wait_id_of(made)), early))
        (listed,) = waiting()
        due = {"createdAt": row(made).created_at, "dueAt": clock.to_text(early)}
        money = {"amount": "30.00", "currency": "USD", "status": "BALANCE_RESERVED"}
        assert listed == {"transactionId": made, "network": "ach", "sameDay": False, **money, **due}
        assert carried(made, "submit").status == carried(made, "settle").status == 200
        assert waiting() == []


class TestClock:
    def test_goes_on_with_what_is_due_by_then(self, ada, account):
        made = sent(ada, account)
        for days in (9, 18):  # to the network first, and then to its settlement
            at = clock.to_text(clock.now() + timedelta(days=days))
            while staff("operations").post(f"{SIMULATIONS}/clock", {"at": at}, key=None)["more"]:
                pass  # others of this run wait too
        assert row(made).status == "COMPLETED"

    def test_goes_on_after_a_worker_died_with_the_money_taken(self, ada, account):
        made = sent(ada, account)
        submitting._take_money(row(made), later(), ())
        assert (row(made).status, row(made).external.trace_number) == ("SUBMITTED", "")
        wait = waits.find(wait_id_of(made))
        dynamo.write(waits.postpone(wait, clock.now() - timedelta(days=300)))
        assert staff("operations").post(f"{SIMULATIONS}/clock", {"at": clock.to_text(clock.now())}, key=None)["submitted"] >= 1
        assert row(made).external.trace_number
        assert TestAudit().entries(ada) == ["transfer.pass_time"]

    def test_leaves_what_is_not_due(self, ada, account):
        made = sent(ada, account)
        answer = staff("operations").post(f"{SIMULATIONS}/clock", {"at": "2020-01-01T00:00:00Z"}, key=None)
        assert (answer.status, answer["submitted"], row(made).status) == (200, 0, "BALANCE_RESERVED")


class TestProduction:
    def test_lists_nothing(self, monkeypatch):
        monkeypatch.setattr(settings, "simulated_networks", lambda: False)
        assert staff("operations").get(f"{SIMULATIONS}/transfers")["code"] == "not_found"

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("ach-transfers/{id}/submit", None),
            ("ach-transfers/{id}/settle", None),
            ("ach-transfers/{id}/return", {"code": "R03"}),
            ("wire-transfers/{id}/submit", None),
            ("wire-transfers/{id}/complete", None),
            ("inbound-ach-transfers", {"accountNumber": "400000123462", "amount": "1", "sender": {k: OTHER_BANK[k] for k in ("routingNumber", "accountNumber", "name")}}),
            ("clock", {"at": "2030-01-01T00:00:00Z"}),
        ],
    )  # fmt: skip
    def test_simulates_nothing(self, ada, account, monkeypatch, path, body):
        made = sent(ada, account)
        monkeypatch.setattr(settings, "simulated_networks", lambda: False)
        key = "fresh" if "inbound" in path else None
        answer = staff("operations").post(f"{SIMULATIONS}/{path.format(id=made)}", body, key=key)
        assert (answer.status, answer["code"], row(made).status) == (404, "not_found", "BALANCE_RESERVED")
