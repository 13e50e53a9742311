"""A caller's own words: what is taken, what is refused, and what a key's fingerprint covers."""

import json

import pytest

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.own_words import MAXIMUM_BYTES, OwnWords
from chalicelib.platform.schemas import Amount, read_body


class Move(OwnWords):
    amount: Amount


def read(**said: object) -> Move:
    return read_body(json.dumps({"amount": "1", **said}).encode(), Move)


class TestOwnWords:
    def test_are_told_by_name_and_only_when_given(self):
        said = {"reference": "order 4711", "metadata": {"department": "kitchen"}}
        assert read(**said).own_words() == said
        assert read().own_words() == {}

    def test_are_part_of_the_fingerprint_and_change_none_where_there_are_none(self):
        assert read().canonical() == {"amount": "1"}
        assert read(reference="a").canonical() != read(reference="b").canonical()
        assert read(metadata={"a": "b"}).canonical() != read(metadata={"a": "c"}).canonical()

    @pytest.mark.parametrize("reference", ["x" * 64, "Bestellung 4711/ä", "注文"])
    def test_take_a_line_of_at_most_64_characters(self, reference):
        assert read(reference=reference).reference == reference

    @pytest.mark.parametrize("reference", ["", " ", "x" * 65, "a\nb", "a\u202eb", "\u200b", " a", 1, None, ["a"]])
    def test_refuse_what_is_no_such_line(self, reference):
        with pytest.raises(InvalidRequest) as refused:
            read(reference=reference)
        assert refused.value.errors[0][0] == "reference"

    def test_take_20_pairs_and_2_kilobytes(self):
        assert len(read(metadata={f"key {number}": "v" for number in range(20)}).metadata) == 20
        full = {f"k{number}": "ä" * 249 for number in range(4)}  # 4 × (2 + 498) bytes
        assert read(metadata={**full, "rest": "x" * (MAXIMUM_BYTES - 2_000 - 4)}).metadata

    @pytest.mark.parametrize(
        "metadata",
        [
            {f"key {number}": "v" for number in range(21)},
            {**{f"k{number}": "ä" * 249 for number in range(4)}, "rest": "x" * (MAXIMUM_BYTES - 2_000 - 3)},
            {"a": 1}, {"a": None}, {"a": {"b": "c"}}, {"a": ""}, {"": "a"}, {"a": "b\n"}, {"a\u202e": "b"}, {"k" * 65: "v"},
            [], "text", None,
        ],
    )  # fmt: skip
    def test_refuse_more_and_what_are_no_pairs_of_text(self, metadata):
        with pytest.raises(InvalidRequest) as refused:
            read(metadata=metadata)
        assert refused.value.errors
