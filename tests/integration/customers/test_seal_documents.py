"""A bank whose customers registered under an older release: sealed once, and everything goes on as it was."""

import pytest

from chalicelib.customers import numbers, store
from chalicelib.customers.operations import seal_documents as sealing
from chalicelib.customers.operations.seal_documents import seal_documents
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client
from tests.support.people import Person, someone


def of_before(person: Person, *, key: str | None = None) -> Person:
    """Puts a customer's rows as the older release wrote them: the number in both keys, in the clear."""
    customer = store.find_customer(person.user_id)
    item = {**store._CUSTOMER.to_item(customer), "document": person.document}
    plain = {name: value for name, value in item.items() if name not in ("document_number", "document_last4")}
    dynamo.write(dynamo.delete("new", store.USERS, {"uuid": person.user_id, "document": customer.document}))
    dynamo.write(dynamo.put("old", store.USERS, plain))
    dynamo.write(dynamo.delete("new", store.DOCUMENTS, {"document_key": customer.document}))
    guard = {"document_key": key or numbers.key(person.document), "user_id": person.user_id}
    dynamo.write(dynamo.put("old", store.DOCUMENTS, guard))
    return person


def everything() -> str:
    """What lies in every table of the bank."""
    tables = client("dynamodb").get_paginator("list_tables").paginate()
    names = [name for page in tables for name in page["TableNames"] if name.startswith(settings.table_name(""))]
    return str([client("dynamodb").scan(TableName=name)["Items"] for name in names])


@pytest.fixture
def people(empty_tables) -> list[Person]:
    return [of_before(someone()), of_before(someone(), key="AB/12"), someone()]


class TestSealDocuments:
    def test_leaves_no_number_in_any_table(self, people):
        assert people[0].document in everything()
        done = seal_documents()
        assert (done.sealed, done.guards, done.doubled) == (2, 2, [])
        text = everything().upper()
        assert not any(person.document in text for person in people) and "AB/12" not in text

    def test_changes_nothing_for_the_customer(self, people):
        ana = people[0]
        seal_documents()
        profile = ana.call("GET", f"/profile/{ana.user_id}")
        assert profile.status == 200 and profile["documentLast4"] == ana.document[-4:]
        assert ana.call("PUT", f"/profile/{ana.user_id}", {"address": "Calle 1"})["address"] == "Calle 1"
        assert ana.log_in().status == 200
        kept = store.find_customer(ana.user_id)
        assert numbers.opened("documentNumber", kept.document_number, ana.user_id) == ana.document

    def test_keeps_every_document_unique(self, people):
        seal_documents()
        for known in people:
            answer = Person(document=known.document).register()
            assert (answer.status, answer["code"]) == (409, "document_taken")

    def test_serves_the_customer_before_it_ran(self, people):
        ana = people[0]
        assert ana.call("GET", f"/profile/{ana.user_id}")["documentLast4"] is None
        assert ana.call("PUT", f"/profile/{ana.user_id}", {"locale": "es"}).status == 200
        assert seal_documents().sealed == 2

    def test_does_nothing_the_second_time(self, people):
        seal_documents()
        before = everything()
        done = seal_documents()
        assert (done.sealed, done.guards) == (0, 0) and everything() == before

    def test_goes_on_where_it_was_stopped(self, people, monkeypatch):
        calls = []

        def seal_one(*arguments):
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return numbers.seal(*arguments)

        monkeypatch.setattr(sealing, "numbers", type("Once", (), {"seal": staticmethod(seal_one)}))
        with pytest.raises(KeyboardInterrupt):
            seal_documents()
        monkeypatch.undo()
        assert seal_documents().sealed == 1
        assert not any(person.document in everything().upper() for person in people)

    def test_keeps_a_change_that_came_between(self, people, monkeypatch):
        ana, seal = people[0], numbers.seal

        def while_they_move(field, number, customer_id):
            if number == ana.document:
                monkeypatch.undo()
                assert ana.call("PUT", f"/profile/{ana.user_id}", {"address": "Elsewhere"}).status == 200
            return seal(field, number, customer_id)

        monkeypatch.setattr(numbers, "seal", while_they_move)
        assert seal_documents().sealed == 2
        assert ana.call("GET", f"/profile/{ana.user_id}")["address"] == "Elsewhere"

    def test_leaves_to_people_whose_document_two_customers_have(self, people):
        bob = someone()
        of_before(Person(document=people[0].document, user_id=bob.user_id), key="OTHER-KEY")
        done = seal_documents()
        assert len(done.doubled) == 1 and done.doubled[0] in (people[0].user_id, bob.user_id)
        assert store.find_customer(done.doubled[0]).document == people[0].document, "as it was"
