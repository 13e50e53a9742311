"""`fraud-backtests` (backtest): the only place with its keys and expressions."""

from chalicelib.fraud.backtests import Backtest
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change

BACKTESTS = "fraud-backtests"
_BACKTEST = Codec(Backtest, write={"changes": dict})


def new_backtest(backtest: Backtest) -> Change:
    return dynamo.put_new("backtest", BACKTESTS, "backtest_id", _BACKTEST.to_item(backtest))


def stepped(after: Backtest) -> Change:
    """One page further; refused under `backtest` where another worker was first."""
    item = _BACKTEST.to_item(after)
    return dynamo.put("backtest", BACKTESTS, item, condition="step = :seen", seen=after.step - 1)


def find_backtest(backtest_id: str) -> Backtest | None:
    return _BACKTEST.found(dynamo.get(BACKTESTS, {"backtest_id": backtest_id}))
