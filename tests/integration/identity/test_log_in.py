"""Logging in: tokens, refusals that tell nothing, the lock that grows."""

import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import bcrypt
import pytest

from chalicelib.identity import store
from chalicelib.identity.challenges import Challenge
from chalicelib.identity.errors import InvalidCredentials
from chalicelib.identity.operations.log_in import log_in
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo, tokens
from chalicelib.platform.call import Call, Source
from tests.support.api import call, staff
from tests.support.people import Person, proven, someone

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ana() -> Person:
    person = Person()
    person.register()
    return person


def at(now: datetime, source: str = "127.0.0.1") -> Call:
    """From where the requests of these tests come."""
    return Call(now, source=Source(source))


def fail(person: Person, times: int, now, source: str = "127.0.0.1") -> None:
    for _ in range(times):
        with pytest.raises(InvalidCredentials):
            log_in(person.email, "not the password", at(now, source))


def without_instance(answer) -> dict:
    return {name: value for name, value in answer.body.items() if name != "instance"}


class TestLogin:
    def test_answers_with_a_pair_of_tokens(self, ana):
        answer = ana.log_in()
        assert answer.status == 200
        assert (answer["userId"], answer["tokenType"], answer["expiresIn"]) == (ana.user_id, "Bearer", 900)
        assert set(answer.body) == {"userId", "tokenType", "expiresIn", "accessToken", "refreshToken"}

    def test_says_who_in_the_access_token(self, ana):
        claims = tokens.verify(ana.log_in()["accessToken"])
        assert claims["exp"] - claims["iat"] == 15 * 60
        assert claims["auth_time"] == claims["iat"] and claims["sid"] == ana.refresh_token.partition(".")[0]
        del claims["iat"], claims["exp"], claims["auth_time"], claims["sid"]
        about = {"sub": ana.user_id, "customer_id": ana.user_id, "email": ana.email, "roles": ["customer"]}
        assert claims == {**about, "amr": ["pwd"], "aud": "inferno-local"}

    def test_costs_one_read_of_the_sessions_more_than_a_refusal(self, ana, database_calls):
        ana.log_in()
        assert database_calls[-3:] == ["BatchGetItem", "Query", "TransactWriteItems"]

    def test_ignores_the_case_of_the_email_and_not_that_of_the_password(self, ana):
        assert call("POST", "/login", {"email": ana.email.upper(), "password": ana.password}).status == 200
        assert call("POST", "/login", {"email": ana.email, "password": ana.password.upper()}).status == 401

    @pytest.mark.parametrize(("registered", "typed"), [("NFC", "NFD"), ("NFD", "NFC")])
    def test_knows_a_password_however_a_keyboard_composes_it(self, registered, typed):
        person = Person(password=unicodedata.normalize(registered, "Contraseña ¿cuál?"))
        assert person.register().status == 201
        assert person.log_in(unicodedata.normalize(typed, person.password)).status == 200

    def test_still_knows_a_password_that_was_hashed_as_it_was_given(self, ana):
        given = unicodedata.normalize("NFD", "Contraseña ¿cuál?")
        seen = store.find_credential(ana.email)
        hashed = bcrypt.hashpw(given.encode(), bcrypt.gensalt(4)).decode()
        dynamo.write(store.replacing_hash(replace(seen, password_hash=hashed), seen))
        assert ana.log_in(given).status == 200

    def test_mails_once_per_login(self, ana, facts):
        ana.log_in(), ana.log_in(), ana.log_in("wrong")
        mails = [
            json.loads(delivery["body"])
            for fact in facts(ana.user_id)
            for delivery in fact["deliveries"]
            if delivery["kind"] == "queue" and "WELCOME" not in delivery["body"]
        ]
        assert [mail["template"] for mail in mails] == ["USER.LOGIN"] * 2
        assert len({mail["messageId"] for mail in mails}) == 2
        assert all(set(mail["data"]) == {"at"} for mail in mails)

    def test_answers_every_refusal_alike(self, ana):
        wrong = ana.log_in("not the password")
        unknown = Person().log_in()
        too_long = ana.log_in(ana.password + "x" * 72)
        nonsense = call("POST", "/login", {"email": "no email at all", "password": "x"})
        fail(ana, 20, clock.now())
        locked = ana.log_in()
        assert {answer.status for answer in (wrong, unknown, too_long, nonsense, locked)} == {401}
        assert wrong["code"] == "invalid_credentials"
        assert wrong.body == unknown.body == too_long.body == nonsense.body == locked.body

    def test_does_the_same_work_for_every_refusal(self, ana, database_calls, monkeypatch):
        bcrypts: list[bytes] = []
        real = bcrypt.checkpw
        monkeypatch.setattr(bcrypt, "checkpw", lambda *both: bcrypts.append(both[1][:7]) or real(*both))
        locked = Person()
        locked.register()
        fail(locked, 10, clock.now())
        work = []
        for email, password in (
            (ana.email, "not the password"),
            (Person().email, "not the password"),
            (ana.email, "x" * 100),
            (locked.email, "not the password"),
            (locked.email, locked.password),
        ):
            bcrypts.clear(), database_calls.clear()
            with pytest.raises(InvalidCredentials):
                log_in(email, password, at(clock.now()))
            work.append((list(bcrypts), list(database_calls)))
        assert work == [([b"$2b$04$"], ["BatchGetItem", "TransactWriteItems"])] * 5

    def test_takes_its_own_lost_answer_for_a_success(self, ana, facts, lose_an_answer):
        lose_an_answer()
        answer = ana.log_in()
        assert answer.status == 200 and len(facts(ana.user_id)) == 2  # registered, logged in
        assert call("POST", "/refresh", {"refreshToken": answer["refreshToken"]}).status == 200

    @pytest.mark.parametrize(
        "body",
        [b"", b"[]", b"null", b"{", b'{"email": "a@x.org"}', b'{"email": 1, "password": "x"}', b'{"email": "a@x.org", "password": "x", "admin": true}',
         b'{"email": "\\ud800@x.org", "password": "x"}', b'{"email": "a@x.org", "password": "\\ud800 x"}', b'{"email": "\xff@x.org", "password": "x"}',
         json.dumps({"email": "a" * 255, "password": "x"}).encode(), json.dumps({"email": "a@x.org", "password": "x" * 1_001}).encode()],
    )  # fmt: skip
    def test_refuses_a_body_it_cannot_read(self, body):
        answer = call("POST", "/login", body)
        assert (answer.status, answer["code"]) == (400, "invalid_request")

    def test_is_limited_exactly(self, ana, five_a_minute):
        answers = [ana.log_in("not the password") for _ in range(6)] + [ana.log_in()]
        assert [answer.status for answer in answers] == [401] * 5 + [429] * 2
        assert (answers[-1]["code"], answers[-1].headers["Retry-After"]) == ("too_many_requests", "60")

    def test_logs_no_personal_data(self, log_text):
        ana = someone()
        ana.log_in("not the password")
        text = log_text()
        assert ana.user_id in text
        for secret in (ana.email, ana.email.lower(), ana.password, ana.document, ana.token, ana.refresh_token, "Díaz", "$2b$"):
            assert secret not in text and json.dumps(secret).strip('"') not in text


class TestLock:
    def test_nine_failures_lock_nothing(self, ana):
        now = clock.now()
        fail(ana, 9, now)
        assert log_in(ana.email, ana.password, at(now)).user_id == ana.user_id

    def test_the_tenth_locks_for_a_minute(self, ana):
        now = clock.now()
        fail(ana, 10, now)
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now + timedelta(seconds=58)))
        assert log_in(ana.email, ana.password, at(now + timedelta(seconds=61))).user_id == ana.user_id

    def test_grows_with_each_failure_after_a_lock(self, ana):
        now = clock.now()
        fail(ana, 10, now)
        for minutes in (1, 2, 4, 8, 16, 32, 60):
            with pytest.raises(InvalidCredentials):
                log_in(ana.email, ana.password, at(now + timedelta(minutes=minutes, seconds=-2)))
            now += timedelta(minutes=minutes, seconds=1)
            fail(ana, 1, now)
        assert log_in(ana.email, ana.password, at(now + timedelta(minutes=61))).user_id == ana.user_id

    def test_attempts_during_a_lock_do_not_prolong_it(self, ana):
        now = clock.now()
        fail(ana, 30, now)
        assert log_in(ana.email, ana.password, at(now + timedelta(seconds=61))).user_id == ana.user_id

    def test_a_success_starts_the_count_again(self, ana):
        now = clock.now()
        for _ in range(3):
            fail(ana, 9, now)
            log_in(ana.email, ana.password, at(now))

    def test_also_counts_what_has_no_account(self, database_calls):
        nobody = Person()
        fail(nobody, 10, clock.now())
        nobody.register()
        assert nobody.log_in().status == 401

    def test_locks_each_email_alone(self, ana):
        other = Person()
        other.register()
        fail(ana, 10, clock.now())
        assert other.log_in().status == 200

    def test_counts_guesses_that_come_at_once(self, ana):
        """Fifty guesses at once: ten count, and then the right password no longer opens the account."""
        now = clock.now()
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda _: fail(ana, 1, now), range(50)))
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now))
        assert log_in(ana.email, ana.password, at(now + timedelta(seconds=61))).user_id == ana.user_id

    def test_lets_no_success_through_that_began_before_the_lock(self, ana, monkeypatch):
        now = clock.now()
        fail(ana, 9, now)
        real = bcrypt.checkpw

        def meanwhile(password: bytes, hashed: bytes) -> bool:
            monkeypatch.setattr(bcrypt, "checkpw", real)
            fail(ana, 1, now)
            return real(password, hashed)

        monkeypatch.setattr(bcrypt, "checkpw", meanwhile)
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now))

    def test_never_stands_in_the_way_of_many_right_logins(self, ana):
        with ThreadPoolExecutor(8) as pool:
            pairs = list(pool.map(lambda _: log_in(ana.email, ana.password, at(clock.now())), range(24)))
        assert len({pair.refresh_token for pair in pairs}) == 24


STRANGER = "198.51.100.7"


def mails(user_id: str, facts) -> list[str]:
    return [
        json.loads(each["body"]).get("template", "") for fact in facts(user_id) for each in fact["deliveries"] if "body" in each
    ]


class TestStranger:
    """The lock is no weapon: wrong guesses from elsewhere do not lock an owner out."""

    def test_locks_out_itself_and_not_the_owner(self, ana):
        now = clock.now()
        fail(ana, 30, now, STRANGER)
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now, STRANGER))
        assert log_in(ana.email, ana.password, at(now)).user_id == ana.user_id

    def test_gets_no_further_by_another_address_of_its_network(self, ana):
        now = clock.now()
        for number in range(10):
            fail(ana, 1, now, f"2001:db8:1:2::{number:x}")
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now, "2001:db8:1:2:ffff::1"))
        assert log_in(ana.email, ana.password, at(now, "2001:db8:1:3::1"))

    def test_from_everywhere_is_braked_and_the_owner_still_gets_in_from_home(self, ana):
        now = clock.now()
        log_in(ana.email, ana.password, at(now, "203.0.113.1"))
        for number in range(12):
            fail(ana, 9, now, f"198.51.100.{number}")
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now, "203.0.113.2"))
        assert log_in(ana.email, ana.password, at(now, "203.0.113.1"))
        assert log_in(ana.email, ana.password, at(now + timedelta(minutes=15, seconds=1), "203.0.113.2"))

    def test_is_counted_during_the_brake_where_a_second_factor_lets_through_it(self):
        ana, now = proven(), clock.now()
        ana.enrol()
        for number in range(12):
            fail(ana, 9, now, f"198.51.100.{number}")
        assert isinstance(log_in(ana.email, ana.password, at(now, "203.0.113.2")), Challenge)
        fail(ana, 10, now, "203.0.113.2")
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now, "203.0.113.2"))

    def test_of_the_source_while_the_password_is_compared_asks_for_no_factor(self, monkeypatch):
        """Of many guesses at once none may tell by a 202 that it was right."""
        ana, now, seen = proven(), clock.now(), store.find_login
        ana.enrol()

        def locked_after(email: str, source: Source):
            monkeypatch.setattr(store, "find_login", seen)
            found = seen(email, source)
            fail(ana, 10, now)
            return found

        monkeypatch.setattr(store, "find_login", locked_after)
        with pytest.raises(InvalidCredentials):
            log_in(ana.email, ana.password, at(now))

    def test_leaves_living_sessions_alone(self, ana):
        ana.log_in()
        fail(ana, 30, clock.now())
        assert call("POST", "/refresh", {"refreshToken": ana.refresh_token}).status == 200

    def test_is_told_of_to_the_owner_once_a_day(self, ana, facts):
        now = clock.now()
        for number in range(3):
            fail(ana, 12, now + timedelta(hours=number), f"198.51.100.{number}")
        assert mails(ana.user_id, facts).count("SIGNIN.LOCKED") == 1
        fail(ana, 10, now + timedelta(days=1, seconds=1), STRANGER)
        assert mails(ana.user_id, facts).count("SIGNIN.LOCKED") == 2

    def test_learns_nothing_from_the_mail_about_who_has_an_account(self, ana, database_calls):
        work = []
        for person in (ana, Person()):
            fail(person, 9, clock.now())
            database_calls.clear()
            fail(person, 1, clock.now())
            work.append(list(database_calls))
        assert work[0] == work[1]


class TestUnlock:
    def test_lets_every_source_try_again(self, ana):
        now = clock.now()
        for number in range(12):
            fail(ana, 10, now, f"198.51.100.{number}")
        assert staff("support").post(f"/admin/customers/{ana.user_id}/unlock", key=None).body == {"status": "UNLOCKED"}
        for number in (0, 11, 200):
            assert log_in(ana.email, ana.password, at(now, f"198.51.100.{number}"))

    def test_is_written_down(self, ana):
        clerk = staff("support")
        clerk.post(f"/admin/customers/{ana.user_id}/unlock", key=None)
        entries = [item for item in dynamo.scan_all("audit-table") if item.get("whom") == ana.user_id]
        assert [(item["what"], item["who"]) for item in entries] == [("login.unlock", clerk.user_id)]

    def test_is_for_support_only(self, ana):
        assert staff("risk").post(f"/admin/customers/{ana.user_id}/unlock", key=None).status == 403
        assert staff("support").post(f"/admin/customers/{ids.new_id()}/unlock", key=None).status == 404
