"""A call and its key: nothing that needs a key is done without one."""

import pytest

from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt
from tests.support.ledger import NOW

BARE = Call(NOW, correlation_id="c-1", dry_run=True)


@pytest.mark.parametrize(
    "use", [lambda call: call.idempotency, lambda call: call.posting_id, lambda call: call.record(Receipt(200, {}))]
)
def test_a_call_without_a_key_raises_where_a_repeat_would_do_it_twice(use):
    with pytest.raises(LookupError):
        use(BARE)


def test_what_a_message_asks_for_has_the_same_key_however_often_it_comes():
    first, again, other = (BARE.under("ada", "loan interest", key, {"from": 0}) for key in ("l:0", "l:0", "l:1"))
    assert first.idempotency == again.idempotency and first.idempotency.scope != other.idempotency.scope


def test_a_call_under_a_key_keeps_its_moment_its_trace_and_whether_it_is_in_earnest():
    call = BARE.under("ada", "loan interest", "l:0", {})
    assert (call.now, call.correlation_id, call.dry_run, call.caller_id) == (NOW, "c-1", True, "ada")
