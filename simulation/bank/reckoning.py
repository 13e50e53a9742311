"""What people were told and what the journal keeps, beside the model of the products: both must come to the same balances."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import ids
from simulation.bank.products import Account, Asked, Moved, Products, Terms

if TYPE_CHECKING:
    from simulation.bank.customer import Case, Customer
    from simulation.bank.town import Town

Item = dict[str, Any]


@dataclass(frozen=True)
class _Way:
    """How money is asked for: by a path, of a thing that is named in it or in a field of the body."""

    path: re.Pattern[str]
    kind: str
    field: str = ""


_WAYS = [
    _Way(re.compile(path), kind, *field)
    for path, kind, *field in (
        (r"/transactions/save/(?P<thing>.+)", "card.save"),
        (r"/transactions/purchase", "card.purchase", "cardId"),
        (r"/card/paid/(?P<thing>.+)", "card.paid"),
        (r"/deposit", "DEPOSIT_EVENT", "accountId"),
        (r"/withdraw", "WITHDRAW_EVENT", "accountId"),
        (r"/wallet/(?P<thing>.+)/credit", "wallet.credited"),
        (r"/wallet/(?P<thing>.+)/debit", "wallet.debited"),
        (r"/payment", "payment.debited", "walletId"),
        (r"/api/v1/transactions/payment", "payment.debited", "fromAccountId"),
        (r"/loan/(?P<thing>.+)/repay", "loan.repaid"),
        (r"/savings-goal/(?P<thing>.+)/contribute", "goal.contributed"),
        (r"/savings-goal/(?P<thing>.+)/withdraw", "goal.withdrawn"),
        (r"/holds/.+/capture", "hold.captured"),
        (r"/transactions", "balance.{type}ed", "userId"),
        (r"/api/v1/transactions/transfer", "transfer.completed", "fromAccountId"),
        (r"/api/v1/simulations/inbound-ach-transfers", "transfer.received"),
    )
]
# What is done later: its table and key. Its row says whether it was.
_LATER = {"operations": "operation_id", "payment-table": "payment_id"}
_PERHAPS = {"DEPOSIT_EVENT", "WITHDRAW_EVENT", "payment.debited", "transfer.completed"}  # accepted, and may fail later
_GRACE = timedelta(days=2)
_SCHEDULES = "/transactions/scheduled"
_NAMES = ("operationId", "paymentId", "transactionId", "reverses")


def reckon(town: "Town") -> Iterator[str]:
    """A sentence for everything in which model, journal, rows and answers differ."""
    products = Products(
        accounts={item["account_id"]: _account(item) for item in _items(town, "ledger-accounts")},
        asked=dict(_asked(town)),
        terms=dict(_terms(town)),
        levels={customer.user_id: _level(customer) for customer in town.customers},
        scheduled=set(_scheduled(town)),
    )
    for item in _items(town, "ledger-journal"):
        if "legs" in item:
            yield from (f"{item['kind']} {item['posting_id']} {found}" for found in products.post(_moved(item)))
    for item in _items(town, "ledger-accounts"):
        if item["posted"] != (had := products.had[item["account_id"]]):
            yield f"the {item['product']} {item['account_id']} has {item['posted']}, the model {had}"
    for item in _items(town, "loan-table"):
        if item.get("disbursed_at") and (item["status"] == "PAID_OFF") != (not products.had[item["loan_id"]]):
            yield f"the loan {item['loan_id']} is {item['status']}, and {-products.had[item['loan_id']]} is owed"
    yield from products.missing(town.world.now() - _GRACE)
    yield from _said_and_done(town, products)


def _said_and_done(town: "Town", products: Products) -> Iterator[str]:
    """What was accepted is done; where it is done later, its row says which of two it was."""
    done = {name for name, _ in products.done}
    for table, key in _LATER.items():
        for item in _items(town, table):
            if item[key] in products.asked and (item["status"] == "SUCCESSFUL") != (item[key] in done):
                yield f"{item[key]} of {table} is {item['status']}, and was {'' if item[key] in done else 'not '}done"
    for name, asked in products.asked.items():
        if asked.kind not in _PERHAPS and name not in done:
            yield f"{asked.kind} of {asked.minor} was answered as {name}, and nobody wrote it down"


def _cases(town: "Town") -> Iterator["Case"]:
    for customer in town.customers:
        for case in customer.cases:
            if case.answer is not None and case.answer.accepted and case.request.method in ("POST", "PUT"):
                if "dryRun" not in case.request.path and case.request.act is None:
                    yield case


def _asked(town: "Town") -> Iterator[tuple[str, Asked]]:
    for case in _cases(town):
        for way in _WAYS:
            if case.answer is not None and (found := way.path.fullmatch(case.request.path)):
                body, answer = case.request.body, case.answer.body
                thing = found.groupdict().get("thing") or body.get(way.field, "")
                name = answer.get("operationId") or answer.get("transactionId")
                yield name, Asked(way.kind.format(**body), _minor(body), thing)


def _scheduled(town: "Town") -> Iterator[int]:
    """Of whatever was asked for: a change may be done, and refused when it is asked for again."""
    for case in (case for customer in town.customers for case in customer.cases):
        if _SCHEDULES in case.request.path and isinstance(case.request.body, dict) and "amount" in case.request.body:
            yield _minor(case.request.body)


def _terms(town: "Town") -> Iterator[tuple[str, Terms]]:
    for case in _cases(town):
        body, answer = case.request.body, case.answer.body if case.answer else {}
        if case.request.path == "/loan":
            yield answer["loanId"], Terms(_minor(body), Decimal(body["interestRate"]))
        elif case.request.path == "/savings-goal":
            plan = body.get("contribution")
            since = ids.moment_of(answer["goalId"]) if plan else None
            yield answer["goalId"], Terms(_minor({"amount": body["target"]}), plan=_minor(plan) if plan else 0, since=since)


def _level(customer: "Customer") -> str:
    """The highest that they can have come to."""
    if not customer.has("approved submission"):
        return "BASIC"
    return "ENHANCED" if customer.has("ENHANCED wish") else "FULL"


def _moved(item: Item) -> Moved:
    details: list[Mapping[str, Any]] = [each["details"] for each in item["touched"] if each.get("details")]
    return Moved(
        kind=item["kind"],
        names=[item["posting_id"], *dict.fromkeys(each[name] for each in details for name in _NAMES if name in each)],
        asked_at=ids.moment_of(item["posting_id"]),
        at=datetime.fromisoformat(item["at"]).astimezone(UTC),
        legs=[(leg["account"], leg["amount"]) for leg in item["legs"]],
    )


def _account(item: Item) -> Account:
    return Account(item["owner_id"], item["product"], -item["floor"])


def _minor(body: Mapping[str, Any]) -> int:
    return int(Decimal(body["amount"]) * 100)


def _items(town: "Town", table: str) -> list[Item]:
    return town.world.doubles["dynamodb"].items(table)
