"""What the bank knows of each kind of message: what it is about, and so whether it can be switched off, wait, or be gathered.

A template that is not here, put into the bucket by an operator, is about the account.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

Category = Literal["security", "legal", "transactions", "account", "marketing"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
LOCKED: tuple[Category, ...] = ("security", "legal")  # nobody switches these off


@dataclass(frozen=True, slots=True)
class Kind:
    """`at_once`: quiet hours do not hold it. `secret`: it carries a code, so it is kept nowhere and goes to one place only.
    `sms`: it has a text for that. `by_hand`: only staff send it, no fact does. `gathers`: it holds others, each of which was judged.
    `links`: it leads to a file, by an address that the sender signs."""

    category: Category
    at_once: bool = False
    secret: bool = False
    sms: bool = False
    by_hand: bool = False
    gathers: bool = False
    links: bool = False

    @property
    def is_optional(self) -> bool:
        return self.category not in LOCKED

    @property
    def is_sendable(self) -> bool:
        """Whether staff may send it: nothing that nobody can switch off, and no address of their own."""
        return self.is_optional and not (self.secret or self.gathers or self.links)


_SECURITY, _CODE = Kind("security", at_once=True), Kind("security", at_once=True, secret=True)
_ALARM, _CODE_BY_SMS = replace(_SECURITY, sms=True), replace(_CODE, sms=True)
_LEGAL, _MONEY, _ACCOUNT = Kind("legal"), Kind("transactions"), Kind("account")

KINDS: Mapping[str, Kind] = {
    "VERIFY": _CODE_BY_SMS,
    "PASSWORD.RESET": _CODE,
    "REGISTER.AGAIN": _CODE,
    "PAYEE.CONFIRM": _CODE_BY_SMS,
    "PAYMENT.CONFIRM": _CODE_BY_SMS,
    "ADDRESS.CHANGED": _ALARM,
    "FACTOR.CHANGED": _ALARM,
    "PASSWORD.CHANGED": _ALARM,
    "RECOVERY.USED": _ALARM,
    "SIGNIN.LOCKED": _ALARM,
    "SIGNIN.SUSPICIOUS": _ALARM,
    "USER.LOGIN": _SECURITY,
    "USER.UPDATE": _SECURITY,
    "KYC.APPROVED": _LEGAL,
    "KYC.MORE_INFO": _LEGAL,
    "KYC.REJECTED": _LEGAL,
    "LOAN.APPROVED": _LEGAL,
    "LOAN.REJECTED": _LEGAL,
    "GOAL.CONTRIBUTION.FAILED": _MONEY,
    "HOLD.EXPIRED": _MONEY,
    "OPERATION.FAILED": _MONEY,
    "PAYMENT.FAILED": _MONEY,
    "PAYMENT.SUCCESSFUL": _MONEY,
    "SCHEDULE.FAILED": _MONEY,
    "SCHEDULE.SKIPPED": _MONEY,
    "SCHEDULE.SUSPENDED": _MONEY,
    "TRANSACTION.PAID": _MONEY,
    "TRANSACTION.PURCHASE": _MONEY,
    "TRANSACTION.SAVE": _MONEY,
    "TRANSFER.COMPLETED": _MONEY,
    "TRANSFER.FAILED": _MONEY,
    "TRANSFER.RECEIVED": _MONEY,
    "TRANSFER.RETURNED": _MONEY,
    "TRANSFER.REVIEW": _MONEY,
    "ACCOUNT.CREATED": _ACCOUNT,
    "CARD.ACTIVATE": _ACCOUNT,
    "CARD.CREATE": _ACCOUNT,
    "DIGEST": Kind("account", at_once=True, gathers=True),
    "STATEMENT.READY": Kind("account"),
    "REPORT.ACTIVITY": Kind("account", at_once=True, links=True),  # asked for a moment ago, and its link lives an hour
    "WELCOME": _ACCOUNT,
    "PRODUCT.NEWS": Kind("marketing", by_hand=True, sms=True),
}


def kind_of(template: str) -> Kind:
    return KINDS.get(template, _ACCOUNT)
