"""Post: one consistent read, one judgement, one transaction. Every money movement of the bank goes through here."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy, Failure, Recalled, RequestInProgress, Unavailable, is_outcome, is_remembered
from chalicelib.ledger import journal, store
from chalicelib.ledger.crowd import Turn
from chalicelib.ledger.errors import UnknownAccount
from chalicelib.ledger.posting import Posted, Posting, Seen
from chalicelib.ledger.rules import apply, check_draft
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Item
from chalicelib.platform.expressions import Change
from chalicelib.platform.idempotency import Idempotency, Receipt

# Of a caller who waits, inside every function's timeout; and of a message, which its queue hands over again.
MAXIMUM_SECONDS, QUEUED_SECONDS = 12.0, 6.0


def post(
    posting: Posting,
    *,
    maximum_seconds: float = MAXIMUM_SECONDS,
    sleep: Callable[[float], None] = clock.sleep,
    doubt: Exception | None = None,
    waited: float = 0.0,
) -> Receipt:
    """Writes the posting once, however often it is asked for; lost races and conflicts are tried again for `maximum_seconds`.
    `waited`: so many seconds the request has waited before, for another posting of it, of which nothing was written.
    `doubt`: an earlier try of it, among others say, ended so and may have been written.

    Raises the product's or the ledger's refusals (nothing was written but the refusal itself), Recalled for one that
    was given before, IdempotencyKeyReused, AccountBusy when too many writers outlast the limit,
    OutcomeUnknown when the database stopped answering in the middle, Unavailable when it did before.
    """
    turn = Turn(posting.call.now, maximum_seconds, sleep, waited)
    accounts: Seen | None = None
    while True:
        try:
            accounts = turn.seen(accounts if accounts is not None else read_accounts(posting))
        except (BotoCoreError, ClientError) as error:
            return _look_up(posting, error, written=doubt is not None)
        try:
            posted = judge(posting, accounts, turn)
        except Failure as failure:
            return refuse(posting, failure, first=turn.is_first, doubt=doubt)
        except (BotoCoreError, ClientError) as error:  # what a product reads to judge
            return _look_up(posting, error, written=doubt is not None)
        body = answer_of(posting, posted)
        if posting.call.dry_run:
            return Receipt.rehearsed(body, posting.posting_id)
        try:
            with turn.timed():
                _write(posting, posted, body, sleep)
            return Receipt(posted.status, body, posting_id=posting.posting_id)
        except dynamo.Refused as refused:
            if refused.items.get("journal"):
                return recall(posting.call.idempotency, refused.found("journal"), posting.posting_id)
            moved = store.accounts_in(refused.items)
            lost = refused.items.keys() & posting.rows.keys()
            if not moved and not lost and not refused.contested:
                raise  # a condition of the product's own changes
            doubt = refused.doubt or doubt
            if turn.is_over():
                break
            # Judged again on what the race left, unless that is old by then: rows are, of which a refusal brings some only.
            accounts = None if turn.gave_way(moved) or posting.rows else Seen({**accounts, **moved})
        except RequestInProgress:
            if turn.is_over():  # throttling says nothing about the money: the same judgement once more
                break
        except Failure as guard:  # of the product's changes: somebody else was first, while this was judged
            return refuse(posting, in_words_of(posting, guard), doubt=doubt)
        except (BotoCoreError, ClientError) as error:
            return _look_up(posting, error, written=True)
    if doubt is not None:
        return _look_up(posting, doubt, written=True)
    raise AccountBusy("Too many requests change this account at once; try again")


def answer_of(posting: Posting, posted: Posted) -> dict[str, object]:
    """The complete answer, as its caller may see it and with the caller's own words."""
    return {**posting.render(posted.seen_by(posting.call.caller_id)), **posting.call.own_words}


def find_answer(idempotency: Idempotency, own_posting_id: str = "") -> Receipt | None:
    """What became of a key, None when nothing is known of it. Raises IdempotencyKeyReused, or the kept refusal."""
    item = journal.find_journal(idempotency.scope)
    return recall(idempotency, item, own_posting_id) if item is not None else None


def recall(idempotency: Idempotency, item: Item, own_posting_id: str = "") -> Receipt:
    """The answer kept in a journal item. Raises IdempotencyKeyReused, or the kept refusal."""
    idempotency.admit(item)
    # Our own answer, which was lost on the way, is no replay.
    replayed = item["posting_id"] != own_posting_id
    if "refusal" in item:
        refusal = item["refusal"]
        recalled = Recalled(refusal["status"], refusal["code"], refusal["detail"], json.loads(refusal["facts"]))
        recalled.replayed = replayed
        raise recalled
    return Receipt(item["status"], json.loads(item["body"]), replayed, item["posting_id"])


def refuse(posting: Posting, failure: Failure, *, first: bool = False, doubt: Exception | None = None) -> Receipt:
    """Remembers a refusal under its key, unless the key has an answer already: then that is the answer.

    Under a minted key only after a `first` attempt: one whose answer got lost may have come through after all. With a `doubt`
    the refusal may be of our own effect; when it cannot be written either, nobody may say that nothing was done.
    """
    event = posting.refused(failure, posting.posting_id) if posting.refused else None
    needless = posting.call.idempotency.minted and event is None and first and not failure.also
    if posting.call.dry_run or needless:
        raise failure
    if not is_remembered(failure):
        return answered_before(posting.call, failure, doubt=doubt)
    try:
        _write_refusal(journal.refusal_change(posting, failure, event), failure.also)
    except dynamo.Refused as refused:
        return recall(posting.call.idempotency, refused.found("journal"), posting.posting_id)
    except RequestInProgress:
        if doubt is None:
            raise
        return _look_up(posting, doubt, written=True)
    except (BotoCoreError, ClientError) as error:
        return _look_up(posting, error, written=doubt is not None)
    raise failure


def _write_refusal(record: Change, also: Sequence[Change]) -> None:
    if also:
        dynamo.transact([record, *also])
    else:
        dynamo.write(record)


def answered_before(call: Call, failure: Failure, *, doubt: Exception | None = None) -> Receipt:
    """What the key was answered before a failure that is not remembered, or comes before there is a posting: an account that is
    unknown today, say. Raises the failure where the key has no answer, and OutcomeUnknown where nobody knows."""
    try:
        receipt = find_answer(call.idempotency, call.posting_id)
    except (BotoCoreError, ClientError) as error:
        doubt, receipt = doubt or (error if is_outcome(failure) else None), None
    if receipt is not None:
        return receipt
    if doubt is not None:
        raise call.idempotency.unknown_outcome() from doubt
    raise failure


def read_accounts(posting: Posting) -> Seen:
    if posting.owner_id:
        return Seen(store.first_accounts(posting.owner_id))
    return store.read_accounts(posting.accounts, posting.rows)


def judge(posting: Posting, accounts: Seen, turn: Turn) -> Posted:
    """What is to be written, at the turn's moment or with the newest entry; holds are judged by the request's own time."""
    if any(key.account_id not in accounts for key in posting.accounts):
        raise UnknownAccount("No such account")
    current = accounts.at(posting.call.now)
    try:
        draft = posting.compose(current)
        touched = check_draft(draft, current)
        at = max([clock.to_text(turn.moment()), *(account.entry_at for account in current.values())])
        after = {name: turn.served(apply(account, draft, at)) for name, account in current.items() if name in touched}
    except Failure as failure:
        raise in_words_of(posting, failure) from failure
    kind, status = draft.kind or posting.kind, draft.status or posting.status
    return Posted(posting.posting_id, at, draft, after, posting.call.dry_run, kind, status).with_words(posting.call)


def in_words_of(posting: Posting, failure: Failure) -> Failure:
    """What was refused, as the posting's product says it."""
    words = posting.words.get(type(failure))
    return words(failure.detail, **failure.facts) if words else failure


def own_changes(posting: Posting, posted: Posted, body: Mapping[str, Any]) -> list[Change]:
    """What a posting writes beside its accounts: its journal item, an entry an account, and what its product adds."""
    deliveries = [*(posting.deliver(posted) if posting.deliver else ()), *posted.draft.deliveries]
    scope = posting.call.idempotency.scope
    entries = [journal.entry_change(account, posted, scope) for account in posted.accounts.values()]
    return [journal.journal_change(posting, posted, body, deliveries), *entries, *posted.draft.changes]


def _write(posting: Posting, posted: Posted, body: Mapping[str, Any], sleep: Callable[[float], None]) -> None:
    record, *others = own_changes(posting, posted, body)
    accounts = [store.replacing(account) for account in posted.accounts.values()]
    dynamo.transact([record, *accounts, *others], yielding=True, sleep=sleep)


def _look_up(posting: Posting, error: Exception, *, written: bool) -> Receipt:
    """Before a 503: what became of this key? `written` says whether our own transaction may have gone through."""
    if isinstance(error, ClientError) and not dynamo.is_passing(error) and _status(error) < 500:
        raise error  # the database understood and refused: a defect or a missing permission, and nothing was written
    unknown = posting.call.idempotency.unknown_outcome()
    try:
        item = journal.find_journal(posting.call.idempotency.scope)
    except (BotoCoreError, ClientError):
        raise unknown from error
    if item is not None:
        return recall(posting.call.idempotency, item, posting.posting_id)
    if written:
        raise unknown from error
    raise Unavailable("The database does not answer; nothing was changed") from error


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
