"""When the payer is asked once more before money goes to somebody else (strong customer authentication), and what they answer."""

from dataclasses import dataclass

from chalicelib.identity import public as identity
from chalicelib.kernel.money import Money
from chalicelib.limits.public import Spending
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change, Item
from chalicelib.platform.figures import Figures
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.payees import Payee

ABOVE = Figures("STEP_UP_ABOVE", USD="30.00", EUR="30.00", COP="120000.00", JPY="4500", KWD="9.000")
IN_A_ROW = 5


class Missing(identity.StepUpRequired):
    """The payment needs consent, and came without: there is no challenge for it yet."""

    def __init__(self, payment: identity.Payment) -> None:
        super().__init__()
        self.payment = payment


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, and what answering a challenge gave them for this payment: the text of `Payment-Authorization`."""

    caller: Caller
    authorization: str | None = None
    always: bool = False  # whatever else speaks against it: the name was not found to be the holder's
    excused: bool = False  # a date of a series that the payer was asked for when it was made

    @property
    def rows(self) -> dict[str, tuple[str, Item]]:
        return identity.authorization_row(self.authorization)

    def spending(self, made: Transfer, payee: Payee, row: Item | None, call: Call, *, needed: bool) -> list[Change]:
        """What uses the authorization up, in the posting's own transaction; nothing where none is needed or given, and in a
        rehearsal. Raises Missing, AuthorizationMismatch."""
        payment = payment_of(made, payee, self.caller)
        if call.dry_run:
            return []
        if self.authorization is not None:
            return [identity.spending(self.authorization, row, self.caller, payment, call.now)]
        if needed:
            raise Missing(payment)
        return []


def is_needed(made: Transfer, payee: Payee, spending: Spending) -> bool:
    """For a new payee, for the fifth payment in a row without, above the figure, and always where there is no figure; never for
    one who is trusted."""
    if payee.trusted:
        return False
    above = ABOVE.of(made.currency) or Money(0, made.currency)
    return payee.is_new or spending.unasked + 1 >= IN_A_ROW or made.amount_minor > above.minor


def payment_of(made: Transfer, payee: Payee, caller: Caller) -> identity.Payment:
    """What consent to a transfer is bound to."""
    amount = Money(made.amount_minor, made.currency)
    return identity.Payment(caller.session_id, made.from_account, made.to_account, payee.label, amount)
