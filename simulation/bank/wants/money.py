"""Cards, accounts, wallets, loans, savings goals and holds."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from simulation.bank.wants.wanting import Want, Wanting, proposed_to, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

AMOUNTS = ("40.00", "1.00", "0.01", "75.50", "120.00", "900.00")
_HELD_ON = {"account": "accountId", "DEBIT": "cardId", "wallet": "walletId"}


def _moves(
    told: str,
    path: str,
    thing: str,
    gives: str = "",
    field: str = "",
    takes: str = "",
    amounts: tuple[str, ...] = AMOUNTS,
    **body: Any,
) -> Wanting:
    """An amount moved by a path with the id of something that they have. The money it `takes` they mostly see to first."""

    def wanting(me: "Customer") -> Want:
        found, amount = me.need(thing), me.pick("amount", amounts)
        if takes and not me.pick("tries without money", (False, False, False, True)):
            me.need(takes)
        filled = {name: found if value == thing else value for name, value in body.items()}
        keeps = {gives: field} if field else {}
        return Want(f"{told} {amount}", "POST", path.format(found), {**filled, "amount": amount}, keeps)

    wanting.__name__ = told
    return want(*filter(None, [gives]))(wanting)


_LOT, _LITTLE = ("2000.00",), ("1.00", "0.01", "40.00", "75.50")
_CARD, _USED, _WALLET, _SAVED = "money on the card", "used credit", "money in the wallet", "saved money"
_moves("saves on the card", "/transactions/save/{}", "DEBIT")
_moves("saves a lot on the card", "/transactions/save/{}", "DEBIT", _CARD, "cardId", amounts=_LOT)
_moves("buys by debit card for", "/transactions/purchase", "DEBIT", takes=_CARD, cardId="DEBIT", merchant="Bakery")
_moves(
    "buys by credit card for",
    "/transactions/purchase",
    "CREDIT",
    _USED,
    "cardId",
    "active card",
    cardId="CREDIT",
    merchant="Airline",
)
_moves("pays off the credit card", "/card/paid/{}", "CREDIT", takes=_USED)
_moves("deposits on the account", "/deposit", "account", "operation", "operationId", accountId="account")
_moves("withdraws from the account", "/withdraw", "account", "withdrawal", "operationId", "money", accountId="account")
_moves("credits the wallet", "/wallet/{}/credit", "wallet")
_moves("credits the wallet with a lot", "/wallet/{}/credit", "wallet", _WALLET, "walletId", amounts=_LOT)
_moves("debits the wallet", "/wallet/{}/debit", "wallet", takes=_WALLET)
_moves(
    "pays a merchant from the wallet",
    "/payment",
    "wallet",
    "payment",
    "transactionId",
    _WALLET,
    walletId="wallet",
    merchant="Bikes",
)
_moves("repays of the loan", "/loan/{}/repay", "granted loan")
_moves("contributes to the goal", "/savings-goal/{}/contribute", "goal", _SAVED, "goalId", _WALLET)
_moves("takes from the goal", "/savings-goal/{}/withdraw", "goal", takes=_SAVED, amounts=_LITTLE)
_moves("captures of the hold", "/holds/{}/capture", "hold", amounts=_LITTLE)


@want("account", "number")
def opens_an_account(me: "Customer") -> Want:
    kind, path = me.pick("kind of account", ("checking", "savings")), me.pick("door", ("/accounts", "/api/v1/accounts"))
    keeps = {"account": "accountId", "number": "accountNumber"}
    return Want(f"opens a {kind} account", "POST", path, {"type": kind, "currency": "USD"}, keeps)


@want("second account")
def opens_another_account(me: "Customer") -> Want:
    first, keeps = me.need("account"), {"account": "accountId", "number": "accountNumber", "second account": "accountId"}
    return Want(f"opens another account beside {first}", "POST", "/accounts", {"type": "checking", "currency": "USD"}, keeps)


@want("money")
def pays_in_a_lot(me: "Customer") -> Want:
    body = {"accountId": me.need("account"), "amount": "5000.00"}
    return Want("pays in a lot", "POST", "/deposit", body, {"money": "operationId", "operation": "operationId"})


@want("wallet")
def opens_a_wallet(me: "Customer") -> Want | None:
    return None if me.has("wallet") else Want("opens a wallet", "POST", "/wallet", None, {"wallet": "walletId"})


@want("loan")
def applies_for_a_loan(me: "Customer") -> Want:
    # Of the third the first month's interest is half a cent above 50; over 480 months the last one's annuity rounds to its interest.
    amount, rate, months = me.pick(
        "loan",
        (("1000.00", "6.5", 12), ("350.00", "6.5", 12), ("101.00", "6", 12), ("90000.00", "6.5", 12), ("1000.00", "24", 480)),
    )
    body = {"walletId": me.need("wallet"), "amount": amount, "interestRate": rate, "termMonths": months}
    return Want(f"applies for a loan of {amount}", "POST", "/loan", body, {"loan": "loanId"})


@want("granted loan")
def is_granted_a_loan(me: "Customer") -> Want:
    loan, verb = me.need("loan"), me.pick("decision", ("approve", "approve", "reject"))
    body = {"reason": "Income was checked"} if verb == "approve" else None
    keeps = proposed_to("lending") | ({"granted loan": "loanId"} if verb == "approve" else {})
    told = f"is met by a member of staff, who wants to {verb} the loan"
    return Want(told, "POST", f"/loan/{loan}/{verb}", body, keeps, role="lending", spends="loan")


@want("loan that is paid off")
def pays_the_loan_off(me: "Customer") -> Want:
    """Whole, before its first month is over."""
    me.need("money in the wallet")
    loan, amount = me.need("granted loan"), me.pick("all of it", ("350.00", "101.00", "1000.00"))
    keeps = {"loan that is paid off": "status=PAID_OFF.loanId"}
    return Want(f"pays the loan off by {amount}", "POST", f"/loan/{loan}/repay", {"amount": amount}, keeps)


@want("goal")
def opens_a_goal(me: "Customer") -> Want:
    until = f"{clock.now() + timedelta(days=400):%Y-%m-%d}"
    body: dict[str, Any] = {"walletId": me.need("wallet"), "name": "The sea", "targetDate": until}
    body["target"] = me.pick("target", ("500.00", "20.00", "50.00"))
    if me.pick("contributes by schedule", (True, False)):
        body["contribution"] = {"amount": "15.00", "every": "MONTH"}
    return Want("opens a savings goal", "POST", "/savings-goal", body, {"goal": "goalId"})


@want()
def closes_the_goal(me: "Customer") -> Want:
    return Want("closes the goal", "POST", f"/savings-goal/{me.need('goal')}/close", {})


@want("hold")
def holds(me: "Customer") -> Want:
    thing = me.pick("held on", tuple(_HELD_ON))
    found = me.need(thing)
    seconds = me.world.decisions.between(me.about("holds for"), 120, 20 * 86_400)
    end = clock.to_text(me.world.now() + timedelta(seconds=seconds))
    body = {_HELD_ON[thing]: found, "amount": me.pick("amount", AMOUNTS), "expiresAt": end}
    return Want(f"has {body['amount']} held", "POST", "/holds", body, {"hold": "holdId"})


@want("loan that bears interest", "loan that runs")
def lets_a_month_pass(me: "Customer") -> Want:
    keeps = {"loan that bears interest": "loanId", "loan that runs": "loanId"}
    return Want("lets a month pass", "GET", f"/loan/{me.need('granted loan')}", None, keeps, later=32 * 86_400.0)


@want()
def lets_a_goal_grow(me: "Customer") -> Want:
    return Want("lets a goal grow for a month", "GET", f"/savings-goal/{me.need('goal')}", later=32 * 86_400.0)


@want()
def voids(me: "Customer") -> Want:
    return Want("voids a hold", "POST", f"/holds/{me.need('hold')}/void")


@want()
def asks_what_to_pay_off_first(me: "Customer") -> Want:
    debts = [{"name": f"Debt {at}", "balance": "500.00", "interestRate": "9.5", "minimumPayment": "20.00"} for at in range(2)]
    return Want("asks what to pay off first", "POST", "/debt/optimise", {"loans": debts, "monthlyBudget": "100.00"}, keyed=False)


@want()
def credits_or_debits_the_balance(me: "Customer") -> Want:
    kind, amount = me.pick("type", ("credit", "debit")), me.pick("amount", AMOUNTS)
    return Want(f"has a {kind} of {amount}", "POST", "/transactions", {"userId": me.user_id, "type": kind, "amount": amount})


@want("cash of a day")
def pays_in_a_suitcase(me: "Customer") -> Want:
    body, keeps = {"accountId": me.need("account"), "amount": "5500.00"}, {"cash of a day": "operationId", "money": "operationId"}
    return Want("pays in half a suitcase", "POST", "/deposit", body, keeps, times=2)


@want("payment")
def pays_a_merchant_from_the_account(me: "Customer") -> Want:
    me.need("money")
    body = {"fromAccountId": me.need("account"), "merchant": me.pick("merchant", ("Bikes", "Bakery")), "amount": "35.00"}
    return Want("pays a merchant 35.00", "POST", "/api/v1/transactions/payment", body, {"payment": "transactionId"})


@want()
def rehearses_a_credit_or_debit(me: "Customer") -> Want:
    body = {"userId": me.user_id, "type": me.pick("type", ("credit", "debit")), "amount": me.pick("amount", AMOUNTS)}
    return Want("rehearses a change of the balance", "POST", "/transactions?dryRun=true", body, keyed=False)


@want("report")
def asks_for_a_report(me: "Customer") -> Want:
    return Want("asks for a report", "GET", f"/card/{me.need('DEBIT')}?format=csv", None, {"report": "reportId"})


@want("statement")
def asks_for_a_statement(me: "Customer") -> Want:
    days = f"from={me.world.now() - timedelta(days=40):%Y-%m-%d}&to={me.world.now():%Y-%m-%d}"
    path = f"/api/v1/accounts/{me.need('account')}/statement?{days}&format={me.pick('format', ('csv', 'pdf', 'json'))}"
    return Want("asks for a statement", "GET", path, None, {"statement": "statementId"})


@want()
def closes_an_account(me: "Customer") -> Want:
    found = me.need("account")
    method, path = me.pick("way to close", (("POST", f"/accounts/{found}/close"), ("DELETE", f"/api/v1/accounts/{found}")))
    return Want("closes an account", method, path, keeps={"closed account": "accountId"}, spends="account")


@want("ten movements")
def goes_shopping(me: "Customer") -> Want:
    me.need("money on the card")
    body = {"cardId": me.need("DEBIT"), "merchant": "Bakery", "amount": "0.10"}
    return Want("buys bread", "POST", "/transactions/purchase", body, {"ten movements": "transactionId"}, times=11)


@want("active card")
def activates_the_credit_card(me: "Customer") -> Want:
    me.need("ten movements")
    return Want("activates the credit card", "POST", "/card/activate", {"cardId": me.need("CREDIT")}, {"active card": "cardId"})


@want()
def activates_it_once_more(me: "Customer") -> Want:
    return Want("activates the card once more", "POST", "/card/activate", {"cardId": me.need("active card")})


@want()
def freezes_their_card(me: "Customer") -> Want:
    """Or thaws it: of two such wants one undoes the other."""
    card, verb = me.need(me.pick("card", ("DEBIT", "CREDIT"))), me.pick("verb", ("unfreeze", "freeze"))
    return Want(f"has a card of theirs: {verb}", "POST", f"/card/{card}/{verb}", keyed=False)
