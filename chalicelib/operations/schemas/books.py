"""Wire shapes of the books: accounts, entries, postings and proofs."""

from typing import Annotated, Literal

import msgspec

from chalicelib.platform import paging
from chalicelib.platform.schemas import Balance, Body, Currency, Figures, Identifier, Reply, Timestamp


class ProofsQuery(Body):
    """Which proofs.

    limit: how many at most, the newest first
    """

    limit: Annotated[int, msgspec.Meta(ge=1, le=31)] = 7


class FindingReply(Reply):
    """Something that does not agree.

    check: what was compared, such as trial balance
    subject: of what, such as USD
    detail: what was found, such as the legs add up to 0.01
    """

    check: str
    subject: str
    detail: str


class ProofReply(Reply):
    """What a night's proof of the books found.

    at: when the books were read
    outcome: CLEAN where everything agreed
    findings: how many things did not
    first: the first of them
    read: how many items of each kind were read
    """

    at: Timestamp
    outcome: Literal["CLEAN", "DIFFERENT"]
    findings: int
    first: list[FindingReply]
    read: dict[str, int]


class ProofList(Reply):
    """The latest proofs.

    items: the proofs, newest first
    """

    items: list[ProofReply]


class TrialBalanceQuery(Body):
    """As of when.

    at: the last proof until then tells; now unless given
    """

    at: Timestamp | None = None


class TrialBalanceReply(Reply):
    """The trial balance of a night's proof.

    at: when the books were read
    currencies: of each currency what customers have, what each account of the bank has, and their total, which is zero
    """

    at: Timestamp
    currencies: dict[str, dict[str, Balance]]


class LedgerAccountQuery(Body):
    """Whose account it is.

    owner_id: needed for a wallet, a card, a loan or a goal; checking and savings accounts say it themselves
    """

    owner_id: Identifier | None = None


class LedgerEntriesQuery(paging.Page):
    """Whose account it is, and which page.

    owner_id: needed for a wallet, a card, a loan or a goal; checking and savings accounts say it themselves
    """

    owner_id: Identifier | None = None


class LedgerAccountReply(Figures):
    """An account as the ledger has it.

    account_id: the account
    owner_id: whose it is
    product: what it is of, such as checking
    status: whether money may go out
    opened_at: when it was opened
    version: how often it changed
    entries: how many entries it has
    holds: how many holds are open
    """

    account_id: Identifier
    owner_id: Identifier
    product: str
    status: Literal["PENDING", "OPEN", "FROZEN", "CLOSED"]
    opened_at: Timestamp
    version: int
    entries: int
    holds: int


class LedgerEntryReply(Reply):
    """What one posting did to an account.

    seq: its number among the account's entries, without gaps
    posting_id: the posting
    kind: what it was, such as DEPOSIT_EVENT
    at: when it was posted
    moved: what it moved: to the customer where it is positive
    balance_after: what was posted after it
    """

    seq: int
    posting_id: Identifier
    kind: str
    at: Timestamp
    moved: Balance
    balance_after: Balance


class LedgerEntryPage(Reply):
    """A page of an account's entries.

    items: the entries, newest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[LedgerEntryReply]
    next_cursor: str | None


class JournalQuery(Body):
    """By which account it is found.

    account_id: a customer's account that the posting touched
    """

    account_id: Identifier


class LegReply(Reply):
    """One leg of a posting.

    account: a customer's account, or one of the bank's, such as bank:cash
    moved: what it moved: to the customer where it is positive
    currency: the currency of the leg
    """

    account: str
    moved: Balance
    currency: Currency


class JournalReply(Reply):
    """A posting as the journal keeps it.

    posting_id: the posting
    kind: what it was, such as DEPOSIT_EVENT
    at: when it was posted
    correlation_id: the trace it belongs to, such as 6f1c2e9a-6d1f-4a57-9f0e-5a3f4f0c1d2b
    legs: what it moved; they add up to zero in each currency
    """

    posting_id: Identifier
    kind: str
    at: Timestamp
    correlation_id: str
    legs: list[LegReply]
