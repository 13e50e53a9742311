"""Transfers on the emulator: one posting for both sides, each side told its own, limits that no race gets past."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from chalicelib.fraud import store as fraud_store
from chalicelib.fraud.decisions import replayed
from chalicelib.fraud.screening import rules_of
from chalicelib.identity import public as identity
from chalicelib.kernel import clock, ids
from chalicelib.ledger import journal as ledger
from chalicelib.platform import approvals, dynamo
from chalicelib.platform.clients import client
from chalicelib.transfers import store
from chalicelib.transfers.payees import Payee, id_of
from local.waiting import until
from tests.support import streams
from tests.support.accounts import Saver, authorized, consenting, outbox_of, standing
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("emulator")
TRANSFER = "/api/v1/transactions/transfer"


def pay(
    payer: Caller, source: str, target: str, amount: object = "30.00", *, key: str = "fresh", query: str = "", **more: object
):
    """With consent where it is needed."""
    body = {"fromAccountId": source, "toAccountId": target, "amount": amount, **more}
    return consenting(payer, TRANSFER + query, body, key)


def number_of(owner: Saver, account_id: str) -> str:
    return owner.get(f"/accounts/{account_id}")["accountNumber"]


def known(payer: Saver, owner: Saver, **opening: str) -> str:
    """An account that the payer has paid before, two days ago."""
    account_id = owner.open(**opening)
    known_to(payer, account_id)
    return account_id


def known_to(payer: Saver, account_id: str) -> None:
    since = clock.to_text(clock.now() - timedelta(days=2))
    payee = Payee(payer.user_id, id_of(payer.user_id, account_id), account_id, "", since, paid_at=since)
    dynamo.write(store.payee_changed(payee))


@contextmanager
def transactions() -> Iterator[tuple[list[str], list[int]]]:
    """The names of the calls to DynamoDB, and how many items each transaction wrote."""
    calls: list[str] = []
    written: list[int] = []

    def note(model, params, **_):
        calls.append(model.name)
        if model.name == "TransactWriteItems":
            written.append(len(json.loads(params["body"])["TransactItems"]))

    events = client("dynamodb").meta.events
    events.register("before-call.dynamodb", note)
    try:
        yield calls, written
    finally:
        events.unregister("before-call.dynamodb", note)


class TestMakeTransfer:
    def test_moves_the_money_in_one_answer(self, ada, bob, account):
        target = bob.open()
        made = pay(ada, account, target, description="Rent", messageToPayee="Thank you")
        assert (made.status, made["status"], made["balance"], made["direction"]) == (201, "COMPLETED", "70.00", "out")
        assert (ada.money(account), bob.money(target)) == ("70.00", "30.00")
        assert made.headers["Location"].endswith(f"/api/v1/transactions/{made['transactionId']}")

    def test_pays_a_number_too(self, ada, bob, account):
        number = number_of(bob, target := bob.open())
        made = consenting(ada, TRANSFER, {"fromAccountId": account, "toAccountNumber": number, "name": "Bob", "amount": "1"})
        assert (made.status, made["counterparty"], bob.money(target)) == (201, number[-4:], "1.00")

    def test_is_seen_from_both_sides_and_by_nobody_else(self, ada, bob, account):
        target = bob.open()
        words = {"description": "Rent", "messageToPayee": "Thank you", "reference": "flat 4", "metadata": {"month": "May"}}
        path = f"/api/v1/transactions/{pay(ada, account, target, **words)['transactionId']}"
        paid, got = ada.get(path), bob.get(path)
        assert {name: paid[name] for name in words} == words and paid["counterparty"] == number_of(bob, target)[-4:]
        assert (got["direction"], got["accountId"], got["counterparty"]) == ("in", target, number_of(ada, account)[-4:])
        assert (got["description"], got["messageToPayee"]) == (None, "Thank you") and "reference" not in got.body
        assert account not in str(got.body) and ada.user_id not in str(got.body)
        assert Saver().get(path).status == 404
        assert [event["type"].partition(".")[2] for event in paid["events"]] == [
            "initiated", "fraud_check.passed", "balance_reserved", "processed", "completed",
        ]  # fmt: skip

    def test_costs_two_reads_and_one_transaction_of_six_items_and_one_more_each_for_limit_payee_and_consent(
        self, ada, bob, account
    ):
        own, others, before = ada.open(), bob.open(), known(ada, bob)
        rules_of(pointer["ruleset"] if (pointer := dynamo.get("fraud-rulesets", {"ruleset_id": "in-use"})) else "")  # kept by now
        asked = ada.post(TRANSFER, {"fromAccountId": account, "toAccountId": others, "amount": "30.00"})
        given = {"Payment_Authorization": authorized(asked["challengeId"])}
        for target, items, headers in ((own, 6, {}), (others, 9, given), (before, 7, {})):
            with transactions() as (calls, written):
                assert (
                    ada.post(TRANSFER, {"fromAccountId": account, "toAccountId": target, "amount": "30.00"}, **headers).status
                    == 201
                )
            assert calls == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]
            assert written == [items]
        limit = dynamo.get("transfer-limits", {"owner_id": ada.user_id, "currency": "USD"})
        assert (limit["day_minor"], limit["count"]) == (6000, 2)  # to others, not to oneself

    def test_tells_each_side_its_own_in_the_entries(self, ada, bob, account):
        target = bob.open()
        pay(ada, account, target, description="Rent", messageToPayee="Thank you", reference="flat 4")
        (entry,) = ledger.entries(target, maximum=10)
        assert entry["details"]["messageToPayee"] == "Thank you"
        assert not {"description", "reference", "toAccountId"} & set(entry["details"])
        *_, mine = ledger.entries(account, maximum=10)
        assert (mine["details"]["description"], mine["details"]["reference"]) == ("Rent", "flat 4")

    def test_is_told_as_five_events_and_a_mail_to_each(self, ada, bob, account):
        made = pay(ada, account, bob.open())["transactionId"]
        (item,) = [each for each in streams.journal(made) if each["posting_id"] == made]
        types = [each.get("type", "").rpartition("transaction.")[2] for each in item["deliveries"] if each["kind"] == "topic"]
        assert types == ["initiated", "fraud_check.passed", "balance_reserved", "processed", "completed"]
        mails = [each["body"] for each in item["deliveries"] if each["kind"] == "queue"]
        assert ['"TRANSFER.COMPLETED"' in mails[0], '"TRANSFER.RECEIVED"' in mails[1]] == [True, True]
        assert ada.user_id in mails[0] and bob.user_id in mails[1] and outbox_of(made) == []

    def test_answers_the_same_key_with_the_same_transfer(self, ada, bob, account):
        target = bob.open()
        first, again = (pay(ada, account, target, key="rent") for _ in range(2))
        assert again.body == first.body and again.replayed and bob.money(target) == "30.00"
        assert pay(ada, account, target, "31", key="rent")["code"] == "idempotency_key_reused"

    def test_changes_nothing_in_a_dry_run(self, ada, bob, account):
        target = bob.open()
        tried = pay(ada, account, target, query="?dryRun=true")
        assert (tried.status, tried["balance"], tried["dryRun"]) == (200, "70.00", True)
        assert (ada.money(account), ada.get(f"/api/v1/transactions/{tried['transactionId']}").status) == ("100.00", 404)

    @pytest.mark.parametrize("amount", ["90071992547409.93", "90071992547409.92"])
    def test_is_exact_beyond_what_a_float_holds(self, ada, amount):
        source, target = ada.open(balance="90071992547409.93"), ada.open()
        assert pay(ada, source, target, amount).status == 201
        assert ada.money(target) == amount


class TestRefusals:
    def test_an_account_does_not_pay_itself(self, ada, account):
        assert pay(ada, account, account)["code"] == "same_account"

    def test_more_than_there_is(self, ada, bob, account):
        assert (refused := pay(ada, account, bob.open(), "100.01")).status == 422 and refused["code"] == "insufficient_funds"

    def test_another_ones_account_and_an_unknown_one_are_the_same(self, ada, bob, account):
        theirs = bob.open(balance="50.00")
        answers = [pay(ada, source, account, "1") for source in (theirs, ids.new_id())]
        assert [(each.status, each["code"], each["detail"]) for each in answers] == [
            (404, "account_not_found", "No such account")
        ] * 2
        assert bob.money(theirs) == "50.00"

    def test_nobody_has_this_id_or_number(self, ada, account):
        unknown = ada.post(TRANSFER, {"fromAccountId": account, "toAccountNumber": "400000123462", "name": "Bob", "amount": "1"})
        assert pay(ada, account, ids.new_id())["code"] == unknown["code"] == "beneficiary_not_found"

    @pytest.mark.parametrize("number", ["400000123463", "12", "4000 0123 4462", "４０００００１２３４６２"])
    def test_a_number_with_a_wrong_digit(self, ada, account, number):
        refused = ada.post(TRANSFER, {"fromAccountId": account, "toAccountNumber": number, "name": "Bob", "amount": "1"})
        assert (refused.status, refused["errors"][0]["field"]) == (400, "toAccountNumber")

    def test_a_wallet_is_no_account_to_pay_from_or_to(self, ada, bob, account):
        assert pay(ada, ada.open_wallet("50.00"), account, "1").status == pay(ada, account, bob.open_wallet(), "1").status == 404

    def test_a_closed_one_is_not_paid(self, ada, bob, account):
        target = bob.open()
        assert bob.post(f"/accounts/{target}/close").status == 200
        assert (refused := pay(ada, account, target)).status == 422 and refused["code"] == "beneficiary_closed"
        assert ada.money(account) == "100.00"

    def test_a_frozen_one_is_paid_and_does_not_pay(self, ada, bob, account):
        frozen = bob.open(balance="10.00")
        assert staff("support").post(f"/accounts/{frozen}/freeze", {"reason": "Asked"}).status == 200
        assert pay(ada, account, frozen, "1").status == 201
        assert (refused := pay(bob, frozen, account, "1")).status == 423 and refused["code"] == "account_frozen"

    def test_a_frozen_or_closed_one_is_told_before_level_funds_and_screening(self):
        unknown = Saver()
        frozen, closed, target = unknown.open(), unknown.open(), standing().open()
        assert staff("support").post(f"/accounts/{frozen}/freeze", {"reason": "Asked"}).status == 200
        assert unknown.post(f"/accounts/{closed}/close").status == 200
        answers = [pay(unknown, source, target, "1") for source in (frozen, closed)]
        assert [(each.status, each["code"]) for each in answers] == [(423, "account_frozen"), (409, "account_closed")]

    def test_another_currency(self, ada, bob, account):
        assert pay(ada, account, bob.open(currency="EUR"), "1")["code"] == "currency_mismatch"
        assert pay(ada, account, bob.open(), "1", currency="EUR")["code"] == "currency_mismatch"

    @pytest.mark.parametrize("more", [{"toAccountNumber": "400000123462"}, {"toAccountId": None}, {"toAccountId": 7}])
    def test_who_is_paid_is_said_once(self, ada, account, more):
        body = {"fromAccountId": account, "toAccountId": ids.new_id(), "amount": "1", **more}
        assert ada.post(TRANSFER, {name: value for name, value in body.items() if value is not None}).status == 400

    @pytest.mark.parametrize("amount", ["0", "-1", "1.001", "NaN", "1e3", " 1", "100000000000000001", None, True])
    def test_what_is_no_amount(self, ada, bob, account, amount):
        assert pay(ada, account, bob.open(), amount).status == 400

    def test_staff_have_no_accounts_to_pay_from(self, account):
        assert pay(staff("operations"), account, account).status == 403


class TestLevels:
    def test_nobody_unknown_sends_to_others(self, bob):
        unknown = Saver()
        account, target = unknown.open(balance="10.00"), bob.open()
        refused = pay(unknown, account, target, "1.00")
        assert (refused.status, refused["code"], refused["level"]) == (403, "kyc_required", "BASIC")
        assert pay(unknown, account, unknown.open(), "1.00").status == 201
        assert (unknown.money(account), bob.money(target)) == ("9.00", "0.00")

    @pytest.mark.parametrize("verified", [(), ("email",), ("phone",)])
    def test_one_proven_address_is_not_enough(self, bob, verified):
        ada = standing("FULL", verified=verified)
        assert pay(ada, ada.open(balance="10.00"), bob.open(), "1.00")["code"] == "kyc_required"

    def test_another_ones_row_gives_no_level(self, ada, bob):
        thief = Saver(email=ada.email)
        assert pay(thief, thief.open(balance="10.00"), bob.open(), "1.00")["code"] == "kyc_required"

    @pytest.mark.parametrize(("level", "limit"), [("BASIC", "250.00"), ("FULL", "10000.00"), ("ENHANCED", "100000.00")])
    def test_each_has_its_limit(self, bob, level, limit):
        ada = standing(level)
        source, target = ada.open(balance="200000.00"), known(ada, bob)
        assert pay(ada, source, target, limit).status == 201
        assert pay(ada, source, target, f"{limit[:-1]}1")["limit"] == limit

    def test_a_level_ends_by_the_clock(self, bob):
        ada = standing("FULL", until=clock.to_text(clock.now() - timedelta(seconds=1)))
        source, target = ada.open(balance="1000.00"), bob.open()
        assert pay(ada, source, target, "250.01")["limit"] == "250.00"
        assert pay(ada, source, target, "250.00").status == 201


class TestLimits:
    def test_one_transfer_may_not_be_too_large(self, ada, bob):
        source = ada.open(balance="20000.00")
        refused = pay(ada, source, known(ada, bob), "10000.01")
        assert (refused.status, refused["code"], refused["limit"]) == (422, "limit_exceeded", "10000.00")
        assert ada.money(source) == "20000.00"

    def test_opening_more_accounts_opens_no_more_room(self, ada, bob):
        target = known(ada, bob)
        sources = [ada.open(balance="10000.00") for _ in range(3)]
        answers = [pay(ada, source, target, "10000.00") for source in sources]
        assert [each.status for each in answers] == [201, 201, 422]
        assert (answers[2]["limit"], answers[2]["used"], answers[2]["resetsAt"][-13:]) == (
            "25000.00",
            "20000.00",
            "00:00:00.000Z",
        )

    def test_the_screening_knows_where_and_when_the_payer_is(self, ada, bob):
        dynamo.write(identity.describing(ada.email, ada.user_id, timezone="Asia/Tokyo", country="JP"))
        made = store.find_transfer(pay(ada, ada.open(balance="50.00"), known(ada, bob))["transactionId"])
        facts, at = json.loads(made.decision)["facts"], clock.from_text(made.created_at)
        assert (facts["country"], facts["hourUtc"], facts["hourLocal"]) == ("JP", at.hour, (at.hour + 9) % 24)

    def test_a_day_is_one_of_where_the_customer_lives(self, ada, bob):
        dynamo.write(identity.describing(ada.email, ada.user_id, timezone="Asia/Kathmandu"))
        source, target = ada.open(balance="30000.00"), known(ada, bob)
        for amount in ("10000.00", "10000.00", "5000.00"):
            assert pay(ada, source, target, amount).status == 201
        assert pay(ada, source, target, "0.01")["resetsAt"][-13:] == "18:15:00.000Z"

    def test_between_own_accounts_there_is_none(self, ada):
        source, target = ada.open(balance="50000.00"), ada.open()
        assert pay(ada, source, target, "40000.00").status == 201

    def test_forty_at_once_stop_where_it_ends(self, ada, bob):
        sources, target = [ada.open(balance="20000.00") for _ in range(4)], known(ada, bob)
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda n: pay(ada, sources[n % 4], target, "2500.00"), range(40)))
        assert sorted({(each.status, each.body.get("code")) for each in answers}) == [(201, None), (422, "limit_exceeded")]
        assert sum(each.status == 201 for each in answers) == 10
        assert bob.money(target) == "25000.00"

    def test_a_currency_without_a_figure_has_no_room(self, ada, bob):
        source, target = ada.open(balance="50.00", currency="CHF"), known(ada, bob, currency="CHF")
        assert pay(ada, source, target, "1")["code"] == "limit_exceeded"


class TestSomebodyNew:
    def test_is_paid_so_much_on_the_first_day_and_no_more(self, ada, bob):
        source, target = ada.open(balance="2000.00"), bob.open()
        assert [pay(ada, source, target, "500.00").status for _ in range(2)] == [201, 201]
        refused = pay(ada, source, target, "0.01")
        assert (refused["code"], refused["limit"], refused["used"]) == ("limit_exceeded", "1000.00", "1000.00")
        assert pay(ada, source, bob.open(), "0.01").status == 201  # another account is another payee

    def test_has_no_cap_afterwards_and_costs_no_item_more(self, ada, bob):
        source, target = ada.open(balance="2000.00"), known(ada, bob)
        before = dynamo.get(*store.payee_row(ada.user_id, target))
        assert pay(ada, source, target, "1500.00").status == 201
        assert dynamo.get(*store.payee_row(ada.user_id, target)) == before

    def test_twenty_at_once_stop_at_the_cap(self, ada, bob):
        sources, target = [ada.open(balance="1000.00") for _ in range(4)], bob.open()
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda n: pay(ada, sources[n % 4], target, "100.00"), range(20)))
        assert sum(each.status == 201 for each in answers) == 10
        assert bob.money(target) == "1000.00"


class TestScreening:
    @pytest.fixture
    def risk(self) -> Caller:
        return staff("risk")

    @pytest.mark.parametrize("kind", ["customer", "account"])
    def test_a_blacklist_holds_for_the_next_transfer_and_no_whitelist_beats_it(self, ada, bob, account, risk, kind):
        target = bob.open()
        value = ada.user_id if kind == "customer" else target
        assert pay(ada, account, target, "1.00").status == 201
        entry = risk.post("/api/v1/fraud/blacklist", {"kind": kind, "value": value, "reason": "Reported"})
        assert (
            risk.post("/api/v1/fraud/whitelist", {"kind": kind, "value": value, "reason": "A friend"}).status
            == entry.status
            == 201
        )
        assert (refused := pay(ada, account, target, "1.00")).status == 422 and refused["code"] == "declined_by_policy"
        assert "black" not in str(refused.body) and "Reported" not in str(refused.body)
        assert (ada.money(account), bob.money(target)) == ("99.00", "1.00")
        assert risk.delete(f"/api/v1/fraud/blacklist/{entry['entryId']}").status == 200
        assert pay(ada, account, target, "1.00").status == 201

    def test_an_entry_ends_when_it_says(self, ada, bob, account, risk):
        target = bob.open()
        soon = clock.to_text(clock.now() + timedelta(seconds=1))
        listed = {"kind": "account", "value": target, "reason": "For a moment", "until": soon}
        assert risk.post("/api/v1/fraud/blacklist", listed).status == 201
        assert pay(ada, account, target, "1.00").status == 422
        until(lambda: pay(ada, account, target, "1.00").status == 201, "the end of the entry")

    def test_oneself_is_not_screened(self, ada, account, risk):
        target = ada.open()
        risk.post("/api/v1/fraud/blacklist", {"kind": "account", "value": target, "reason": "Reported"})
        assert pay(ada, account, target, "1.00").status == 201

    @pytest.mark.parametrize(("action", "status"), [("block", 422), ("review", 202), ("score", 201)])
    def test_a_rule_holds_from_the_next_transfer_on(self, ada, bob, account, risk, action, status):
        target = bob.open()
        conditions = {"eq": ["payeeAccount", target]}
        made = risk.post("/api/v1/fraud/rules", {"name": "Him", "conditions": conditions, "action": action, "score": 10})
        path = f"/api/v1/fraud/rules/{made['ruleId']}"
        assert pay(ada, account, target, "1.00").status == 201
        assert risk.post(f"{path}/shadow").status == 200
        assert pay(ada, account, target, "1.00").status == 201
        assert risk.post(f"{path}/activate")["status"] == "ACTIVE"
        assert pay(ada, account, target, "1.00").status == status
        assert risk.post(f"{path}/deactivate").status == 200
        assert pay(ada, account, target, "1.00").status == 201

    def test_a_decision_is_told_to_staff(self, ada, bob, account, risk):
        own, others = (pay(ada, account, target, "1.00")["transactionId"] for target in (ada.open(), bob.open()))
        told = risk.get(f"/api/v1/fraud/score/{others}")
        assert (told.status, told["outcome"], told["facts"]["newPayee"], told["facts"]["amountMinor"]) == (
            200,
            "allow",
            True,
            100,
        )
        assert told["rules"] >= 13 and told["hits"] == [] and risk.get(f"/api/v1/fraud/score/{own}").status == 404
        assert ada.get(f"/api/v1/fraud/score/{others}").status == 403

    def test_a_decision_is_kept_and_replays_to_the_same_bytes(self, ada, bob, account):
        kept = store.find_transfer(pay(ada, account, bob.open())["transactionId"]).decision
        ruleset = json.loads(kept)["ruleset"]
        pointer = dynamo.get("fraud-rulesets", {"ruleset_id": "in-use"})
        rules = rules_of(ruleset if pointer else "")
        assert replayed(kept, rules).to_text() == kept

    def test_a_ruleset_that_is_gone_lets_nothing_through(self, ada, bob, account, monkeypatch):
        target, pointer = bob.open(), {"ruleset_id": "in-use#gone"}
        dynamo.write(dynamo.put("pointer", "fraud-rulesets", {**pointer, "ruleset": "gone", "version": 1}))
        monkeypatch.setattr(fraud_store, "COPIES", (pointer,))
        assert pay(ada, account, target, "1.00")["status"] == "UNDER_REVIEW"
        assert bob.money(target) == "0.00"


class TestManyAtOnce:
    def test_fifty_from_one_account_spend_what_is_there(self, ada, bob, account):
        target = bob.open()
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: pay(ada, account, target, "10.00"), range(50)))
        assert sum(each.status == 201 for each in answers) == 10
        assert (ada.money(account), bob.money(target)) == ("0.00", "100.00")

    def test_one_key_twenty_times_is_one_transfer(self, ada, bob, account):
        target = bob.open()
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: pay(ada, account, target, key="once"), range(20)))
        assert len({each["transactionId"] for each in answers if each.status == 201}) == 1
        assert bob.money(target) == "30.00"


class TestGiveBack:
    @pytest.fixture
    def paid(self, ada, bob, account) -> tuple[str, str]:
        """A transfer of 100.00 to Bob, and his account."""
        target = bob.open()
        return f"/api/v1/transactions/{pay(ada, account, target, '100.00')['transactionId']}", target

    def test_by_who_was_paid_in_parts_until_nothing_is_left(self, ada, bob, account, paid):
        path, target = paid
        part = bob.post(f"{path}/reverse", {"amount": "40.00", "reason": "Too much"})
        assert (part.status, part["amount"], ada.get(path)["status"], ada.money(account)) == (
            200,
            "40.00",
            "PARTIALLY_REVERSED",
            "40.00",
        )
        rest = bob.post(f"{path}/reverse", {"reason": "All of it"})
        assert (rest["amount"], ada.get(path)["status"], ada.get(path)["reversed"]) == ("60.00", "REVERSED", "100.00")
        assert (refused := bob.post(f"{path}/reverse", {"reason": "Again"})).status == 409 and refused[
            "code"
        ] == "already_reversed"
        assert (ada.money(account), bob.money(target)) == ("100.00", "0.00")

    def test_never_by_who_paid_nor_by_others(self, ada, bob, paid):
        path, target = paid
        assert (own := ada.post(f"{path}/reverse", {"reason": "Mine"})).status == 403 and own["code"] == "not_reversible_by_payer"
        assert Saver().post(f"{path}/reverse", {"reason": "Mine"}).status == 404
        assert bob.money(target) == "100.00"

    def test_two_parts_beyond_the_whole_at_once(self, bob, ada, account, paid):
        path, target = paid
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: bob.post(f"{path}/reverse", {"amount": "60.00", "reason": "Part"}), range(2)))
        assert sorted((each.status, each.body.get("code", "")) for each in answers) == [
            (200, ""),
            (422, "reversal_exceeds_original"),
        ]
        assert (ada.money(account), bob.money(target)) == ("60.00", "40.00")

    def test_not_when_it_was_spent(self, bob, ada, paid):
        path, target = paid
        pay(bob, target, bob.open(), "50.00")
        assert bob.post(f"{path}/reverse", {"reason": "All"})["code"] == "insufficient_funds"
        assert bob.money(target) == "50.00"

    def test_why_is_told_to_nobody_else(self, ada, bob, account, paid):
        path, _ = paid
        bob.post(f"{path}/reverse", {"reason": "They begged"})
        *_, entry = ledger.entries(account, maximum=10)
        assert entry["details"]["type"] == "TRANSFER_REVERSAL" and "reason" not in entry["details"]

    def test_by_two_of_the_staff(self, ada, bob, account, paid):
        path, target = paid
        one, other = staff("operations"), staff("operations")
        asked = one.post(f"{path}/reverse", {"amount": "25.00", "reason": "A mistake of ours"})
        assert asked.status == 202 and bob.money(target) == "100.00"
        decide = f"/admin/approvals/{asked['approvalId']}/approve"
        assert one.post(decide, {})["code"] == "own_proposal"
        assert other.post(decide, {}).status == 200
        assert (ada.money(account), bob.money(target)) == ("25.00", "75.00")
        assert other.post(decide, {})["code"] == "approval_decided" and bob.money(target) == "75.00"

    @pytest.mark.parametrize(("amount", "left"), [("25.00", "75.00"), ("100.00", "0.00")])
    def test_one_that_was_approved_a_moment_before_is_decided(self, ada, bob, account, paid, monkeypatch, amount, left):
        path, target = paid
        asked = staff("operations").post(f"{path}/reverse", {"amount": amount, "reason": "A mistake of ours"})
        other, decide = staff("operations"), f"/admin/approvals/{asked['approvalId']}/approve"
        waiting = approvals.find(asked["approvalId"], ("operations",))
        assert other.post(decide, {}).status == 200
        monkeypatch.setattr(approvals, "find", lambda *_: waiting)  # as read by who was not first
        assert (again := other.post(decide, {})).status == 409 and again["code"] == "approval_decided"
        assert (ada.money(account), bob.money(target)) == (amount, left)

    def test_one_that_was_refused_is_approved_later_by_the_same_person(self, ada, bob, account, paid):
        path, target = paid
        asked = staff("operations").post(f"{path}/reverse", {"reason": "A mistake of ours"})
        other, support = staff("operations"), staff("support")
        decide = f"/admin/approvals/{asked['approvalId']}/approve"
        assert support.post(f"/accounts/{target}/freeze", {"reason": "Asked"}).status == 200
        assert (refused := other.post(decide, {})).status == 423 and refused["code"] == "account_frozen"
        assert support.post(f"/accounts/{target}/unfreeze", {"reason": "Asked"}).status == 200
        assert other.post(decide, {}).status == 200
        assert (ada.money(account), bob.money(target)) == ("100.00", "0.00")

    def test_one_request_that_comes_twice_at_once_is_answered_once(self, bob, paid, monkeypatch):
        path, target = paid
        asked = staff("operations").post(f"{path}/reverse", {"reason": "A mistake of ours"})
        other, decide = staff("operations"), f"/admin/approvals/{asked['approvalId']}/approve"
        waiting = approvals.find(asked["approvalId"], ("operations",))
        first = other.post(decide, {}, "one")
        monkeypatch.setattr(approvals, "find", lambda *_: waiting)  # as read by the second before the first was done
        again = other.post(decide, {}, "one")
        assert (again.status, again.body, bob.money(target)) == (200, first.body, "0.00")

    def test_not_by_other_roles(self, paid):
        assert staff("admin").post(f"{paid[0]}/reverse", {"reason": "I may not"}).status == 403


class TestLists:
    def test_of_an_account_newest_first_by_direction(self, ada, bob, account):
        target = bob.open()
        made = [pay(ada, account, target, f"{n}.00")["transactionId"] for n in (1, 2, 3)]
        path = "/api/v1/transactions/account/"
        assert [each["transactionId"] for each in ada.get(f"{path}{account}")["items"]] == made[::-1]
        assert [each["direction"] for each in bob.get(f"{path}{target}?direction=in")["items"]] == ["in"] * 3
        assert bob.get(f"{path}{target}")["items"] == []
        first = ada.get(f"{path}{account}?limit=2")
        rest = ada.get(f"{path}{account}?limit=2&cursor={first['nextCursor']}")
        assert [each["transactionId"] for each in (*first["items"], *rest["items"])] == made[::-1]

    def test_of_another_ones_account_are_not_told(self, ada, bob, account):
        assert bob.get(f"/api/v1/transactions/account/{account}").status == 404
