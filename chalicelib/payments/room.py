"""What a payment takes of its owner's limit: taken in the transaction that accepts the payment, given back in the one in which it fails.
A payment out of a wallet takes nothing."""

from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.limits import public as limits
from chalicelib.payments.model import Payment
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change


def taken(payment: Payment, email: str, call: Call) -> list[Change]:
    """By who pays, whose address is `email`. One read; refused under the label `limit` when more was sent since. Raises LevelRequired,
    LimitExceeded."""
    if not payment.limited:
        return []
    place = limits.spending_row(payment.owner_id, payment.currency)
    row, spent = dynamo.get_many([identity.standing_row(email), place])
    credential = identity.standing_of(row, payment.owner_id)
    level, zone = identity.level_of(credential, call.now), credential.timezone if credential else ""
    spending = limits.to_spending(payment.owner_id, payment.currency, spent)
    return [limits.spent(spending.plus(payment.amount_minor, level, call.now, zone))]


def given_back(payment: Payment, call: Call) -> list[Change]:
    """To the day and month that it was taken of; refused under the label `limit` when more was sent since."""
    if not payment.limited:
        return []
    spending = limits.find_spending(payment.owner_id, payment.currency)
    return [limits.spent(spending.less(payment.amount_minor, clock.from_text(payment.created_at), call.now))]
