"""Wire shapes of payees."""

from dataclasses import replace
from typing import Annotated, Literal

import msgspec

from chalicelib.accounts.public import AccountNumber
from chalicelib.kernel import text
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.schemas import Body, Identifier, Reply, Timestamp, typed
from chalicelib.transfers.external_schemas import ExternalAccount, ExternalReply
from chalicelib.transfers.operations.keep_payee import KeepPayee

PayeeName = Annotated[str, typed(text.check_name, maximum=100, examples=["Grace Hopper"])]


class PayeeRequest(Body, kw_only=True):
    """Somebody whom the caller pays, and means to pay again.

    name: whose account it is, or how the caller calls them where it is at another bank
    account_number: the number of an account of this bank
    external: the account at another bank, instead of that; always with consent
    trusted: whether payments to it need no consent any more; this one act does
    accept_no_match: keep it though the account is held under another name, with consent
    """

    name: PayeeName
    account_number: AccountNumber | msgspec.UnsetType = msgspec.UNSET
    external: ExternalAccount | msgspec.UnsetType = msgspec.UNSET
    trusted: bool = False
    accept_no_match: bool = False

    def command(self) -> KeepPayee:
        """Raises InvalidRequest unless exactly one account is named."""
        to = self.external
        if bool(self.account_number) == bool(to):
            raise InvalidRequest(("accountNumber", "needs exactly one of accountNumber and external"))
        command = KeepPayee(self.name, self.account_number or "", trusted=self.trusted, accept_no_match=self.accept_no_match)
        return replace(command, at=to.at(), network=to.network, same_day=to.for_same_day()) if to else command


class PayeeReply(Reply):
    """Somebody whom the caller pays.

    payee_id: what to pay as payeeId
    name: how the caller calls them
    last4: the last four digits of the account's number, such as 4821
    trusted: whether payments to it need no consent
    is_new: whether no payment to it was completed yet
    created_at: when its first day began, on which it is capped
    external: how an account at another bank is reached; null for one of this bank
    """

    payee_id: Identifier
    name: str
    last4: str
    trusted: bool
    is_new: bool
    created_at: Timestamp
    external: ExternalReply | None


class PayeePage(Reply):
    """A page of the caller's payees; it may have none and yet be followed by another.

    items: the payees
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[PayeeReply]
    next_cursor: str | None


class NameCheckRequest(Body, kw_only=True):
    """Whom the caller means to pay.

    name: whose account it should be
    account_number: the number of the account
    """

    name: PayeeName
    account_number: AccountNumber


class NameCheckReply(Reply):
    """Whether the account is held by somebody of that name.

    result: MATCH; CLOSE_MATCH, where `name` says how it is written; NO_MATCH; NOT_AVAILABLE where the bank cannot say
    name: the holder's name, where it is close to the one that was given
    """

    result: Literal["MATCH", "CLOSE_MATCH", "NO_MATCH", "NOT_AVAILABLE"]
    name: str | msgspec.UnsetType = msgspec.UNSET
