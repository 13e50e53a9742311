"""Wire shapes of transfers."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Protocol

import msgspec

from chalicelib.accounts.public import AccountNumber
from chalicelib.kernel import text
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import paging
from chalicelib.platform.own_words import FiguresAndWords, OwnWords, OwnWordsReply
from chalicelib.platform.schemas import (
    Amount,
    AmountText,
    Balance,
    Currency,
    Identifier,
    Reply,
    Timestamp,
    amount_text,
    least_and_most,
    moment,
    typed,
)
from chalicelib.transfers.external_schemas import ExternalAccount, ExternalReply, ReturnReply, SettlementReply, SubmissionReply
from chalicelib.transfers.model import FailureCode, Side, Status
from chalicelib.transfers.operations.make_transfer import MakeTransfer
from chalicelib.transfers.operations.send_transfer import SendTransfer, check_message
from chalicelib.transfers.payee_schemas import PayeeName
from chalicelib.transfers.search import Wanted

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before the bank
Instant = Annotated[str, msgspec.Meta(max_length=40, description="An RFC 3339 time with its offset")]
Note = Annotated[str, typed(text.check_line, maximum=140, examples=["Rent for May"])]


class PaysHere(Protocol):
    """A body that asks for money to go from an account of the caller to another one of this bank. No parent of theirs: a shape has one
    base, and each has another already."""

    @property
    def from_account_id(self) -> str: ...
    @property
    def to_account_id(self) -> str | msgspec.UnsetType: ...
    @property
    def payee_id(self) -> str | msgspec.UnsetType: ...
    @property
    def to_account_number(self) -> str | msgspec.UnsetType: ...
    @property
    def name(self) -> str | msgspec.UnsetType: ...
    @property
    def accept_no_match(self) -> bool: ...
    @property
    def amount(self) -> msgspec.Raw: ...
    @property
    def currency(self) -> str | msgspec.UnsetType: ...
    @property
    def description(self) -> str | msgspec.UnsetType: ...
    @property
    def message_to_payee(self) -> str | msgspec.UnsetType: ...


def check_target(body: PaysHere, **others: object) -> None:
    """Raises InvalidRequest unless exactly one account is to be paid, and a name given with a number only."""
    targets = {"toAccountId": body.to_account_id, "payeeId": body.payee_id, "toAccountNumber": body.to_account_number, **others}
    if sum(each is not msgspec.UNSET for each in targets.values()) != 1:
        first, *rest = targets
        raise InvalidRequest((first, f"or {' or '.join(rest)} must be given, and only one of them"))
    if (body.name is msgspec.UNSET) != (body.to_account_number is msgspec.UNSET):
        raise InvalidRequest(("name", "must be given with toAccountNumber, and only then"))


def command_of(body: PaysHere) -> MakeTransfer:
    """What a body asks for that passes check_target."""
    return MakeTransfer(
        from_account=body.from_account_id,
        amount=amount_text(body.amount),
        to_account=body.to_account_id or "",
        to_number=body.to_account_number or "",
        name=body.name or "",
        payee_id=body.payee_id or "",
        accept_no_match=body.accept_no_match,
        currency=body.currency or "",
        description=body.description or "",
        message=body.message_to_payee or "",
    )


class TransferRequest(OwnWords, kw_only=True):
    """Whom to pay, out of which account. One of `toAccountId`, `payeeId`, `external`, and `toAccountNumber` with `name` says who is paid.

    from_account_id: the account that pays
    to_account_id: the account that is paid, by its id
    payee_id: the account that is paid, by the caller's payee
    to_account_number: the account that is paid, by its number
    name: whose account of that number it is
    accept_no_match: pay though it is held under another name, with consent
    external: the account that is paid, at another bank
    amount: how much, in the currency of the account that pays
    currency: the currency of the amount; that of the account that pays unless given
    description: the payer's own note, which nobody else reads
    message_to_payee: what whoever is paid reads, at this bank
    """

    from_account_id: Identifier
    to_account_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    payee_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    to_account_number: AccountNumber | msgspec.UnsetType = msgspec.UNSET
    name: PayeeName | msgspec.UnsetType = msgspec.UNSET
    accept_no_match: bool = False
    external: ExternalAccount | msgspec.UnsetType = msgspec.UNSET
    amount: Amount
    currency: Currency | msgspec.UnsetType = msgspec.UNSET
    description: Note | msgspec.UnsetType = msgspec.UNSET
    message_to_payee: Note | msgspec.UnsetType = msgspec.UNSET

    def command(self) -> MakeTransfer | SendTransfer:
        """Raises InvalidRequest unless exactly one account is to be paid, and the name given with a number only."""
        check_target(self, external=self.external)
        return self._to_other_bank(self.external) if self.external else command_of(self)

    def _to_other_bank(self, to: ExternalAccount) -> SendTransfer:
        check_message(self.message_to_payee or "")
        return SendTransfer(
            from_account=self.from_account_id,
            amount=amount_text(self.amount),
            to=to.at(),
            network=to.network,
            same_day=to.for_same_day(),
            currency=self.currency or "",
            description=self.description or "",
        )


class TransferEvent(Reply):
    """One step that a transfer went through.

    id: the transfer and the number of the step
    type: what happened, such as transaction.completed
    at: when the step was taken
    """

    id: str
    type: str
    at: Timestamp


class TransferReply(OwnWordsReply):
    """A transfer as the caller's side of it may know it.

    transaction_id: the id of the transfer
    type: internal, between two accounts of this bank; external, to another bank or from one
    direction: out where the caller paid, in where the caller was paid
    status: COMPLETED, or PARTIALLY_REVERSED or REVERSED once money was given back; UNDER_REVIEW while a person of the bank looks at
        it, then COMPLETED, FAILED or CANCELLED; BALANCE_RESERVED for seconds while many pay one account. To another bank:
        BALANCE_RESERVED until the network takes it, SUBMITTED until it settles, COMPLETED; RETURNED once it came back
    reason: why it failed: declined_by_policy, review_expired or beneficiary_closed; of what was held until it could go on account_frozen,
        account_closed or insufficient_funds; null where it did not
    account_id: the caller's account
    counterparty: the last four digits of the other account's number, such as 4821
    counterparty_name: who paid; for who paid, how they call the payee; null where that is unknown
    amount: how much
    reversed: what of it was given back, such as 0.00
    currency: the currency of both accounts
    description: the payer's own note; null where there is none, and for who was paid
    message_to_payee: what the payer wrote to who is paid; null where there is none
    created_at: when it was asked for
    completed_at: when the money moved; null where it has not
    events: what it went through, in order
    external: the account at the other bank; null for one inside this bank, as the next three
    submission: what the network said when it took it; null until then
    settlement: when it settled; null until then
    return_: what the other bank said when it sent the money back; null unless it did
    """

    transaction_id: Identifier
    type: Literal["internal", "external"]
    direction: Side
    status: Status
    reason: FailureCode | None
    account_id: Identifier
    counterparty: str
    counterparty_name: str | None
    amount: AmountText
    reversed: Balance
    currency: Currency
    description: str | None
    message_to_payee: str | None
    created_at: Timestamp
    completed_at: Timestamp | None
    events: list[TransferEvent]
    external: ExternalReply | None
    submission: SubmissionReply | None
    settlement: SettlementReply | None
    return_: ReturnReply | None = msgspec.field(name="return")


class StepUpAsked(Reply):
    """Whether the payer will be asked for consent once more.

    required: whether POST without dryRun answers 403 step_up_required first
    methods: what that can be answered with; none where it is not required
    """

    required: bool
    methods: list[Literal["totp", "recovery", "email", "phone"]]


class TransferMade(FiguresAndWords):
    """A transfer with the balances of the account that paid, right after it.

    transaction_id: the id of the transfer
    type: internal, between two accounts of this bank; external, to another bank
    direction: always out, since the caller paid
    status: COMPLETED, since the money moved at once
    account_id: the account that paid
    counterparty: the last four digits of the number of the account that was paid, such as 4821
    counterparty_name: how the caller calls the payee; null where they keep none
    amount: how much
    reversed: what of it was given back: nothing yet, such as 0.00
    description: the payer's own note; null where there is none
    message_to_payee: what whoever was paid reads; null where there is none
    created_at: when it was asked for
    completed_at: when the money moved
    events: what it went through, in order
    external: the account at the other bank; null for one inside this bank, as the next three
    submission: what the network said when it took it; null until then
    settlement: when it settled; null until then
    return_: what the other bank said when it sent the money back; null unless it did
    step_up: in a dry run, whether consent will be needed
    dry_run: true where nothing was done and this is what would have happened
    """

    transaction_id: Identifier
    type: Literal["internal", "external"]
    direction: Side
    status: Status
    account_id: Identifier
    counterparty: str
    counterparty_name: str | None
    amount: AmountText
    reversed: Balance
    description: str | None
    message_to_payee: str | None
    created_at: Timestamp
    completed_at: Timestamp | None
    events: list[TransferEvent]
    external: ExternalReply | None
    submission: SubmissionReply | None
    settlement: SettlementReply | None
    return_: ReturnReply | None = msgspec.field(name="return")
    step_up: StepUpAsked | msgspec.UnsetType = msgspec.UNSET
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET


class TransferHeld(TransferMade):
    """A transfer whose money is held and has not moved: a person of the bank looks at it first, or the network to the other bank
    takes it later. The balances are of the account that pays.

    transaction_id: the id of the transfer
    type: internal, between two accounts of this bank; external, to another bank
    direction: always out, since the caller pays
    status: UNDER_REVIEW until it was approved, declined or called off, or five days are over; BALANCE_RESERVED until the network
        takes it, or until it is credited to an account that many are paying
    account_id: the account that pays
    counterparty: the last four digits of the number of the account to be paid, such as 4821
    amount: how much
    reversed: what of it was given back: nothing, such as 0.00
    description: the payer's own note; null where there is none
    message_to_payee: what whoever is paid reads then; null where there is none
    created_at: when it was asked for
    completed_at: null, since the money has not moved
    events: what it went through, in order
    external: the account at the other bank; null for one inside this bank, as the next three
    submission: what the network said when it took it; null until then
    settlement: when it settled; null until then
    return_: what the other bank said when it sent the money back; null unless it did
    step_up: in a dry run, whether consent will be needed
    dry_run: true where nothing was done and this is what would have happened
    """


class TransferEnded(Reply):
    """What became of a transfer that was held.

    transaction_id: the transfer
    account_id: the account that pays; left out to staff
    status: COMPLETED, FAILED or CANCELLED
    amount: how much it was
    currency: of which currency
    balance: what is on the account that pays; told to its owner alone, as the next three
    posted: the same
    held: what of it is held
    available: what of it can be spent
    dry_run: true where nothing was done and this is what would have happened
    """

    transaction_id: Identifier
    status: Status
    amount: AmountText
    currency: Currency
    account_id: Identifier | msgspec.UnsetType = msgspec.UNSET
    balance: Balance | msgspec.UnsetType = msgspec.UNSET
    posted: Balance | msgspec.UnsetType = msgspec.UNSET
    held: Balance | msgspec.UnsetType = msgspec.UNSET
    available: Balance | msgspec.UnsetType = msgspec.UNSET
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET


class TransferQuery(paging.Page):
    """Which transfers of an account.

    direction: out for those that the account paid, in for those it was paid by
    """

    direction: Side = "out"


class SearchQuery(TransferQuery, kw_only=True):
    """Which transfers of an account.

    account_id: a checking or savings account of the caller
    start: the first moment, included; from the beginning unless given
    end: the moment before which they were asked for; until now unless given
    status: what has become of them
    type: internal, between two accounts of this bank; or external, to another bank or from one
    min_amount: the least, in the account's currency
    max_amount: the most, in the account's currency
    text: words, or parts of them, in notes, messages, names, the reference or the last four digits
    """

    account_id: Identifier
    start: Instant | None = None
    end: Instant | None = None
    status: Status | None = None
    type: Literal["internal", "external"] | None = None
    min_amount: AmountText | None = None
    max_amount: AmountText | None = None
    text: Note | None = None

    def wanted(self, currency: str, now: datetime) -> Wanted:
        """Raises InvalidRequest for an amount that is none of the currency, and a time that ends before it starts."""
        start = max(moment(self.start, "start"), BEGINNING) if self.start else BEGINNING
        end = moment(self.end, "end") if self.end else now + timedelta(milliseconds=1)
        if start >= end:
            raise InvalidRequest(("end", "must be later than start"))
        minimum, maximum = least_and_most(self.min_amount, self.max_amount, currency)
        return Wanted(self.account_id, self.direction, start, end, self.status, self.type, minimum, maximum, self.text or "")


class TransferPage(Reply):
    """A page of an account's transfers, newest first.

    items: the transfers
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[TransferReply]
    next_cursor: str | None


class ReverseRequest(OwnWords, kw_only=True):
    """How much to give back, and why.

    amount: how much; what is left of the transfer unless given
    reason: why, such as Paid twice; it is not told to who paid
    """

    amount: Amount | msgspec.UnsetType = msgspec.UNSET
    reason: Note

    def amount_text(self) -> str | None:
        return None if self.amount is msgspec.UNSET else amount_text(self.amount)


class Reversed(OwnWordsReply):
    """Money that was given back.

    reversal_id: the id of this movement
    transaction_id: the transfer that it belongs to
    amount: how much was given back
    currency: the currency of the transfer
    dry_run: true where nothing was done and this is what would have happened
    """

    reversal_id: Identifier
    transaction_id: Identifier
    amount: AmountText
    currency: Currency
    dry_run: bool | msgspec.UnsetType = msgspec.UNSET
