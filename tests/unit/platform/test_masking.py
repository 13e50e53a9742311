"""What is personal in messages and executions, and what is not."""

import pytest

from chalicelib.platform.masking import MASK, masked


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
