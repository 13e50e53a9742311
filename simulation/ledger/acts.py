"""What is no request under a key: accounts are looked at, opened, activated, frozen and thawed."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Failure
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from simulation.ledger.products import CURRENCY, Party, new_limit
from simulation.scheduler import Killed

if TYPE_CHECKING:
    from simulation.ledger.people import Bank

FUNCTION_SECONDS = 29.0


class Acts:
    """What somebody does, by its kind; whatever becomes of it they leave it at that, and the books look."""

    def __init__(self, bank: "Bank") -> None:
        self._bank, self._world = bank, bank.world

    def act(self, about: str, kind: str) -> None:
        party = self._world.decisions.pick(f"{about} account", self._bank.parties)
        getattr(self, f"_{kind.replace(' ', '_')}")(about, party)

    def _try(self, name: str, handler: Callable[[], Any]) -> None:
        try:
            self._world.wait(self._world.function(name, handler, FUNCTION_SECONDS).promise)
        except (Failure, dynamo.Refused, BotoCoreError, ClientError, Killed):
            pass

    def _look(self, about: str, party: Party) -> None:
        """Reads an account: it is as the model has it at this very moment."""

        def handler() -> None:
            account = ledger.find_account(party.key.owner_id, party.key.account_id, self._world.now())
            self._bank.books.seen(party, account)

        self._try(f"{about}, looking", handler)

    def _look_back(self, about: str, party: Party) -> None:
        """Reads what an account was at a time."""
        moment = self._world.now() - timedelta(seconds=self._world.decisions.between(f"{about} looks back", 0.001, 864_000))

        def handler() -> None:
            account = ledger.find_account(party.key.owner_id, party.key.account_id, self._world.now())
            self._bank.books.seen_at(party, moment, ledger.balances_at(account, moment))

        self._try(f"{about}, looking back", handler)

    def _open(self, about: str, party: Party) -> None:
        """One more account of the same owner."""
        opened = clock.to_text(self._world.now())
        account = ledger.Account(party.key.owner_id, ids.new_id(), "test", CURRENCY, "credit", "OPEN", opened)
        self._world.tell(f"One more account is to be opened for the owner of {party.name}")
        self._try(f"{about}, opening", lambda: dynamo.transact(ledger.opening(account)))

    def _activate(self, about: str, party: Party) -> None:
        def handler() -> None:
            account = ledger.find_account(party.key.owner_id, party.key.account_id, self._world.now())
            if "PENDING" in (account.status, account.freeze and account.freeze.before):
                dynamo.transact([ledger.replacing(account.activated())])

        self._world.tell(f"{party.name} is to be activated")
        self._try(f"{about}, activating", handler)

    def _new_limit(self, about: str, party: Party) -> None:
        """The row beside an account moves, and the account does not."""
        self._world.tell(f"The limit of {party.name} begins anew")
        self._try(f"{about}, beginning anew", lambda: dynamo.write(new_limit(party.key)))

    def _freeze(self, about: str, party: Party) -> None:
        """Somebody of the staff freezes an account, and thaws it some time later."""
        self._for_a_while(
            about,
            party.name,
            *(lambda call, act=act: act(party.key, "a reason", call, _nothing) for act in (ledger.freeze, ledger.thaw)),
        )

    def _freeze_all(self, about: str, party: Party) -> None:
        """The same of everything of an owner."""
        owner, acts = party.key.owner_id, (ledger.freeze_owner, ledger.thaw_owner)
        self._for_a_while(
            about, f"the owner of {party.name}", *(lambda call, act=act: act(owner, "a reason", call, _nothing) for act in acts)
        )

    def _for_a_while(self, about: str, whom: str, *acts: Callable[[Call], Any]) -> None:
        for what, act in zip(("freeze", "thaw"), acts, strict=True):
            self._world.tell(f"The staff wants to {what} {whom}")
            call = Call(self._world.now(), "staff", f"{about}, {what}")
            self._try(f"{about}, {what}", lambda act=act, call=call: act(call))  # type: ignore[misc]
            self._world.sleep(self._world.decisions.between(f"{about} stays frozen", 0.01, 600))


def _nothing(account: ledger.Account) -> list[dynamo.Change]:
    return []
