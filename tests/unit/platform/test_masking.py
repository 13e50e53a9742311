"""What is personal in messages and executions, and what is not."""

import json

import pytest

from chalicelib.kernel import ids
from chalicelib.platform.masking import MASK, masked, masked_words, owners_in


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "lastName",
        "email",
        "phoneNumber",
        "ssn",
        "documentNumber",
        "address",
        "dateOfBirth",
        "password",
        "taskToken",
        "code",
    ],
)
def test_hides_what_has_a_personal_name_however_deep(name):
    assert masked({"data": [{name: "Ada"}]}) == {"data": [{name: MASK}]}


@pytest.mark.parametrize(
    "value",
    [{"userId": "u"}, {"amount": "1.00"}, {"at": "2026-01-01"}, {"documentId": "d"}, {"outcome": "DECLINED"}, None, "text", 1],
)
def test_leaves_the_rest(value):
    assert masked(value) == value


def test_opens_a_text_that_is_json_and_what_lies_in_its_texts():
    inner = json.dumps({"email": "ada@example.com", "userId": "u"})
    assert masked(json.dumps({"queue": "q", "body": inner})) == {"queue": "q", "body": {"email": MASK, "userId": "u"}}


@pytest.mark.parametrize("text", ['{"email": "ada@exam', "[" * 4_000, "[" * 301 + "]" * 301, '{"a": ' * 301 + "1" + "}" * 301])
def test_hides_a_text_whole_that_begins_like_json_and_cannot_be_looked_through(text):
    assert (masked(text), owners_in(text)) == (MASK, set())


def test_walks_through_as_much_as_it_opens():
    assert masked("[" * 300 + "]" * 300) != MASK


def test_finds_the_customers_that_are_spoken_of_by_their_ids_alone():
    first, second = ids.new_id(), ids.new_id()
    said = [
        json.dumps({"userId": first, "body": json.dumps({"data": {"ownerId": second}})}),
        {"customerId": "x" * 5_000},
        {"userId": {}},
    ]
    assert owners_in(said) == {first, second}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no mail for ada.l+bank@example.com: 550", f"no mail for {MASK}: 550"),
        ('{"errorMessage": "\'ada@example.com\' is taken"}', f'{{"errorMessage": "\'{MASK}\' is taken"}}'),
        ("078-05-1120 belongs to two", f"{MASK} belongs to two"),
        ("0198c0de-078-05-1120-7000 waits", "0198c0de-078-05-1120-7000 waits"),
        ("12.50 USD on 2026-11-27, 3 of 5", "12.50 USD on 2026-11-27, 3 of 5"),
    ],
)
def test_takes_addresses_and_social_security_numbers_out_of_a_sentence(text, left):
    assert masked_words(text) == left
