"""The verification of a customer: what it takes, who decides, and that it is decided once."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.identity import public as identity
from chalicelib.identity.store import find_credential
from chalicelib.kernel import clock, ids
from chalicelib.kyc import store
from chalicelib.kyc.errors import KycIncomplete
from chalicelib.kyc.operations import decide_submission
from chalicelib.kyc.operations.pass_milestone import pass_milestone
from chalicelib.kyc.operations.screen_submission import screen_submission
from chalicelib.platform import dynamo, settings, waits
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from tests.support.api import Caller, staff
from tests.support.documents import add, scan
from tests.support.pdfs import pdf
from tests.support.people import Person, someone
from tests.support.reviews import PROFILE, customer, decide, papers, path, submit, submitted

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ana() -> Person:
    return customer()


def file_of(person: Person):
    return store.find_file(person.user_id)


def status(person: Person) -> str:
    return person.call("GET", path(person, "status"))["kycStatus"]


def level(person: Person, **after: float) -> str:
    """As what guards money reads it, of somebody whose addresses are proven."""
    credential = find_credential(person.email)
    return identity.level_of(replace(credential, verified=("email", "phone")), clock.now() + timedelta(**after))


def audited(person: Person) -> list[str]:
    return sorted(item["what"] for item in dynamo.scan_all("audit-table") if item.get("whom") == person.user_id)


class TestSubmit:
    def test_begins_a_review_named_by_the_submission(self, ana, facts):
        assert status(ana) == "PENDING"
        answer = submit(ana, papers(ana, "passport", "proof_of_address"))
        assert (answer.status, answer["kycStatus"], answer["level"]) == (202, "SUBMITTED", "NONE")
        assert answer.headers["Location"] == path(ana, "status")
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "kyc.submitted"]
        start, event = fact["deliveries"]
        assert (start["kind"], start["machine"], start["name"]) == ("execution", "customers_kyc_review", answer["submissionId"])
        assert json.loads(event["body"])["type"] == "com.infernobank.kyc.kyc.submitted"
        assert waits.find(answer["submissionId"]).machine == "customers_kyc_review"

    def test_names_what_is_missing_and_changes_nothing(self, ana):
        refused = submit(ana, papers(ana, "selfie"))
        assert (refused.status, refused["code"]) == (422, "kyc_incomplete")
        assert refused["missing"] == ["identity_document", "proof_of_address"]
        ended = papers(ana, "passport", expiresOn="2020-01-01") + papers(ana, "proof_of_address")
        assert submit(ana, ended)["missing"] == ["identity_document"]
        unscanned = add(Caller(user_id=ana.user_id), pdf(), "selfie")["documentId"]
        assert submit(ana, [*papers(ana, "passport", "proof_of_address"), unscanned])["missing"] == ["clean_documents"]
        assert submit(ana, papers(ana, "passport", "proof_of_address"), "ENHANCED")["missing"] == ["selfie"]
        assert (status(ana), file_of(ana)) == ("PENDING", None)

    def test_needs_a_profile(self):
        person = someone()
        assert submit(person, papers(person, "passport", "proof_of_address"))["missing"] == ["profile"]

    def test_takes_no_document_of_somebody_else(self, ana):
        refused = submit(ana, papers(customer(), "passport", "proof_of_address"))
        assert (refused.status, refused["code"]) == (404, "document_not_found")

    def test_is_for_oneself(self, ana):
        mallory = customer()
        assert mallory.call("POST", path(ana), {"documentIds": [ids.new_id()], "level": "FULL"})["code"] == "user_not_found"
        assert mallory.call("GET", path(ana, "status"))["code"] == "user_not_found"

    def test_is_under_way_once(self, ana):
        submitted(ana, screened=False)
        refused = submit(ana, papers(ana, "passport", "proof_of_address"))
        assert (refused.status, refused["code"]) == (409, "kyc_in_review")

    def test_of_many_at_once_is_one(self, ana):
        given, statuses = papers(ana, "passport", "proof_of_address"), []
        threads = [threading.Thread(target=lambda: statuses.append(submit(ana, given).status)) for _ in range(5)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(statuses) == [202, 409, 409, 409, 409]

    def test_is_refused_after_a_rejection(self, ana):
        decide(staff("risk"), ana, "reject", submitted(ana))
        refused = submit(ana, papers(ana, "passport", "proof_of_address"))
        assert (refused.status, refused["code"]) == (409, "kyc_final")

    def test_status_is_one_read(self, ana, database_calls):
        submitted(ana)
        database_calls.clear()
        assert status(ana) == "IN_REVIEW"
        assert database_calls in (["BatchGetItem"], ["BatchGetItem"] * 2), "the authorizer may have read the session"


class TestScreening:
    def test_finds_nothing_of_most_people(self, ana):
        submitted(ana)
        assert (file_of(ana).status, file_of(ana).matches, file_of(ana).list_version) == ("IN_REVIEW", (), "sample")

    def test_flags_who_is_on_the_list(self):
        person = customer(firstName="Saddám", lastName="Husein")
        submitted(person)
        assert "sanctions_strong" in file_of(person).flags
        assert file_of(person).matches[0][0] == "sample-1"

    @pytest.mark.parametrize("content", [None, b"no json", b"[]", b'{"version": "x"}', b'{"version": "x", "entries": [{}]}'])
    def test_without_a_list_is_a_flag_and_no_pass(self, ana, content):
        s3, place = client("s3"), {"Bucket": settings.bucket_name(store.LISTS), "Key": store.LIST}
        before = s3.get_object(**place)["Body"].read()
        try:
            s3.delete_object(**place) if content is None else s3.put_object(**place, Body=content)
            submitted(ana)
        finally:
            s3.put_object(**place, Body=before)
        assert (file_of(ana).flags, file_of(ana).status) == (("screening_failed",), "IN_REVIEW")

    def test_comes_before_any_decision(self, ana):
        submission = submitted(ana, screened=False)
        for act in ("approve", "reject", "request-information"):
            refused = decide(staff("risk"), ana, act, submission)
            assert (refused.status, refused["code"]) == (409, "screening_pending")

    def test_is_done_once(self, ana):
        submission = submitted(ana)
        version = file_of(ana).version
        assert screen_submission(ana.user_id, submission) == "SCREENED"
        assert file_of(ana).version == version

    def test_asked_for_again_when_another_submission_has_taken_its_place_has_been_done(self, ana):
        first = submitted(ana)
        assert decide(staff("risk"), ana, "request-information", first, reason="Blurred").status == 200
        second, version = submitted(ana, screened=False), file_of(ana).version
        assert second != first
        assert screen_submission(ana.user_id, first) == "SCREENED"
        assert (file_of(ana).status, file_of(ana).version) == ("SUBMITTED", version)

    def test_tells_of_a_file_that_another_customer_gave(self, ana):
        bob, content = customer(), pdf(pages=9)
        for person in (ana, bob):
            given = [*papers(person, "passport"), add(Caller(user_id=person.user_id), content, "proof_of_address")["documentId"]]
            scan(Caller(user_id=person.user_id), given[1])
            submit(person, given)
        screen_submission(bob.user_id, file_of(bob).submission_id)
        assert file_of(bob).flags == ("document_reused",)


class TestDecide:
    def test_approves_and_tells(self, ana, facts):
        risk, submission = staff("risk"), submitted(ana)
        assert level(ana) == "BASIC"
        answer = decide(risk, ana, "approve", submission, note="All is well")
        assert (answer.status, answer["kycStatus"], answer["level"]) == (200, "APPROVED", "FULL")
        assert (status(ana), level(ana)) == ("APPROVED", "FULL")
        (fact,) = [each for each in facts(ana.user_id) if each["fact"] == "kyc.approved"]
        wake, mail, event = fact["deliveries"]
        assert wake == {"kind": "wake", "wait": submission}
        assert json.loads(mail["body"])["template"] == "KYC.APPROVED"
        assert json.loads(event["body"])["data"] == {"customerId": ana.user_id, "submissionId": submission, "level": "FULL"}
        assert waits.find(submission).outcome == "APPROVED"
        assert "kyc.approve" in audited(ana)

    def test_asks_for_more_and_lets_them_submit_again(self, ana):
        answer = decide(staff("risk"), ana, "request-information", submitted(ana), reason="Too dark")
        assert (answer.status, answer["kycStatus"], answer["reason"]) == (200, "MORE_INFO", "Too dark")
        submitted(ana)
        assert status(ana) == "IN_REVIEW"

    def test_rejects_for_good_whatever_was_approved_before(self, ana):
        decide(staff("risk"), ana, "approve", submitted(ana))
        answer = decide(staff("risk"), ana, "reject", submitted(ana, "ENHANCED"))
        assert (answer["kycStatus"], answer["level"], level(ana)) == ("REJECTED", "NONE", "BASIC")
        assert answer["reason"] is None, "it stays with the bank"

    def test_keeps_an_approval_while_a_higher_level_is_looked_at(self, ana):
        decide(staff("risk"), ana, "approve", submitted(ana))
        submitted(ana, "ENHANCED")
        assert (status(ana), level(ana)) == ("IN_REVIEW", "FULL")

    def test_is_about_the_submission_that_was_looked_at(self, ana):
        first = submitted(ana)
        decide(staff("risk"), ana, "request-information", first)
        second = submitted(ana)
        refused = decide(staff("risk"), ana, "approve", first)
        assert (refused.status, refused["code"], refused["submissionId"]) == (409, "submission_superseded", second)
        assert status(ana) == "IN_REVIEW"

    def test_is_made_once(self, ana):
        submission = submitted(ana)
        decide(staff("risk"), ana, "approve", submission)
        for act in ("approve", "reject", "request-information"):
            refused = decide(staff("risk"), ana, act, submission)
            assert (refused.status, refused["code"]) == (409, "already_decided")
        assert status(ana) == "APPROVED"

    def test_of_two_at_once_is_one_in_every_round(self, facts):
        for _ in range(6):
            ana, answers = customer(), []
            submission = submitted(ana)

            def attempt(act: str, ana=ana, submission=submission, answers=answers) -> None:
                answers.append(decide(staff("risk"), ana, act, submission).status)

            threads = [threading.Thread(target=attempt, args=(act,)) for act in ("approve", "reject", "request-information")]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            assert sorted(answers) == [200, 409, 409]
            assert waits.find(submission).outcome == file_of(ana).status
            told = [
                each["fact"] for each in facts(ana.user_id) if each["fact"].startswith("kyc.") and each["fact"] != "kyc.submitted"
            ]
            assert told == [f"kyc.{file_of(ana).status.lower()}"]

    def test_is_nobodys_own(self, ana):
        submission = submitted(ana)
        oneself = Caller(roles=("risk",), user_id=ana.user_id)
        for act in ("approve", "reject", "request-information"):
            refused = decide(oneself, ana, act, submission)
            assert (refused.status, refused["code"]) == (403, "own_file")
        assert status(ana) == "IN_REVIEW"

    def test_needs_the_role(self, ana):
        submission = submitted(ana)
        for role in ("support", "lending", "operations", "admin"):
            assert decide(staff(role), ana, "approve", submission).status == 403
        assert decide(Caller(user_id=ana.user_id), ana, "approve", submission).status == 403

    def test_of_one_who_has_submitted_nothing_is_none(self, ana):
        refused = decide(staff("risk"), ana, "approve", ids.new_id())
        assert (refused.status, refused["code"]) == (404, "submission_not_found")


class TestEnhanced:
    def test_takes_two(self, ana):
        first, second, submission = staff("risk"), staff("risk"), submitted(ana, "ENHANCED")
        proposed = decide(first, ana, "approve", submission, level="ENHANCED")
        assert (proposed.status, status(ana)) == (202, "IN_REVIEW")
        approval = f"/admin/approvals/{proposed['approvalId']}/approve"
        assert first.post(approval, {"reason": "Again"})["code"] == "own_proposal"
        assert second.post(approval, {"reason": "I agree"}).status == 200
        assert (status(ana), level(ana)) == ("APPROVED", "ENHANCED")
        assert waits.find(submission).outcome == "APPROVED"

    def test_ends_with_another_decision(self, ana):
        submission = submitted(ana, "ENHANCED")
        proposed = decide(staff("risk"), ana, "approve", submission, level="ENHANCED")
        assert decide(staff("risk"), ana, "reject", submission).status == 200
        late = staff("risk").post(f"/admin/approvals/{proposed['approvalId']}/approve", {"reason": "I agree"})
        assert (late.status, late["code"]) == (409, "approval_decided")
        assert status(ana) == "REJECTED"

    def test_takes_a_selfie_though_less_was_asked_for(self, ana):
        refused = decide(staff("risk"), ana, "approve", submitted(ana, "FULL"), level="ENHANCED")
        assert (refused.status, refused["code"], refused["missing"]) == (422, "kyc_incomplete", ["selfie"])


class TestLevels:
    def test_are_not_given_by_a_document_that_has_ended_meanwhile(self, ana):
        submission = submitted(ana, expiresOn=clock.now().date().isoformat())
        tomorrow = Call(clock.now() + timedelta(days=1), staff("risk").user_id)
        with pytest.raises(KycIncomplete) as refused:
            decide_submission.approve(ana.user_id, submission, "FULL", "", tomorrow, render=lambda file: {})
        assert (refused.value.facts["missing"], status(ana)) == (["identity_document", "proof_of_address"], "IN_REVIEW")
        assert decide(staff("risk"), ana, "request-information", submission).status == 200

    def test_end_with_the_identity_document(self, ana):
        soon = (clock.now() + timedelta(days=30)).date().isoformat()
        decide(staff("risk"), ana, "approve", submitted(ana, expiresOn=soon))
        assert ana.call("GET", path(ana, "status"))["validUntil"] == soon
        assert (level(ana, days=29), level(ana, days=31)) == ("FULL", "BASIC")

    def test_end_at_once_with_another_name(self, ana):
        decide(staff("risk"), ana, "approve", submitted(ana))
        before = ana.call("GET", f"/api/v1/customers/{ana.user_id}")
        changed = {**PROFILE, "lastName": "Mora", "version": before["version"]}
        assert ana.call("PUT", f"/api/v1/customers/{ana.user_id}", changed).status == 200
        assert level(ana) == "BASIC"
        assert (status(ana), ana.call("GET", path(ana, "status"))["level"]) == ("EXPIRED", "NONE")

    def test_are_given_for_who_submitted(self, ana):
        submission = submitted(ana)
        before = ana.call("GET", f"/api/v1/customers/{ana.user_id}")
        ana.call("PUT", f"/api/v1/customers/{ana.user_id}", {**PROFILE, "lastName": "Mora", "version": before["version"]})
        refused = decide(staff("risk"), ana, "approve", submission)
        assert (refused.status, refused["code"], level(ana)) == (409, "profile_changed", "BASIC")
        assert decide(staff("risk"), ana, "request-information", submission).status == 200

    def test_are_not_given_to_another_name_that_comes_between(self, ana, monkeypatch):
        submission, find = submitted(ana), decide_submission.find_customer
        before = ana.call("GET", f"/api/v1/customers/{ana.user_id}")
        changed = {**PROFILE, "lastName": "Mora", "version": before["version"]}

        def changed_after(customer_id: str):
            monkeypatch.setattr(decide_submission, "find_customer", find)
            seen = find(customer_id)
            assert ana.call("PUT", f"/api/v1/customers/{ana.user_id}", changed).status == 200
            return seen

        monkeypatch.setattr(decide_submission, "find_customer", changed_after)
        refused = decide(staff("risk"), ana, "approve", submission)
        assert (refused.status, refused["code"], level(ana)) == (409, "profile_changed", "BASIC")


class TestReviews:
    def test_list_what_waits_the_longest_first(self, ana):
        bob = customer()
        first, second = submitted(ana), submitted(bob)
        risk, found, cursor = staff("risk"), [], ""
        while cursor is not None:
            page = risk.get(f"/api/v1/kyc/reviews?limit=100{cursor and f'&cursor={cursor}'}")
            found += [each["submissionId"] for each in page["items"]]
            cursor = page["nextCursor"]
        assert found.index(first) < found.index(second)
        decide(risk, ana, "approve", first)
        assert file_of(ana).queue is None
        assert "kyc.look" in audited(ana)

    def test_tell_all_there_is_to_decide(self, ana):
        submission, risk = submitted(ana), staff("risk")
        found = risk.get(f"/api/v1/kyc/reviews/{ana.user_id}")
        assert (found["submissionId"], found["name"], found["dateOfBirth"]) == (submission, "Ana", "1990-05-17")
        assert [each["type"] for each in found["documents"]] == ["passport", "proof_of_address"]
        assert all("X-Amz-Expires=300" in each["url"] for each in found["documents"])
        assert "kyc.look" in audited(ana)
        assert PROFILE["ssn"] not in str(found.body)
        # Not its beginning either; ids, times and signatures may have any three digits.
        told = {name: value for name, value in found.body.items() if name != "documents" and not name.endswith(("Id", "At"))}
        assert "219" not in str(told)

    def test_are_for_risk(self, ana):
        for asked in ("/api/v1/kyc/reviews", f"/api/v1/kyc/reviews/{ana.user_id}"):
            assert staff("support").get(asked).status == 403
            assert ana.call("GET", asked).status == 403


class TestMilestones:
    def pass_at(self, person: Person, submission: str, moment) -> str:
        return pass_milestone(person.user_id, submission, Call(moment))

    def test_remind_escalate_and_give_up(self, ana, facts):
        submission = submitted(ana)
        assert self.pass_at(ana, submission, clock.now()) == "WAITING" and file_of(ana).stage == "WAITING"
        stages = []
        for _ in range(3):
            moment = clock.from_text(waits.find(submission).due_at)
            outcome = self.pass_at(ana, submission, moment)
            assert self.pass_at(ana, submission, moment) == outcome, "a repeat does nothing more"
            stages.append((outcome, file_of(ana).stage))
        assert stages == [("WAITING", "REMINDED"), ("WAITING", "ESCALATED"), ("DECIDED", "ESCALATED")]
        assert (status(ana), waits.find(submission).outcome) == ("MORE_INFO", "MORE_INFO")
        told = [each["fact"] for each in facts(ana.user_id) if each["fact"] in ("kyc.review_late", "kyc.more_info")]
        assert sorted(told) == ["kyc.more_info", "kyc.review_late", "kyc.review_late"]
        assert "kyc.request-information" in audited(ana)
        submitted(ana)

    def test_lose_to_a_decision_at_the_same_moment(self, ana):
        for _ in range(4):
            person = customer()
            submission = submitted(person)
            moment = clock.from_text(waits.find(submission).due_at)
            answers: list[int] = []
            threads = [
                threading.Thread(target=self.pass_at, args=(person, submission, moment)),
                threading.Thread(
                    target=lambda p=person, s=submission, a=answers: a.append(decide(staff("risk"), p, "approve", s).status)
                ),
            ]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            assert (answers, status(person)) == ([200], "APPROVED")
