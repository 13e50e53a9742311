"""Wire shapes of what staff ask of transfers and payments."""

from typing import Literal

import msgspec

from chalicelib.fraud import public as fraud
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.schemas import Amount, Body, Currency, Identifier, Text, amount_text
from chalicelib.transfers.operations.analyze import Payment


class AnalyzeRequest(Body, kw_only=True):
    """One that was screened, or a payment that nobody has asked for: either `transactionId` or `kind`, `accountId`, `amount` and `currency`.

    transaction_id: a transfer to somebody else, or a payment or withdrawal that was held: its facts are judged by the rules and lists of now
    kind: which way to pay
    account_id: the checking or savings account that would pay
    amount: how much
    currency: the currency of the amount and of the account
    payee_account: the account that would be paid, of a transfer
    merchant: who would be paid, of a payment or purchase
    """

    transaction_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    kind: Literal["transfer", "payment", "purchase", "withdrawal", "debit"] | msgspec.UnsetType = msgspec.UNSET
    account_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    amount: Amount | msgspec.UnsetType = msgspec.UNSET
    currency: Currency | msgspec.UnsetType = msgspec.UNSET
    payee_account: Identifier | msgspec.UnsetType = msgspec.UNSET
    merchant: fraud.Merchant | msgspec.UnsetType = msgspec.UNSET

    def payment(self) -> Payment | None:
        """None where a transfer is named. Raises InvalidRequest for neither, both, or less than it takes."""
        own = {name: getattr(self, name) for name in ("kind", "account_id", "amount", "currency")}
        if self.transaction_id is not msgspec.UNSET:
            if any(value is not msgspec.UNSET for value in (*own.values(), self.payee_account, self.merchant)):
                raise InvalidRequest(("transactionId", "stands alone"))
            return None
        for name, member in (("kind", "kind"), ("account_id", "accountId"), ("amount", "amount"), ("currency", "currency")):
            if own[name] is msgspec.UNSET:
                raise InvalidRequest((member, "is missing"))
        if (self.kind == "transfer") == (self.payee_account is msgspec.UNSET):
            raise InvalidRequest(("payeeAccount", "belongs to a transfer, which needs it"))
        if (self.kind in ("payment", "purchase")) == (self.merchant is msgspec.UNSET):
            raise InvalidRequest(("merchant", "belongs to a payment or purchase, which needs it"))
        return Payment(
            own["kind"],
            own["account_id"],
            amount_text(own["amount"]),
            own["currency"],
            self.payee_account or "",
            self.merchant or None,
        )


class DecideRequest(Body):
    """Which transfer of the case, and why.

    transaction_id: the transfer, as the case names it
    reason: why, for whoever reads it later
    """

    transaction_id: Identifier
    reason: Text
