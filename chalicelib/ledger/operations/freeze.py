"""Freeze one account, or everything of an owner, and thaw it again. Whoever froze, when and why stays on record, the account's
and the audit log's."""

from collections.abc import Callable, Sequence

from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy
from chalicelib.ledger import errors, freezes, store
from chalicelib.ledger.model import NO_FLOOR_MINOR, Account, AccountKey, Freeze
from chalicelib.platform import audit, dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change

MAXIMUM_ATTEMPTS = 20
# What else changes with an account, in the same transaction; called again with fresher items after a lost race.
Along = Callable[[Account], Sequence[Change]]


def freeze(key: AccountKey, reason: str, call: Call, along: Along, *, whole: bool = False) -> Account:
    """Nothing goes out of the account from here on. One that is frozen stays as it is, with its first reason.

    Raises UnknownAccount, AccountClosed, AccountBusy.
    """
    by = Freeze(call.caller_id, clock.to_text(call.now), reason, whole)

    def change(account: Account) -> tuple[Account, list[Change]] | None:
        if account.status == "FROZEN":
            return None
        return account.frozen(by), [freezes.noted(account.account_id, "FROZEN", by)]

    return _change(key, "account.freeze", reason, call, change, along)


def thaw(key: AccountKey, reason: str, call: Call, along: Along, *, whole: bool = False) -> Account:
    """Money goes out of the account again. With `whole` only what was frozen with everything of its owner thaws.

    Raises UnknownAccount, AccountClosed, AccountBusy, and OwnerFrozen for one account while the whole owner is frozen.
    """
    by = Freeze(call.caller_id, clock.to_text(call.now), reason, whole)

    def change(account: Account) -> tuple[Account, list[Change]] | None:
        alone = not (account.freeze and account.freeze.whole)
        if account.status != "FROZEN" or (whole and alone):
            return None
        guard = [] if whole else [freezes.no_freeze_of(key.owner_id)]
        return account.thawed(), [freezes.noted(account.account_id, "THAWED", by), *guard]

    return _change(key, "account.unfreeze", reason, call, change, along)


def freeze_owner(owner_id: str, reason: str, call: Call, along: Along) -> Freeze:
    """Freezes every account of an owner that money can be taken out of, and lets none be opened. Again, it goes on where it was.

    Returns the freeze that stands.
    """
    standing = Freeze(call.caller_id, clock.to_text(call.now), reason, whole=True)
    try:
        told = audit.record("customer.freeze", call, whom=owner_id, after={"status": "FROZEN"}, why=reason)
        dynamo.transact([freezes.begin_freeze(owner_id, standing), freezes.noted(owner_id, "FROZEN", standing), told])
    except dynamo.Refused as refused:  # somebody froze it before
        standing = freezes.to_freeze(refused.found("freeze"))
    for account in _spendable(owner_id):
        freeze(account.key, standing.reason, call, along, whole=True)
    return standing


def thaw_owner(owner_id: str, reason: str, call: Call, along: Along) -> None:
    """Thaws what was frozen with the owner; an account that was frozen by itself stays frozen. The owner's freeze ends last."""
    for account in _spendable(owner_id):
        thaw(account.key, reason, call, along, whole=True)
    if freezes.freeze_of(owner_id):
        ended = Freeze(call.caller_id, clock.to_text(call.now), reason, whole=True)
        told = audit.record("customer.unfreeze", call, whom=owner_id, before={"status": "FROZEN"}, why=reason)
        dynamo.transact([freezes.end_freeze(owner_id), freezes.noted(owner_id, "THAWED", ended), told])


def _spendable(owner_id: str) -> list[Account]:
    """Of a loan the owner can take nothing, and its interest must go on."""
    every = store.accounts_of(owner_id)
    return [account for account in every if account.status != "CLOSED" and account.floor_minor != NO_FLOOR_MINOR]


def _change(
    key: AccountKey,
    what: str,
    why: str,
    call: Call,
    change: Callable[[Account], tuple[Account, list[Change]] | None],
    along: Along,
) -> Account:
    for attempt in range(MAXIMUM_ATTEMPTS):
        account = store.read_accounts([key]).get(key.account_id)
        if account is None:
            raise errors.UnknownAccount("No such account")
        if account.status == "CLOSED":
            raise errors.AccountClosed("The account is closed")
        changed = change(account)
        if changed is None:
            return account
        after, changes = changed
        was, is_ = {"status": account.status}, {"status": after.status}
        told = audit.record(what, call, whom=key.owner_id, subject=key.account_id, before=was, after=is_, why=why)
        try:
            dynamo.transact([store.replacing(after), *changes, told, *along(after)])
            return after
        except dynamo.Refused:  # a posting, or another change of status, came between
            dynamo.pause(attempt)
    raise AccountBusy("Too many requests change this account at once; try again")
