"""Post: one consistent read, one judgement, one transaction. Every money movement of the bank goes through here."""

import json
import time
from collections.abc import Callable, Mapping

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Failure, OutcomeUnknown, Recalled, RequestInProgress, Unavailable, is_remembered
from chalicelib.ledger import store
from chalicelib.ledger.errors import UnknownAccount
from chalicelib.ledger.model import Account, Posted, Posting, Receipt, apply, check_balanced
from chalicelib.platform import dynamo
from chalicelib.platform.dynamo import Item
from chalicelib.platform.idempotency import Idempotency

MAXIMUM_ATTEMPTS = 40
MAXIMUM_SECONDS = 6.0


def post(posting: Posting, *, maximum_seconds: float = MAXIMUM_SECONDS, sleep: Callable[[float], None] = time.sleep) -> Receipt:
    """Writes the posting once, however often it is asked for; lost races are tried again for `maximum_seconds`.

    Raises the product's or the ledger's refusals (nothing was written but the refusal itself), Recalled for one that
    was given before, IdempotencyKeyReused, RequestInProgress when too many writers outlast the limit,
    OutcomeUnknown when the database stopped answering in the middle, Unavailable when it did before.
    """
    posting_id = ids.derived_id(posting.now, posting.idempotency.scope)
    try:
        accounts = _read(posting)
    except (BotoCoreError, ClientError) as error:
        return _look_up(posting, posting_id, error, written=False)
    deadline = time.monotonic() + maximum_seconds
    for attempt in range(MAXIMUM_ATTEMPTS):
        try:
            posted = _judge(posting, posting_id, accounts)
        except Failure as failure:
            return _refuse(posting, posting_id, failure)
        body = dict(posting.render(posted))
        if posting.dry_run:
            return Receipt(posting_id, 200, {**body, "dryRun": True})
        try:
            _write(posting, posted, body)
            return Receipt(posting_id, posting.status, body)
        except dynamo.Refused as refused:
            if refused.items.get("journal"):
                return recall(posting.idempotency, refused.items["journal"], posting_id)
            moved = {
                item["account_id"]: store.to_account(item)
                for label, item in refused.items.items()
                if label.startswith("account:") and item
            }
            if not moved:
                raise  # a condition of the product's own changes
            accounts |= moved  # judged again on what the race left, without another read
        except (BotoCoreError, ClientError) as error:
            return _look_up(posting, posting_id, error, written=True)
        if time.monotonic() > deadline:
            break
        dynamo.pause(attempt, sleep)
    raise RequestInProgress("Too many requests change this account at once; try again")


def find_answer(idempotency: Idempotency, own_posting_id: str = "") -> Receipt | None:
    """What became of a key, None when nothing is known of it. Raises IdempotencyKeyReused, or the kept refusal."""
    item = store.find_journal(idempotency.scope)
    return recall(idempotency, item, own_posting_id) if item is not None else None


def recall(idempotency: Idempotency, item: Item, own_posting_id: str = "") -> Receipt:
    """The answer kept in a journal item. Raises IdempotencyKeyReused, or the kept refusal."""
    idempotency.admit(item)
    if "refusal" in item:
        refusal = item["refusal"]
        raise Recalled(refusal["status"], refusal["code"], refusal["detail"], json.loads(refusal["facts"]))
    # Our own posting, whose answer was lost on the way, is no replay.
    replayed = item["posting_id"] != own_posting_id
    return Receipt(item["posting_id"], item["status"], json.loads(item["body"]), replayed)


def _read(posting: Posting) -> dict[str, Account]:
    if posting.owner_id:
        return {account.account_id: account for account in store.accounts_of(posting.owner_id)}
    return store.read_accounts(posting.accounts)


def _judge(posting: Posting, posting_id: str, accounts: Mapping[str, Account]) -> Posted:
    if any(key.account_id not in accounts for key in posting.accounts):
        raise UnknownAccount("No such account")
    current = {account_id: account.at(posting.now) for account_id, account in accounts.items()}
    try:
        draft = posting.compose(current)
        check_balanced(draft.legs)
        at = max([clock.to_text(posting.now), *(account.entry_at for account in current.values())])
        touched = {leg.account_id for leg in draft.legs} | {change.account_id for change in draft.holds}
        after = {name: apply(account, draft, at) for name, account in current.items() if name in touched}
    except Failure as failure:
        words = posting.words.get(type(failure))
        raise words(failure.detail, **failure.facts) if words else failure from failure
    return Posted(posting_id, at, draft, after, posting.dry_run)


def _write(posting: Posting, posted: Posted, body: Mapping[str, object]) -> None:
    deliveries = posting.deliver(posted) if posting.deliver else ()
    changes = [store.journal_change(posting, posted, body, deliveries)]
    for account in posted.accounts.values():
        changes.append(store.replacing(account))
        changes.append(store.entry_change(account, posted, posting.kind))
    dynamo.transact([*changes, *posted.draft.changes])


def _refuse(posting: Posting, posting_id: str, failure: Failure) -> Receipt:
    """Remembers a refusal under its key, unless a success came between: then that is the answer."""
    event = posting.refused(failure, posting_id) if posting.refused else None
    if posting.dry_run or not is_remembered(failure) or (posting.idempotency.minted and event is None):
        raise failure
    try:
        dynamo.write(store.refusal_change(posting, failure, event, posting_id))
    except dynamo.Refused as refused:
        return recall(posting.idempotency, refused.items["journal"])
    except (BotoCoreError, ClientError) as error:
        return _look_up(posting, posting_id, error, written=False)
    raise failure


def _look_up(posting: Posting, posting_id: str, error: Exception, *, written: bool) -> Receipt:
    """Before a 503: what became of this key? `written` says whether our own transaction may have gone through."""
    if isinstance(error, ClientError) and error.response["ResponseMetadata"].get("HTTPStatusCode", 500) < 500:
        raise error  # the database understood and refused: a defect or a missing permission, and nothing was written
    unknown = OutcomeUnknown("Ask again with the same idempotency key", idempotencyKey=posting.idempotency.key)
    try:
        item = store.find_journal(posting.idempotency.scope)
    except (BotoCoreError, ClientError):
        raise unknown from error
    if item is not None:
        return recall(posting.idempotency, item, posting_id)
    if written:
        raise unknown from error
    raise Unavailable("The database does not answer; nothing was changed") from error
