"""Profiles of customers: made once, changed on what was read, found by staff, numbers never in the clear."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.customers import numbers, store
from chalicelib.customers.schemas import ProfileRequest
from chalicelib.identity import store as identity
from chalicelib.kernel import clock, ids, months
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import audit, dynamo
from chalicelib.platform.schemas import read_body
from tests.support.api import Answer, call, staff
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")
SSN = "219-09-9998"
ADDRESS = {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
PROFILE = {
    "firstName": "Ana",
    "lastName": "Díaz",
    "dateOfBirth": "1990-05-17",
    "address": ADDRESS,
    "phone": "+573001234567",
    "ssn": SSN,
}
CUSTOMERS = "/api/v1/customers"


def make(person: Person, key: str | None = None, **changed: object) -> Answer:
    return person.call("POST", CUSTOMERS, {**PROFILE, **changed}, key)


def change(person: Person, version: int, **changed: object) -> Answer:
    return person.call("PUT", f"{CUSTOMERS}/{person.user_id}", {**PROFILE, **changed, "version": version})


def customer(**changed: object) -> Person:
    person = someone()
    assert make(person, **changed).status == 201
    return person


class TestMakeProfile:
    def test_answers_with_what_is_known_and_the_last_four(self):
        ana = someone()
        answer = make(ana)
        assert answer.status == 201 and answer.headers["Location"].endswith(f"{CUSTOMERS}/{ana.user_id}")
        told = {
            "customerId": ana.user_id, "firstName": "Ana", "lastName": "Díaz", "email": ana.email, "dateOfBirth": "1990-05-17",
            "ssnLast4": "9998", "documentLast4": ana.document[-4:], "phone": "+573001234567", "locale": "en", "version": 2,
        }  # fmt: skip
        assert told.items() <= answer.body.items() and SSN not in str(answer.body)
        assert answer["address"] == {**ADDRESS, "line2": None, "state": None}
        assert ana.call("GET", f"{CUSTOMERS}/{ana.user_id}").body == answer.body

    def test_is_one_with_the_older_profile(self):
        ana = customer()
        profile = ana.call("GET", f"/profile/{ana.user_id}")
        assert profile["address"] == "12 St James's Square, London, SW1Y 4JH, GB"
        assert profile["phoneNumber"] == "+573001234567"

    def test_keeps_the_number_sealed_and_nothing_else_of_it(self):
        ana = customer()
        kept = store.find_customer(ana.user_id)
        assert numbers.opened("ssn", kept.ssn, ana.user_id) == SSN
        item = dynamo.get("user-table", {"uuid": ana.user_id, "document": kept.document})
        assert SSN not in str(item) and SSN.replace("-", "") not in str(item)

    def test_says_on_the_users_row_that_there_is_a_customer(self):
        ana = customer()
        credential = identity.find_credential(ana.email)
        assert (credential.customer_id, credential.kyc_status, credential.country) == (ana.user_id, "PENDING", "GB")
        change(ana, 2, address={**ADDRESS, "country": "CO"})
        assert identity.find_credential(ana.email).country == "CO"
        ana.call("PUT", f"/profile/{ana.user_id}", {"address": "Calle 1"})
        assert identity.find_credential(ana.email).country == "", "a line of text does not say it"

    def test_tells_of_it_once_without_anything_personal(self, facts):
        ana = customer()
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "customer.created"]
        event, start = fact["deliveries"]
        assert event["type"] == "com.infernobank.customers.customer.created" and "Ana" not in event["body"]
        assert (start["machine"], start["name"]) == ("customers_onboarding", ana.user_id)

    def test_is_made_once_a_user(self):
        ana = customer()
        answer = make(ana)
        assert (answer.status, answer["code"]) == (409, "customer_exists")

    def test_is_made_once_by_twenty_at_once(self):
        ana = someone()
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: make(ana).status, range(20)))
        assert sorted(answers) == [201] + [409] * 19

    def test_gives_the_same_answer_to_the_same_key(self):
        ana = someone()
        first, again = make(ana, "k"), make(ana, "k")
        assert first.body == again.body and again.replayed
        assert make(ana, "k", ssn="219-09-9997").status == 422

    def test_needs_no_social_security_number(self):
        assert customer(ssn=None) and make(someone(), ssn=None)["ssnLast4"] is None

    @pytest.mark.parametrize(
        "ssn",
        ["000-12-3456", "666-12-3456", "900-12-3456", "999-12-3456", "219-00-9998", "219-09-0000", "078-05-1120", "078051120",
         "219-09-9999", "219-099998", "219-09-999", "21909999a", "٢١٩-٠٩-٩٩٩٨", "219 09 9998", ""],
    )  # fmt: skip
    def test_refuses_a_number_that_nobody_has(self, ssn):
        answer = make(someone(), ssn=ssn)
        assert answer.status == 400 and [error["field"] for error in answer["errors"]] == ["ssn"]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"phone": "300 123 4567"}, "phone"),
            ({"phone": "+0573001234567"}, "phone"),
            ({"phone": "+12345678901234567"}, "phone"),
            ({"dateOfBirth": "1990-02-30"}, "dateOfBirth"),
            ({"dateOfBirth": "19900517"}, "dateOfBirth"),
            ({"dateOfBirth": "1890-05-17"}, "dateOfBirth"),
            ({"address": {**ADDRESS, "country": "Colombia"}}, "address.country"),
            ({"firstName": "www.evil.example"}, "firstName"),
            ({"kycStatus": "APPROVED"}, "kycStatus"),
        ],
    )
    def test_names_the_field_it_refuses(self, changed, field):
        answer = make(someone(), **changed)
        assert answer.status == 400 and [error["field"] for error in answer["errors"]] == [field]

    def test_takes_adults_from_their_birthday_on(self):
        born = months.after_months(clock.now(), -18 * 12).date()
        assert make(someone(), dateOfBirth=born.isoformat()).status == 201
        answer = make(someone(), dateOfBirth=(born + timedelta(days=1)).isoformat())
        assert (answer.status, answer["code"]) == (422, "underage")


class TestProfileRequest:
    def test_has_no_number_in_its_canonical_form(self):
        """Whoever reads the fingerprint of a request could try a thousand million numbers in a second."""
        text = str(read_body(json.dumps(PROFILE).encode(), ProfileRequest).canonical())
        assert SSN not in text and hashlib.sha256(SSN.encode()).hexdigest() not in text


class TestGetCustomer:
    def test_answers_anothers_profile_as_an_unknown_one(self):
        ana, bob = customer(), someone()
        for path in (f"{CUSTOMERS}/{ana.user_id}", f"{CUSTOMERS}/{bob.user_id}"):
            answer = bob.call("GET", path)
            assert (answer.status, answer["code"]) == (404, "user_not_found")
        assert bob.call("PUT", f"{CUSTOMERS}/{ana.user_id}", {**PROFILE, "version": 2}).status == 404


class TestChangeProfile:
    def test_changes_what_is_other_and_keeps_a_number_that_is_not_sent(self):
        ana = customer()
        answer = change(ana, 2, lastName="Rojas", ssn=None)
        assert (answer.status, answer["lastName"], answer["ssnLast4"], answer["version"]) == (200, "Rojas", "9998", 3)

    def test_says_when_names_or_birth_last_changed_and_not_when_the_address_did(self):
        ana = customer()
        made = store.find_customer(ana.user_id)
        change(ana, 2, phone="+573009999999")
        assert store.find_customer(ana.user_id).identified_at == made.identified_at
        change(ana, 3, phone="+573009999999", firstName="Anna")
        assert store.find_customer(ana.user_id).identified_at > made.identified_at

    @pytest.mark.parametrize(
        ("changed", "level"),
        [
            ({"phone": "+573009999999"}, "FULL"),
            ({"lastName": "Rojas"}, ""),
            ({"lastName": "Rojas", "phone": "+573009999999"}, ""),
        ],
    )
    def test_takes_the_level_of_who_is_another_by_name_at_once(self, changed, level):
        ana = customer()
        dynamo.write(identity.describing(ana.email, ana.user_id, kyc_level="FULL", kyc_until="2999-01-01T00:00:00Z"))
        assert change(ana, 2, **changed).status == 200
        assert identity.find_credential(ana.email).kyc_level == level

    def test_refuses_a_version_that_is_not_the_one_that_is(self):
        ana = customer()
        answer = change(ana, 1, lastName="Rojas")
        assert (answer.status, answer["code"]) == (409, "version_conflict")
        assert ana.call("GET", f"{CUSTOMERS}/{ana.user_id}")["lastName"] == "Díaz"

    def test_lets_one_of_ten_at_once_win(self):
        ana = customer()
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda n: change(ana, 2, lastName=f"Rojas {'x' * (n + 1)}").status, range(10)))
        assert sorted(answers) == [200] + [409] * 9

    def test_does_nothing_without_a_difference(self, facts):
        ana = customer()
        before = len(facts(ana.user_id))
        assert change(ana, 1)["version"] == 2 and len(facts(ana.user_id)) == before

    def test_tells_and_mails_which_fields_and_not_what_is_in_them(self, facts):
        ana = customer()
        change(ana, 2, lastName="Rojas", ssn="219-09-9997")
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "user.updated"]
        assert len(fact["deliveries"]) == 2
        assert '"lastName", "ssn"' in str(fact).replace("\\", "") and "Rojas" not in str(fact) and "9997" not in str(fact)

    def test_refuses_who_would_be_a_child(self):
        ana = customer()
        assert change(ana, 2, dateOfBirth=clock.now().date().isoformat())["code"] == "underage"

    def test_of_the_older_route_takes_the_addresss_parts_away(self):
        ana = customer()
        ana.call("PUT", f"/profile/{ana.user_id}", {"address": "Elsewhere 1"})
        answer = ana.call("GET", f"{CUSTOMERS}/{ana.user_id}")
        assert answer["address"] is None and answer["version"] == 3


class TestSearch:
    def found(self, **query: str) -> list[str]:
        answer = staff("support").get(f"{CUSTOMERS}/search?" + "&".join(f"{name}={value}" for name, value in query.items()))
        assert answer.status == 200, answer.body
        return [each["customerId"] for each in answer["items"]]

    def test_finds_by_each_thing_that_is_known(self):
        ana = customer(phone="+5730012" + f"{int(clock.now().timestamp() * 1000) % 10**6:06d}", lastName="Qwertz Ñandú")
        phone = store.find_customer(ana.user_id).phone_number
        assert self.found(email=ana.email.upper()) == [ana.user_id]
        assert self.found(phone=phone.replace("+", "%2B")) == [ana.user_id]
        assert self.found(documentNumber=ana.document.lower()) == [ana.user_id]
        assert ana.user_id in self.found(ssn="219099998", limit="100")
        for name in ("qw", "Qwertz nandu", "qwertz-ñandu%20an"):
            assert ana.user_id in self.found(name=name), name
        assert self.found(name="qwertzx") == [] and self.found(documentNumber="NOBODYS") == []

    def test_goes_page_by_page(self):
        ids = {customer(lastName="Paginated").user_id for _ in range(3)}
        first = staff("risk").get("/admin/customers?name=paginated&limit=2")
        assert len(first["items"]) == 2 and first["nextCursor"]
        assert staff("risk").get(f"/admin/customers?name=paginated&limit=2&cursor={first['nextCursor']}").status == 400
        risk = staff("risk")
        first = risk.get("/admin/customers?name=paginated&limit=2")
        rest = risk.get(f"/admin/customers?name=paginated&limit=2&cursor={first['nextCursor']}")
        assert {each["customerId"] for each in first["items"] + rest["items"]} == ids

    @pytest.mark.parametrize("query", ["", "?name=a", "?name=%2D%2D", "?email=a@example.com&name=ana", "?ssn=078-05-1120"])
    def test_needs_exactly_one_thing(self, query):
        assert staff("support").get(f"{CUSTOMERS}/search{query}").status == 400

    @pytest.mark.parametrize("role", ["lending", "operations", "admin"])
    def test_is_for_support_and_risk(self, role):
        assert staff(role).get(f"{CUSTOMERS}/search?name=ana").status == 403

    def test_is_not_for_customers(self):
        assert someone().call("GET", f"{CUSTOMERS}/search?name=ana").status == 403
        assert call("GET", "/admin/customers?name=ana").status == 401

    def test_reads_no_more_than_one_query(self, database_calls):
        ana = customer()
        before = len(database_calls)
        self.found(email=ana.email)
        assert database_calls[before:] == ["Query", "TransactWriteItems"], "the look is written down"


class TestPersonalNumber:
    def path(self, customer_id: str, field: str) -> str:
        return f"/admin/customers/{customer_id}/personal-number/{field}"

    def test_is_shown_whole_to_risk_as_it_was_typed(self):
        ana = customer()
        for field, number in (("ssn", SSN), ("documentNumber", ana.document)):
            answer = staff("risk").get(self.path(ana.user_id, field))
            assert answer.body == {"customerId": ana.user_id, "number": number}

    @pytest.mark.parametrize("role", ["support", "lending", "operations", "admin"])
    def test_is_shown_to_no_other_role(self, role):
        assert staff(role).get(self.path(customer().user_id, "ssn")).status == 403

    def test_is_not_shown_to_the_customer(self):
        ana = customer()
        assert ana.call("GET", self.path(ana.user_id, "ssn")).status == 403

    def test_is_not_there_for_who_has_none(self):
        ana = customer(ssn=None)
        for path in (self.path(ana.user_id, "ssn"), self.path(ana.user_id, "password_hash"), self.path(ids.new_id(), "ssn")):
            assert staff("risk").get(path).status == 404

    def test_is_not_read_when_it_cannot_be_written_down(self, monkeypatch):
        ana = customer()

        def fails(*_, **__):
            raise RequestInProgress("The log cannot be written")

        opened = []
        monkeypatch.setattr(audit, "look", fails)
        monkeypatch.setattr(numbers, "opened", lambda *arguments: opened.append(arguments))
        assert staff("risk").get(self.path(ana.user_id, "ssn")).status == 409 and opened == []


class TestCustomerFile:
    def test_tells_staff_who_it_is_and_what_they_have(self):
        ana = customer()
        account = ana.call("POST", "/accounts", {"type": "checking"})["accountId"]
        answer = staff("support").get(f"/admin/customers/{ana.user_id}")
        assert answer["customer"]["ssnLast4"] == "9998" and SSN not in str(answer.body)
        assert [each["accountId"] for each in answer["accounts"]] == [account]
        assert staff("risk").get(f"/admin/customers/{ids.new_id()}").status == 404
