"""Whoever read before somebody else wrote is refused: each condition of kyc, without the luck of a race."""

from dataclasses import replace

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.kyc import store
from chalicelib.kyc.model import MAXIMUM_FILES, Document
from chalicelib.kyc.operations.pass_milestone import pass_milestone
from chalicelib.platform import dynamo, waits
from chalicelib.platform.call import Call
from tests.integration.kyc.test_documents import names
from tests.integration.kyc.test_reviews import file_of, status
from tests.support.api import Caller, staff
from tests.support.documents import add
from tests.support.pdfs import pdf
from tests.support.people import Person
from tests.support.reviews import customer, decide, papers, submit, submitted

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ana() -> Person:
    return customer()


def a_document(**changed: object) -> Document:
    made = Document(ids.new_id(), ids.new_id(), "passport", "SCANNING", 1, clock.to_text(clock.now()))
    return replace(made, **changed)


class TestDocuments:
    def test_are_counted_as_they_were_read(self):
        first = a_document()
        seen = store.shelf(first.customer_id)
        dynamo.transact(store.added(first, seen))
        for another in (a_document(customer_id=first.customer_id), a_document(customer_id=first.customer_id)):
            with pytest.raises(dynamo.Refused):
                dynamo.transact(store.added(another, seen))
        assert len(store.shelf(first.customer_id).documents) == 1

    def test_come_to_one_end(self):
        document = a_document()
        dynamo.transact(store.added(document, store.shelf(document.customer_id)))
        dynamo.transact([store.changed(replace(document, status="CLEAN"))])
        with pytest.raises(dynamo.Refused):
            dynamo.transact([store.changed(replace(document, status="REJECTED"))])

    def test_are_given_first_by_one(self):
        digest = ids.new_id()
        dynamo.transact([store.given_first(digest, "ana")])
        with pytest.raises(dynamo.Refused):
            dynamo.transact([store.given_first(digest, "bob")])

    def test_of_which_the_last_place_is_taken_meanwhile_leave_nothing_behind(self, overtaken):
        ada = Caller()
        for _ in range(MAXIMUM_FILES - 1):
            add(ada, None, sizeBytes=1)
        first, late = overtaken(lambda: add(ada, pdf()))
        assert (first.status, late.status, late["code"]) == (201, 422, "document_quota")
        assert names(store.QUARANTINE, ada) == [first["documentId"]]


class TestFile:
    def test_is_replaced_as_it_was_read(self, ana):
        submitted(ana)
        seen = file_of(ana)
        after = replace(seen, version=seen.version + 1)
        dynamo.transact([store.replaced(after, seen)])
        for earlier in (seen, None):
            with pytest.raises(dynamo.Refused):
                dynamo.transact([store.replaced(after, earlier)])

    def test_is_submitted_once(self, ana, overtaken):
        given = papers(ana, "passport", "proof_of_address")
        first, late = overtaken(lambda: submit(ana, given))
        assert (first.status, late.status, late["code"]) == (202, 409, "kyc_in_review")

    @pytest.mark.parametrize(
        ("faster", "slower"), [("approve", "approve"), ("approve", "reject"), ("request-information", "approve")]
    )
    def test_is_decided_once(self, ana, overtaken, faster, slower):
        submission = submitted(ana)
        ask = lambda act: decide(staff("risk"), ana, act, submission)  # noqa: E731
        first, late = overtaken(lambda: ask(slower), lambda: ask(faster))
        assert (first.status, late.status, late["code"]) == (200, 409, "already_decided")
        assert file_of(ana).status == first["kycStatus"] == waits.find(submission).outcome

    def test_is_decided_by_a_person_though_its_time_has_come(self, ana, overtaken):
        submission = submitted(ana)
        moment = clock.from_text(waits.find(submission).due_at)
        late = lambda: pass_milestone(ana.user_id, submission, Call(moment))  # noqa: E731
        first, outcome = overtaken(late, lambda: decide(staff("risk"), ana, "approve", submission))
        assert (first.status, outcome, status(ana)) == (200, "WAITING", "APPROVED")
