"""Wire shapes of what goes to other banks and comes from them, the simulated networks' too."""

from typing import Annotated, Any, Literal

import msgspec

from chalicelib.accounts.public import AccountNumber
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.networks import public as networks
from chalicelib.platform.own_words import OwnWords, OwnWordsReply
from chalicelib.platform.schemas import Amount, AmountText, Body, Currency, Day, Identifier, Name, Reply, Timestamp, typed
from chalicelib.transfers.model import FailureCode, Status, Transfer
from chalicelib.transfers.operations.send_transfer import OtherBank


def _check_account_number(number: str) -> None:
    """Raises ValueError unless it is 4 to 17 digits, which is what an ACH file has room for."""
    if not (4 <= len(number) <= 17 and number.isascii() and number.isdigit()):
        raise ValueError("must have 4 to 17 digits")


RoutingNumber = Annotated[str, typed(networks.check_routing_number, maximum=9, pattern="^[0-9]{9}$", examples=["021000021"])]
OtherAccountNumber = Annotated[str, typed(_check_account_number, maximum=17, pattern="^[0-9]{4,17}$", examples=["000123456789"])]


class OtherBankAccount(Body):
    """An account at another bank of the United States.

    routing_number: the bank's number, with its check digit
    account_number: the account's number there; nobody sees more of it than the last four digits again
    name: whose account it is
    """

    routing_number: RoutingNumber
    account_number: OtherAccountNumber
    name: Name

    def canonical(self) -> dict[str, Any]:
        """The number by a keyed digest, so that it cannot be guessed from a fingerprint."""
        return {**super().canonical(), "account_number": self.at().account_id}

    def at(self) -> OtherBank:
        return OtherBank(self.routing_number, self.account_number, self.name)


class ExternalAccount(OtherBankAccount):
    """An account at another bank of the United States, and by which network money goes there.

    routing_number: the bank's number, with its check digit
    account_number: the account's number there; nobody sees more of it than the last four digits again
    name: whose account it is
    network: ach, in batches on banking days; or wire, within minutes and for good
    same_day: whether it goes with the next batch that settles the same day, rather than the next banking day; of ach only
    """

    network: Literal["ach", "wire"]
    same_day: bool = False

    def for_same_day(self) -> bool:
        """Raises InvalidRequest where there is no such thing."""
        if self.same_day and self.network != "ach":
            raise InvalidRequest(("external.sameDay", "is for ach: a wire goes at once"))
        return self.same_day


class ExternalReply(Reply):
    """What is at the other bank.

    network: ach or wire
    name: whose account it is there, as the payer said
    same_day: whether it goes with a batch that settles the same day
    """

    network: Literal["ach", "wire"]
    name: str
    same_day: bool


class SubmissionReply(Reply):
    """What the network said when it took the payment.

    trace_number: the number that the network carries it by, such as 091000010000017
    effective_date: the banking day that it counts for
    expected_settlement_at: when it will have settled
    """

    trace_number: str
    effective_date: Day
    expected_settlement_at: Timestamp


class SettlementReply(Reply):
    """The end of the payment.

    settled_at: when the other bank was paid, or paid
    """

    settled_at: Timestamp


class ReturnReply(Reply):
    """What the other bank said when it sent the money back.

    code: why, in the words of the network: R02 for a closed account, R03 for none
    trace_number: the number that the return came by
    returned_at: when the money was there again
    """

    code: str
    trace_number: str
    returned_at: Timestamp


class TransferCarried(Reply):
    """How far a transfer to another bank has come.

    transaction_id: the transfer
    status: SUBMITTED, COMPLETED or RETURNED, or what ended it
    reason: why it failed; null where it did not
    submission: what the network said when it took it; null until then
    settlement: when it settled; null until then
    return_: what the other bank said when it sent the money back; null unless it did
    """

    transaction_id: Identifier
    status: Status
    reason: FailureCode | None
    submission: SubmissionReply | None
    settlement: SettlementReply | None
    return_: ReturnReply | None = msgspec.field(name="return")


class Waiting(Reply):
    """A transfer to another bank that waits for its network.

    transaction_id: the transfer
    network: ach or wire
    same_day: whether it goes with a batch that settles the same day
    amount: how much
    currency: its currency
    status: BALANCE_RESERVED until the network has it, then SUBMITTED
    created_at: when its payer asked for it
    due_at: when time alone would bring it on
    """

    transaction_id: Identifier
    network: Literal["ach", "wire"]
    same_day: bool
    amount: AmountText
    currency: Currency
    status: Status
    created_at: Timestamp
    due_at: Timestamp

    @classmethod
    def of(cls, transfer: Transfer, due_at: str) -> "Waiting":
        return cls(
            transaction_id=transfer.transaction_id,
            network=transfer.to_bank.network,
            same_day=transfer.to_bank.same_day,
            amount=transfer.decimal(transfer.amount_minor),
            currency=transfer.currency,
            status=transfer.status,
            created_at=transfer.created_at,
            due_at=due_at,
        )


class WaitingList(Reply):
    """What waits for a network.

    items: the transfers, at most fifty, the first that is due first
    """

    items: list[Waiting]


class ReturnRequest(Body):
    """Why the other bank sends it back.

    code: the reason in the words of the network, such as R03
    """

    code: networks.ReturnCode


class InboundRequest(OwnWords, kw_only=True):
    """What another bank sends.

    account_number: the account of this bank that is paid
    amount: how much, in US dollars
    sender: the account that it comes from
    """

    account_number: AccountNumber
    amount: Amount
    sender: OtherBankAccount


class InboundReply(OwnWordsReply):
    """Money that came in.

    transaction_id: the transfer, as its receiver reads it
    account_id: the account that was paid
    status: always COMPLETED, since it has settled when it comes
    amount: how much
    currency: its currency
    dry_run: true where nothing was done and this is what would have happened
    """

    transaction_id: Identifier
    account_id: Identifier
    status: Status
    amount: AmountText
    currency: Currency
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET


class PassTimeRequest(Body):
    """Until when.

    at: the time that the networks are to have, now or to come
    """

    at: Timestamp


class TimePassed(Reply):
    """What was due by then.

    at: the time that it was about
    submitted: how many were handed over
    completed: how many have settled
    more: whether there may be others that are due: ask again
    """

    at: Timestamp
    submitted: int
    completed: int
    more: bool
