"""The description drives the API: every operation, with data it allows and data it forbids, judged by all of schemathesis'
checks. What the API answers must be described; what the description forbids must be refused; nothing may be a 5xx."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import unsupported_method

import app  # noqa: F401  # registers every route
from chalicelib.platform.openapi import describe
from local.waiting import until

# Every call passes the gateway and a real function, so cases per operation are few; the whole runs on each change.
CASES = 8


def with_numbers(document: dict) -> dict:
    """The description, and what the bank takes without describing it: a number where it says a decimal is text."""
    for name in ("Amount", "Percentage"):
        document["components"]["schemas"][name]["type"] = ["string", "number"]
    return document


schema = schemathesis.openapi.from_dict(with_numbers(describe()))
# What a schema cannot say is refused with 400 or 422: a cursor nobody was given, more decimals than the account's currency has,
# an end that is past, money that is not there.
schema.config.checks.positive_data_acceptance.expected_statuses += ["400", "422"]
# API Gateway has one answer for an unknown path and a wrong method, and the contract makes it 404 (see test_trust.py):
# so no other method is tried either, which would be every seventh request.
UNCHECKED = [unsupported_method]
schema.config.phases.coverage.unexpected_methods = set()


@pytest.fixture(scope="module")
def customer(stack):
    found = stack.registered(name="Schema")
    until(lambda: len(found.api.cards()) == 2, "two cards")
    return found


@schema.parametrize()
@settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_keeps_its_word(case, stack, customer):
    case.call_and_validate(
        base_url=stack.api.url,
        headers={"Authorization": f"Bearer {customer.api.token}"},
        excluded_checks=UNCHECKED,
    )
