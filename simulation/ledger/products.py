"""What products ask of the ledger: careful ones, moody ones, and some that compose what cannot be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.kernel import ids
from chalicelib.kernel.failures import Conflict, Failure, InvalidRequest, NotFound, RequestInProgress, Unprocessable
from chalicelib.ledger import public as ledger
from chalicelib.ledger.operations.holds import HoldStep
from chalicelib.ledger.posting import HoldChange
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from simulation.ledger.model import MOST_BOUGHT

CURRENCY, LIMITS = "USD", "transfer-limits"
Legs = Sequence[tuple[ledger.AccountKey, int]]


@dataclass(frozen=True)
class Party:
    """An account in the story: what it is called, and where it is."""

    name: str
    key: ledger.AccountKey


class Wrong(Failure):
    """The ledger would not have what a product composed."""

    status, code = 400, "unbalanced"


class LimitReached(Unprocessable):
    code = "limit_reached"


class NotNow(Conflict):
    code = "not_now"


class Gone(NotFound):
    code = "gone"


@dataclass(frozen=True)
class Mood:
    """A product refuses, from its `look` at the accounts on, by what no condition of its posting guards."""

    failure: type[Failure]
    look: int


MOODS = (None, None, None, *(Mood(failure, look) for failure in (NotNow, Gone, RequestInProgress) for look in (1, 2)))


@dataclass(frozen=True)
class Forgery:
    spoil: Callable[[ledger.Draft], ledger.Draft]
    refusal: str = "unbalanced"


def _each_leg(**change: str) -> Callable[[ledger.Draft], ledger.Draft]:
    return lambda draft: replace(draft, legs=[replace(leg, **change) for leg in draft.legs])  # type: ignore[arg-type]


def _nobody_named(draft: ledger.Draft) -> ledger.Draft:
    legs = [*draft.legs, ledger.Leg("another", 1, CURRENCY, "another"), ledger.bank_leg("cash", -1, CURRENCY)]
    return replace(draft, legs=legs)


FORGERIES = {
    "and one unit from nowhere": Forgery(lambda draft: replace(draft, legs=[*draft.legs, ledger.bank_leg("cash", 1, CURRENCY)])),
    "in euros": Forgery(_each_leg(currency="EUR"), "currency_mismatch"),
    "as another's": Forgery(
        lambda draft: replace(draft, legs=[replace(leg, owner_id="another" if leg.owner_id else "") for leg in draft.legs])
    ),
    "and 1 to whom nobody named": Forgery(_nobody_named),
    "and a hold on whom nobody named": Forgery(lambda draft: replace(draft, holds=[HoldChange("another", "hold", None)])),
}


def moving(kind: str, legs: Legs, call: Call, *, forged: str = "") -> ledger.Posting:
    """A deposit or withdrawal against cash, or a transfer."""
    keys = tuple(key for key, _ in legs)

    def compose(accounts: ledger.Seen) -> ledger.Draft:
        rest = sum(amount for _, amount in legs)
        draft = ledger.Draft(
            [*(_leg(key, amount) for key, amount in legs), *([ledger.bank_leg("cash", -rest, CURRENCY)] if rest else [])],
            {key.account_id: {"type": kind.upper()} for key in keys},
        )
        return FORGERIES[forged].spoil(draft) if forged else draft

    def refused(failure: Failure, posting_id: str) -> dict[str, object]:
        return {"amount": abs(legs[0][1])}

    told = refused if kind == "withdraw" else None  # as those of cards are
    return ledger.Posting(f"simulated.{kind}", call, compose, _answer, accounts=keys, refused=told)


def buying(key: ledger.AccountKey, amount: int, call: Call, mood: Mood | None) -> ledger.Posting:
    """Money out, under a limit that a row beside the account counts; who reaches it is noted with the refusal."""
    row, looks = limit_of(key), 0

    def compose(accounts: ledger.Seen) -> ledger.Draft:
        nonlocal looks
        looks += 1
        dynamo.get(LIMITS, noted_as("the mood"))
        if mood and looks >= mood.look:
            raise mood.failure()
        counted = accounts.rows["limit"]
        bought = counted["bought"] if counted else 0
        if bought >= MOST_BOUGHT:
            reached = LimitReached()
            reached.also = [dynamo.put("noted", LIMITS, noted_as(call.idempotency.scope))]
            raise reached
        count = dynamo.put_new("limit", LIMITS, "owner_id", {**row, "bought": 1})
        if counted:
            count = dynamo.update("limit", LIMITS, row, {"bought": bought + 1}, condition="bought = :read", read=bought)
        legs = [_leg(key, -amount), ledger.bank_leg("cash", amount, CURRENCY)]
        return ledger.Draft(legs, {key.account_id: {"type": "BUY"}}, changes=[count])

    return ledger.Posting("simulated.buy", call, compose, _answer, accounts=(key,), rows={"limit": (LIMITS, row)})


def new_limit(key: ledger.AccountKey) -> dynamo.Change:
    """From here on nothing was bought."""
    return dynamo.put("limit", LIMITS, {**limit_of(key), "bought": 0})


def limit_of(key: ledger.AccountKey) -> dict[str, str]:
    return {"owner_id": key.account_id, "currency": CURRENCY}


def noted_as(scope: str) -> dict[str, str]:
    return {"owner_id": scope, "currency": CURRENCY}


def keeping(key: ledger.AccountKey, amount: int, ends: datetime, call: Call) -> ledger.Posting:
    """Holds money for a movement."""
    hold_id = ids.derived_id(call.now, "kept", call.idempotency.scope)

    def compose(accounts: ledger.Seen) -> ledger.Draft:
        if ends <= call.now:
            raise InvalidRequest(("expiresAt", "must lie in the future"))
        step = ledger.begin_hold(accounts[key.account_id], hold_id, amount, ends, call, keeper=call.idempotency.scope)
        return _held(step, ())

    return ledger.Posting("simulated.keep", call, compose, _answer_with(hold_id), accounts=(key,))


def ending(key: ledger.AccountKey, hold_id: str, call: Call, *, taken: bool) -> ledger.Posting:
    """The movement is over."""

    def compose(accounts: ledger.Seen) -> ledger.Draft:
        account = accounts[key.account_id]
        step = ledger.end_hold(account, hold_id, "CAPTURED" if taken else "VOIDED", call)
        amount = account.holds[hold_id].amount_minor
        return _held(step, (_leg(key, -amount), ledger.bank_leg("settlement", amount, CURRENCY)) if taken else ())

    return ledger.Posting("simulated.end", call, compose, _answer, accounts=(key,))


def closing(key: ledger.AccountKey, call: Call) -> ledger.Posting:
    """Pays out what there is, and looks at nothing else."""

    def compose(accounts: ledger.Seen) -> ledger.Draft:
        posted = accounts[key.account_id].posted_minor
        legs = [_leg(key, -posted), ledger.bank_leg("cash", posted, CURRENCY)]
        return ledger.Draft(legs, {key.account_id: {"type": "CLOSE"}}, closes=[key.account_id])

    return ledger.Posting("simulated.close", call, compose, _answer, accounts=(key,))


def _leg(key: ledger.AccountKey, amount: int) -> ledger.Leg:
    return ledger.Leg(key.account_id, amount, CURRENCY, key.owner_id)


def _held(step: HoldStep, legs: Sequence[ledger.Leg]) -> ledger.Draft:
    return ledger.Draft(legs, {step.change.account_id: step.told}, holds=[step.change], changes=[step.story])


def _answer(posted: ledger.Posted) -> Mapping[str, object]:
    balances = {name: account.balances() for name, account in posted.accounts.items()}
    return {"transactionId": posted.posting_id, "balances": balances, "at": posted.at}


def _answer_with(hold_id: str) -> Callable[[ledger.Posted], Mapping[str, object]]:
    return lambda posted: {**_answer(posted), "holdId": hold_id}
