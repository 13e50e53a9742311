"""What people want of the bank: each a request that can be made with what they have by then. A new one is a function here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock

if TYPE_CHECKING:
    from simulation.bank.people import Customer

LOOKS = {
    "": "/cards",
    "account": "/accounts/{}",
    "operation": "/operation-status/{}",
    "wallet": "/wallet/{}",
    "payment": "/payment/{}",
    "loan": "/loan/{}",
    "goal": "/savings-goal/{}",
    "hold": "/holds/{}",
    "transfer": "/api/v1/transactions/{}",
    "DEBIT": "/cards/{}",
}
AMOUNTS = ("40.00", "1.00", "0.01", "75.50", "120.00", "900.00")


@dataclass(frozen=True)
class Want:
    """`told` is for the story; of what is answered, `keeps` names the field that is kept, and as what.

    What is not `keyed` may be answered otherwise when it is asked again.
    """

    told: str
    method: str
    path: str
    body: Any = None
    keeps: tuple[str, str] | None = None
    role: str = "customer"
    keyed: bool = True


Wanting = Callable[["Customer"], Want | None]
WANTS: dict[str, Wanting] = {}


def want(wanting: Wanting) -> Wanting:
    """Registers what somebody may want; None where they have not what it takes."""
    WANTS[wanting.__name__.replace("_", " ")] = wanting
    return wanting


def _moves(told: str, path: str, thing: str, keeps: tuple[str, str] | None = None, **body: Any) -> Wanting:
    """An amount moved by a path with the id of something that they have."""

    def wanting(me: "Customer") -> Want | None:
        if (found := me.one_of(thing)) is None:
            return None
        amount = me.pick("amount", AMOUNTS)
        filled = {name: found if value == thing else value for name, value in body.items()}
        return Want(f"{told} {amount}", "POST", path.format(found), {**filled, "amount": amount}, keeps)

    wanting.__name__ = told
    return want(wanting)


_moves("saves on the card", "/transactions/save/{}", "DEBIT")
_moves("buys by debit card for", "/transactions/purchase", "DEBIT", cardId="DEBIT", merchant="Bakery")
_moves("buys by credit card for", "/transactions/purchase", "CREDIT", cardId="CREDIT", merchant="Airline")
_moves("pays off the credit card", "/card/paid/{}", "CREDIT")
_moves("deposits on the account", "/deposit", "account", ("operation", "operationId"), accountId="account")
_moves("withdraws from the account", "/withdraw", "account", ("operation", "operationId"), accountId="account")
_moves("credits the wallet", "/wallet/{}/credit", "wallet")
_moves("pays a merchant from the wallet", "/payment", "wallet", ("payment", "transactionId"), walletId="wallet", merchant="Bikes")
_moves("repays of the loan", "/loan/{}/repay", "loan")
_moves("contributes to the goal", "/savings-goal/{}/contribute", "goal")
_moves("captures of the hold", "/holds/{}/capture", "hold")


@want
def opens_an_account(me: "Customer") -> Want | None:
    kind = me.pick("kind of account", ("checking", "savings"))
    return Want(f"opens a {kind} account", "POST", "/accounts", {"type": kind, "currency": "USD"}, ("account", "accountId"))


@want
def opens_a_wallet(me: "Customer") -> Want | None:
    return None if me.has("wallet") else Want("opens a wallet", "POST", "/wallet", None, ("wallet", "walletId"))


@want
def applies_for_a_loan(me: "Customer") -> Want | None:
    if (wallet := me.one_of("wallet")) is None:
        return None
    body = {"walletId": wallet, "amount": me.pick("amount", ("1000.00", "350.00")), "interestRate": "6.5", "termMonths": 12}
    return Want(f"applies for a loan of {body['amount']}", "POST", "/loan", body, ("loan", "loanId"))


@want
def is_granted_a_loan(me: "Customer") -> Want | None:
    if (loan := me.one_of("loan")) is None:
        return None
    verb = me.pick("decision", ("approve", "approve", "reject"))
    return Want(
        f"is met by a member of staff, who wants to {verb} the loan", "POST", f"/loan/{loan}/{verb}", None, role="lending"
    )


@want
def opens_a_goal(me: "Customer") -> Want | None:
    if (wallet := me.one_of("wallet")) is None:
        return None
    until = f"{clock.now() + timedelta(days=400):%Y-%m-%d}"
    body: dict[str, Any] = {"walletId": wallet, "name": "The sea", "target": "500.00", "targetDate": until}
    if me.pick("contributes by schedule", (True, False)):
        body["contribution"] = {"amount": "15.00", "every": "MONTH"}
    return Want("opens a savings goal", "POST", "/savings-goal", body, ("goal", "goalId"))


@want
def holds(me: "Customer") -> Want | None:
    thing = me.pick("held on", ("account", "DEBIT", "wallet"))
    if (found := me.one_of(thing)) is None:
        return None
    name = {"account": "accountId", "DEBIT": "cardId", "wallet": "walletId"}[thing]
    seconds = me.world.decisions.between(me.about("holds for"), 120, 20 * 86_400)
    end = clock.to_text(me.world.now() + timedelta(seconds=seconds))
    body = {name: found, "amount": me.pick("amount", AMOUNTS), "expiresAt": end}
    return Want(f"has {body['amount']} held", "POST", "/holds", body, ("hold", "holdId"))


@want
def voids(me: "Customer") -> Want | None:
    return Want("voids a hold", "POST", f"/holds/{found}/void") if (found := me.one_of("hold")) else None


@want
def transfers(me: "Customer") -> Want | None:
    accounts = me.things.get("account", [])
    if len(accounts) < 2:
        return None
    sender, receiver = (accounts if me.pick("direction", (True, False)) else accounts[::-1])[:2]
    body = {"fromAccountId": sender, "toAccountId": receiver, "amount": me.pick("amount", AMOUNTS)}
    return Want(f"transfers {body['amount']}", "POST", "/api/v1/transactions/transfer", body, ("transfer", "transactionId"))


@want
def asks_for_a_report(me: "Customer") -> Want | None:
    if (card := me.one_of("DEBIT")) is None:
        return None
    return Want("asks for a report", "GET", f"/card/{card}?format=csv", None, ("report", "reportId"))


@want
def looks(me: "Customer") -> Want | None:
    paths = [
        path for thing, path in LOOKS.items() for path in ([path] if not thing else map(path.format, me.things.get(thing, ())))
    ]
    return Want("looks", "GET", me.pick("path", tuple(paths)))


@want
def closes_an_account(me: "Customer") -> Want | None:
    return Want("closes an account", "POST", f"/accounts/{found}/close") if (found := me.one_of("account")) else None


@want
def activates_the_credit_card(me: "Customer") -> Want | None:
    return (
        Want("activates the credit card", "POST", "/card/activate", {"cardId": found}) if (found := me.one_of("CREDIT")) else None
    )


@want
def is_frozen_and_thawed(me: "Customer") -> Want | None:
    """Of two such wants one undoes the other."""
    if (found := me.one_of("account")) is None:
        return None
    verb = me.pick("verb", ("unfreeze", "freeze"))
    path, body = f"/accounts/{found}/{verb}", {"reason": "A call"}
    return Want(f"is met by a member of staff, who wants to {verb} an account", "POST", path, body, role="support", keyed=False)
