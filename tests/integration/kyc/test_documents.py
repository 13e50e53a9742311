"""A customer's documents: what is taken, where it lies, who can fetch it."""

import json
import threading
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel import clock, ids
from chalicelib.kyc import consumers, store
from chalicelib.kyc.errors import UnknownDocument
from chalicelib.kyc.model import MAXIMUM_BYTES, MAXIMUM_FILES, MAXIMUM_INLINE_BYTES
from chalicelib.kyc.operations import add_document as adding
from chalicelib.kyc.operations import scan_document as scanning
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client
from local.waiting import until
from ops.pointing import pointed_at
from tests.support import functions
from tests.support.api import Caller, call, staff
from tests.support.documents import add, clean, file_of, path, scan, send
from tests.support.pdfs import action, opening, pdf
from tests.support.people import Person
from tests.support.pictures import jpeg, png, webp

pytestmark = pytest.mark.usefixtures("emulator")
ZIP = b"PK\x05\x06" + bytes(18)


@pytest.fixture
def ada() -> Caller:
    return Caller()


@pytest.fixture(scope="module")
def bank(provisioned_account):
    bank = provisioned_account("300000000016")
    functions.deploy(bank, "kyc_scan_document", "kyc_uploads_failed")
    return bank


@pytest.fixture
def deployed(bank):
    with pointed_at(bank.url, bank.account):
        yield bank


def names(bucket: str, caller: Caller) -> list[str]:
    listed = client("s3").list_objects_v2(Bucket=settings.bucket_name(bucket), Prefix=caller.user_id)
    return [each["Key"].partition("/")[2] for each in listed.get("Contents", ())]


def fetch(url: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(url) as answer:
        return answer.read(), answer.headers["Content-Disposition"]


def user() -> Caller:
    """Somebody who registered without the number of a document."""
    person = Person()
    named = {"firstName": "Eve", "lastName": "Moneypenny", "email": person.email, "password": person.password}
    assert call("POST", "/api/v1/auth/register", named).status == 202
    return Caller(user_id=person.log_in()["userId"])


class TestAdd:
    @pytest.mark.parametrize("content", [pdf(), jpeg(9, 9), png(9, 9)], ids=["pdf", "jpeg", "png"])
    def test_takes_a_file_in_the_body_into_quarantine(self, ada, content):
        added = add(ada, content, expiresOn="2031-01-31")
        assert (added.status, added["status"], added["upload"], added["expiresOn"]) == (201, "SCANNING", None, "2031-01-31")
        assert added["sizeBytes"] == len(content)
        assert added.headers["Location"] == path(ada, added["documentId"])
        assert (names(store.QUARANTINE, ada), names(store.CLEAN, ada)) == ([added["documentId"]], [])

    def test_makes_room_for_a_file_that_is_uploaded(self, ada):
        added = add(ada, None)
        assert (added.status, added["status"]) == (201, "UPLOADING")
        assert send(added["upload"], pdf()) == 204
        assert scan(ada, added["documentId"]) == "CLEAN"

    def test_takes_no_more_by_an_upload_than_it_made_room_for(self, ada):
        small = add(ada, None, sizeBytes=1_000)["upload"]
        assert send(small, bytes(1_001)) == 400
        large = add(ada, None)["upload"]
        assert send(large, pdf() + bytes(MAXIMUM_BYTES)) == 400
        assert names(store.QUARANTINE, ada) == []

    def test_takes_an_upload_to_no_other_place(self, ada):
        form = add(ada, None)["upload"]
        assert send(form, pdf(), key=f"{Caller().user_id}/{ids.new_id()}") == 403

    @pytest.mark.parametrize(
        ("content", "members", "status", "code"),
        [
            (webp(2, 2), {}, 415, "document_unsupported"),
            (b"MZ" + bytes(99), {}, 415, "document_unsupported"),
            (b"\xff\xd8\xff" + bytes(MAXIMUM_INLINE_BYTES), {}, 413, "document_too_large"),
            (None, {"sizeBytes": MAXIMUM_BYTES + 1}, 413, "document_too_large"),
            (None, {"sizeBytes": 0}, 400, "invalid_request"),
            (None, {"content": "no base64!"}, 400, "invalid_request"),
            (None, {"content": ""}, 400, "invalid_request"),
            (None, {"type": "library_card"}, 400, "invalid_request"),
            (None, {"expiresOn": "2031-02-30"}, 400, "invalid_request"),
            (None, {"expiresOn": "20310101"}, 400, "invalid_request"),
            (pdf(), {"sizeBytes": 10}, 400, "invalid_request"),
        ],
        ids=[
            "webp",
            "exe",
            "large",
            "large-upload",
            "no-size",
            "no-base64",
            "empty",
            "type",
            "no-day",
            "day",
            "size-of-body",
        ],
    )
    def test_refuses_what_is_not_taken_and_keeps_nothing(self, ada, content, members, status, code):
        refused = ada.post(path(ada), file_of("passport", content) | members)
        assert (refused.status, refused["code"]) == (status, code)
        assert (names(store.QUARANTINE, ada), ada.get(path(ada))["items"]) == ([], [])

    def test_adds_one_document_for_one_key(self, ada):
        content = pdf()
        first, again = (add(ada, content, key="one") for _ in range(2))
        assert (again.body, again.replayed) == (first.body, True)
        assert names(store.QUARANTINE, ada) == [first["documentId"]]
        assert add(ada, png(1, 1), key="one")["code"] == "idempotency_key_reused"

    def test_of_which_the_answer_was_lost_is_there_once(self, ada, lose_an_answer):
        lose_an_answer()
        added = add(ada, pdf())
        assert added.status == 201
        assert names(store.QUARANTINE, ada) == [added["documentId"]]
        assert [each["documentId"] for each in ada.get(path(ada))["items"]] == [added["documentId"]]


class TestNumber:
    """Of somebody who registered without one."""

    @pytest.fixture
    def eve(self) -> Caller:
        return user()

    def number(self) -> str:
        return f"AL-{uuid.uuid4().hex[:12]}"

    def test_is_the_customers_own_and_shown_by_its_end(self, eve):
        number = self.number()
        added = add(eve, pdf(), documentNumber=number)
        assert (added.status, added["numberLast4"]) == (201, number[-4:].upper())
        clerk = staff("risk")
        found = clerk.get(f"/api/v1/customers/search?documentNumber={number.lower()}")["items"]
        assert [each["customerId"] for each in found] == [eve.user_id]
        whole = clerk.get(f"/admin/customers/{eve.user_id}/personal-number/documentNumber")
        assert whole["number"] == number
        assert number not in str(list(dynamo.scan_all("kyc-document-table")))

    def test_is_no_other_customers(self, eve):
        number = self.number()
        add(eve, pdf(), documentNumber=number)
        other = user()
        refused = add(other, pdf(), documentNumber=number.replace("-", " / "))
        assert (refused.status, refused["code"]) == (409, "document_taken")
        assert (names(store.QUARANTINE, other), other.get(path(other))["items"]) == ([], [])

    def test_of_two_who_give_it_at_once_is_ones(self):
        for _ in range(3):
            number, both = self.number(), [user() for _ in range(2)]
            with ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(lambda each: add(each, pdf(), documentNumber=number).status, both))  # noqa: B023
            assert sorted(answers) == [201, 409]

    def test_may_come_again_with_another_file_of_the_same_customer(self, eve):
        number = self.number()
        assert [add(eve, pdf(), documentNumber=number).status for _ in range(2)] == [201, 201]

    def test_is_of_an_identity_document(self, eve):
        refused = add(eve, pdf(), "selfie", documentNumber=self.number())
        assert (refused.status, refused["errors"][0]["field"]) == (400, "documentNumber")


class TestQuota:
    def test_takes_twenty_files(self, ada):
        for _ in range(MAXIMUM_FILES):
            assert add(ada, None, sizeBytes=1).status == 201
        refused = add(ada, pdf())
        assert (refused.status, refused["code"]) == (422, "document_quota")
        assert (refused["maximumFiles"], refused["maximumBytes"]) == (20, 50 * 1024**2)
        assert names(store.QUARANTINE, ada) == []

    def test_takes_fifty_mebibytes_in_all(self, ada):
        for _ in range(4):
            assert add(ada, None, sizeBytes=MAXIMUM_BYTES).status == 201
        assert add(ada, None, sizeBytes=MAXIMUM_BYTES - 100).status == 201
        assert add(ada, None, sizeBytes=101)["code"] == "document_quota"
        assert add(ada, None)["sizeBytes"] == 100, "what there is room for"

    def test_holds_though_many_come_at_once(self, ada):
        for _ in range(MAXIMUM_FILES - 2):
            add(ada, None, sizeBytes=1)
        statuses: list[int] = []
        threads = [threading.Thread(target=lambda: statuses.append(add(ada, png(1, 1)).status)) for _ in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert statuses.count(201) == 2
        assert set(statuses) <= {201, 409, 422}
        assert len(names(store.QUARANTINE, ada)) == 2, "what was refused left nothing behind"

    def test_counts_what_came_to_nothing_for_a_day(self, ada, monkeypatch):
        document = add(ada, pdf(opening(action("JavaScript", JS="1"))))["documentId"]
        assert scan(ada, document) == "REJECTED"
        for _ in range(MAXIMUM_FILES - 1):
            add(ada, None, sizeBytes=1)
        assert add(ada, None)["code"] == "document_quota"
        tomorrow = clock.now() + timedelta(days=1, minutes=1)
        monkeypatch.setattr(adding.clock, "epoch_seconds", lambda moment: int(tomorrow.timestamp()))
        assert add(ada, None).status == 201


class TestScan:
    def test_keeps_a_clean_file_and_empties_the_quarantine(self, ada):
        document = clean(ada, pdf(), "proof_of_address")
        assert (names(store.QUARANTINE, ada), names(store.CLEAN, ada)) == ([], [document])
        found = ada.get(path(ada, document))
        assert (found["status"], found["reason"], found["contentType"]) == ("CLEAN", None, "application/pdf")
        content, disposition = fetch(found["url"])
        assert content.startswith(b"%PDF-") and b"Secretive" not in content
        assert disposition == f'attachment; filename="proof_of_address-{document}.pdf"'

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (pdf(opening(action("JavaScript", JS="1"))), "active_content"),
            (png(2, 2) + ZIP, "trailing_data"),
            (pdf()[:-300], "damaged"),
        ],
        ids=["active", "trailing", "damaged"],
    )
    def test_rejects_a_file_with_the_reason_and_keeps_nothing_of_it(self, ada, content, reason):
        document = add(ada, content)["documentId"]
        assert scan(ada, document) == "REJECTED"
        found = ada.get(path(ada, document))
        assert (found["status"], found["reason"], found["url"], found["contentType"]) == ("REJECTED", reason, None, None)
        assert (names(store.QUARANTINE, ada), names(store.CLEAN, ada)) == ([], [])

    def test_goes_by_what_a_file_is_not_by_what_it_is_called(self, ada):
        added = add(ada, None)
        send(added["upload"], b"MZ" + bytes(200))
        assert scan(ada, added["documentId"]) == "REJECTED"
        assert ada.get(path(ada, added["documentId"]))["reason"] == "unsupported_type"

    def test_changes_nothing_any_more_once_it_is_done(self, ada):
        added = add(ada, None)
        send(added["upload"], pdf())
        document = added["documentId"]
        assert scan(ada, document) == "CLEAN"
        before = fetch(ada.get(path(ada, document))["url"])
        assert send(added["upload"], png(5, 5)) == 204, "the form is good for a quarter of an hour"
        assert scan(ada, document) == "CLEAN"
        assert fetch(ada.get(path(ada, document))["url"]) == before
        assert names(store.QUARANTINE, ada) == []

    def test_finds_nothing_where_there_is_nothing(self, ada):
        assert scan(ada, add(ada, None)["documentId"]) == "GONE"
        assert scan(ada, ids.new_id()) == "GONE"

    def test_ends_for_a_file_that_came_and_is_gone(self, ada):
        document = add(ada, pdf())["documentId"]
        store.leave_quarantine(store.find_document(ada.user_id, document))  # the bucket forgets after two days
        assert scan(ada, document) == "GONE"
        found = ada.get(path(ada, document))
        assert (found["status"], found["reason"]) == ("REJECTED", "lost")

    def test_waits_for_the_row_of_a_file(self, ada):
        lost = adding._document(adding.AddDocument(ada.user_id, "passport", pdf()), 1, scanning.Call(clock.now()))
        store.quarantine(lost, pdf())
        with pytest.raises(UnknownDocument):
            scan(ada, lost.document_id)
        assert names(store.QUARANTINE, ada) == [lost.document_id]

    @pytest.mark.parametrize("step", ["quarantined", "keep", "changed", "first_customer", "given_first", "leave_quarantine"])
    def test_that_dies_at_any_step_is_done_by_the_next(self, ada, monkeypatch, step):
        document = add(ada, pdf())["documentId"]
        done, alive = getattr(store, step), []

        def dying(*arguments, **more):
            if not alive:
                alive.append(True)
                raise ClientError({"Error": {"Code": "InternalError", "Message": "no"}}, "Call")
            return done(*arguments, **more)

        monkeypatch.setattr(store, step, dying)
        with pytest.raises(ClientError):
            scan(ada, document)
        assert scan(ada, document) == "CLEAN"
        assert (names(store.QUARANTINE, ada), names(store.CLEAN, ada)) == ([], [document])
        assert ada.get(path(ada, document))["status"] == "CLEAN"

    def test_is_done_once_though_many_begin_at_once(self, ada):
        for _ in range(3):
            document, outcomes = add(ada, pdf())["documentId"], []

            def attempt(document=document, outcomes=outcomes) -> None:
                outcomes.append(scan(ada, document))

            threads = [threading.Thread(target=attempt) for _ in range(4)]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            assert set(outcomes) <= {"CLEAN", "GONE"} and "CLEAN" in outcomes
            assert ada.get(path(ada, document))["status"] == "CLEAN"


class TestReuse:
    def test_of_a_file_by_another_customer_is_a_fact(self, ada, facts):
        bob, content = Caller(), pdf(pages=7)
        clean(ada, content)
        document = clean(bob, content)
        (fact,) = [each for each in facts(bob.user_id) if each["fact"] == "kyc.document_reused"]
        (event,) = fact["deliveries"]
        said = json.loads(event["body"])
        assert (event["topic"], said["type"], said["id"]) == ("fraud-events", "com.infernobank.kyc.document.reused", document)
        assert said["data"] == {"fileId": document, "customerId": bob.user_id, "firstCustomerId": ada.user_id}
        assert store.find_document(bob.user_id, document).reused

    def test_by_the_same_customer_is_none(self, ada, facts):
        for _ in range(2):
            clean(ada, pdf(pages=5))
        assert [each for each in facts(ada.user_id) if each["fact"] == "kyc.document_reused"] == []

    def test_is_seen_of_rejected_files_too(self, ada, facts):
        bob, content = Caller(), png(3, 7) + ZIP
        for each in (ada, bob):
            scan(each, add(each, content)["documentId"])
        assert [each["fact"] for each in facts(bob.user_id)] == ["kyc.document_reused"]

    def test_is_seen_once_though_both_come_at_once(self, ada, facts):
        for size in range(11, 14):
            people = [Caller() for _ in range(3)]
            found = [(each, add(each, png(size, 3))["documentId"]) for each in people]
            threads = [threading.Thread(target=scan, args=each) for each in found]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            told = [each for person in people for each in facts(person.user_id) if each["fact"] == "kyc.document_reused"]
            assert len({each["id"] for each in told}) == 2


class TestReading:
    def test_lists_newest_first(self, ada):
        first, second = clean(ada, pdf()), add(ada, None, "selfie")["documentId"]
        assert [(each["documentId"], each["status"]) for each in ada.get(path(ada))["items"]] == [
            (second, "UPLOADING"),
            (first, "CLEAN"),
        ]

    def test_is_the_customers_own_business(self, ada):
        document, mallory = clean(ada, pdf()), Caller()
        for asked in (path(ada), path(ada, document)):
            assert (mallory.get(asked).status, mallory.get(asked)["code"]) == (404, "user_not_found")
            assert staff("support").get(asked).status == 403
        refused = mallory.post(path(ada), {"type": "passport"})
        assert (refused.status, refused["code"]) == (404, "user_not_found")
        assert mallory.get(path(mallory, document))["code"] == "document_not_found"

    def test_is_given_by_a_link_that_ends(self, ada):
        url = ada.get(path(ada, clean(ada, pdf())))["url"]
        assert "X-Amz-Expires=300" in url
        with pytest.raises(urllib.error.HTTPError):
            fetch(url.replace(ada.user_id, ids.new_id()))

    def test_costs_one_call(self, ada, database_calls):
        document = clean(ada, pdf())
        database_calls.clear()
        ada.get(path(ada, document))
        assert database_calls == ["GetItem"]
        database_calls.clear()
        ada.get(path(ada))
        assert database_calls == ["Query"]
        database_calls.clear()
        add(ada, pdf())
        assert database_calls == ["Query", "TransactWriteItems"]


class TestNotices:
    def test_of_s3_name_the_files(self):
        customer, document = ids.new_id(), ids.new_id()
        body = {"Records": [{"s3": {"object": {"key": f"{customer}%2F{document}"}}}]}
        assert consumers.places_in(body) == [(customer, document)]
        assert consumers.places_in({"Event": "s3:TestEvent"}) == []

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"Records": [{}]},
            {"Records": 7},
            {"Records": [{"s3": {"object": {"key": "../../etc"}}}]},
            {"Records": [{"s3": {"object": {"key": 7}}}]},
            [],
        ],
    )
    def test_that_are_none_are_refused(self, body):
        with pytest.raises(consumers.MalformedNotice):
            consumers.places_in(body)


class TestDeployed:
    """S3, the queue and the function together."""

    def test_scan_what_comes_by_either_way(self, deployed, ada):
        inside, upload = add(ada, pdf())["documentId"], add(ada, None)
        send(upload["upload"], png(2, 2) + ZIP)
        for document, status in ((inside, "CLEAN"), (upload["documentId"], "REJECTED")):
            until(lambda document=document, status=status: ada.get(path(ada, document))["status"] == status, status)

    def test_record_a_file_that_nobody_knows_so_that_it_can_be_tried_again(self, deployed, ada):
        place = f"{ada.user_id}/{ids.new_id()}"
        client("s3").put_object(Bucket=settings.bucket_name(store.QUARANTINE), Key=place, Body=pdf())
        entries = lambda: [each for each in dynamo.scan_all("kyc-error-table") if ada.user_id in each["input"]]  # noqa: E731
        (entry,) = until(entries, "the entry", 60)
        assert (entry["source"], entry["retry"]["queue"]) == ("kyc_uploads_failed", "kyc-uploads-sqs")
        assert staff("operations").post(f"/admin/errors/{entry['uuid']}/retry").status == 202
