"""Post what waits for one account together: one read, one update of each account, a journal item each, and an entry for each account."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel import clock
from chalicelib.kernel.failures import Failure, RequestInProgress
from chalicelib.ledger import store
from chalicelib.ledger.crowd import Turn
from chalicelib.ledger.model import Account, AccountKey
from chalicelib.ledger.operations.post import answer_of, judge, own_changes, post, recall, refuse
from chalicelib.ledger.posting import Posted, Posting, Seen
from chalicelib.platform import dynamo
from chalicelib.platform.expressions import Change
from chalicelib.platform.idempotency import Receipt

Outcome = Receipt | Exception
MAXIMUM_ITEMS = 100  # of one transaction
MOST_TOGETHER = (MAXIMUM_ITEMS - 1) // 2


def post_group(
    postings: Sequence[Posting], *, maximum_seconds: float, sleep: Callable[[float], None] = clock.sleep
) -> list[Outcome]:
    """What became of each posting, in their order: its receipt, its refusal, or what went wrong with it alone.

    Each keeps what `post` gives it: its own key and journal item, its own judgement on the balance before it, its own
    entry, answer and event. Those go together whose first account is one; others may stand beside it. Whatever is out of the
    ordinary, a repeat within the group, an answer that got lost, a posting that breaks the transaction or reads rows of its
    product's, goes through `post` by itself, and finds by its key what was done.
    """
    begun = clock.monotonic()
    end = begun + maximum_seconds
    outcomes: dict[int, Outcome] = {}
    tried: set[int] = set()
    doubts: dict[int, Exception] = {}  # of those that go alone: how a try ended that may have been written
    for together in _by_account(postings):
        if len(together) > 1:
            tried |= together.keys()
            outcomes |= _post_together(together, Turn(_oldest(together), end - clock.monotonic(), sleep), doubts)
    for number, posting in enumerate(postings):
        if number not in outcomes:
            now, doubt = clock.monotonic(), doubts.get(number)
            waited = now - begun if number in tried else 0.0  # its entry stands behind what was answered meanwhile
            alone = partial(post, posting, maximum_seconds=end - now, sleep=sleep, doubt=doubt, waited=waited)
            outcomes[number] = _outcome(alone)
    return [outcomes[number] for number in range(len(postings))]


def _by_account(postings: Sequence[Posting]) -> list[dict[int, Posting]]:
    """The postings by their number, in groups of one first account; each key once."""
    found: dict[AccountKey, dict[int, Posting]] = defaultdict(dict)
    seen: set[str] = set()
    for number, posting in enumerate(postings):
        scope = posting.call.idempotency.scope
        if posting.accounts and not (posting.rows or posting.call.dry_run) and scope not in seen:
            seen.add(scope)
            found[posting.accounts[0]][number] = posting
    return list(found.values())


def _oldest(together: Mapping[int, Posting]) -> datetime:
    return min(posting.call.now for posting in together.values())


def _post_together(together: Mapping[int, Posting], turn: Turn, doubts: dict[int, Exception]) -> dict[int, Outcome]:
    """The outcomes of those that could be decided together; the others are left to go alone, with what is in doubt of them."""
    outcomes: dict[int, Outcome] = {}
    waiting, accounts = dict(together), None
    while waiting:
        try:
            accounts = turn.seen(accounts if accounts is not None else _read(waiting.values()))
        except (BotoCoreError, ClientError):
            break
        draft = _Draft(accounts, turn)
        for number, posting in list(waiting.items()):
            try:
                draft.add(number, posting)
            except _Full:
                if draft.written:
                    break
                del waiting[number]
            except Failure as failure:
                # Judged behind others of the group it is only a guess: they are not written yet.
                if not draft.written:
                    outcomes[number] = _outcome(partial(refuse, posting, failure, first=turn.is_first, doubt=doubts.get(number)))
                    del waiting[number]
            except Exception:  # a defect of this one: it will show itself alone
                del waiting[number]
        if not draft.written:
            continue
        try:
            with turn.timed():
                dynamo.transact(draft.changes(), yielding=True)
        except dynamo.Refused as refused:
            if refused.doubt:
                doubts |= dict.fromkeys(draft.written, refused.doubt)
            for number, item in draft.answered(refused.items).items():
                outcomes[number] = _outcome(partial(_recalled, together[number], item))
                del waiting[number]
            moved = store.accounts_in(refused.items)
            if turn.is_over() or not (moved or refused.contested or draft.answered(refused.items)):
                break
            if moved or refused.contested:
                accounts = None if turn.gave_way(moved) else Seen({**accounts, **moved})
        except RequestInProgress:
            break
        except (BotoCoreError, ClientError) as error:
            doubts |= dict.fromkeys(draft.written, error)
            break
        else:
            outcomes |= draft.receipts()
            waiting = {number: posting for number, posting in waiting.items() if number not in outcomes}
            accounts = draft.after()
    return outcomes


def _read(postings: Iterable[Posting]) -> Seen:
    """The accounts of all of them in one round trip."""
    return store.read_accounts(list(dict.fromkeys(key for posting in postings for key in posting.accounts)))


def _recalled(posting: Posting, item: dynamo.Item) -> Receipt:
    return recall(posting.call.idempotency, item, posting.posting_id)


def _outcome(operation: Callable[[], Receipt]) -> Outcome:
    try:
        return operation()
    except Exception as error:  # whatever it is, it is this posting's own
        return error


class _Full(Exception):
    """No transaction holds one more."""


@dataclass(frozen=True)
class _Member:
    posting: Posting
    posted: Posted
    body: dict[str, object]


class _Draft:
    """One transaction in the making: each posting is judged on its accounts as the ones before it leave them."""

    def __init__(self, accounts: Seen, turn: Turn) -> None:
        self._read, self._turn = accounts, turn
        self._touched: dict[str, Account] = {}
        self.written: dict[int, _Member] = {}
        self._items = 0

    def add(self, number: int, posting: Posting) -> None:
        """Raises _Full, the posting's own refusal, or whatever its product raises."""
        now = {**self._read, **self._touched}
        own = {key.account_id: now[key.account_id] for key in posting.accounts if key.account_id in now}
        posted = judge(posting, Seen(own), self._turn)
        items = 1 + len(posted.accounts) + len(posted.accounts.keys() - self._touched) + len(posted.draft.changes)
        if self._items + items > MAXIMUM_ITEMS:
            raise _Full
        member = _Member(posting, posted, answer_of(posting, posted))
        self._items += items
        self.written[number] = member
        self._touched |= posted.accounts

    def after(self) -> Seen:
        """The accounts as the transaction leaves them."""
        return Seen({**self._read, **self._changed()})

    def _changed(self) -> dict[str, Account]:
        """One change of each account, however many entries."""
        return {
            name: self._turn.served(replace(last, version=self._read[name].version + 1)) for name, last in self._touched.items()
        }

    def changes(self) -> list[Change]:
        changes = [store.replacing(account) for account in self._changed().values()]
        for number, each in self.written.items():
            own = own_changes(each.posting, each.posted, each.body)
            changes += [replace(change, label=f"{number}:{change.label}") for change in own]
        return changes

    def answered(self, refused: Mapping[str, dynamo.Item | None]) -> dict[int, dynamo.Item]:
        """The members whose key has an answer already, with the journal item that keeps it."""
        kept = {number: refused.get(f"{number}:journal") for number in self.written}
        return {number: item for number, item in kept.items() if item}

    def receipts(self) -> dict[int, Receipt]:
        return {
            number: Receipt(each.posted.status, each.body, posting_id=each.posted.posting_id)
            for number, each in self.written.items()
        }
