"""Reading bodies and queries: exact amounts, older spellings, and everything that must be a 400."""

import json
import re
from typing import Annotated

import msgspec
import pytest

from chalicelib.kernel.failures import InvalidRequest
from chalicelib.kernel.money import Money, to_decimal
from chalicelib.platform.schemas import Amount, Body, Name, Text, money, percentage, read_body, read_query


class Part(Body):
    amount: Amount


class Split(Body):
    parts: list[Part]


class Payment(Body):
    ALIASES = {"ammount": "amount"}
    amount: Amount
    merchant: Text | None = None
    times: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class Many(Body):
    payments: list[Payment]


class Batch(Body):
    payments: list[Payment]
    name: Name | None = None


class Named(Body):
    name: Name = "x"


class Search(Body):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 25
    text: str = ""


def fields_of(raw: bytes, shape=Payment) -> list[str]:
    with pytest.raises(InvalidRequest) as refused:
        read_body(raw, shape)
    return [field for field, _ in refused.value.errors]


class TestAmounts:
    @pytest.mark.parametrize("currency", ["JPY", "USD", "KWD"])
    @pytest.mark.parametrize("minor", [1, 10, 999, 10**17 - 1, 10**17])
    def test_of_any_size_the_bank_takes_are_described(self, currency, minor):
        shape = msgspec.json.schema(Payment)["$defs"]["Payment"]["properties"]["amount"]
        text = to_decimal(minor, currency)
        assert Money.parse(text, currency).minor == minor
        assert re.search(shape["pattern"], text)

    def test_that_are_too_large_in_every_currency_are_not_described(self):
        shape = msgspec.json.schema(Payment)["$defs"]["Payment"]["properties"]["amount"]
        assert not any(re.search(shape["pattern"], text) for text in ("100000000000000001", "1" + "0" * 18, "0.00"))

    @pytest.mark.parametrize("text", [b'"90071992547409.93"', b"90071992547409.93", b" 90071992547409.93 "])
    def test_are_exact_as_string_and_as_number(self, text):
        body = read_body(b'{"amount":' + text + b"}", Payment)
        assert money(body.amount) == Money(9_007_199_254_740_993)

    @pytest.mark.parametrize(
        "text", ["1e3", "-1", "0", "null", "true", "[]", "{}", '""', '"NaN"', '" 1"', '"1e3"', "1E400", '"٣"']
    )
    def test_of_any_other_form_are_refused(self, text):
        body = read_body(f'{{"amount":{text}}}'.encode(), Payment)
        with pytest.raises(InvalidRequest) as refused:
            money(body.amount)
        assert refused.value.errors[0][0] == "amount"

    def test_of_a_hundred_thousand_digits_are_refused(self):
        body = read_body(b'{"amount":' + b"9" * 60_000 + b"}", Payment)
        with pytest.raises(InvalidRequest):
            money(body.amount)

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [('"100"', "100.00", True), ('"100.10"', '"100.1"', True), ('"100"', '"10"', False), ('"100"', '"1.00"', False)],
    )
    def test_are_normalised_for_the_fingerprint(self, one, other, same):
        seen = [read_body(f'{{"amount":{text}}}'.encode(), Payment).canonical() for text in (one, other)]
        assert (seen[0] == seen[1]) is same


class TestPercentage:
    @pytest.mark.parametrize(("text", "ppm"), [('"5.25"', 52_500), ("0", 0), ("100", 1_000_000), ('"0.0001"', 1)])
    def test_is_exact(self, text, ppm):
        assert percentage(msgspec.Raw(text.encode())) == ppm

    @pytest.mark.parametrize("text", ["100.0001", "101", "-1", '"5.00001"', "1e1", '"x"', "null"])
    def test_stays_between_0_and_100(self, text):
        with pytest.raises(InvalidRequest):
            percentage(msgspec.Raw(text.encode()))


class TestAliases:
    def test_are_the_same_request(self):
        older, newer = (read_body(f'{{"{name}":"5"}}'.encode(), Payment) for name in ("ammount", "amount"))
        assert older == newer
        assert older.canonical() == newer.canonical()

    def test_are_not_given_twice(self):
        assert fields_of(b'{"amount":"5","ammount":"5"}') == ["ammount"]


class TestBodies:
    def test_refuse_unknown_fields_by_name(self):
        assert fields_of(b'{"amount":"5","isAdmin":true}') == ["isAdmin"]

    def test_name_what_is_missing_and_where(self):
        assert fields_of(b"") == ["amount"]
        assert fields_of(b'{"payments":[{"amount":"1"},{"times":1}]}', Many) == ["payments[1].amount"]

    def test_name_the_field_of_a_wrong_type(self):
        assert fields_of(b'{"amount":"5","times":"1"}') == ["times"]

    @pytest.mark.parametrize(
        "raw",
        [
            b"{", b"[]", b"null", b'"text"', b"5", b"\xff\xfe", b'{"amount":"5"} x', b'{"amount":"5",}', b"{'amount':'5'}",
            b'{"amount":NaN}', b'{"amount":"\xff"}', b'{"amount":"5","merchant":"\xc3\x28"}', "\ufeff{}".encode(),
        ],
    )  # fmt: skip
    def test_that_are_no_json_object_are_refused(self, raw):
        assert fields_of(raw) in (["body"], ["merchant"], ["amount"])

    @pytest.mark.parametrize("lone", ["\\ud800", "\\udfff", "\\ude00\\ud83d"])
    def test_with_half_a_character_are_refused(self, lone):
        assert fields_of(f'{{"amount":"5","merchant":"a{lone}b"}}'.encode()) == ["body"]

    @pytest.mark.parametrize("broken", [b"\xff", b"\xed\xa0\x80"])
    def test_with_broken_bytes_for_an_amount_are_refused_before_it_is_looked_at(self, broken):
        assert fields_of(b'{"amount":"' + broken + b'"}') == ["body"]

    @pytest.mark.parametrize("raw", [b'{"amount":' + b"[" * 30_000, b'{"amount":' + b"[" * 30_000 + b"]" * 30_000 + b"}"])
    def test_that_nest_without_end_are_refused(self, raw):
        assert fields_of(raw) == ["body"]

    @pytest.mark.parametrize(
        "number", ["1" + "0" * 400, "9" * 20_000, "-" + "9" * 20_000, "1e400", "9223372036854775808", "1.5", "-1e-400"]
    )
    def test_with_numbers_no_field_can_hold_are_refused(self, number):
        assert fields_of(f'{{"amount":"5","times":{number}}}'.encode()) in (["times"], ["body"])

    @pytest.mark.parametrize("merchant", ["", " ", " a", "a ", "a\n", "a\tb", "a\x00b", "x" * 201, "\u200b", "a\u202eb"])
    def test_take_no_text_that_nobody_typed(self, merchant):
        assert fields_of(json.dumps({"amount": "5", "merchant": merchant}).encode()) == ["merchant"]


class TestTypedText:
    def test_is_checked_wherever_it_lies_and_all_of_it_is_told(self):
        raw = json.dumps(
            {"payments": [{"amount": "1", "merchant": "a"}, {"amount": "1", "merchant": "\u200b"}], "name": "a\u202e"}
        )
        with pytest.raises(InvalidRequest) as refused:
            read_body(raw.encode(), Batch)
        assert [field for field, _ in refused.value.errors] == ["payments[1].merchant", "name"]

    def test_is_refused_in_words_for_people(self):
        with pytest.raises(InvalidRequest) as refused:
            read_body(json.dumps({"amount": "5", "merchant": "a\u202eb"}).encode(), Payment)
        assert refused.value.errors == (("merchant", "must not hold the invisible or unknown character U+202E"),)

    def test_is_checked_in_a_query_too(self):
        with pytest.raises(InvalidRequest):
            read_query({"name": ["\u200b"]}, Named)

    def test_is_described_by_a_pattern_that_every_engine_reads(self):
        pattern = msgspec.json.schema(Named)["$defs"]["Named"]["properties"]["name"]["pattern"]
        assert "(?" not in pattern
        assert re.search(pattern, "María José") and not any(re.search(pattern, text) for text in (" a", "a\tb", "a\u202eb"))


class TestDoubledMembers:
    @pytest.mark.parametrize(
        ("raw", "field"),
        [
            (b'{"amount": "1.00", "amount": "9.00"}', "amount"),
            (b'{"amount": "1.00", "am\\u006funt": "1.00"}', "amount"),
            (b'{"parts": [{"amount": "1"}, {"amount": "1", "amount": "2"}]}', "amount"),
            (b'{"amount": "1.00", "merchant": "A", "merchant": "A"}', "merchant"),
        ],
    )
    def test_are_refused_wherever_they_are(self, raw, field):
        shape = Split if b"parts" in raw else Payment
        with pytest.raises(InvalidRequest) as refused:
            read_body(raw, shape)
        assert refused.value.errors == ((field, "is given more than once"),)

    def test_one_name_in_two_objects_is_none(self):
        assert len(read_body(b'{"parts": [{"amount": "1"}, {"amount": "1"}]}', Split).parts) == 2

    def test_figures_are_not_read_on_the_way(self):
        """Python refuses to read a number of more than 4,300 digits; an amount of so many is a plain 400 later."""
        assert len(bytes(read_body(b'{"amount": ' + b"9" * 5_000 + b"}", Payment).amount)) == 5_000


class TestQueries:
    def test_read_numbers_from_text(self):
        assert read_query({"limit": ["7"]}, Search).limit == 7

    @pytest.mark.parametrize(
        ("parameters", "field"),
        [
            ({"limit": ["7", "8"]}, "limit"),
            ({"limit": ["x"]}, "limit"),
            ({"limit": ["9" * 400]}, "limit"),
            ({"limit": ["1e1"]}, "limit"),
            ({"limit": ["7.0"]}, "limit"),
            ({"limit": ["+7"]}, "limit"),
            ({"limit": [" 7"]}, "limit"),
            ({"limit": ["07"]}, "limit"),
            ({"limit": ["٧"]}, "limit"),
            ({"limit": ["9" * 9_000]}, "limit"),
            ({"by": ["x"]}, "by"),
        ],
    )
    def test_refuse_what_they_do_not_know(self, parameters, field):
        with pytest.raises(InvalidRequest) as refused:
            read_query(parameters, Search)
        assert refused.value.errors[0][0] == field
