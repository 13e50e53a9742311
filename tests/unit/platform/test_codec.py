"""Codecs: a model to its item and back, by the names of its fields."""

from dataclasses import dataclass, field

import pytest

from chalicelib.platform.codec import Codec


@dataclass(frozen=True)
class Thing:
    thing_id: str
    amount_minor: int
    parts: tuple[str, ...] = ()
    note: str | None = None
    marks: dict[str, int] = field(default_factory=dict)


things = Codec(Thing, names={"thing_id": "uuid", "amount_minor": "amount"}, write={"parts": list}, read={"parts": tuple})
THING = Thing("t", 5, ("a", "b"), "n", {"x": 1})


def test_an_attribute_has_the_name_of_its_field_or_the_one_it_was_given():
    assert things.to_item(THING) == {"uuid": "t", "amount": 5, "parts": ["a", "b"], "note": "n", "marks": {"x": 1}}


def test_a_model_comes_back_as_it_was():
    assert things.to_model(things.to_item(THING)) == THING


def test_none_is_left_out_and_comes_back():
    bare = Thing("t", 0)
    assert "note" not in things.to_item(bare) and things.to_item(bare)["amount"] == 0
    assert things.to_model(things.to_item(bare)) == bare


def test_what_an_item_lacks_is_the_default_and_what_it_has_besides_is_not_read():
    assert things.to_model({"uuid": "t", "amount": 5, "expires_at": 1, "note": None}) == Thing("t", 5)


def test_an_item_without_what_a_model_must_have_is_refused():
    with pytest.raises(TypeError, match="amount_minor"):
        things.to_model({"uuid": "t"})


def test_what_was_not_found_is_none():
    assert things.found(None) is None and things.found({"uuid": "t", "amount": 5}) == Thing("t", 5)
