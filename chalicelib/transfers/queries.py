"""Reads of transfers, each from the caller's own side."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from chalicelib.accounts import public as accounts
from chalicelib.kernel import ids
from chalicelib.networks.public import Network
from chalicelib.platform import waits
from chalicelib.platform.dynamo import Item
from chalicelib.reviews import public as reviews
from chalicelib.transfers import carrying, store
from chalicelib.transfers.errors import UnknownPayee, UnknownTransfer
from chalicelib.transfers.external import HOLD_DAYS
from chalicelib.transfers.model import Side, Transfer
from chalicelib.transfers.payees import Payee
from chalicelib.transfers.search import Wanted

MOST_WAITING = 50


def find_transfer(user_id: str, transaction_id: str) -> tuple[Transfer, Side]:
    """A transfer and the side that somebody stands on. Raises UnknownTransfer for who has no part in it."""
    transfer = store.find_transfer(transaction_id)
    side = transfer.side_of(user_id) if transfer else None
    if transfer is None or side is None:
        raise UnknownTransfer("No such transfer")
    return transfer, side


def find_external(transaction_id: str, network: Network | None = None) -> Transfer:
    """Anybody's transfer to another bank, by this network where one is named. Raises UnknownTransfer where there is none."""
    transfer = store.find_transfer(transaction_id)
    if (
        transfer is None
        or transfer.external is None
        or not transfer.owner_id
        or transfer.external.network != (network or transfer.external.network)
    ):
        raise UnknownTransfer("No such transfer to another bank")
    return transfer


def waiting_for_networks(now: datetime) -> list[tuple[Transfer, str]]:
    """What waits for a network, with when it is due, the first first; MOST_WAITING at most."""
    found = waits.due_by(carrying.MACHINE, now + timedelta(days=HOLD_DAYS), maximum=waits.MAXIMUM_SWEPT)
    first = sorted(found, key=attrgetter("due_at"))[:MOST_WAITING]
    due = {json.loads(wait.input)["transactionId"]: wait.due_at for wait in first}
    transfers = store.find_transfers(list(due))
    return [(transfers[each], at) for each, at in due.items() if each in transfers]


def find_screened(transaction_id: str) -> Transfer | reviews.HeldPayment:
    """Anybody's transfer, or payment or withdrawal that was held, with the screening's decision, for staff. Raises UnknownTransfer
    where there is none."""
    found = store.find_transfer(transaction_id) or reviews.find(transaction_id)
    if found is None or not found.decision:
        raise UnknownTransfer(
            "No such transfer, or one between own accounts, which is not screened, and no payment that was held"
        )
    return found


def whom(screened: Transfer | reviews.HeldPayment) -> list[str]:
    """The customers that a payment is about; who is paid at another bank is none."""
    return [screened.owner_id, *([screened.payee_id] if isinstance(screened, Transfer) and screened.payee_id else [])]


def list_transfers(
    user_id: str, account_id: str, side: Side, *, limit: int, start: Item | None
) -> tuple[list[Transfer], Item | None]:
    """A page of what an account paid, or was paid, newest first; short of what is held on its way there. Raises UnknownAccount."""
    accounts.find(user_id, account_id)
    if side == "out":
        return store.sent_from(account_id, limit, start)
    found, rest = store.received_on(account_id, limit, start)
    return [transfer for transfer in found if transfer.has_moved], rest


def search(wanted: Wanted, *, limit: int, start: Item | None) -> tuple[list[Transfer], Item | None]:
    """What fits of one page of the account's time, newest first; perhaps nothing, and yet there is more."""
    found, rest = store.within(wanted.account_id, wanted.side, ids.between(wanted.start, wanted.end), limit, start)
    return [transfer for transfer in found if wanted.fits(transfer)], rest


def find_payee(user_id: str, payee_id: str) -> Payee:
    """Raises UnknownPayee."""
    payee = store.find_payee(user_id, payee_id)
    if payee is None or not payee.is_kept:
        raise UnknownPayee("No such payee")
    return payee


def payees_of(user_id: str) -> Callable[..., tuple[list[Payee], Item | None]]:
    """What reads a page of those whom somebody keeps."""
    return partial(store.list_payees, user_id)


def told(transfer: Transfer, side: Side) -> Mapping[str, object]:
    """The transfer as its side is answered; the payer's own words are told to the payer."""
    own = transfer.own_words if side == "out" else {}
    return {**transfer.seen_from(side), **own}
