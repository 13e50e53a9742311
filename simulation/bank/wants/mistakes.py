"""What nobody may have: requests that the bank must refuse, whoever makes them and however often."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulation.bank.wants.wanting import Lacks, Want, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

_SCHEDULED = "/api/v1/transactions/scheduled"
_A_LITTLE = {"amount": "1.00"}


def _barred(told: str, path: str, body: Any = None, method: str = "POST", **more: Any) -> Want:
    return Want(told, method, path, body, barred=True, **more)


@want()
def pays_from_what_pays_no_merchant(me: "Customer") -> Want:
    merchant = {"merchant": "Bikes", **_A_LITTLE}
    path, body = me.pick(
        "taken for the other",
        (
            ("/payment", {"walletId": me.need("account"), **merchant}),
            ("/api/v1/transactions/payment", {"fromAccountId": me.need("wallet"), **merchant}),
        ),
    )
    return _barred("takes wallet and account for each other", path, body)


@want()
def moves_an_account_as_a_wallet(me: "Customer") -> Want:
    verb = me.pick("verb", ("credit", "debit"))
    return _barred(f"has an account {verb}ed as a wallet", f"/wallet/{me.need('account')}/{verb}", _A_LITTLE)


@want()
def looks_for_loans_of_an_account(me: "Customer") -> Want:
    return _barred("looks for loans of what is no wallet", f"/loan/by-wallet/{me.need('account')}", method="GET")


@want()
def borrows_into_an_account(me: "Customer") -> Want:
    body = {"walletId": me.need("account"), "amount": "350.00", "interestRate": "6.5", "termMonths": 12}
    return _barred("applies for a loan into an account", "/loan", body)


@want()
def borrows_too_much(me: "Customer") -> Want:
    body = {"walletId": me.need("wallet"), "amount": "100000.01", "interestRate": "6.5", "termMonths": 12}
    return _barred("applies for more than the bank lends", "/loan", body)


@want()
def decides_their_own_loan(me: "Customer") -> Want:
    verb = me.pick("decision", ("approve", "reject"))
    body = {"reason": "I know me"} if verb == "approve" else None
    path = f"/loan/{me.need('loan')}/{verb}"
    return _barred("works there, and decides their own loan", path, body, role="lending", themselves=True, keyed=False)


@want()
def decides_in_another_role(me: "Customer") -> Want:
    owned = tuple(each for each in ("risk", "lending", "operations", "admin") if me.has(f"{each} approval"))
    if not owned:
        raise Lacks("approval")
    whose = me.pick("whose approval", owned)
    role = me.pick("in the role", tuple(each for each in ("operations", "lending", "risk") if each != whose))
    path = f"/admin/approvals/{me.need(f'{whose} approval')}/{me.pick('verb', ('approve', 'reject'))}"
    return _barred(f"has {role} decide what {whose} decide", path, {"reason": "It was looked into"}, role=role, keyed=False)


@want()
def has_held_what_is_not_for_spending(me: "Customer") -> Want:
    thing = me.pick("held on", tuple(each for each in ("goal", "loan that runs") if me.has(each)) or ("goal",))
    end = f"{me.world.now() + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    body = {"accountId": me.need(thing), "amount": "0.01", "expiresAt": end}
    return _barred(f"has money of a {thing} held", "/holds", body)


@want()
def moves_the_balance_of_another(me: "Customer") -> Want:
    body = {"userId": me.another().user_id, "type": me.pick("type", ("credit", "debit")), **_A_LITTLE}
    return _barred("has another's balance moved", "/transactions", body, keyed=False)


@want()
def pays_out_of_a_closed_account(me: "Customer") -> Want:
    body = {"fromAccountId": me.need("closed account"), "merchant": "Bikes", **_A_LITTLE}
    return _barred("pays a merchant out of a closed account", "/api/v1/transactions/payment", body)


@want()
def withdraws_from_a_frozen_account(me: "Customer") -> Want:
    """Which may be thawed by then."""
    body = {"accountId": me.need("frozen account"), **_A_LITTLE}
    return Want("withdraws from an account that was frozen", "POST", "/withdraw", body, {"withdrawal": "operationId"})


@want()
def schedules_into_a_closed_account(me: "Customer") -> Want:
    between = {"fromAccountId": me.need("account"), "toAccountId": me.need("closed account")}
    return _scheduled(me, "schedules a transfer into a closed account", between, days=2)


@want()
def schedules_for_a_day_that_is_over(me: "Customer") -> Want:
    if len(me.things["account"]) < 2:
        raise Lacks("second account")
    sender, receiver = me.things["account"][-2:]
    return _scheduled(
        me, "schedules a transfer for a day that is over", {"fromAccountId": sender, "toAccountId": receiver}, days=-2
    )


def _scheduled(me: "Customer", told: str, between: dict[str, Any], days: int) -> Want:
    day = f"{me.world.now() + timedelta(days=days):%Y-%m-%d}"
    return _barred(told, _SCHEDULED, {**between, **_A_LITTLE, "startOn": day, "frequency": "weekly", "timezone": "UTC"})


@want()
def changes_what_was_changed_since(me: "Customer") -> Want:
    """A schedule, on its first version."""
    day = f"{me.world.now() + timedelta(days=3):%Y-%m-%d}"
    body = {"version": 1, "amount": "2.00", "startOn": day, "frequency": "weekly", "timezone": "UTC"}
    path = f"{_SCHEDULED}/{me.need('changed schedule')}"
    return _barred("changes a schedule as it was at first", path, body, method="PUT", keyed=False)


@want()
def repays_what_is_paid_off(me: "Customer") -> Want:
    path = f"/loan/{me.need('loan that is paid off')}/repay"
    return Want("repays what is paid off", "POST", path, _A_LITTLE, refused="loan_not_active")
