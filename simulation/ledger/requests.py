"""What people ask the ledger for: each request by its key, as the ledger's own call and as the model's command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from chalicelib.kernel import clock
from chalicelib.ledger import public as ledger
from chalicelib.ledger.operations.post import post
from chalicelib.ledger.operations.reverse import reverse
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Idempotency, Receipt
from simulation.ledger import model, products
from simulation.ledger.products import FORGERIES, Mood, Party, Wrong

Told = Receipt | Exception


@dataclass(frozen=True)
class Request:
    """One thing that somebody wants, under one key, however often they ask.

    `hold` is of (party, hold id), `target` the scope of the posting to turn round. `forged` says how, where it is; a stranger asks
    for another's hold. Under a `minted` key it is asked once only.
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
    forged: str = ""
    stranger: Party | None = None
    minted: bool = False
    batched: bool = False

    @cached_property
    def key(self) -> Idempotency:
        command = {"kind": self.kind, "amount": self.amount, "other": self.other and self.other.name, "hold": self.hold_id}
        given = Idempotency.of(self.who, f"POST /{self.kind}", self.name, {**command, "target": self.target, "final": self.final})
        return replace(given, minted=self.minted)

    def call(self, now: datetime, correlation_id: str, *, dry_run: bool = False) -> Call:
        return Call(now, self.party.key.owner_id, correlation_id, dry_run, self.key)

    def command(self, now: datetime) -> model.Command:
        """What the model does, when the request comes at `now`."""
        scope, account = self.key.scope, self.party.name
        if self.forged:
            return model.Wrong(FORGERIES[self.forged].refusal)
        if self.stranger:
            return model.Wrong("hold_not_found")
        if self.kind in ("hold", "keep"):
            assert self.ends is not None
            return model.Place(account, scope, self.amount, milliseconds(self.ends), self.kind == "keep")
        if self.kind == "end":
            return model.Keep(account, self.target, scope, self.final)
        if self.kind == "buy":
            return model.Buy(account, scope, self.amount)
        if self.kind == "close":
            return model.Close(account, scope)
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
            "keep": f"to hold {self.amount} on {self.party.name} for a movement",
            "end": f"to {'take' if self.final else 'let go'} what is held on {self.party.name} for a movement",
            "buy": f"to buy something for {self.amount} from {self.party.name}",
            "close": f"to close {self.party.name}",
        }
        how = f", {self.forged}" if self.forged else f", which is not {self.stranger.name}'s" if self.stranger else ""
        return f"{words[self.kind]}{how} (key {self.name!r})"


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def ask(request: Request, call: Call, mood: Mood | None = None, waited: float = 0.0) -> Receipt:
    """The request as the ledger gets it, `waited` seconds after another posting of it. Raises what the ledger raises."""
    owner, account = (request.stranger or request.party).key.owner_id, request.party.key
    if request.kind == "hold":
        assert request.ends is not None
        return ledger.place_hold(account, lambda read: request.amount, request.ends, call)
    if request.kind == "capture":
        return ledger.capture_hold(owner, request.hold_id, lambda read: request.amount, call, final=request.final)
    if request.kind == "void":
        return ledger.void_hold(owner, request.hold_id, call)
    if request.kind == "reverse":
        return reverse(request.target, call, reason="it was a mistake")
    try:
        return post(_posting(request, call, mood), waited=waited)
    except ledger.errors.Unbalanced as unbalanced:
        raise Wrong(str(unbalanced)) from unbalanced


def ask_together(requests: Sequence[Request], call_of: Mapping[str, Call]) -> list[Told]:
    """Several of them as one batch of a queue."""
    postings = [_posting(request, call_of[request.name]) for request in requests]
    told = ledger.post_group(postings, maximum_seconds=ledger.QUEUED_SECONDS)
    return [Wrong(str(each)) if isinstance(each, ledger.errors.Unbalanced) else each for each in told]


def _posting(request: Request, call: Call, mood: Mood | None = None) -> ledger.Posting:
    account = request.party.key
    if request.kind == "keep":
        assert request.ends is not None
        return products.keeping(account, request.amount, request.ends, call)
    if request.kind == "end":
        return products.ending(account, request.hold_id, call, taken=request.final)
    if request.kind == "buy":
        return products.buying(account, request.amount, call, mood)
    if request.kind == "close":
        return products.closing(account, call)
    keys = {party.name: party.key for party in (request.party, request.other) if party}
    legs = [(keys[name], amount) for name, amount in request.legs]
    return products.moving(request.kind, legs, call, forged=request.forged)


def ends_after(now: datetime, seconds: float) -> datetime:
    """The end of a hold, in whole milliseconds as it is kept."""
    return clock.from_text(clock.to_text(now + timedelta(seconds=seconds)))
