"""Holds: reserve money until a time (authorise), take it (capture, in part or whole), or let it go (void).

An open hold lives in its account's item, so one conditional write moves both, and the clock alone ends it: an expired
hold is not there any more when an account is judged. `ledger-holds` keeps each hold's own story for those who ask.
A product whose movement waits begins and ends a hold inside its own posting, as that movement's keeper.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Failure, InvalidRequest
from chalicelib.ledger import errors, events, store
from chalicelib.ledger.model import Account, AccountKey, Hold, HoldState, OpenHold
from chalicelib.ledger.operations.post import find_answer, post
from chalicelib.ledger.posting import Draft, HoldChange, Leg, Posted, Posting, bank_leg
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.idempotency import Receipt
from chalicelib.platform.outbox import Delivery, to_schedule

MAXIMUM_HOLD_DAYS = 365
# Minor units of a request's amount, once the account tells its currency; may refuse.
AmountOf = Callable[[Account], int]


@dataclass(frozen=True, slots=True)
class HoldStep:
    """What a posting writes to begin or end a hold: on the account, in the hold's own story, and in what its owner is told."""

    change: HoldChange
    story: Change
    told: dict[str, object]


def begin_hold(account: Account, hold_id: str, amount_minor: int, expires_at: datetime, call: Call, *, keeper: str) -> HoldStep:
    """Reserves money for the movement `keeper`, which alone ends it before its time; `sweep_of` is to leave with the posting."""
    end = clock.to_text(expires_at)
    hold = Hold(hold_id, account.owner_id, account.account_id, account.currency, amount_minor, 0, "ACTIVE", end, keeper=keeper)
    change = HoldChange(account.account_id, hold_id, OpenHold(amount_minor, amount_minor, end, keeper))
    return HoldStep(change, store.new_hold(hold), hold.to_json(call.now))


def end_hold(account: Account, hold_id: str, state: Literal["CAPTURED", "VOIDED"], call: Call) -> HoldStep:
    """Ends a hold that nothing was captured of: all of it is taken, or let go. Raises HoldEnded where the clock was first."""
    if hold_id not in account.holds:
        raise errors.HoldEnded("The hold is expired", holdStatus="EXPIRED")
    open_hold = account.holds[hold_id]
    captured = open_hold.amount_minor if state == "CAPTURED" else 0
    after = _told(account, hold_id, open_hold, captured, state)
    return HoldStep(HoldChange(account.account_id, hold_id, None), store.ended_hold(after), after.to_json(call.now))


def sweep_of(hold_id: str, owner_id: str, expires_at: datetime, call: Call) -> Delivery:
    """What takes a hold off its account once its end has passed."""
    return to_schedule(*events.expiry(hold_id, owner_id, expires_at, call))


def place_hold(
    key: AccountKey,
    amount_of: AmountOf,
    expires_at: datetime,
    call: Call,
    *,
    words: Mapping[type[Failure], type[Failure]] | None = None,
) -> Receipt:
    """Reserves money of one account until `expires_at`.

    Raises InvalidRequest for an end that is past or more than a year away, InsufficientFunds, AccountFrozen.
    """
    if not 0 < (expires_at - call.now).total_seconds() <= MAXIMUM_HOLD_DAYS * 86_400:
        placed_before = find_answer(call.idempotency)  # the same request, whose end has passed since
        if placed_before is not None:
            return placed_before
        raise InvalidRequest(("expiresAt", f"must lie in the future, at most {MAXIMUM_HOLD_DAYS} days ahead"))
    hold_id = ids.derived_id(call.now, "hold", call.idempotency.scope)
    end = clock.to_text(expires_at)

    def compose(accounts: Mapping[str, Account]) -> Draft:
        account = accounts[key.account_id]
        amount = amount_of(account)
        hold = Hold(hold_id, key.owner_id, key.account_id, account.currency, amount, 0, "ACTIVE", end, call.own_words)
        change = HoldChange(key.account_id, hold_id, OpenHold(amount, amount, end))
        return Draft((), {key.account_id: hold.to_json(call.now)}, holds=(change,), changes=(store.new_hold(hold),))

    def deliver(posted: Posted) -> list[Delivery]:
        return [sweep_of(hold_id, key.owner_id, expires_at, call)]

    return post(
        Posting(
            "hold.placed",
            call,
            compose,
            _story,
            accounts=(key,),
            words=words or {},
            deliver=deliver,
        )
    )


def capture_hold(owner_id: str, hold_id: str, amount_of: AmountOf, call: Call, *, final: bool) -> Receipt:
    """Takes money of a hold, to settlement; `final` lets the rest go.

    Raises UnknownHold, HoldKept, HoldEnded (captured, voided, or expired by the clock), HoldExceeded.
    """

    def compose(accounts: Mapping[str, Account]) -> Draft:
        account, open_hold = _find_open(accounts, hold_id, owner_id, call.now)
        amount = amount_of(account)
        left = open_hold.remaining_minor - amount
        if left < 0:
            raise errors.HoldExceeded(f"{account.decimal(open_hold.remaining_minor)} is left of this hold")
        rest = replace(open_hold, remaining_minor=left) if left and not final else None
        captured = open_hold.amount_minor - left
        after = _told(account, hold_id, open_hold, captured, "ACTIVE" if rest else "CAPTURED")
        legs = (
            Leg(account.account_id, -amount, account.currency, owner_id),
            bank_leg("settlement", amount, account.currency),
        )
        change = HoldChange(account.account_id, hold_id, rest)
        return Draft(legs, {account.account_id: after.to_json(call.now)}, holds=(change,), changes=(store.ended_hold(after),))

    return _post(Posting("hold.captured", call, compose, _story, owner_id=owner_id, status=200))


def void_hold(owner_id: str, hold_id: str, call: Call) -> Receipt:
    """Lets what is left of a hold go. Raises UnknownHold, HoldKept, HoldEnded."""

    def compose(accounts: Mapping[str, Account]) -> Draft:
        account, open_hold = _find_open(accounts, hold_id, owner_id, call.now)
        captured = open_hold.amount_minor - open_hold.remaining_minor
        after = _told(account, hold_id, open_hold, captured, "VOIDED")
        change = HoldChange(account.account_id, hold_id, None)
        return Draft((), {account.account_id: after.to_json(call.now)}, holds=(change,), changes=(store.ended_hold(after),))

    return _post(Posting("hold.voided", call, compose, _story, owner_id=owner_id, status=200))


class _Elsewhere(Exception):
    """The hold's account was not among those one read brought."""

    def __init__(self, key: AccountKey) -> None:
        super().__init__(key)
        self.key = key


def _post(posting: Posting) -> Receipt:
    """Posts on the owner's accounts; once more on the hold's own, when there are too many for one read."""
    try:
        return post(posting)
    except _Elsewhere as elsewhere:
        return post(replace(posting, owner_id="", accounts=(elsewhere.key,)))


def _told(account: Account, hold_id: str, hold: OpenHold, captured_minor: int, state: HoldState) -> Hold:
    return Hold(
        hold_id, account.owner_id, account.account_id, account.currency, hold.amount_minor, captured_minor, state, hold.expires_at,
        keeper=hold.keeper,
    )  # fmt: skip


def _story(posted: Posted) -> dict[str, object]:
    """The hold and its account as their owner sees them; whoever else acts on a hold is told only that it was done."""
    told: dict[str, object] = {"transactionId": posted.posting_id}
    for account in posted.accounts.values():
        told |= {**account.balances(), **posted.details_of(account.account_id)}
    return told


def _find_open(accounts: Mapping[str, Account], hold_id: str, owner_id: str, now: datetime) -> tuple[Account, OpenHold]:
    for account in accounts.values():
        if hold_id in account.holds:
            if account.holds[hold_id].keeper:
                raise errors.HoldKept("A movement that is under way holds this money")
            return account, account.holds[hold_id]
    hold = store.find_hold(hold_id)
    if hold is None or hold.owner_id != owner_id:
        raise errors.UnknownHold("No such hold")
    if hold.account_id not in accounts and hold.status(now) == "ACTIVE":
        raise _Elsewhere(AccountKey(owner_id, hold.account_id))
    # Off the account though nothing was done to it: a later request, by the clock, has seen it end.
    status = "EXPIRED" if hold.state == "ACTIVE" else hold.state
    raise errors.HoldEnded(f"The hold is {status.lower()}", holdStatus=status)
