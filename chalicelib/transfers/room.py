"""What a transfer that was held leaves on its payer's limit and payee, read as rows beside the accounts of its end: the room that it
took, given back where no money went, or that the payee was reached."""

from chalicelib.kernel import clock
from chalicelib.ledger.public import Seen
from chalicelib.limits import public as limits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.transfers import store
from chalicelib.transfers.model import Transfer


def rows(transfer: Transfer) -> dict[str, tuple[str, Item]]:
    """The transfer itself, and what it took room of."""
    return {
        "transfer": store.transfer_row(transfer.transaction_id),
        "limit": limits.spending_row(transfer.owner_id, transfer.currency),
        "payee": store.payee_row(transfer.owner_id, transfer.to_account),
    }


def given_back(before: Transfer, seen: Seen, call: Call) -> list[Change]:
    """The room in the limit and in the payee's first day, to the periods that it was taken of."""
    charged_at = clock.from_text(before.created_at)
    spending = limits.to_spending(before.owner_id, before.currency, seen.rows["limit"])
    payee = store.to_payee(seen.rows["payee"])
    uncharged = payee.uncharged(before.amount_minor, charged_at) if payee else None
    room = limits.spent(spending.less(before.amount_minor, charged_at, call.now))
    return [room, *([store.payee_changed(uncharged)] if uncharged else [])]


def reached(before: Transfer, seen: Seen, call: Call) -> list[Change]:
    """That the payee is new no more."""
    payee = store.to_payee(seen.rows["payee"])
    known = payee.known(call.now) if payee else None
    return [store.payee_changed(known)] if known else []
