"""What a transfer is, and what each side may know of it. Pure; amounts are minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from chalicelib.kernel.money import Money, to_decimal
from chalicelib.ledger.public import Leg
from chalicelib.ledger.public import errors as ledger
from chalicelib.transfers.errors import ReversalExceedsOriginal
from chalicelib.transfers.external import STEPS_OF_EXTERNAL, External

Status = Literal[
    "UNDER_REVIEW", "BALANCE_RESERVED", "SUBMITTED", "COMPLETED", "FAILED", "CANCELLED", "RETURNED", "PARTIALLY_REVERSED", "REVERSED"
]  # fmt: skip
Side = Literal["out", "in"]
# Why one failed: a review's ends, and what an account of which money was held does not give any more.
FailureCode = Literal[
    "declined_by_policy", "review_expired", "beneficiary_closed", "account_frozen", "account_closed", "insufficient_funds"
]
# What an internal transfer goes through, all in its one posting; and one that a person has looked at.
STEPS = ("initiated", "fraud_check.passed", "balance_reserved", "processed", "completed")
STEPS_OF_REVIEW = ("initiated", "balance_reserved", "under_review")
STEPS_OF_APPROVAL = ("fraud_check.passed", "processed", "completed")
STEPS_UNTIL_HELD = len(STEPS_OF_REVIEW)  # for a person, or only until its turn comes to be credited
# What the journal calls it.
TRANSFERRED, GIVEN_BACK, HELD, ENDED = "transfer.completed", "transfer.reversed", "transfer.held", "transfer.ended"
RESERVED, SUBMITTED, SETTLED, RETURNED = "transfer.reserved", "transfer.submitted", "transfer.settled", "transfer.returned"
RECEIVED = "transfer.received"


@dataclass(frozen=True, slots=True)
class Transfer:
    """`owner_id` pays out of `from_account`, `payee_id` is paid into `to_account`. `description` is the payer's own note,
    `message` is for who is paid; `own_words` are the payer's too. `reversed_minor` is what was given back so far, `reversed_at` when last;
    `decision` is the screening's, whole. One that was held has its `hold_id`, for a review its `case_id` too, then when it `ended_at`
    and for what `reason` (a code) it failed. `payer_name` is told to who is paid; `payee_name` is how the payer calls them. An `external`
    one goes to another bank, whose account has an id here (`to_account`) and no owner, or came from one, and then it has no payer."""

    transaction_id: str
    owner_id: str
    from_account: str
    from_number: str
    payee_id: str
    to_account: str
    to_number: str
    amount_minor: int
    currency: str
    status: Status
    created_at: str
    description: str = ""
    message: str = ""
    reversed_minor: int = 0
    reversed_at: str = ""
    decision: str = ""
    hold_id: str = ""
    case_id: str = ""
    ended_at: str = ""
    reason: str = ""
    payer_name: str = field(default="", repr=False)
    payee_name: str = field(default="", repr=False)
    external: External | None = None
    own_words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether both accounts are of one customer."""
        return self.owner_id == self.payee_id

    @property
    def to_bank(self) -> External:
        """Raises LookupError for a transfer inside the bank."""
        if self.external is None:
            raise LookupError("only an external transfer is at a network")
        return self.external

    @property
    def was_in_line(self) -> bool:
        """Whether its money was held until its turn came to be credited, and for nothing else."""
        return bool(self.hold_id) and not (self.case_id or self.external)

    @property
    def has_moved(self) -> bool:
        """Whether its money has come to the account that is paid."""
        return self.status in ("COMPLETED", "PARTIALLY_REVERSED", "REVERSED")

    def side_of(self, user_id: str) -> Side | None:
        """On which side somebody stands; None for who has no part in it. Whoever is to be paid knows nothing of what is held."""
        if user_id == self.owner_id:
            return "out"
        return "in" if user_id == self.payee_id and self.has_moved else None

    @property
    def legs(self) -> tuple[Leg, Leg]:
        """The money from who pays to who is paid, within the bank."""
        return (
            Leg(self.from_account, -self.amount_minor, self.currency, self.owner_id),
            Leg(self.to_account, self.amount_minor, self.currency, self.payee_id),
        )

    @property
    def left_minor(self) -> int:
        """What has not been given back."""
        return self.amount_minor - self.reversed_minor

    def giving(self, amount: str | None) -> int:
        """What `amount`, or None for all that is left, comes to. Raises NotReversible, AlreadyReversed, ReversalExceedsOriginal."""
        if self.external:
            raise ledger.NotReversible("What another bank has comes back by that bank alone")
        if not self.has_moved:
            raise ledger.NotReversible("Its money has not moved")
        if not self.left_minor:
            raise ledger.AlreadyReversed("All of it was given back before")
        minor = Money.parse(amount, self.currency).minor if amount is not None else self.left_minor
        if minor > self.left_minor:
            raise ReversalExceedsOriginal("More than is left of the transfer", remaining=self.decimal(self.left_minor))
        return minor

    def decimal(self, minor: int) -> str:
        return to_decimal(minor, self.currency)

    def less(self, minor: int, at: str) -> "Transfer":
        """With so much more given back."""
        given = self.reversed_minor + minor
        status: Status = "REVERSED" if given == self.amount_minor else "PARTIALLY_REVERSED"
        return replace(self, reversed_minor=given, reversed_at=at, status=status)

    def told(self, side: Side) -> dict[str, object]:
        """What the entry of one side says: the payer's note stays the payer's."""
        other = self.to_number if side == "out" else self.from_number
        said = {"description": self.description if side == "out" else "", "messageToPayee": self.message}
        said["counterpartyName"] = self.payee_name if side == "out" else self.payer_name
        common = {"type": "TRANSFER", "transactionId": self.transaction_id, "counterparty": last4(other)}
        return {**common, **{name: text for name, text in said.items() if text}}

    def seen_from(self, side: Side) -> dict[str, object]:
        """The transfer as one side is answered."""
        out, told = side == "out", self.told(side)
        return {
            "transactionId": self.transaction_id,
            "type": "external" if self.external else "internal",
            "direction": side,
            "status": self.status,
            "reason": self.reason or None,
            "accountId": self.from_account if out else self.to_account,
            "counterparty": told["counterparty"],
            "counterpartyName": told.get("counterpartyName"),
            "amount": self.decimal(self.amount_minor),
            "reversed": self.decimal(self.reversed_minor),
            "currency": self.currency,
            "description": told.get("description"),
            "messageToPayee": told.get("messageToPayee"),
            "createdAt": self.created_at,
            "completedAt": self._completed_at(),
            # That the bank looked at who pays is not for who is paid.
            "events": [each for each in self.events() if out or each["type"] != "transaction.under_review"],
            **(self.external.told() if self.external else dict.fromkeys(("external", "submission", "settlement", "return"))),
        }

    @property
    def customers_account(self) -> str:
        """Of one to another bank, or from one: the account at this bank."""
        return self.from_account if self.owner_id else self.to_account

    @property
    def postings(self) -> tuple[str, ...]:
        """Of one to another bank, or from one: what the journal has moved of its money so far."""
        if not self.owner_id:
            return (RECEIVED,)
        settled = (SETTLED,) if self.to_bank.settled_at else ()
        back = (RETURNED,) if self.status == "RETURNED" else ()
        return (SUBMITTED, *settled, *back) if self.status in ("SUBMITTED", "COMPLETED", "RETURNED") else ()

    def carried(self) -> dict[str, object]:
        """How far one to another bank has come, for staff: nothing of who sends it, and to whom."""
        said = {name: self.to_bank.told()[name] for name in ("submission", "settlement", "return")}
        return {"transactionId": self.transaction_id, "status": self.status, "reason": self.reason or None, **said}

    def events(self) -> list[dict[str, str]]:
        """What it went through, in order: `<transfer>#<n>` each, as its events on the topic are named."""
        return [
            {"id": f"{self.transaction_id}#{number}", "type": f"transaction.{step}", "at": at}
            for number, (step, at) in enumerate(self._steps(), start=1)
        ]

    def _completed_at(self) -> str | None:
        if self.external:
            return self.external.settled_at or None
        return (self.ended_at or self.created_at) if self.has_moved else None

    def _steps(self) -> list[tuple[str, str]]:
        if self.external:
            steps = STEPS_OF_REVIEW if self.case_id else STEPS_OF_EXTERNAL
            began = [(step, self.created_at) for step in steps] if self.owner_id else []
            ended = [(self.status.lower(), self.ended_at)] if self.status in ("FAILED", "CANCELLED") else []
            return [*began, *self.external.steps(), *ended]
        if not self.hold_id:  # nobody had to look at it
            return [(step, self.created_at) for step in STEPS]
        first, approval = STEPS[:STEPS_UNTIL_HELD], STEPS[STEPS_UNTIL_HELD:]
        if self.case_id:
            first, approval = STEPS_OF_REVIEW, STEPS_OF_APPROVAL
        began = [(step, self.created_at) for step in first]
        if not self.ended_at:
            return began
        ends = approval if self.has_moved else (self.status.lower(),)
        return [*began, *((step, self.ended_at) for step in ends)]


def last4(number: str) -> str:
    """What others see of an account's number."""
    return number[-4:]
