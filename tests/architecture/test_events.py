"""The contract of each event: what listeners may count on, and what no event ever holds."""

import json
import typing

import msgspec
import pytest

from chalicelib.platform import cloud_events
from chalicelib.platform.cloud_events import Data, Declaration, Topic
from chalicelib.platform.schemas import Balance
from release import events
from release.declaration import load

DECLARATION = load()
DECLARED = events.declared()
# Beside words of a list, whole numbers and truth: what has a pattern, so that no text of a person fits.
NAMED = {"Id", "Timestamp", "Day", "Amount", "Balance", "Currency", "Percentage", "TemplateKey", "Word"}
# A number of a customer's is nobody else's business, whatever it is made of.
PERSONAL = ("name", "mail", "phone", "ssn", "document", "address", "birth", "number", "password", "merchant")


def texts_in(shape: type) -> set[str]:
    """The members of an event's data that a person's text would fit into."""

    def open_to_text(hint: object) -> bool:
        if typing.get_origin(hint) is typing.Annotated:
            metas = [each for each in typing.get_args(hint) if isinstance(each, msgspec.Meta)]
            return not any(each.title in NAMED for each in metas)
        if hint in (str, object, typing.Any) or typing.get_origin(hint) is dict or hint is float:
            return True
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return bool(texts_in(hint))
        if typing.get_origin(hint) is typing.Literal:
            return False
        return any(map(open_to_text, typing.get_args(hint)))

    return {name for name, hint in typing.get_type_hints(shape, include_extras=True).items() if open_to_text(hint)}


def names_in(shape: type) -> set[str]:
    hints = typing.get_type_hints(shape)
    nested = [each for hint in hints.values() for each in (hint, *typing.get_args(hint))]
    inner = [names_in(each) for each in nested if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    return {*hints, *(name for names in inner for name in names)}


@pytest.mark.parametrize("declared", DECLARED, ids=lambda each: each.type)
class TestEachType:
    def test_has_an_example_that_its_schema_allows(self, declared: Declaration):
        example = json.loads(json.dumps(events.example_of(declared)))
        assert isinstance(cloud_events.read(example, declared.shape), declared.shape)
        assert example["type"] == declared.type and example["specversion"] == "1.0"

    def test_is_declared_by_the_context_that_says_it(self, declared: Declaration):
        assert declared.shape.__module__ == f"chalicelib.{declared.context}.events"

    def test_has_room_for_no_text_of_a_person(self, declared: Declaration):
        assert texts_in(declared.shape) == set()

    def test_names_nothing_personal(self, declared: Declaration):
        assert not [name for name in names_in(declared.shape) if any(word in name for word in PERSONAL)]

    def test_says_what_it_and_each_member_means(self, declared: Declaration):
        assert declared.shape.__doc__ and events.told(declared.shape)[0]
        sentences = {name for each in declared.shape.__mro__ for name in events.told(each)[1]}
        assert set(declared.shape.__struct_fields__) <= sentences


class TestNoPersonalData:
    def test_is_found_where_there_is_some(self):
        class Inner(Data):
            last_name: str

        class Told(Data):
            amount: Balance
            reason: str | None
            parts: list[Inner]
            rate: float
            free: dict[str, str]

        assert texts_in(Told) == {"reason", "parts", "rate", "free"}
        assert "last_name" in names_in(Told)


class TestTopics:
    def test_are_all_declared(self):
        assert set(typing.get_args(Topic)) <= DECLARATION.topics.keys()

    def test_have_subscriptions_that_say_what_they_hear(self):
        """By `type`, or by the older events' `eventType` or the products a posting touched; a subscription without a filter would get everything."""
        types = {each.type: each.topic for each in DECLARED}
        for name, subscription in DECLARATION.subscriptions.items():
            (attribute,) = subscription["filter"]
            assert attribute in ("type", "eventType", "product"), name
            if attribute == "type":
                assert {types.get(each) for each in subscription["filter"]["type"]} == {subscription["topic"]}, name


def test_the_page_is_current():
    assert events.is_current(), "docs/events.md differs from the code: make config"
