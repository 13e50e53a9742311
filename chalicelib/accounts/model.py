"""What an account is beside its money: number, type, status, and what is still under way on it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from chalicelib.ledger.public import Account

Status = Literal["OPEN", "FROZEN", "CLOSED"]
Product = Literal["checking", "savings"]
PRODUCTS: frozenset[str] = frozenset(get_args(Product))
DIGITS_BEFORE_CHECK = 10


@dataclass(frozen=True, slots=True)
class BankAccount:
    """`pending` counts operations that are not final, `scheduled` transfers to come; `revision` counts changes of status."""

    account_id: str
    owner_id: str
    account_number: str
    product: Product
    currency: str
    status: Status
    opened_at: str
    revision: int = 1
    pending: int = 0
    scheduled: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account it is, by id and number: what anybody who pays it has to find out, and no more."""

    account_id: str
    account_number: str
    owner_id: str


def status_of(account: Account) -> Status:
    """The ledger's word for it: only a card waits to be activated."""
    if account.status == "PENDING":
        raise ValueError(f"{account.account_id} is no bank account")
    return account.status


def number_of(digits: str) -> str:
    """An account number: ten digits and two check digits, ISO 7064 MOD 97-10 (as in an IBAN).

    They show every wrong digit and every two neighbours swapped.
    """
    return f"{digits}{98 - int(digits + '00') % 97:02d}"


def is_number(text: str) -> bool:
    """Whether the check digits of an account number are right."""
    return text.isascii() and text.isdigit() and len(text) == DIGITS_BEFORE_CHECK + 2 and int(text) % 97 == 1


def check_number(text: str) -> None:
    """Raises ValueError, in words for people, for what is no account number."""
    if not is_number(text):
        raise ValueError("must be the twelve digits of an account number, of which one at least is wrong")


def blockers(row: BankAccount, account: Account) -> Sequence[dict[str, object]]:
    """Everything that stands against closing, each with a stable code and its size. `account` is as of now."""
    found: list[dict[str, object]] = []
    if account.posted_minor > 0:
        found.append({"code": "balance_not_zero", "balance": account.decimal(account.posted_minor)})
    if account.posted_minor < 0:
        found.append({"code": "owed", "owed": account.decimal(-account.posted_minor)})
    if account.holds:
        found.append({"code": "held", "held": account.decimal(account.held_minor), "holds": len(account.holds)})
    if row.pending:
        found.append({"code": "pending_operations", "operations": row.pending})
    if row.scheduled:
        found.append({"code": "scheduled_transfers", "transfers": row.scheduled})
    return found
