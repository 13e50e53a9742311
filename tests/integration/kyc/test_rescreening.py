"""The night's walk over customers who are verified: only what has changed is compared, and a strong match ends the level at once."""

import json
from types import SimpleNamespace

import pytest

from chalicelib.identity.store import find_credential
from chalicelib.kernel import clock, ids
from chalicelib.kyc import store
from chalicelib.kyc.operations import rescreen_customers as operation
from chalicelib.kyc.operations.rescreen_customers import rescreen_customers
from chalicelib.platform import dynamo, settings, waits
from chalicelib.platform.clients import client
from tests.support.api import staff
from tests.support.people import Person
from tests.support.reviews import PROFILE, customer, decide, path, submitted

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def listed():
    """`listed(name, …)`: from now on the list has these names; `listed()` without: there is none that can be read."""
    s3, place = client("s3"), {"Bucket": settings.bucket_name(store.LISTS), "Key": store.LIST}
    before = s3.get_object(**place)["Body"].read()

    def put(*names: str, version: str = "new") -> None:
        entries = [{"id": f"entry-{each}", "names": [each], "birthDates": []} for each in names]
        s3.put_object(**place, Body=json.dumps({"version": version, "entries": entries}) if names else b"no list")

    yield put
    s3.put_object(**place, Body=before)


def verified(**changed: object) -> Person:
    """Somebody of a name of their own whom staff have verified."""
    person = customer(**{"lastName": "Q" + "".join(each for each in ids.new_id() if each.isalpha()), **changed})
    assert decide(staff("risk"), person, "approve", submitted(person)).status == 200
    return person


def name_of(person: Person) -> str:
    found = person.call("GET", f"/api/v1/customers/{person.user_id}")
    return f"{found['firstName']} {found['lastName']}"


def file_of(person: Person):
    return store.find_file(person.user_id)


def status(person: Person) -> tuple[str, str]:
    """As the customer, and as what guards money, reads it."""
    return person.call("GET", path(person, "status"))["kycStatus"], find_credential(person.email).kyc_level


def reviews() -> list[str]:
    return [item["customer_id"] for item in dynamo.scan_all("kyc-table") if item.get("queue")]


class TestTheWalk:
    def test_leaves_alone_whom_it_has_compared_with_this_list(self, database_calls):
        ana = verified()
        before = file_of(ana)
        assert rescreen_customers(0, 1) == "SCREENED"
        database_calls.clear()
        assert rescreen_customers(0, 1) == "SCREENED"
        assert set(database_calls) <= {"Scan", "BatchGetItem"}, "nothing is written, and nobody is read alone"
        assert file_of(ana) == before

    def test_notes_which_list_somebody_was_compared_with(self, listed):
        ana = verified()
        listed("Wu Zhong Qi", version="2026-12-01")
        rescreen_customers(0, 1)
        assert (file_of(ana).list_version, file_of(ana).flags) == ("2026-12-01", ())
        assert (status(ana), ana.user_id in reviews()) == (("APPROVED", "FULL"), False)

    def test_sees_another_list_that_calls_itself_the_same(self, listed):
        ana = verified()
        listed("Wu Zhong Qi")
        rescreen_customers(0, 1)
        listed(name_of(ana))
        rescreen_customers(0, 1)
        assert status(ana) == ("IN_REVIEW", "")

    def test_reaches_everybody_segment_by_segment(self, listed):
        people = [verified() for _ in range(6)]
        listed(*map(name_of, people))
        for segment in range(4):
            rescreen_customers(segment, 4)
        assert {status(each) for each in people} == {("IN_REVIEW", "")}

    def test_goes_on_where_its_time_was_up(self, listed, monkeypatch):
        people = [verified() for _ in range(3)]
        listed(*map(name_of, people))
        moments = iter([clock.now()] * 4 + [clock.now() + operation.WALK] * 99)
        monkeypatch.setattr(operation, "clock", SimpleNamespace(now=lambda: next(moments), to_text=clock.to_text))
        assert rescreen_customers(0, 1) == "MORE"
        monkeypatch.undo()
        assert rescreen_customers(0, 1) == "SCREENED"
        assert {status(each) for each in people} == {("IN_REVIEW", "")}

    def test_compares_who_has_changed(self, listed):
        ana = verified()
        listed("Wu Zhong Qi")
        rescreen_customers(0, 1)
        before = ana.call("GET", f"/api/v1/customers/{ana.user_id}")
        changed = {**PROFILE, "firstName": "Wu", "lastName": "Zhong Qi", "version": before["version"]}
        assert ana.call("PUT", f"/api/v1/customers/{ana.user_id}", changed).status == 200
        rescreen_customers(0, 1)
        assert file_of(ana).flags == ("sanctions_strong",)
        answer = decide(staff("risk"), ana, "approve", file_of(ana).submission_id)
        assert answer["code"] == "profile_changed", "what was shown before proves the former name"

    def test_is_not_of_a_level_that_has_ended(self, listed):
        ana = verified()
        dynamo.write(dynamo.update("f", "kyc-table", {"customer_id": ana.user_id}, {"valid_until": "2020-01-01"}))
        listed(name_of(ana))
        rescreen_customers(0, 1)
        assert (file_of(ana).matches, file_of(ana).status) == ((), "APPROVED")

    def test_does_the_others_when_one_fails_and_tells_of_it(self, listed, monkeypatch):
        people, seen = [verified() for _ in range(3)], []
        listed(*map(name_of, people))
        real = operation._rescreened

        def stumbles(file, customer, against, call):
            changes = real(file, customer, against, call)
            if not seen:
                seen.append(file.customer_id)  # somebody's change comes between
                dynamo.write(dynamo.update("f", "kyc-table", {"customer_id": file.customer_id}, {"version": 99}))
            return changes

        monkeypatch.setattr(operation, "_rescreened", stumbles)
        with pytest.raises(dynamo.Refused):
            rescreen_customers(0, 1)
        assert {status(each)[1] for each in people if each.user_id not in seen} == {""}
        assert rescreen_customers(0, 1) == "SCREENED"
        assert {status(each) for each in people} == {("IN_REVIEW", "")}


class TestAStrongMatch:
    def test_ends_the_level_and_has_staff_look_again(self, listed, facts):
        ana = verified()
        former = file_of(ana)
        listed("Wu Zhong Qi", name_of(ana))
        rescreen_customers(0, 1)
        file = file_of(ana)
        assert (status(ana), file.level, file.flags) == (("IN_REVIEW", ""), "NONE", ("sanctions_strong",))
        assert file.submission_id != former.submission_id and file.document_ids == former.document_ids
        assert waits.find(file.submission_id).machine == "customers_kyc_review"
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "kyc.reopened"]
        assert [each["kind"] for each in fact["deliveries"]] == ["execution", "topic"], "no mail: nobody is warned"
        entry = next(
            each for each in dynamo.scan_all("audit-table") if each["what"] == "kyc.withhold" and each["whom"] == ana.user_id
        )
        assert (entry["who"], entry["before"], entry["subject"]) == ("bank", {"level": "FULL"}, file.submission_id)
        found = staff("risk").get(f"/api/v1/kyc/reviews/{ana.user_id}")
        assert [(each["entry"], each["strength"]) for each in found["matches"]] == [(f"entry-{name_of(ana)}", "STRONG")]

    def test_that_staff_have_judged_is_none(self, listed):
        ana = verified()
        listed(name_of(ana))
        rescreen_customers(0, 1)
        assert decide(staff("risk"), ana, "approve", file_of(ana).submission_id).status == 200
        assert status(ana) == ("APPROVED", "FULL")
        listed(name_of(ana), "Wu Zhong Qi", version="newer")
        rescreen_customers(0, 1)
        assert (status(ana), file_of(ana).flags, file_of(ana).list_version) == (
            ("APPROVED", "FULL"),
            ("sanctions_strong",),
            "newer",
        )

    def test_is_decided_like_any_other(self, listed):
        ana = verified()
        listed(name_of(ana))
        rescreen_customers(0, 1)
        assert decide(staff("risk"), ana, "reject", file_of(ana).submission_id).status == 200
        assert status(ana) == ("REJECTED", "NONE")

    def test_of_somebody_under_review_takes_the_level_alone(self, listed):
        ana = verified()
        submission = submitted(ana, "ENHANCED")
        listed(name_of(ana))
        rescreen_customers(0, 1)
        assert (status(ana), file_of(ana).submission_id, file_of(ana).flags) == (("IN_REVIEW", ""), submission, ())
        assert decide(staff("risk"), ana, "approve", submission).status == 200
        rescreen_customers(0, 1)
        assert (status(ana), file_of(ana).flags) == (("IN_REVIEW", ""), ("sanctions_strong",)), "nobody has looked at it"

    def test_weaker_than_that_is_a_flag(self, listed):
        ana = verified(firstName="Roberto", lastName="Mugabi")
        listed("Robert Gabriel Mugabe")
        rescreen_customers(0, 1)
        assert (status(ana), file_of(ana).flags) == (("APPROVED", "FULL"), ("sanctions_candidate",))


class TestWithoutAList:
    def test_everybody_is_flagged_and_compared_the_night_after(self, listed, log_text):
        ana = verified()
        listed()
        rescreen_customers(0, 1)
        version = file_of(ana).version
        assert (status(ana), file_of(ana).flags) == (("APPROVED", "FULL"), ("screening_failed",))
        assert log_text().count("no screening list") == 1, "an alarm a walk"
        rescreen_customers(0, 1)
        assert file_of(ana).version == version, "it is noted once"
        listed(name_of(ana))
        rescreen_customers(0, 1)
        assert (status(ana), file_of(ana).flags) == (("IN_REVIEW", ""), ("sanctions_strong",))

    def test_the_flag_goes_when_the_same_list_comes_back(self, listed):
        ana = verified()
        for names, flags in ((["Wu Zhong Qi"], ()), ([], ("screening_failed",)), (["Wu Zhong Qi"], ())):
            listed(*names)
            rescreen_customers(0, 1)
            assert file_of(ana).flags == flags

    def test_what_staff_have_judged_is_not_forgotten(self, listed):
        ana = verified()
        listed(name_of(ana))
        rescreen_customers(0, 1)
        decide(staff("risk"), ana, "approve", file_of(ana).submission_id)
        listed()
        rescreen_customers(0, 1)
        listed(name_of(ana), version="newer")
        rescreen_customers(0, 1)
        assert status(ana) == ("APPROVED", "FULL")

    def test_an_approval_that_was_given_without_one_is_compared_when_there_is(self, listed):
        listed()
        ana = verified()
        listed(name_of(ana))
        rescreen_customers(0, 1)
        assert status(ana) == ("IN_REVIEW", "")
