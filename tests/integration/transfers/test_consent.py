"""Consent to a payment: when it is asked for, that it holds for this one payment only, and that the posting uses it up."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform import dynamo
from chalicelib.transfers import consent, store
from chalicelib.transfers.payees import Payee, id_of
from tests.support.accounts import Saver, authorized, consenting, outbox_of, standing
from tests.support.api import Answer, staff
from tests.support.people import sent_code
from tests.support.screening import case_of, decline, rule, taken

pytestmark = pytest.mark.usefixtures("emulator")
TRANSFER = "/api/v1/transactions/transfer"


@pytest.fixture
def source(ada) -> str:
    return ada.open(balance="500.00")


def paid_before(payer: Saver, **opening: str) -> str:
    """An account of somebody whom the payer paid a year ago."""
    account_id = standing().open(**opening)
    since = clock.to_text(clock.now() - timedelta(days=365))
    payee = Payee(payer.user_id, id_of(payer.user_id, account_id), account_id, "", since, paid_at=since)
    dynamo.write(store.payee_changed(payee))
    return account_id


def send(
    payer: Saver, source: str, target: str, amount: str = "1.00", *, key: str = "fresh", query: str = "", **headers: str
) -> Answer:
    body = {"fromAccountId": source, "toAccountId": target, "amount": amount}
    return payer.post(TRANSFER + query, body, key, **headers)


def allowed(payer: Saver, source: str, target: str, amount: str = "1.00") -> dict[str, str]:
    """The header of who has consented to exactly this."""
    return {"Payment_Authorization": authorized(send(payer, source, target, amount)["challengeId"])}


def code_of(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body.get("code", "")


REQUIRED, MISMATCH, DONE = (403, "step_up_required"), (403, "authorization_mismatch"), (201, "")


class TestWhenItIsAsked:
    def test_for_somebody_new_with_all_that_is_to_be_looked_at(self, ada, source):
        bob = standing()
        target = bob.open()
        asked = send(ada, source, target, "25.00")
        assert code_of(asked) == REQUIRED and bob.money(target) == "0.00"
        number = bob.get(f"/accounts/{target}")["accountNumber"]
        shown = {name: asked[name] for name in ("amount", "currency", "payee", "methods")}
        assert shown == {"amount": "25.00", "currency": "USD", "payee": f"*{number[-4:]}", "methods": ["totp", "recovery"]}

    def test_not_for_who_was_paid_before_up_to_the_figure(self, ada, source):
        target = paid_before(ada)
        assert code_of(send(ada, source, target, "30.00")) == DONE
        assert code_of(send(ada, source, target, "30.01")) == REQUIRED

    def test_for_the_fifth_in_a_row(self, ada, source):
        target = paid_before(ada)
        assert [code_of(send(ada, source, target)) for _ in range(5)] == [DONE] * 4 + [REQUIRED]
        assert consenting(ada, TRANSFER, {"fromAccountId": source, "toAccountId": target, "amount": "1.00"}).status == 201
        assert [code_of(send(ada, source, target)) for _ in range(5)] == [DONE] * 4 + [REQUIRED]

    def test_for_the_fifth_also_of_twelve_at_once(self, ada, source):
        target = paid_before(ada)
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: code_of(send(ada, source, target)), range(12)))
        assert sorted(answers) == [DONE] * 4 + [REQUIRED] * 8

    def test_always_where_the_currency_has_no_figure(self, ada, monkeypatch):
        monkeypatch.setattr(consent, "ABOVE", consent.Figures("STEP_UP_ABOVE", EUR="30.00"))
        assert code_of(send(ada, ada.open(balance="5.00"), paid_before(ada), "0.01")) == REQUIRED

    def test_the_figure_is_a_setting(self, ada, source, monkeypatch):
        monkeypatch.setenv("STEP_UP_ABOVE", "USD=5.00")
        target = paid_before(ada)
        assert [code_of(send(ada, source, target, amount)) for amount in ("5.00", "5.01")] == [DONE, REQUIRED]

    def test_not_between_own_accounts(self, ada, source):
        assert code_of(send(ada, source, ada.open(), "400.00")) == DONE

    def test_after_level_limit_and_funds_and_before_the_screening(self, ada, source):
        unknown, target = standing(verified=("email",)), standing().open()
        assert send(unknown, unknown.open(balance="5.00"), target)["code"] == "kyc_required"
        assert send(ada, source, target, "10000.01")["code"] == "limit_exceeded"
        assert send(ada, source, target, "500.01")["code"] == "insufficient_funds"
        entry = {"kind": "account", "value": target, "reason": "Reported"}
        assert staff("risk").post("/api/v1/fraud/blacklist", entry).status == 201
        assert code_of(send(ada, source, target)) == REQUIRED

    def test_a_dry_run_says_so_and_asks_nobody(self, source, ada):
        new, known = standing().open(), paid_before(ada)
        said = [send(ada, source, target, query="?dryRun=true") for target in (new, known, ada.open())]
        assert [(each.status, each["stepUp"]["required"], each["stepUp"]["methods"]) for each in said] == [
            (200, True, ["totp", "recovery"]), (200, False, []), (200, False, []),
        ]  # fmt: skip
        assert outbox_of("STEP_UP") == [] and "stepUp" not in send(ada, source, known).body

    def test_is_not_remembered_under_the_key(self, ada, source):
        target = standing().open()
        asked = send(ada, source, target, key="rent")
        done = send(ada, source, target, key="rent", Payment_Authorization=authorized(asked["challengeId"]))
        again = send(ada, source, target, key="rent")
        assert (done.status, again.status, again.replayed, again.body) == (201, 201, True, done.body)


class TestByCode:
    def test_the_code_that_was_mailed_lets_this_payment_through(self):
        ada = standing(factors=())
        source, target = ada.open(balance="50.00"), standing().open()
        asked = send(ada, source, target, "40.00")
        assert (asked["methods"], outbox_of(asked["challengeId"])) != (["email"], [])
        answer = {"method": "email", "code": sent_code(asked["challengeId"])}
        given = ada.post(f"/api/v1/auth/step-up/{asked['challengeId']}", answer)["authorization"]
        assert code_of(send(ada, source, target, "40.00", Payment_Authorization=given)) == DONE

    def test_a_repeated_key_sends_no_further_code(self):
        ada = standing(factors=())
        source, target = ada.open(balance="50.00"), standing().open()
        given = allowed(ada, source, target)
        assert send(ada, source, target, key="once", **given).status == 201
        assert send(ada, source, target, key="once").replayed


class TestWhatItHoldsFor:
    def test_this_payee_and_amount_out_of_this_account_in_this_session(self, ada, source):
        target, other, second = standing().open(), standing().open(), ada.open(balance="50.00")
        given = allowed(ada, source, target)
        elsewhere, thief = replace(ada, session_id="another"), standing()
        answers = [
            send(ada, source, other, **given),
            send(ada, source, target, "1.01", **given),
            send(ada, second, target, **given),
            send(elsewhere, source, target, **given),
            send(thief, thief.open(balance="5.00"), target, **given),
        ]
        assert [code_of(each) for each in answers] == [MISMATCH] * 5
        assert code_of(send(ada, source, target, **given)) == DONE  # none of them used it up

    def test_this_currency(self, ada, source):
        target, euros = standing(), ada.open(balance="50.00", currency="EUR")
        given = allowed(ada, source, target.open())
        assert code_of(send(ada, euros, target.open(currency="EUR"), **given)) == MISMATCH

    @pytest.mark.parametrize(
        "text", ["", "x", ".", "0198c0de-0000-7000-8000-000000000000.yes", "0198c0de-0000-7000-8000-000000000000"]
    )
    def test_no_other_text_is_one(self, ada, source, text):
        assert code_of(send(ada, source, standing().open(), Payment_Authorization=text)) == MISMATCH

    def test_a_challenge_that_nobody_answered_gives_nothing(self, ada, source):
        target = standing().open()
        challenge_id = send(ada, source, target)["challengeId"]
        assert code_of(send(ada, source, target, Payment_Authorization=f"{challenge_id}.")) == MISMATCH

    def test_it_ends_after_five_minutes(self, ada, source, monkeypatch):
        target = standing().open()
        given, later = allowed(ada, source, target), clock.now() + timedelta(minutes=5, seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert code_of(send(ada, source, target, **given)) == MISMATCH

    def test_one_that_was_not_needed_is_looked_at_all_the_same(self, ada, source):
        target = paid_before(ada)
        assert code_of(send(ada, source, target, Payment_Authorization="x")) == MISMATCH


class TestThatItIsUsedUp:
    def test_once(self, ada, source):
        target = standing().open()
        given = allowed(ada, source, target)
        assert [code_of(send(ada, source, target, **given)) for _ in range(2)] == [DONE, MISMATCH]

    def test_once_of_twelve_at_once(self, ada):
        bob = standing()
        sources, target = ada.open(balance="100.00"), bob.open()
        given = allowed(ada, sources, target)
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: code_of(send(ada, sources, target, **given)), range(12)))
        assert sorted(answers) == [DONE] + [MISMATCH] * 11 and bob.money(target) == "1.00"

    def test_once_of_six_at_once_that_a_person_has_to_look_at(self, ada, source):
        """Held money has used it up, and declined money does not give it back."""
        target = standing().open()
        given = allowed(ada, source, target)
        with rule({"eq": ["payeeAccount", target]}), ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: send(ada, source, target, **given), range(6)))
        assert sorted(map(code_of, answers)) == [(202, "")] + [MISMATCH] * 5
        (held,) = [answer["transactionId"] for answer in answers if answer.status == 202]
        assert decline(taken(case_of(held)), held).status == 200
        assert code_of(send(ada, source, target, **given)) == MISMATCH
        assert ada.get(f"/accounts/{source}")["available"] == "500.00"

    def test_under_one_key_twelve_times_at_once_is_one_answer_for_all(self, ada, source):
        target = standing().open()
        given = allowed(ada, source, target)
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: send(ada, source, target, key="one", **given), range(12)))
        assert {each.status for each in answers} == {201} and len({each["transactionId"] for each in answers}) == 1

    def test_not_by_a_refusal(self, ada):
        bob = standing()
        source, target = ada.open(balance="10.00"), bob.open()
        given = allowed(ada, source, target, "10.00")
        assert send(ada, source, ada.open(), "0.01").status == 201
        assert send(ada, source, target, "10.00", **given)["code"] == "insufficient_funds"
        ada.settle(ada.post("/deposit", {"accountId": source, "amount": "1.00"})["operationId"])
        assert code_of(send(ada, source, target, "10.00", **given)) == DONE

    def test_not_by_a_refusal_of_the_screening(self, ada, source):
        risk, target = staff("risk"), standing().open()
        given = allowed(ada, source, target)
        entry = risk.post("/api/v1/fraud/blacklist", {"kind": "account", "value": target, "reason": "Reported"})
        assert send(ada, source, target, **given)["code"] == "declined_by_policy"
        assert risk.delete(f"/api/v1/fraud/blacklist/{entry['entryId']}").status == 200
        assert code_of(send(ada, source, target, **given)) == DONE
