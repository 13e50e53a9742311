"""What the screening would say: of a payment that nobody has asked for, or of one that it judged before, by the rules and lists of now."""

from dataclasses import dataclass

from chalicelib.accounts import public as accounts
from chalicelib.customers.public import find_customer
from chalicelib.fraud import public as fraud
from chalicelib.identity import public as identity
from chalicelib.kernel import clock
from chalicelib.kernel.money import Money
from chalicelib.ledger.public import errors as ledger
from chalicelib.ledger.public import find_account_beside
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Item
from chalicelib.transfers import guards, store
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.queries import find_screened, whom


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment out of a checking or savings account; `amount` is the plain text that was sent."""

    kind: fraud.WayToPay
    account_id: str
    amount: str
    currency: str
    payee_account: str = ""
    merchant: str | None = None


def analyze(asked: Payment, call: Call) -> tuple[fraud.Decision, list[str]]:
    """The decision, and whose account it is; nothing is written. Raises UnknownAccount, CurrencyMismatch."""
    owner_id = accounts.owner_of(asked.account_id)
    if owner_id is None:
        raise ledger.UnknownAccount("No such account")
    customer, now = find_customer(owner_id), clock.to_text(call.now)
    minor = Money.parse(asked.amount, asked.currency).minor
    payee_id = accounts.owner_of(asked.payee_account) if asked.kind == "transfer" else None
    made = Transfer(
        "", owner_id, asked.account_id, "", payee_id or "", asked.payee_account, "", minor, asked.currency, "COMPLETED", now
    )
    subjects = {"customer": owner_id}
    rows: dict[str, tuple[str, Item]] = {}
    if asked.kind == "transfer":
        subjects = guards.subjects(made)
        rows = {"payee": store.payee_row(owner_id, asked.payee_account)}
        rows |= {"standing": identity.standing_row(customer.email)} if customer else {}
    elif asked.merchant is not None:
        subjects["merchant"] = asked.merchant
    account, read = find_account_beside(owner_id, asked.account_id, call.now, {**rows, **fraud.rows(subjects)})
    if account.currency != asked.currency:
        raise ledger.CurrencyMismatch(f"The account is kept in {account.currency}")
    facts = fraud.facts_of(asked.kind, account, minor, call.now, merchant=asked.merchant)
    if asked.kind == "transfer":
        credential = identity.standing_of(read.get("standing"), owner_id)
        payee = store.to_payee(read["payee"]) or guards.new_payee(made)
        facts = guards.facts(made, credential, account, payee, call)
    return fraud.screened(facts, read, call.now), [owner_id]


def analyze_again(transaction_id: str, call: Call) -> tuple[fraud.Decision, list[str]]:
    """What rules and our lists say now of the facts of a transfer or held payment as they were then, and whose accounts it is about.
    Raises UnknownTransfer."""
    made = find_screened(transaction_id)
    rows = fraud.rows(guards.subjects(made) if isinstance(made, Transfer) else made.subjects)
    read = dict(zip(rows, dynamo.get_many(list(rows.values())), strict=True))
    kept = fraud.Decision.of_text(made.decision)
    sanctions = fraud.by_list(kept.listed)["sanctions"]
    return fraud.screened(kept.facts, read, call.now, sanctions=sanctions), whom(made)
