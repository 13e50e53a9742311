"""Registration: one transaction, unique emails and documents, keys that are safe to repeat."""

import hashlib
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import bcrypt
import pytest

from chalicelib.customers import numbers
from chalicelib.customers.errors import DocumentTaken
from chalicelib.customers.operations.register_customer import RegisterCustomer, register_customer
from chalicelib.customers.public import find_recipient
from chalicelib.customers.store import find_customer
from chalicelib.identity.public import EmailTaken
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency
from tests.support.api import call
from tests.support.people import PASSWORD, Person, sent_code, someone

pytestmark = pytest.mark.usefixtures("emulator")


def _digits_from(zero: int):
    return lambda number: "CC" + number.translate({ord("0") + digit: zero + digit for digit in range(10)})


# Between the letters and the digits, between all digits, or other digits.
SPELLINGS = [
    *(
        lambda number, sign=sign: f"CC{sign}{number[:3]}{sign}{number[3:]}"
        for sign in (
            " ", ".", "-", "/", "_", ",", ":", "\u00a0", "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff",
            "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u00b7",
        )
    ),
    *map(_digits_from, (0x0660, 0x06F0, 0x0966, 0xFF10)),
    lambda number: f"cc{number}",
]  # fmt: skip


def register_at_once(people: list[Person]) -> list[str]:
    """What became of each, all started together: a user id or the name of the failure."""

    def attempt(person: Person) -> str:
        command = RegisterCustomer("Ana", "Díaz", person.email, person.document, person.password)
        key = Idempotency.of(person.email, "POST /register", None, {})
        try:
            return str(register_customer(command, Call(clock.now(), key=key)).body["userId"])
        except (EmailTaken, DocumentTaken) as failure:
            return type(failure).__name__

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(attempt, people))


class TestRegister:
    def test_answers_with_the_user_id_and_nothing_else(self):
        answer = Person().register()
        assert answer.status == 201 and set(answer.body) == {"userId", "challengeId"} and ids.is_time_ordered(answer["userId"])

    def test_keeps_who_registered(self):
        ana = someone()
        profile = ana.call("GET", f"/profile/{ana.user_id}")
        assert profile.body == {
            "userId": ana.user_id,
            "name": "Ana",
            "lastName": "Díaz",
            "email": ana.email,
            "documentLast4": ana.document[-4:],
            "address": None,
            "phoneNumber": None,
            "locale": "en",
            "timezone": "UTC",
            "avatarUrl": None,
            "createdAt": profile["createdAt"],
        }
        assert clock.from_text(profile["createdAt"])

    def test_tells_other_contexts_whom_to_write_to(self):
        ana = Person()
        user_id = call("POST", "/register", ana.registration | {"locale": "es"})["userId"]
        assert find_recipient(user_id) == (ana.email, "Ana", "es")
        kept = find_customer(user_id)
        assert numbers.opened("documentNumber", kept.document_number, user_id) == ana.document
        assert find_recipient(ids.new_id()) is None

    def test_starts_the_registration_flow_once_named_by_the_user(self, facts):
        ana = someone()
        starts = [each for fact in facts(ana.user_id) for each in fact["deliveries"] if each["kind"] == "execution"]
        assert [(start["machine"], start["name"]) for start in starts] == [("cards_registration", ana.user_id)]
        assert json.loads(starts[0]["input"])["userId"] == ana.user_id

    def test_refuses_an_email_that_is_registered_in_any_case(self):
        ana = someone()
        answer = call("POST", "/register", Person().registration | {"email": ana.email.swapcase()})
        assert (answer.status, answer["code"]) == (409, "email_taken")

    def test_refuses_a_document_that_is_registered_however_it_is_set(self):
        ana = someone()
        dotted = ".".join(ana.document.lower())
        answer = call("POST", "/register", Person().registration | {"documentNumber": dotted[:64]})
        assert answer.status == 409 and answer["code"] == "document_taken"

    def test_knows_a_document_by_every_look_of_it(self):
        """A number copied from elsewhere, set otherwise, or typed in another script's digits is the number it was."""
        number = f"{uuid.uuid4().int % 10**8:08d}"
        assert call("POST", "/register", Person().registration | {"documentNumber": f"CC{number}"}).status == 201
        for spelling in SPELLINGS:
            document = spelling(number)
            answer = call("POST", "/register", Person().registration | {"documentNumber": document})
            assert (answer.status, answer["code"]) == (409, "document_taken"), ascii(document)

    def test_leaves_nothing_of_a_refused_registration(self):
        ana, other = someone(), Person()
        assert call("POST", "/register", other.registration | {"documentNumber": ana.document}).status == 409
        assert other.register().status == 201

    def test_lets_one_of_twenty_with_the_same_email_win(self):
        email = Person().email
        outcomes = register_at_once([Person(email=email) for _ in range(20)])
        assert sorted(map(ids.is_id, outcomes)) == [False] * 19 + [True]
        assert outcomes.count("EmailTaken") == 19

    def test_lets_one_of_twenty_with_the_same_document_win(self):
        document = Person().document
        outcomes = register_at_once([Person(document=document) for _ in range(20)])
        assert outcomes.count("DocumentTaken") == 19 and sum(map(ids.is_id, outcomes)) == 1

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"password": "kestrel moor 1"}, "password"),
            ({"password": "kx7!vv9-qp" * 100 + "q"}, "password"),
            ({"password": "ñ" * 7}, "password"),
            ({"email": "ana"}, "email"),
            ({"email": None}, "email"),
            ({"name": 5}, "name"),
            ({"role": "admin"}, "role"),
            ({"userId": "x"}, "userId"),
            ({"documentNumber": ""}, "documentNumber"),
            ({"documentNumber": "\u200b"}, "documentNumber"),
            ({"email": "a..b@example.com"}, "email"),
            ({"email": ".a@example.com"}, "email"),
            ({"name": "https://evil.example"}, "name"),
            ({"lastName": "Ana\u202e"}, "lastName"),
        ],
    )
    def test_names_the_field_it_refuses(self, changed, field):
        answer = call("POST", "/register", Person().registration | changed)
        assert answer.status == 400 and [error["field"] for error in answer["errors"]] == [field]

    def test_is_limited_exactly(self, five_a_minute):
        assert [Person().register().status for _ in range(7)] == [201] * 5 + [429] * 2


class TestKey:
    def test_gives_the_first_answer_again(self):
        ana = Person()
        first, again = ana.register("k"), ana.register("k")
        assert again.status == 201 and again.body == first.body and again.replayed and not first.replayed

    @pytest.mark.parametrize("changed", [{"password": PASSWORD + "!"}, {"name": "Eva"}, {"documentNumber": "another"}])
    def test_refuses_another_body_and_tells_nothing_of_the_first(self, changed):
        ana = Person()
        user_id = ana.register("k")["userId"]
        answer = call("POST", "/register", ana.registration | changed, key="k")
        assert (answer.status, answer["code"]) == (422, "idempotency_key_reused")
        assert user_id not in json.dumps(answer.body) and not answer.replayed

    def test_is_somebody_elses_key_under_another_email(self):
        assert [Person().register("the same key").status for _ in range(2)] == [201, 201]

    def test_remembers_a_refusal(self):
        ana = someone()
        body = Person().registration | {"email": ana.email}
        first, again = (call("POST", "/register", body, key="r") for _ in range(2))
        assert first.status == again.status == 409
        assert again.replayed and again.body == first.body

    def test_has_one_effect_when_repeated_at_once(self):
        ana = Person()
        command = RegisterCustomer("Ana", "Díaz", ana.email, ana.document, ana.password)
        key = Idempotency.of(ana.email, "POST /register", "at once", {"the": "same"})

        def attempt(_):
            try:
                return register_customer(command, Call(clock.now(), key=key)).body["userId"]
            except dynamo.Repeated as repeated:
                return json.loads(repeated.item["body"])["userId"]

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(attempt, range(8)))) == 1


class TestSecrecy:
    def test_keeps_the_password_only_as_bcrypt_and_answers_no_hash(self):
        ana = Person()
        ana.register("k")
        credential = dynamo.get("credential-table", {"email_key": ana.email.lower()})
        assert credential["password_hash"].startswith("hmac-sha384:$2b$")
        ana.log_in()
        assert "$2b$" not in json.dumps(ana.call("GET", f"/profile/{ana.user_id}").body)
        (user,), _ = dynamo.query("user-table", "#uuid = :uuid", uuid=ana.user_id)
        assert not any("password" in name for name in user)
        for table in ("idempotency-table", "outbox-table", "user-table", "session-table"):
            assert all(ana.password not in str(item) and "$2b$" not in str(item) for item in dynamo.scan_all(table))

    def test_logs_no_personal_data(self, log_text):
        ana = Person()
        ana.register("k"), ana.register("k")
        call("POST", "/register", ana.registration)
        call("POST", "/register", ana.registration | {"password": "short"})
        ana.log_in()
        ana.call("PUT", f"/profile/{ana.user_id}", {"address": "Calle Secreta 5", "phoneNumber": "300 123 4567"})
        text = log_text()
        assert ana.user_id in text
        for secret in (
            ana.email,
            ana.email.lower(),
            ana.password,
            ana.document,
            "Díaz",
            "D\\u00edaz",
            "Secreta",
            "300 123",
            "$2b$",
        ):
            assert secret not in text


class TestRegisterALogin:
    """POST /api/v1/auth/register: nobody learns who has an account."""

    PATH = "/api/v1/auth/register"

    def body(self, **changes):
        unique = uuid.uuid4().hex
        person = {
            "email": f"{unique}@example.com",
            "password": "correct horse battery",
            "firstName": "Ada",
            "lastName": "Lovelace",
        }
        return {**person, **changes}

    def test_makes_a_user_who_can_log_in_and_confirm_the_email(self, facts):
        body = self.body(phone="+15005550001")
        answer = call("POST", self.PATH, body)
        assert (answer.status, set(answer.body)) == (202, {"challengeId", "expiresAt"})
        ada = Person(email=body["email"], password=body["password"], challenge_id=answer["challengeId"])
        ada.user_id = ada.log_in()["userId"]
        assert not any("cards_registration" in str(fact["deliveries"]) for fact in facts(ada.user_id))
        assert ada.verify().body == {"verified": ["email"]}
        assert any("cards_registration" in str(fact["deliveries"]) for fact in facts(ada.user_id))
        (user,) = [item for item in dynamo.scan_all("user-table") if item["uuid"] == ada.user_id]
        assert (user["document"], user["phone_number"]) == (ada.user_id, "+15005550001")
        sent = ada.call("POST", "/api/v1/auth/verify", {"channel": "phone"})
        ada.challenge_id = sent["challengeId"]
        assert ada.verify().body == {"verified": ["email", "phone"]}

    def test_another_phone_is_proven_by_no_code_of_the_former(self):
        # Numbers of its own: codes are sent once a minute to each, whoever asks.
        first, second, third = (f"+1500{uuid.uuid4().int % 10**7:07d}" for _ in range(3))
        body = self.body(phone=first)
        call("POST", self.PATH, body)
        ada = Person(email=body["email"], password=body["password"])
        ada.user_id = ada.log_in()["userId"]

        def asked() -> str:
            return ada.call("POST", "/api/v1/auth/verify", {"channel": "phone"})["challengeId"]

        def changed(number: str) -> list[str]:
            assert ada.call("PUT", f"/profile/{ada.user_id}", {"phoneNumber": number}).status == 200
            return ada.call("GET", "/api/v1/auth/me")["verified"]

        ada.challenge_id = asked()
        assert changed(second) == [] and ada.verify()["code"] == "invalid_code"
        ada.challenge_id = asked()
        assert ada.verify().body == {"verified": ["phone"]} and changed(third) == []

    @pytest.mark.parametrize("key", [None, "k"])
    @pytest.mark.parametrize("path", ["/register", PATH])
    def test_hashes_once_at_the_cost_that_is_set(self, path, key, monkeypatch):
        """By bcrypt and nothing else that is slow, under a key as without one."""
        hashed, real = [], bcrypt.hashpw
        monkeypatch.setattr(bcrypt, "hashpw", lambda password, salt: hashed.append(salt[:7]) or real(password, salt))
        for slow in ("scrypt", "pbkdf2_hmac"):
            monkeypatch.setattr(hashlib, slow, lambda *_, **__: pytest.fail("a second slow hash"))
        monkeypatch.setenv("BCRYPT_ROUNDS", "5")
        body = Person().registration if path == "/register" else self.body()
        assert call("POST", path, body, key=key).status in (201, 202)
        assert hashed == [b"$2b$05$"]

    def test_answers_the_same_at_the_same_price_for_a_known_email(self, database_calls):
        body = self.body()
        database_calls.clear()
        first = call("POST", self.PATH, body)
        price = list(database_calls)
        known = someone()
        database_calls.clear()
        second = call("POST", self.PATH, {**body, "email": known.email})
        assert list(database_calls) == price
        assert (first.status, set(first.body)) == (second.status, set(second.body))
        assert known.log_in().status == 200

    def test_mails_the_owner_of_a_known_email_a_code_that_sets_a_password(self, facts):
        known = someone()
        challenge_id = call("POST", self.PATH, self.body(email=known.email))["challengeId"]
        assert any("REGISTER.AGAIN" in str(fact["deliveries"]) for fact in facts(known.user_id))
        new = {"challengeId": challenge_id, "code": sent_code(challenge_id), "newPassword": "another correct horse"}
        assert call("POST", "/api/v1/auth/reset", new).status == 200

    def test_of_many_at_once_makes_one_user(self):
        body = self.body()
        with ThreadPoolExecutor(8) as pool:
            statuses = sorted(pool.map(lambda _: call("POST", self.PATH, body).status, range(8)))
        assert set(statuses) <= {202, 429} and 202 in statuses
        assert len([item for item in dynamo.scan_all("user-table") if item.get("email") == body["email"]]) == 1

    def test_repeated_under_its_key_answers_the_same(self):
        body, key = self.body(), uuid.uuid4().hex
        answers = [call("POST", self.PATH, body, key=key) for _ in range(2)]
        assert answers[0].body == answers[1].body and answers[1].replayed

    @pytest.mark.parametrize(
        "wrong",
        [{"email": "x"}, {"password": "short"}, {"firstName": "www.evil.example"}, {"phone": "555"}, {"phone": "+0123456789"}],
    )
    def test_refuses_what_is_no_person(self, wrong):
        assert call("POST", self.PATH, self.body(**wrong)).status == 400
