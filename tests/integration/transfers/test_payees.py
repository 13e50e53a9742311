"""Payees: their names checked, kept with consent where it matters, paid by their id, let go without a second first day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.ledger import journal as ledger
from chalicelib.platform import dynamo
from chalicelib.transfers import names, store
from chalicelib.transfers.payees import id_of
from tests.support.accounts import Saver, authorized, consenting, standing
from tests.support.people import Person, someone
from tests.support.schedules import SCHEDULED, scheduled
from tests.support.transfers import ACCOUNT_NUMBER, OTHER_BANK

pytestmark = pytest.mark.usefixtures("emulator")
TRANSFER, PAYEES = "/api/v1/transactions/transfer", "/api/v1/payees"


@pytest.fixture
def source(ada) -> str:
    return ada.open(balance="5000.00")


@pytest.fixture
def bob() -> Person:
    """Ana Díaz, as everybody here is called."""
    return someone()


@pytest.fixture
def account(bob) -> dict:
    return bob.call("POST", "/accounts", {"type": "checking", "currency": "USD"}).body


def keep(payer: Saver, account: dict, name: str = "Ana Díaz", **more: object):
    return payer.post(PAYEES, {"name": name, "accountNumber": account["accountNumber"], **more})


def pay(payer: Saver, source: str, amount: str = "1.00", **whom: object):
    return consenting(payer, TRANSFER, {"fromAccountId": source, "amount": amount, **whom})


def a_day_ago(payer: Saver, payee_id: str) -> None:
    """As if the payee had been made then."""
    made_at = clock.to_text(clock.now() - timedelta(hours=24))
    dynamo.write(dynamo.update("p", "payee-table", {"owner_id": payer.user_id, "payee_id": payee_id}, {"made_at": made_at}))


class TestCheck:
    @pytest.mark.parametrize(
        ("name", "result", "told"),
        [
            ("Ana Díaz", "MATCH", None), ("diaz, ana", "MATCH", None), ("Anna Diaz", "CLOSE_MATCH", "Ana Díaz"),
            ("A Díaz", "CLOSE_MATCH", "Ana Díaz"), ("Díaz", "NO_MATCH", None), ("A D", "NO_MATCH", None), ("Ana Ruiz", "NO_MATCH", None),
            ("Bob", "NO_MATCH", None),
        ],
    )  # fmt: skip
    def test_says_whether_the_account_is_theirs(self, ada, account, name, result, told):
        answer = ada.post(f"{PAYEES}/check", {"name": name, "accountNumber": account["accountNumber"]})
        assert (answer.status, answer["result"], answer.body.get("name")) == (200, result, told)

    def test_says_so_where_the_bank_does_not_know(self, ada):
        nameless = Saver()
        number = nameless.get(f"/accounts/{nameless.open()}")["accountNumber"]
        assert ada.post(f"{PAYEES}/check", {"name": "Bob", "accountNumber": number})["result"] == "NOT_AVAILABLE"

    def test_is_made_twenty_times_an_hour_by_whatever_way(self, ada, source, account, monkeypatch):
        monkeypatch.setattr(names, "_HOUR_SECONDS", 10**8)  # no window ends in the middle
        body = {"name": "Bob", "accountNumber": account["accountNumber"]}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: ada.post(f"{PAYEES}/check", body).status, range(20)))
        assert answers == [200] * 20
        refused = [ada.post(f"{PAYEES}/check", body), keep(ada, account)]
        refused.append(pay(ada, source, toAccountNumber=account["accountNumber"], name="Ana Díaz"))
        assert [each.status for each in refused] == [429] * 3
        assert standing().post(f"{PAYEES}/check", body).status == 200

    def test_is_free_for_who_knows_the_name(self, ada, account):
        body = {"name": "Ana Díaz", "accountNumber": account["accountNumber"]}
        assert [ada.post(f"{PAYEES}/check", body).status for _ in range(22)] == [200] * 22


class TestKeep:
    def test_is_listed_and_let_go_by_its_owner_only(self, ada, account):
        made = keep(ada, account)
        assert (made.status, made["name"], made["last4"], made["trusted"]) == (
            201,
            "Ana Díaz",
            account["accountNumber"][-4:],
            False,
        )
        assert made["isNew"] is True
        assert ada.get(PAYEES)["items"] == [made.body] and standing().get(PAYEES)["items"] == []
        path = f"{PAYEES}/{made['payeeId']}"
        assert standing().delete(path)["code"] == "payee_not_found"
        assert ada.delete(path).body == made.body
        assert (ada.get(PAYEES)["items"], ada.delete(path)["code"]) == ([], "payee_not_found")

    def test_twice_is_refused_and_under_one_key_is_one(self, ada, account):
        body = {"name": "Ana Díaz", "accountNumber": account["accountNumber"]}
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: ada.post(PAYEES, body, "one"), range(6)))
        assert {each.status for each in answers} <= {201, 409} and len(ada.get(PAYEES)["items"]) == 1
        assert ada.post(PAYEES, body, "one").replayed
        assert keep(ada, account)["code"] == "payee_exists"

    def test_of_another_name_only_knowingly_and_with_consent(self, ada, account):
        assert (refused := keep(ada, account, "Bob")).status == 422 and refused["code"] == "payee_name_mismatch"
        body = {"name": "Bob", "accountNumber": account["accountNumber"], "acceptNoMatch": True}
        asked = ada.post(PAYEES, body)
        assert (asked["code"], asked["payee"]) == ("step_up_required", f"Bob *{account['accountNumber'][-4:]}")
        assert "amount" not in asked.body and ada.get(PAYEES)["items"] == []
        assert consenting(ada, PAYEES, body).status == 201

    def test_of_a_name_that_the_bank_cannot_compare_only_with_consent(self, ada):
        nameless = Saver()
        body = {"name": "Bob", "accountNumber": nameless.get(f"/accounts/{nameless.open()}")["accountNumber"]}
        assert ada.post(PAYEES, body)["code"] == "step_up_required" and ada.get(PAYEES)["items"] == []
        assert consenting(ada, PAYEES, body).status == 201

    def test_trusted_only_with_consent_that_is_for_this(self, ada, source, account):
        body = {"name": "Ana Díaz", "accountNumber": account["accountNumber"], "trusted": True}
        payment = ada.post(TRANSFER, {"fromAccountId": source, "toAccountId": account["accountId"], "amount": "1.00"})
        for_payment = {"Payment_Authorization": authorized(payment["challengeId"])}
        assert ada.post(PAYEES, body, **for_payment)["code"] == "authorization_mismatch"
        given = {"Payment_Authorization": authorized(ada.post(PAYEES, body)["challengeId"])}
        paying = {"fromAccountId": source, "toAccountId": account["accountId"], "amount": "1.00"}
        assert ada.post(TRANSFER, paying, **given)["code"] == "authorization_mismatch"
        assert ada.post(PAYEES, body, **given)["trusted"] is True
        ada.delete(f"{PAYEES}/{id_of(ada.user_id, account['accountId'])}")
        assert ada.post(PAYEES, body, **given)["code"] == "authorization_mismatch"  # used up

    @pytest.mark.parametrize("number", ["400000123462", "400000123463", ""])
    def test_nobodys_number(self, ada, number):
        refused = ada.post(PAYEES, {"name": "Bob", "accountNumber": number})
        assert refused.status == (404 if number == "400000123462" else 400)


class TestPay:
    def test_by_its_id_and_each_side_is_told_who(self, bob, source, ada, account):
        dynamo.write(dynamo.update("c", "credential-table", {"email_key": ada.email}, {"name": "Ada Lovelace"}))
        made = pay(ada, source, payeeId=keep(ada, account)["payeeId"])
        assert (made.status, made["counterpartyName"]) == (201, "Ana Díaz")
        got = bob.call("GET", f"/api/v1/transactions/{made['transactionId']}")
        number = ada.get(f"/accounts/{source}")["accountNumber"]
        assert (got["counterpartyName"], got["counterparty"]) == ("Ada Lovelace", number[-4:])
        (entry,) = ledger.entries(account["accountId"], maximum=5)
        assert entry["details"]["counterpartyName"] == "Ada Lovelace"

    def test_not_by_anothers_or_one_that_was_let_go(self, ada, source, account):
        theirs = keep(standing(), account)["payeeId"]
        mine = keep(ada, account)["payeeId"]
        ada.delete(f"{PAYEES}/{mine}")
        assert [pay(ada, source, payeeId=each)["code"] for each in (theirs, mine, ids.new_id())] == ["payee_not_found"] * 3

    def test_by_number_under_the_right_name(self, ada, source, account):
        number = account["accountNumber"]
        assert pay(ada, source, toAccountNumber=number, name="Bob")["code"] == "payee_name_mismatch"
        assert pay(ada, source, toAccountNumber=number, name="Ana Diaz").status == 201
        wrong = {"fromAccountId": source, "toAccountNumber": number, "name": "Bob", "acceptNoMatch": True, "amount": "1.00"}
        assert ada.post(TRANSFER, wrong)["code"] == "step_up_required"  # though it was paid before, and little
        assert consenting(ada, TRANSFER, wrong).status == 201
        assert (
            pay(ada, source, toAccountNumber=number).status
            == pay(ada, source, toAccountId=account["accountId"], name="Ana").status
            == 400
        )

    def test_by_number_where_the_bank_cannot_compare_the_name_only_with_consent(self, ada, source):
        nameless = Saver()
        number = nameless.get(f"/accounts/{nameless.open()}")["accountNumber"]
        body = {"fromAccountId": source, "toAccountNumber": number, "name": "Bob", "amount": "1.00"}
        assert consenting(ada, TRANSFER, body).status == 201
        assert ada.post(TRANSFER, body)["code"] == "step_up_required"  # though it was paid before, and little

    def test_a_key_keeps_its_answer_whatever_becomes_of_the_payee_and_the_name(self, ada, source, account, monkeypatch):
        payee = keep(ada, account)["payeeId"]
        kept = {"fromAccountId": source, "payeeId": payee, "amount": "1.00"}
        named = {"fromAccountId": source, "toAccountNumber": account["accountNumber"], "name": "Ana Díaz", "amount": "2.00"}
        first = [consenting(ada, TRANSFER, body, key) for body, key in ((kept, "kept"), (named, "named"))]
        assert [each.status for each in first] == [201, 201]
        ada.delete(f"{PAYEES}/{payee}")
        monkeypatch.setattr(names, "compared", lambda *_: "NO_MATCH")
        again = [ada.post(TRANSFER, body, key) for body, key in ((kept, "kept"), (named, "named"))]
        assert [(each.status, each.replayed, each["transactionId"]) for each in again] == [
            (201, True, each["transactionId"]) for each in first
        ]
        assert ada.post(TRANSFER, {**kept, "amount": "3.00"}, "kept")["code"] == "idempotency_key_reused"
        assert ada.post(f"{TRANSFER}?dryRun=true", kept, "kept")["code"] == ada.post(TRANSFER, kept)["code"] == "payee_not_found"

    def test_one_who_is_trusted_is_paid_without_consent_but_not_without_the_first_day(self, ada, source, account):
        body = {"name": "Ana Díaz", "accountNumber": account["accountNumber"], "trusted": True}
        payee = consenting(ada, PAYEES, body)["payeeId"]
        paying = {"fromAccountId": source, "payeeId": payee}
        assert [ada.post(TRANSFER, {**paying, "amount": "100.00"}).status for _ in range(6)] == [201] * 6
        assert ada.post(TRANSFER, {**paying, "amount": "400.01"})["code"] == "limit_exceeded"
        assert ada.get(PAYEES)["items"][0]["trusted"] is True  # a payment leaves it so
        ada.delete(f"{PAYEES}/{payee}")
        assert (
            ada.post(TRANSFER, {"fromAccountId": source, "toAccountId": account["accountId"], "amount": "30.01"})["code"]
            == "step_up_required"
        )

    def test_trust_that_ends_meanwhile_lets_nothing_through(self, ada, source, account, monkeypatch):
        body = {"name": "Ana Díaz", "accountNumber": account["accountNumber"], "trusted": True}
        payee = consenting(ada, PAYEES, body)["payeeId"]
        assert ada.post(TRANSFER, {"fromAccountId": source, "payeeId": payee, "amount": "1.00"}).status == 201
        a_day_ago(ada, payee)
        true, begun = store.payee_unchanged, []

        def slow(seen):
            if not begun:
                begun.append(ada.delete(f"{PAYEES}/{payee}"))
            return true(seen)

        monkeypatch.setattr(store, "payee_unchanged", slow)
        assert ada.post(TRANSFER, {"fromAccountId": source, "payeeId": payee, "amount": "900.00"})["code"] == "step_up_required"

    def test_one_who_is_kept_again_has_no_second_first_day(self, ada, source, account):
        payee = keep(ada, account)["payeeId"]
        assert pay(ada, source, "1000.00", payeeId=payee).status == 201
        ada.delete(f"{PAYEES}/{payee}")
        assert keep(ada, account)["isNew"] is False
        assert pay(ada, source, "0.01", payeeId=payee)["used"] == "1000.00"

    def test_the_first_day_runs_from_its_making(self, ada, source, account):
        payee = keep(ada, account)["payeeId"]
        a_day_ago(ada, payee)
        assert pay(ada, source, "1000.01", payeeId=payee).status == 201

    def test_keeping_and_paying_at_once_loses_nothing(self, ada, source, account):
        given = [
            authorized(
                ada.post(TRANSFER, {"fromAccountId": source, "toAccountId": account["accountId"], "amount": "1.00"})[
                    "challengeId"
                ]
            )
            for _ in range(6)
        ]

        def act(number: int) -> int:
            if number == 3:
                return keep(ada, account).status
            body = {"fromAccountId": source, "toAccountId": account["accountId"], "amount": "1.00"}
            return ada.post(TRANSFER, body, Payment_Authorization=given[number]).status

        with ThreadPoolExecutor(6) as pool:
            statuses = list(pool.map(act, range(6)))
        row = store.find_payee(ada.user_id, id_of(ada.user_id, account["accountId"]))
        assert row.first_day_minor == 100 * sum(status == 201 for n, status in enumerate(statuses) if n != 3)
        assert row.is_kept is (statuses[3] == 201)


class TestAtAnotherBank:
    def keep(self, payer: Saver, **more: object):
        return consenting(payer, PAYEES, {"name": "Grace", "external": OTHER_BANK, **more})

    def test_is_kept_with_consent_since_nobody_knows_the_name(self, ada):
        asked = ada.post(PAYEES, {"name": "Grace", "external": OTHER_BANK})
        assert (asked.status, asked["code"], ada.get(PAYEES)["items"]) == (403, "step_up_required", [])
        made = self.keep(ada)
        assert (made.status, made["name"], made["last4"], made["isNew"]) == (201, "Grace", ACCOUNT_NUMBER[-4:], True)
        assert made["external"] == {"network": "ach", "name": "Grace Hopper", "sameDay": False}
        assert self.keep(ada)["code"] == "payee_exists"

    def test_keeps_its_number_sealed(self, ada):
        made = self.keep(ada)
        row = dynamo.get("payee-table", {"owner_id": ada.user_id, "payee_id": made["payeeId"]})
        assert ACCOUNT_NUMBER not in str(row) and ACCOUNT_NUMBER not in str(made.body)

    def test_is_paid_by_its_id_over_its_network(self, ada, source):
        payee = self.keep(ada, trusted=True)["payeeId"]
        held = ada.post(TRANSFER, {"fromAccountId": source, "payeeId": payee, "amount": "500.00"})
        assert (held.status, held["status"], held["type"]) == (202, "BALANCE_RESERVED", "external"), (
            "a trusted one needs no consent"
        )
        assert held["external"] == {"network": "ach", "name": "Grace Hopper", "sameDay": False}
        assert store.find_payee(ada.user_id, payee).first_day_minor == 500_00
        refused = ada.post(TRANSFER, {"fromAccountId": source, "payeeId": payee, "amount": "500.01"})
        assert refused["code"] == "limit_exceeded", "the first day of the same account"

    def test_is_the_same_as_one_who_was_paid_by_number(self, ada, source):
        paid = pay(ada, source, "400.00", external=OTHER_BANK)
        assert paid.status == 202
        payee = self.keep(ada)["payeeId"]
        assert store.find_payee(ada.user_id, payee).first_day_minor == 400_00

    def test_answers_the_same_key_when_the_payee_was_let_go(self, ada, source):
        payee = self.keep(ada, trusted=True)["payeeId"]
        body = {"fromAccountId": source, "payeeId": payee, "amount": "5.00"}
        first = ada.post(TRANSFER, body, key="rent")
        ada.delete(f"{PAYEES}/{payee}")
        again = ada.post(TRANSFER, body, key="rent")
        assert (first.status, again.status, again["transactionId"]) == (202, 202, first["transactionId"])
        assert ada.post(TRANSFER, body)["code"] == "payee_not_found"

    def test_has_no_series(self, ada, source):
        payee = self.keep(ada)["payeeId"]
        body = scheduled(source, "") | {"payeeId": payee}
        del body["toAccountId"]
        refused = ada.post(SCHEDULED, body)
        assert (refused.status, refused["code"], ada.get(SCHEDULED)["items"]) == (404, "beneficiary_not_found", [])

    def test_is_told_nothing(self, ada, source):
        payee = self.keep(ada)["payeeId"]
        refused = pay(ada, source, payeeId=payee, messageToPayee="Hello")
        assert (refused.status, refused["errors"][0]["field"]) == (400, "messageToPayee")

    @pytest.mark.parametrize(
        "body",
        [
            {"name": "Grace"}, {"name": "Grace", "external": OTHER_BANK, "accountNumber": "000012345678"},
            {"name": "Grace", "external": OTHER_BANK | {"routingNumber": "021000022"}},
            {"name": "Grace", "external": OTHER_BANK | {"network": "wire", "sameDay": True}},
        ],
        ids=["none", "two", "check digit", "wire the same day"],
    )  # fmt: skip
    def test_is_one_account_that_there_may_be(self, ada, body):
        assert ada.post(PAYEES, body).status == 400

    def test_of_another_customer_is_not_theirs_to_pay(self, ada, source):
        payee = self.keep(standing())["payeeId"]
        assert pay(ada, source, payeeId=payee)["code"] == "payee_not_found"
