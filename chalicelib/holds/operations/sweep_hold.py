"""Sweep a hold whose end has passed. The clock has ended it already; this takes it off the account, so that projections
show it gone, and tells the customer. A hold that was captured or voided before is left alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from chalicelib.kernel.failures import Failure
from chalicelib.ledger.public import (
    Account,
    AccountKey,
    Draft,
    HoldChange,
    Posted,
    Posting,
    errors,
    find_hold,
    post,
)
from chalicelib.platform import outbox
from chalicelib.platform.idempotency import Idempotency

Outcome = Literal["EXPIRED", "ENDED", "ACTIVE"]


def sweep_hold(owner_id: str, hold_id: str, *, now: datetime, correlation_id: str) -> Outcome:
    """EXPIRED when it is swept (now or before), ENDED when nothing was left of it, ACTIVE when its end is still to come.

    Raises UnknownHold. An account that was closed since had taken the hold off itself.
    """
    hold = find_hold(owner_id, hold_id)
    status = hold.status(now)
    if status != "EXPIRED":
        return "ACTIVE" if status == "ACTIVE" else "ENDED"
    told = hold.to_json(now)

    def compose(accounts: Mapping[str, Account]) -> Draft:
        return Draft((), told, holds=(HoldChange(hold.account_id, hold_id, None),))

    def deliver(posted: Posted) -> list[outbox.Delivery]:
        return [outbox.mail(hold_id, "HOLD.EXPIRED", owner_id, _mail(told), correlation_id)]

    def render(posted: Posted) -> dict[str, object]:
        return dict(told)

    posting = Posting(
        "hold.expired",
        Idempotency.of(owner_id, "hold.expired", hold_id, {"holdId": hold_id}),
        compose,
        render,
        now,
        accounts=(AccountKey(owner_id, hold.account_id),),
        deliver=deliver,
        correlation_id=correlation_id,
    )
    try:
        post(posting)
    except Failure as failure:
        if failure.code != errors.AccountClosed.code:
            raise
    return "EXPIRED"


def _mail(told: Mapping[str, str]) -> dict[str, str]:
    return {name: told[name] for name in ("holdId", "amount", "captured", "currency", "expiresAt")}
