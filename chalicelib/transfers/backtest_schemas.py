"""Wire shapes of backtests."""

import json
from datetime import datetime
from typing import Literal

from chalicelib.fraud.public import Backtest
from chalicelib.platform.schemas import Body, Identifier, Reply, Timestamp, moment


class BacktestRequest(Body):
    """Of which payments.

    since: from this moment on, a year before `until` at most
    until: before this moment
    """

    since: Timestamp
    until: Timestamp

    def times(self) -> tuple[datetime, datetime]:
        """Raises InvalidRequest for what is no time."""
        return moment(self.since, "since"), moment(self.until, "until")


class OutcomeChange(Reply):
    """Payments whose outcome would have been another.

    before: what the screening said
    after: what it would have said with the rule in use
    payments: how many
    """

    before: Literal["allow", "review", "block"]
    after: Literal["allow", "review", "block"]
    payments: int


class BacktestReply(Reply):
    """What a rule would have said of transfers, and of payments and withdrawals that were held.

    backtest_id: the backtest
    rule_id: the rule
    version: the version that was tried
    status: RUNNING while pages are left, then DONE
    since: from when on
    until: until when
    looked: how many rows were looked at so far
    judged: how many of the time were among them
    hits: of how many the rule holds
    unjudged: of how many it cannot be said
    changes: the outcomes that would have been others
    confirmed: of how many with a confirmed risk it holds
    confirmed_in_all: how many with a confirmed risk there were
    false_alarms: of how many it holds whose case was a false positive
    made_at: when it was asked for
    """

    backtest_id: Identifier
    rule_id: Identifier
    version: int
    status: Literal["RUNNING", "DONE"]
    since: Timestamp
    until: Timestamp
    looked: int
    judged: int
    hits: int
    unjudged: int
    changes: list[OutcomeChange]
    confirmed: int
    confirmed_in_all: int
    false_alarms: int
    made_at: Timestamp

    @classmethod
    def of(cls, backtest: Backtest) -> "BacktestReply":
        changes = [(*change.split(">"), payments) for change, payments in sorted(backtest.changes.items())]
        return cls(
            backtest_id=backtest.backtest_id,
            rule_id=backtest.rule_id,
            version=json.loads(backtest.rule)["version"],
            status=backtest.status,
            since=backtest.since,
            until=backtest.until,
            looked=backtest.looked,
            judged=backtest.judged,
            hits=backtest.hits,
            unjudged=backtest.unjudged,
            changes=[OutcomeChange(before=before, after=after, payments=payments) for before, after, payments in changes],  # type: ignore[arg-type]
            confirmed=backtest.confirmed,
            confirmed_in_all=backtest.confirmed_in_all,
            false_alarms=backtest.false_alarms,
            made_at=backtest.made_at,
        )
