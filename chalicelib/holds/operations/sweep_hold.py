"""Sweep a hold whose end has passed. The clock has ended it already; this takes it off the account, so that projections
show it gone, and tells the customer. A hold that was captured or voided before is left alone."""

from collections.abc import Mapping
from typing import Literal

from chalicelib.kernel.failures import Recalled, RequestInProgress
from chalicelib.ledger.public import (
    Account,
    AccountKey,
    Draft,
    Hold,
    HoldChange,
    Posted,
    Posting,
    errors,
    find_hold,
    post,
    swept_hold,
)
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call

MAXIMUM_TRIES = 10
Outcome = Literal["EXPIRED", "ENDED", "ACTIVE"]


def sweep_hold(owner_id: str, hold_id: str, call: Call) -> Outcome:
    """EXPIRED when it is swept (now or before), ENDED when nothing was left of it, ACTIVE when its end is still to come.

    Raises UnknownHold. An account that was closed since had taken the hold off itself.
    """
    for _ in range(MAXIMUM_TRIES):
        hold = find_hold(owner_id, hold_id)
        status = hold.status(call.now)
        if status != "EXPIRED":
            return "ACTIVE" if status == "ACTIVE" else "ENDED"
        if hold.state == "EXPIRED":
            return "EXPIRED"
        try:
            _sweep(hold, call)
        except dynamo.Refused as refused:
            if "hold" not in refused.items:
                raise
            continue  # a capture that was asked for in time came between, or another sweep: look again
        return "EXPIRED"
    raise RequestInProgress("The hold is being captured; try again")


def _sweep(hold: Hold, call: Call) -> None:
    """Takes the hold off and notes it in the hold's item. Raises Refused when the hold has moved."""
    try:
        noted = not post(_expiry(hold, call)).replayed
    except (errors.AccountClosed, Recalled):  # a refusal under this key can only be that one
        noted = False
    if not noted:
        dynamo.write(swept_hold(hold))


def _expiry(hold: Hold, call: Call) -> Posting:
    told = hold.to_json(call.now)

    def compose(accounts: Mapping[str, Account]) -> Draft:
        gone = HoldChange(hold.account_id, hold.hold_id, None)
        return Draft((), {hold.account_id: told}, holds=(gone,), changes=(swept_hold(hold),))

    def deliver(posted: Posted) -> list[outbox.Delivery]:
        return [outbox.mail(hold.hold_id, "HOLD.EXPIRED", hold.owner_id, _mail(told), call.correlation_id)]

    return Posting(
        "hold.expired",
        call.under(hold.owner_id, "hold.expired", hold.hold_id, {"holdId": hold.hold_id}),
        compose,
        lambda posted: dict(told),
        accounts=(AccountKey(hold.owner_id, hold.account_id),),
        deliver=deliver,
    )


def _mail(told: Mapping[str, object]) -> dict[str, object]:
    return {name: told[name] for name in ("holdId", "amount", "captured", "currency", "expiresAt")}
