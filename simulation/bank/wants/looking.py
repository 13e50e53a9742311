"""Reading: whatever there is to see, by whoever may see it."""

from typing import TYPE_CHECKING

from simulation.bank.wants.wanting import Lacks, Want, Wanting, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

_ALWAYS = (
    "/cards", "/accounts", "/wallets", "/payments", "/holds", "/loans", "/savings-goals", "/reports", "/balances", "/me",
    "/balance?userId={user}", "/profile/{user}", "/api/v1/accounts/user/{user}", "/api/v1/customers/{user}",
    "/api/v1/customers/{user}/documents", "/api/v1/customers/{user}/kyc/status", "/api/v1/payees",
    "/api/v1/notifications/devices", "/api/v1/transactions/scheduled",
)  # fmt: skip
_OF = {
    "account": (
        "/accounts/{}", "/api/v1/accounts/{}", "/api/v1/accounts/{}/balance", "/balances/{}", "/transactions/{}",
        "/api/v1/accounts/{}/statements", "/api/v1/transactions/account/{}", "/api/v1/transactions/search?accountId={}",
        "/balances/{}?at={yesterday}",
    ),
    "operation": ("/operation-status/{}",),
    "wallet": ("/wallet/{}", "/loan/by-wallet/{}", "/transactions/{}"),
    "payment": ("/payment/{}",),
    "loan": ("/loan/{}", "/loan/{}/schedule"),
    "goal": ("/savings-goal/{}",),
    "hold": ("/holds/{}",),
    "transfer": ("/api/v1/transactions/{}",),
    "payee": ("/api/v1/payees/{}",),
    "document": ("/api/v1/customers/{user}/documents/{}",),
    "DEBIT": ("/cards/{}", "/transactions/{}", "/transactions/{}/{entry}"),
}  # fmt: skip
STAFF_LOOK_AT = {
    "operations": (
        "/admin/accounts/{account}", "/admin/accounts/{account}/entries", "/admin/errors", "/admin/executions", "/admin/flows",
        "/admin/flows/cards_registration", "/admin/executions/{execution}", "/admin/proofs", "/admin/trial-balance",
        "/admin/executions?flow=cards_registration", "/admin/journal/{operation}",
        "/admin/executions/cards_purchase:{operation}", "/admin/audit", "/admin/audit?whom={user}",
        "/api/v1/simulations/transfers",
    ),
    "admin": ("/admin/staff",),
    "support": (
        "/admin/customers?email={email}", "/admin/customers?name=sample", "/admin/customers/{user}",
        "/admin/customers/{user}/freeze", "/api/v1/customers/search?name=sample",
        "/api/v1/notifications/templates", "/api/v1/notifications/templates/PRODUCT.NEWS",
    ),
    "lending": ("/admin/loans", "/admin/loans/{loan}"),
    "risk": (
        "/admin/customers/{user}/personal-number/documentNumber", "/api/v1/kyc/reviews", "/api/v1/kyc/reviews/{user}", "/api/v1/fraud/rules", "/api/v1/fraud/rules?status=DRAFT",
        "/api/v1/fraud/rules?status=DELETED", "/api/v1/fraud/rules/{rule}", "/api/v1/fraud/facts",
        "/api/v1/fraud/blacklist", "/api/v1/fraud/blacklist/{listed}", "/api/v1/fraud/whitelist", "/api/v1/fraud/whitelist/{listed}", "/api/v1/fraud/score/{transfer}", "/admin/approvals/{approval}",
    ),
}  # fmt: skip

_OF_BOTH = {"transfer"}  # which both of its sides may see
_A_LITTLE = {"amount": "1.00"}
_TAKEN: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "account": (
        ("/withdraw", {"accountId": "{}", **_A_LITTLE}),
        ("/accounts/{}/close", {}),
        ("/api/v1/transactions/payment", {"fromAccountId": "{}", "merchant": "Bikes", **_A_LITTLE}),
    ),
    "wallet": (("/wallet/{}/debit", _A_LITTLE), ("/payment", {"walletId": "{}", "merchant": "Bikes", **_A_LITTLE})),
    "DEBIT": (
        ("/transactions/purchase", {"cardId": "{}", "merchant": "Bakery", **_A_LITTLE}),
        ("/card/{}/freeze", {}),
        ("/card/{}/unfreeze", {}),
    ),
    "CREDIT": (("/card/activate", {"cardId": "{}"}),),
    "goal": (("/savings-goal/{}/withdraw", _A_LITTLE),),
    "hold": (("/holds/{}/capture", _A_LITTLE), ("/holds/{}/void", {})),
    "loan": (("/loan/{}/repay", _A_LITTLE),),
}


@want()
def looks(me: "Customer") -> Want:
    thing = me.pick("thing", ("", *(each for each in _OF if me.has(each))))
    path = me.pick("path", _OF.get(thing, _ALWAYS)).replace("{}", me.need(thing) if thing else "")
    entry = me.things["entry"][-1] if me.has("entry") else me.user_id
    return Want("looks", "GET", path.format(user=me.user_id, yesterday=me.yesterday(), entry=entry))


@want()
def looks_at_what_is_anothers(me: "Customer") -> Want:
    other = me.another()
    thing, found = _anothers(me, other, tuple(each for each in _OF if each not in _OF_BOTH))
    path = me.pick("path", _OF[thing]).replace("{}", found)
    path = path.format(user=other.user_id, yesterday=me.yesterday(), entry=me.user_id)
    return Want(f"looks at another's {thing}: {path}", "GET", path, barred=True)


@want()
def wants_what_is_anothers(me: "Customer") -> Want:
    thing, found = _anothers(me, me.another(), tuple(_TAKEN))
    path, asked = me.pick("way", _TAKEN[thing])
    body = {name: text.format(found) for name, text in asked.items()}
    return Want(f"wants another's {thing}: {path}", "POST", path.format(found), body or None, keyed=False, barred=True)


def _anothers(me: "Customer", other: "Customer", things: tuple[str, ...]) -> tuple[str, str]:
    """One of the things that somebody else has, and which."""
    theirs = tuple(each for each in things if other.has(each))
    if not theirs:
        raise Lacks("another's thing")
    thing = me.pick("anothers", theirs)
    return thing, other.things[thing][-1]


@want()
def reads_about_the_bank(me: "Customer") -> Want:
    page = me.pick("page", ("/health", "/problems", "/docs", "/docs/page.css", "/docs/page.js", "/openapi.json"))
    return Want("reads about the bank", "GET", page, role="nobody", keyed=False)


@want()
def reads_a_file_that_was_made(me: "Customer") -> Want:
    report, statement = me.has("report"), me.has("statement")
    if not report and not statement:
        raise Lacks("statement")
    if report and (not statement or me.pick("file", (False, True))):
        return Want("reads a report", "GET", f"/card/{me.need('DEBIT')}/reports/{me.need('report')}")
    return Want("reads a statement", "GET", f"/api/v1/accounts/{me.need('account')}/statements/{me.need('statement')}")


def _looked_at(role: str) -> Wanting:
    def wanting(me: "Customer") -> Want:
        return _look_at(me, role)

    wanting.__name__ = f"is_looked_at_by_{role}"
    return want()(wanting)


for _role in STAFF_LOOK_AT:
    _looked_at(_role)


def _look_at(me: "Customer", role: str) -> Want:
    path = me.pick("path", STAFF_LOOK_AT[role])
    things = {
        each: me.need(each)
        for each in ("account", "loan", "rule", "listed", "transfer", "approval", "operation", "execution")
        if f"{{{each}}}" in path
    }
    return Want(f"is looked at by {role}", "GET", path.format(user=me.user_id, email=me.email, **things), role=role)
