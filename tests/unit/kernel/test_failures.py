"""Which refusals an idempotency key remembers."""

import pytest

from chalicelib.kernel import failures
from chalicelib.kernel.failures import is_remembered


@pytest.mark.parametrize("failure", [failures.Conflict(), failures.Unprocessable(), failures.Locked()])
def test_a_refusal_by_state_or_rule_is_kept(failure):
    assert is_remembered(failure)


@pytest.mark.parametrize(
    "failure",
    [
        failures.InvalidRequest(("a", "b")), failures.Unauthenticated(), failures.Forbidden(), failures.NotFound(),
        failures.RequestInProgress(), failures.IdempotencyKeyReused(), failures.TooLarge(), failures.TooManyRequests(1),
        failures.Unavailable(), failures.OutcomeUnknown(), failures.Failure(),
    ],
    ids=lambda failure: type(failure).__name__,
)  # fmt: skip
def test_whatever_a_second_try_may_mend_is_not(failure):
    assert not is_remembered(failure)
