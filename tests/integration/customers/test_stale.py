"""Whoever read before somebody else wrote is refused: each condition of customers, without the luck of a race. And faults of KMS."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from chalicelib.customers import store
from chalicelib.customers.errors import DocumentTaken
from chalicelib.identity.store import find_credential
from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from chalicelib.platform.clients import client
from tests.integration.customers.test_customers import change, customer, make
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")


class TestCustomer:
    def test_is_replaced_as_it_was_read(self):
        seen = store.find_customer(someone().user_id)
        after = replace(seen, address="Calle 1", version=seen.version + 1)
        dynamo.transact([store.replacing(after, seen)])
        for late in (
            store.replacing(after, seen),
            store.unchanged(seen),
            *store.rewriting(replace(seen, document="x"), seen)[1:2],
        ):
            with pytest.raises(dynamo.Refused):
                dynamo.transact([late])
        assert store.find_customer(seen.user_id) == after

    def test_has_one_profile(self, overtaken):
        ana = someone()
        first, late = overtaken(lambda: make(ana))
        assert (first.status, late.status, late["code"]) == (201, 409, "customer_exists")

    def test_is_changed_on_one_version(self, overtaken):
        ana, names = customer(), ["Late", "First"]
        first, late = overtaken(lambda: change(ana, 2, lastName=names.pop(0)))
        assert (first["lastName"], late.status, late["code"]) == ("First", 409, "version_conflict")


class TestDocument:
    def test_is_ones_alone_and_may_be_given_again(self):
        digest, ana = ids.new_id(), ids.new_id()
        for _ in range(2):
            dynamo.transact([store.taking_document(digest, ana)])
        with pytest.raises(DocumentTaken):
            dynamo.transact([store.taking_document(digest, ids.new_id())])

    def test_of_two_who_register_with_it_at_once_is_the_first_ones(self, overtaken):
        late, first = (Person(document="AL" + ids.new_id()) for _ in range(2))
        first.document = late.document
        answers = overtaken(late.register, first.register)
        assert [each.status for each in answers] == [201, 409] and answers[1]["code"] == "document_taken"
        assert find_credential(late.email) is None

    def test_of_two_who_register_one_address_at_once_the_first_has_it(self, overtaken):
        late = Person()
        first = Person(email=late.email)
        answers = overtaken(late.register, first.register)
        assert [each.status for each in answers] == [201, 409] and answers[1]["code"] == "email_taken"
        assert find_credential(late.email).user_id == first.user_id


class TestAFaultOfKms:
    def test_changes_nothing_and_the_same_request_is_done_afterwards(self, monkeypatch):
        ana = someone()

        def faulty(**request):
            raise ClientError({"Error": {"Code": "KMSInternalException", "Message": "no"}}, "Encrypt")

        with monkeypatch.context() as fault:
            fault.setattr(client("kms"), "encrypt", faulty)
            refused = make(ana, "k")
        assert refused.status >= 500 and "219" not in str(refused.body)
        assert store.find_customer(ana.user_id).profiled_at is None
        assert make(ana, "k").status == 201
