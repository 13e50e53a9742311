"""Step-up: consent to one payment, spent in the transaction that moves the money. A row stands for the money here."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.identity import store
from chalicelib.identity.challenges import Payment
from chalicelib.identity.errors import AuthorizationMismatch, EmailNotVerified, InvalidCode, StepUpRequired
from chalicelib.identity.operations.step_up import answer_step_up, require_step_up, step_up_methods
from chalicelib.identity.queries import find_code
from chalicelib.kernel import clock
from chalicelib.kernel.money import Money
from chalicelib.platform import dynamo, tokens
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from tests.support.people import App, Person, proven, sent_code, someone, wrong_code

pytestmark = pytest.mark.usefixtures("emulator")


def caller_of(person: Person) -> Caller:
    return Caller.of({**Caller.context(tokens.verify(person.token))}, 0)


def a_payment(person: Person, **changes: object) -> Payment:
    payment = Payment(caller_of(person).session_id, "from-account", "to-account", "Bob", Money(12_345))
    return replace(payment, **changes)


def ask(person: Person, payment: Payment | None = None) -> StepUpRequired:
    with pytest.raises(StepUpRequired) as refused:
        require_step_up(caller_of(person), payment or a_payment(person), None, Call(clock.now()))
    return refused.value


def answer(person: Person, challenge_id: str, method: str, code: str):
    return person.call("POST", f"/api/v1/auth/step-up/{challenge_id}", {"method": method, "code": code})


def consent(person: Person, payment: Payment | None = None) -> str:
    """What a payment is sent again with, by the code that was mailed."""
    challenge_id = ask(person, payment).facts["challengeId"]
    return answer(person, challenge_id, "email", sent_code(challenge_id))["authorization"]


def pay(person: Person, authorization: str, payment: Payment | None = None, *, also=(), now=None) -> None:
    """The transaction of a transfer, as far as it matters here."""
    change = require_step_up(caller_of(person), payment or a_payment(person), authorization, Call(now or clock.now()))
    money = dynamo.put_new("money", "idempotency-table", "scope", {"scope": uuid.uuid4().hex})
    dynamo.transact([money, change, *also])


@pytest.fixture
def ana() -> Person:
    return proven()


@pytest.fixture
def app(ana) -> App:
    return ana.enrol()


class TestAsk:
    def test_says_what_is_to_be_paid_to_whom(self, ana):
        refused = ask(ana)
        assert (refused.status, refused.code) == (403, "step_up_required")
        assert {name: refused.facts[name] for name in ("amount", "currency", "payee", "methods")} == {
            "amount": "123.45", "currency": "USD", "payee": "Bob", "methods": ["email"],
        }  # fmt: skip

    def test_mails_a_code_with_amount_and_payee_where_there_is_no_factor(self, ana, facts):
        challenge_id = ask(ana).facts["challengeId"]
        message = find_code(challenge_id, clock.now())
        assert (message.channel, message.address) == ("email", ana.email)
        assert {**message.data, "code": ""} == {"code": "", "minutes": 10, "amount": "123.45", "currency": "USD", "payee": "Bob"}
        assert any(challenge_id in str(fact["deliveries"]) for fact in facts(ana.user_id))

    def test_asks_for_the_factor_where_there_is_one_and_sends_nothing(self, ana, app, facts):
        refused = ask(ana)
        assert refused.facts["methods"] == ["totp", "recovery"]
        assert find_code(refused.facts["challengeId"], clock.now()) is None
        assert not any(refused.facts["challengeId"] in str(fact["deliveries"]) for fact in facts(ana.user_id))

    def test_sends_an_sms_where_only_the_phone_is_proven(self, ana):
        key = {"email_key": ana.email.lower()}
        dynamo.write(dynamo.update("c", store.CREDENTIALS, key, {"verified": ["phone"], "phone": "+15005550001"}))
        refused = ask(ana)
        assert refused.facts["methods"] == ["phone"]
        assert find_code(refused.facts["challengeId"], clock.now()).address == "+15005550001"

    def test_lets_no_money_leave_before_anything_is_proven(self):
        person = someone()
        with pytest.raises(EmailNotVerified):
            require_step_up(caller_of(person), a_payment(person), None, Call(clock.now()))
        with pytest.raises(EmailNotVerified):
            step_up_methods(store.find_credential(person.email))


class TestAnswer:
    def test_with_the_app_gives_an_authorization_for_five_minutes(self, ana, app):
        given = answer(ana, ask(ana).facts["challengeId"], "totp", app.code())
        assert given.status == 200
        assert given["expiresAt"][:15] == clock.to_text(clock.now() + timedelta(minutes=5))[:15]
        pay(ana, given["authorization"])

    def test_with_a_code_that_logged_somebody_in_is_refused(self, ana, app):
        code, first = app.code(), ana.log_in()
        body = {"challengeId": first["challengeId"], "method": "totp", "code": code}
        assert ana.call("POST", "/api/v1/auth/mfa/verify", body).status == 200
        assert answer(ana, ask(ana).facts["challengeId"], "totp", code).status == 401

    def test_with_a_recovery_code(self, ana, app):
        recovery = ana.call("POST", "/api/v1/auth/mfa/recovery-codes")["recoveryCodes"]
        challenge_id = ask(ana).facts["challengeId"]
        assert answer(ana, challenge_id, "recovery", recovery[0]).status == 200
        assert answer(ana, challenge_id, "recovery", recovery[1]).status == 401

    @pytest.mark.parametrize("method", ["totp", "recovery", "phone"])
    def test_by_another_way_than_was_asked_is_refused(self, ana, method):
        challenge_id = ask(ana).facts["challengeId"]
        assert answer(ana, challenge_id, method, sent_code(challenge_id))["code"] == "invalid_code"

    def test_of_somebody_else_or_another_session_is_refused_and_counts_nothing(self, ana):
        challenge_id = ask(ana).facts["challengeId"]
        elsewhere = replace(ana)
        elsewhere.log_in()
        for person in (proven(), elsewhere):
            for _ in range(6):
                assert answer(person, challenge_id, "email", sent_code(challenge_id)).status == 401
        assert answer(ana, challenge_id, "email", sent_code(challenge_id)).status == 200

    def test_is_good_once(self, ana):
        challenge_id = ask(ana).facts["challengeId"]
        code = sent_code(challenge_id)
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda _: answer(ana, challenge_id, "email", code).status, range(8)))
        assert sorted(statuses) == [200] + [401] * 7

    def test_of_a_hundred_wrong_codes_leaves_nothing_to_the_right_one(self, ana):
        challenge_id = ask(ana).facts["challengeId"]
        wrong, caller = wrong_code(challenge_id), caller_of(ana)

        def guess(_) -> bool:
            try:
                return bool(answer_step_up(caller, challenge_id, "email", wrong, Call(clock.now())))
            except InvalidCode:
                return False

        with ThreadPoolExecutor(20) as pool:
            assert not any(pool.map(guess, range(100)))
        assert answer(ana, challenge_id, "email", sent_code(challenge_id)).status == 401

    def test_whose_answer_is_lost_is_given(self, ana, lose_an_answer):
        challenge_id = ask(ana).facts["challengeId"]
        lose_an_answer()
        given = answer(ana, challenge_id, "email", sent_code(challenge_id))
        pay(ana, given["authorization"])

    @pytest.mark.parametrize(
        "body", [{}, {"method": "email"}, {"method": "sms", "code": "123456"}, {"method": "email", "code": ""}]
    )
    def test_of_another_shape_is_a_bad_request(self, ana, body):
        path = "/api/v1/auth/step-up/0198c0de-0000-7000-8000-000000000000"
        assert ana.call("POST", path, body).status == 400
        assert ana.call("POST", path, {"method": "email", "code": "123456"})["code"] == "invalid_code"


class TestResend:
    def test_sends_another_code_for_the_same_payment(self, ana, monkeypatch):
        challenge_id = ask(ana).facts["challengeId"]
        path, former = f"/api/v1/auth/step-up/{challenge_id}/resend", sent_code(challenge_id)
        assert ana.call("POST", path).status == 429
        later = clock.now() + timedelta(seconds=61)
        monkeypatch.setattr(clock, "now", lambda: later)
        again = ana.call("POST", path)
        assert (again.status, again["challengeId"]) == (202, challenge_id)
        assert answer(ana, challenge_id, "email", former).status == 401
        assert answer(ana, challenge_id, "email", sent_code(challenge_id)).status == 200
        assert ana.call("POST", path)["code"] == "invalid_code"

    def test_of_what_was_never_sent_or_is_anothers_is_refused(self, ana, app):
        challenge_id, mallory = ask(ana).facts["challengeId"], proven()
        theirs = ask(mallory).facts["challengeId"]
        for refused in (challenge_id, theirs, "0198c0de-0000-7000-8000-000000000000"):
            assert ana.call("POST", f"/api/v1/auth/step-up/{refused}/resend")["code"] == "invalid_code"


class TestSpend:
    @pytest.mark.parametrize(
        "other",
        [
            {"source": "x"}, {"payee": "x"}, {"amount": Money(12_346)}, {"amount": Money(12_345, "EUR")}, {"session_id": "x"},
            {"purpose": "payee"},
        ],
        ids=lambda other: next(iter(other)),
    )  # fmt: skip
    def test_holds_for_exactly_this_payment_and_is_not_used_up_by_another(self, ana, other):
        authorization = consent(ana)
        with pytest.raises(AuthorizationMismatch):
            pay(ana, authorization, a_payment(ana, **other))
        pay(ana, authorization)

    def test_is_good_once_also_when_twenty_payments_come_at_once(self, ana):
        authorization, caller, payment = consent(ana), caller_of(ana), a_payment(ana)

        def transfer(_) -> bool:
            try:
                pay(ana, authorization, payment)
            except AuthorizationMismatch:
                return False
            return True

        with ThreadPoolExecutor(20) as pool:
            assert sum(pool.map(transfer, range(20))) == 1
        with pytest.raises(AuthorizationMismatch):
            require_step_up(caller, payment, authorization, Call(clock.now()))

    def test_goes_back_with_a_transaction_that_did_not_come_to_pass(self, ana):
        authorization = consent(ana)
        impossible = dynamo.check("funds", "idempotency-table", {"scope": "nowhere"}, "attribute_exists(#scope)")
        with pytest.raises(dynamo.Refused):
            pay(ana, authorization, also=[impossible])
        pay(ana, authorization)

    def test_is_over_after_five_minutes(self, ana):
        authorization = consent(ana)
        with pytest.raises(AuthorizationMismatch):
            pay(ana, authorization, now=clock.now() + timedelta(minutes=5, seconds=1))

    def test_that_ends_between_the_look_and_the_posting_is_refused_there(self, ana):
        authorization, caller, payment = consent(ana), caller_of(ana), a_payment(ana)
        change = require_step_up(caller, payment, authorization, Call(clock.now()))
        pay(ana, authorization, payment)
        with pytest.raises(AuthorizationMismatch):
            dynamo.transact([change])

    @pytest.mark.parametrize(
        "text", ["", ".", "x", "0198c0de-0000-7000-8000-000000000000", "0198c0de-0000-7000-8000-000000000000.x"]
    )
    def test_knows_no_other_text(self, ana, text):
        with pytest.raises(AuthorizationMismatch):
            pay(ana, text)

    def test_of_a_challenge_that_nobody_answered_is_none(self, ana):
        challenge_id = ask(ana).facts["challengeId"]
        with pytest.raises(AuthorizationMismatch):
            pay(ana, f"{challenge_id}.")

    def test_of_two_payments_each_has_its_own(self, ana, app):
        first, second = a_payment(ana), a_payment(ana, payee="carol")
        challenges = [ask(ana, each).facts["challengeId"] for each in (first, second)]
        given = [answer(ana, challenge, "totp", app.code(number))["authorization"] for number, challenge in enumerate(challenges)]
        with pytest.raises(AuthorizationMismatch):
            pay(ana, given[0], second)
        pay(ana, given[1], second)
        pay(ana, given[0], first)

    def test_costs_one_read_beside_the_transaction(self, ana, database_calls):
        authorization = consent(ana)
        database_calls.clear()
        pay(ana, authorization)
        assert database_calls == ["GetItem", "TransactWriteItems"]
