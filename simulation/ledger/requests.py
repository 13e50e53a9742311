"""What people ask the ledger for: each request by its key, as the ledger's own call and as the model's command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure
from chalicelib.ledger import public as ledger
from chalicelib.ledger.operations.reverse import reverse
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency, Receipt
from simulation.ledger import model

Told = Receipt | Exception
CURRENCY = "USD"


@dataclass(frozen=True)
class Party:
    """An account in the story: what it is called, and where it is."""

    name: str
    key: ledger.AccountKey


@dataclass(frozen=True)
class Request:
    """One thing that somebody wants, under one key, however often they ask.

    `hold` is of (party, hold id), `target` the scope of the posting to turn round.
    """

    name: str
    who: str
    kind: str
    party: Party
    amount: int = 0
    other: Party | None = None
    hold_id: str = ""
    target: str = ""
    final: bool = False
    ends: datetime | None = None

    @cached_property
    def key(self) -> Idempotency:
        command = {"kind": self.kind, "amount": self.amount, "other": self.other and self.other.name, "hold": self.hold_id}
        return Idempotency.of(self.who, f"POST /{self.kind}", self.name, {**command, "target": self.target, "final": self.final})

    def call(self, now: datetime, correlation_id: str, *, dry_run: bool = False) -> Call:
        return Call(now, self.party.key.owner_id, correlation_id, dry_run, self.key)

    def command(self, now: datetime) -> model.Command:
        """What the model does, when the request comes at `now`."""
        scope, account = self.key.scope, self.party.name
        if self.kind == "hold":
            assert self.ends is not None
            return model.Place(account, scope, self.amount, milliseconds(self.ends))
        if self.kind == "capture":
            return model.Capture(account, self.target, scope, self.amount, self.final)
        if self.kind == "void":
            return model.Void(account, self.target)
        if self.kind == "reverse":
            return model.Reverse(self.target, scope)
        return model.Move(scope, self.legs)

    @property
    def legs(self) -> model.Legs:
        sign = 1 if self.kind == "deposit" else -1
        legs = [(self.party.name, sign * self.amount)]
        return [*legs, (self.other.name, self.amount)] if self.other else legs

    def changed(self) -> "Request":
        """Another body under the same key."""
        return replace(self, amount=self.amount + 1)

    def told(self) -> str:
        """In the bank's own words."""
        words = {
            "deposit": f"to pay {self.amount} into {self.party.name}",
            "withdraw": f"to take {self.amount} out of {self.party.name}",
            "transfer": f"to move {self.amount} from {self.party.name} to {self.other and self.other.name}",
            "hold": f"to hold {self.amount} on {self.party.name}",
            "capture": f"to capture {self.amount} of a hold on {self.party.name}{', and no more' if self.final else ''}",
            "void": f"to let a hold on {self.party.name} go",
            "reverse": f"to turn a posting on {self.party.name} round",
        }
        return f"{words[self.kind]} (key {self.name!r})"


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def ask(request: Request, call: Call) -> Receipt:
    """The request as the ledger gets it. Raises what the ledger raises."""
    owner, account = request.party.key.owner_id, request.party.key
    if request.kind == "hold":
        assert request.ends is not None
        return ledger.place_hold(account, lambda read: request.amount, request.ends, call)
    if request.kind == "capture":
        return ledger.capture_hold(owner, request.hold_id, lambda read: request.amount, call, final=request.final)
    if request.kind == "void":
        return ledger.void_hold(owner, request.hold_id, call)
    if request.kind == "reverse":
        return reverse(request.target, call, reason="it was a mistake")
    return ledger.post(_posting(request, call))


def ask_together(requests: Sequence[Request], call_of: Mapping[str, Call]) -> list[Told]:
    """Several of them as one batch of a queue."""
    postings = [_posting(request, call_of[request.name]) for request in requests]
    return ledger.post_group(postings, maximum_seconds=ledger.QUEUED_SECONDS)


def _posting(request: Request, call: Call) -> ledger.Posting:
    """A deposit or withdrawal against cash, or a transfer."""
    parties = {request.party.name: request.party, **({request.other.name: request.other} if request.other else {})}
    keys = {name: party.key for name, party in parties.items()}

    def compose(accounts: Mapping[str, ledger.Account]) -> ledger.Draft:
        legs = [ledger.Leg(keys[name].account_id, amount, CURRENCY, keys[name].owner_id) for name, amount in request.legs]
        rest = sum(amount for _, amount in request.legs)
        details: dict[str, Mapping[str, Any]] = {key.account_id: {"type": request.kind.upper()} for key in keys.values()}
        return ledger.Draft([*legs, *([ledger.bank_leg("cash", -rest, CURRENCY)] if rest else [])], details)

    def render(posted: ledger.Posted) -> dict[str, object]:
        balances = {name: account.balances() for name, account in posted.accounts.items()}
        return {"transactionId": posted.posting_id, "balances": balances, "at": posted.at}

    def refused(failure: Failure, posting_id: str) -> dict[str, object]:
        return {"amount": request.amount}

    return ledger.Posting(
        f"simulated.{request.kind}",
        call,
        compose,
        render,
        accounts=tuple(keys.values()),
        refused=refused if request.kind == "withdraw" else None,  # told, as those of cards are
    )


def ends_after(now: datetime, seconds: float) -> datetime:
    """The end of a hold, in whole milliseconds as it is kept."""
    return clock.from_text(clock.to_text(now + timedelta(seconds=seconds)))
