"""Whoever read before somebody else wrote is refused: each condition of identity, without the luck of a race."""

from dataclasses import replace

import pytest

from chalicelib.identity import challenge_store, factor_store, store
from chalicelib.identity.challenges import CodesSent, Purpose
from chalicelib.identity.factors import RecoveryCodes
from chalicelib.identity.lock import Lock
from chalicelib.identity.model import RefreshToken
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Source
from tests.integration.identity.test_codes import forgot, reset
from tests.integration.identity.test_factors import second
from tests.integration.identity.test_step_up import answer, ask
from tests.support.api import call, staff
from tests.support.people import Person, proven, sent_code, someone

pytestmark = pytest.mark.usefixtures("emulator")
NOW = clock.now()


@pytest.fixture
def ana() -> Person:
    return proven()


def told(answers: tuple) -> list[tuple[int, str]]:
    return [(each.status, each.body.get("code", "")) for each in answers]


ONE_OF_THEM = [(200, ""), (401, "invalid_code")]


class TestACodeTwiceAtOnce:
    def test_of_an_email_proves_it_once(self, overtaken):
        assert told(overtaken(someone().verify)) == ONE_OF_THEM

    def test_of_a_phone_proves_it_once(self, ana, overtaken):
        number = f"+1500{ids.new_id().replace('-', '').translate(str.maketrans('abcdef', '012345'))[-7:]}"
        assert ana.call("PUT", f"/profile/{ana.user_id}", {"phoneNumber": number}).status == 200
        ana.challenge_id = ana.call("POST", "/api/v1/auth/verify", {"channel": "phone"})["challengeId"]
        assert told(overtaken(ana.verify)) == ONE_OF_THEM

    def test_of_another_email_moves_there_once(self, ana, overtaken):
        challenge = ana.call("POST", "/api/v1/auth/email", {"email": f"{ids.new_id()}@example.com"})["challengeId"]
        body = {"challengeId": challenge, "code": sent_code(challenge)}
        assert told(overtaken(lambda: ana.call("POST", "/api/v1/auth/email/confirm", body))) == ONE_OF_THEM

    def test_sets_one_new_password(self, ana, overtaken):
        challenge = forgot(ana.email)["challengeId"]
        code, passwords = sent_code(challenge), ["the late one of two", "the first one of two"]
        assert told(overtaken(lambda: reset(challenge, code, passwords.pop(0)))) == ONE_OF_THEM
        assert [ana.log_in(each).status for each in ("the first one of two", "the late one of two")] == [200, 401]

    @pytest.mark.parametrize("method", ["totp", "recovery"])
    def test_of_a_factor_logs_in_once(self, ana, overtaken, method):
        app = ana.enrol()
        code = app.code() if method == "totp" else ana.call("POST", "/api/v1/auth/mfa/recovery-codes")["recoveryCodes"][0]
        logins = [ana.log_in(), ana.log_in()]
        assert told(overtaken(lambda: second(logins.pop(), code, method))) == ONE_OF_THEM

    def test_consents_once(self, ana, overtaken):
        challenge = ask(ana).facts["challengeId"]
        code = sent_code(challenge)
        assert told(overtaken(lambda: answer(ana, challenge, "email", code))) == ONE_OF_THEM


class TestChallenges:
    @pytest.fixture
    def challenge(self, ana):
        return challenge_store.find_challenge(forgot(ana.email)["challengeId"])

    def test_are_answered_five_times(self, challenge):
        answers = [challenge_store.count_try(challenge.challenge_id, Purpose.RESET, clock.now()) for _ in range(6)]
        assert [each and each.tries for each in answers] == [1, 2, 3, 4, 5, None]

    def test_are_used_up_by_one(self, challenge):
        dynamo.transact([challenge_store.used_up(challenge, "first")])
        with pytest.raises(dynamo.Refused):
            dynamo.transact([challenge_store.used_up(challenge, "second")])

    def test_hand_out_one_authorization_that_is_spent_once(self, challenge):
        until = clock.epoch_seconds(clock.now()) + 60
        dynamo.transact([challenge_store.authorizing(challenge, "digest", until)])
        with pytest.raises(dynamo.Refused):
            dynamo.transact([challenge_store.authorizing(challenge, "another", until)])
        paid = replace(challenge, payment_digest="payment")
        key = {"challenge_id": paid.challenge_id}
        dynamo.write(dynamo.update("challenge", challenge_store.CHALLENGES, key, {"payment_digest": paid.payment_digest}))
        spending = challenge_store.spending(paid.challenge_id, "digest", paid.user_id, "payment", clock.now())
        dynamo.transact([spending])
        with pytest.raises(dynamo.Refused):
            dynamo.transact([spending])

    def test_are_counted_one_after_the_other_where_they_are_sent(self, ana):
        sent = CodesSent((1,), "first")
        for seen in (None, CodesSent((0,), "none")):
            with pytest.raises(dynamo.Refused):
                dynamo.transact([challenge_store.keeping_sent(Purpose.RESET, self._known(ana), sent, seen)])

    def _known(self, person: Person) -> str:
        forgot(person.email)
        return person.email


class TestFactors:
    def test_let_each_step_pass_once(self, ana):
        app = ana.enrol()
        factor = factor_store.find_factor(ana.user_id, app.factor_id)
        dynamo.transact([factor_store.used(factor, factor.last_step + 1)])
        for step in (factor.last_step, factor.last_step + 1):
            with pytest.raises(dynamo.Refused):
                dynamo.transact([factor_store.used(factor, step)])

    def test_keep_recovery_codes_as_they_were_read(self, ana):
        first = RecoveryCodes(ana.user_id, ("a", "b"), clock.to_text(NOW))
        dynamo.transact([factor_store.keeping_codes(first, None)])
        left = replace(first, digests=("b",))
        dynamo.transact([factor_store.keeping_codes(left, first)])
        for seen in (None, first, replace(left, made_at="before")):
            with pytest.raises(dynamo.Refused):
                dynamo.transact([factor_store.keeping_codes(replace(first, digests=("a",)), seen)])


class TestLock:
    def test_counts_from_what_was_read(self):
        email = f"{ids.new_id()}@example.com"
        _, nothing = store.find_login(email, Source("", "198.51.100.7"))
        one = nothing.after_failure(clock.now())
        dynamo.transact(store.keeping_lock(email, one, nothing))
        with pytest.raises(dynamo.Refused):
            dynamo.transact(store.keeping_lock(email, one, nothing))
        two = one.after_failure(clock.now())
        dynamo.transact(store.keeping_lock(email, two, one))
        for seen in (one, nothing):
            with pytest.raises(dynamo.Refused) as refused:
                dynamo.transact(store.keeping_lock(email, two, seen))
            assert store.lock_found(Lock(two.source, seen.own, seen.common), refused.value.items).own.failures == 2


class TestSessions:
    @pytest.fixture
    def given(self, ana):
        return RefreshToken.parse(ana.refresh_token)

    def test_go_on_by_one_successor(self, given):
        seen = store.find_session(given.family_id)
        first, _ = seen.renewed(given, clock.now())
        late, _ = seen.renewed(given, clock.now())
        assert store.keep_renewed(first, seen) == first
        found = store.keep_renewed(late, seen)
        assert found.is_same_renewal(first) and not found.is_same_renewal(late)

    def test_let_the_token_just_used_pass_once(self, given):
        session = store.find_session(given.family_id)
        renewed, _ = session.renewed(given, clock.now())
        store.keep_renewed(renewed, session)
        seen = store.find_session(given.family_id)
        first, _ = seen.renewed(given, clock.now())
        late, _ = seen.renewed(given, clock.now())
        assert store.keep_renewed(first, seen) == first
        assert not store.keep_renewed(late, seen).is_same_renewal(late)

    def test_of_two_tabs_both_go_on(self, ana, given, monkeypatch):
        """The one that comes late finds another's renewal, and is answered as the token just used."""
        real = dynamo.write

        def meanwhile(change):
            monkeypatch.setattr(dynamo, "write", real)
            first.append(call("POST", "/refresh", {"refreshToken": ana.refresh_token}))
            real(change)

        first: list = []
        monkeypatch.setattr(dynamo, "write", meanwhile)
        late = call("POST", "/refresh", {"refreshToken": ana.refresh_token})
        assert (first[0].status, late.status) == (200, 200)
        assert late["refreshToken"] == first[0]["refreshToken"]

    def test_that_ended_meanwhile_are_not_brought_back(self, ana, overtaken):
        """By the session that ends the others."""
        by_staff = lambda: staff("support").delete(f"/admin/customers/{ana.user_id}/sessions")  # noqa: E731
        first, late = overtaken(lambda: ana.call("DELETE", "/api/v1/auth/sessions"), by_staff)
        assert (first.status, late["code"]) == (200, "session_expired")
        assert call("POST", "/refresh", {"refreshToken": ana.refresh_token}).status == 401


SEEN = {
    "password": (lambda now: store.changing_password(now, "-", NOW), {"password_hash": "another"}),
    "sessions": (lambda now: store.changing_password(now, "-", NOW), {"valid_after": "2000-01-01T00:00:00.000Z"}),
    "hash": (lambda now: store.replacing_hash(now, now), {"password_hash": "another"}),
    "login: password": (lambda now: store.unchanged(now), {"password_hash": "another"}),
    "login: factors": (lambda now: store.unchanged(now), {"factors": ["app"]}),
    "login: roles": (lambda now: store.unchanged(now), {"roles": ["customer", "risk"]}),
    "proof: others": (lambda now: store.proving(now, "email", now.email), {"verified": []}),
    "proof: number": (lambda now: store.proving(now, "phone", "+1"), {"phone": "+2"}),
    "phone": (lambda now: store.with_phone(now, "+1"), {"verified": []}),
    "reset: password": (lambda now: store.resetting(now, "-", NOW), {"password_hash": "another"}),
    "reset: factors": (lambda now: store.resetting(now, "-", NOW), {"factors": ["app"]}),
    "reset: proof": (lambda now: store.resetting(now, "-", NOW), {"verified": []}),
    "factors": (lambda now: store.keeping_factors(now, ["app"]), {"factors": ["another"]}),
    "factors: proof": (lambda now: store.keeping_factors(now, ["app"]), {"verified": []}),
    "others": (lambda now: store.ending_others(now, NOW), {"valid_after": "2000-01-01T00:00:00.000Z"}),
    "roles": (lambda now: replace(store.setting_roles(now, ["risk"], NOW), refusal=None), {"roles": ["lending"]}),
    "staff: roles": (lambda now: store.making_staff(now, now, NOW), {"roles": ["lending"]}),
    "staff: password": (lambda now: store.making_staff(now, now, NOW), {"password_hash": "another"}),
}


class TestCredential:
    @pytest.mark.parametrize(("change", "meanwhile"), SEEN.values(), ids=SEEN)
    def test_is_changed_on_what_was_read_of_it(self, ana, change, meanwhile):
        seen = store.find_credential(ana.email)
        if "phone" in meanwhile:
            dynamo.write(store.with_phone(seen, "+1"))
            seen = store.find_credential(ana.email)
        dynamo.write(dynamo.update("credential", store.CREDENTIALS, {"email_key": seen.key}, meanwhile))
        now = store.find_credential(ana.email)
        with pytest.raises(dynamo.Refused):
            dynamo.transact([change(seen)])
        assert store.find_credential(ana.email) == now

    def test_moves_as_it_was_read_and_to_a_free_address(self, ana):
        seen = store.find_credential(ana.email)
        after = replace(seen, email=f"{ids.new_id()}@example.com")
        dynamo.write(store.describing(ana.email, ana.user_id, kyc_status="IN_REVIEW"))
        with pytest.raises(dynamo.Refused):
            dynamo.transact(store.moving(after, seen))
        other = someone()
        seen = store.find_credential(ana.email)
        with pytest.raises(dynamo.Refused):
            dynamo.transact(store.moving(replace(seen, email=other.email), seen))
        assert store.find_credential(other.email).user_id == other.user_id
