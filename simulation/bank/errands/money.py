"""Accounts, wallets, payments, loans and savings. Numbers from 600 on."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock, ids
from chalicelib.payments import events
from chalicelib.payments import store as payments
from chalicelib.payments.model import Payment
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from simulation.bank.errands.errand import errand
from simulation.bank.steps import FRAUD, POSTING, WHY, frozen, listed, refused, ruled, too_early
from simulation.bank.tables import items
from simulation.bank.wants import Want
from simulation.bank.wants.forgeries import send, started_by_hand

if TYPE_CHECKING:
    from simulation.bank.customer import Customer
    from simulation.bank.people import Person

_A_LITTLE = {"amount": "1.00"}
_FROM_ACCOUNTS = "/api/v1/transactions/payment"
_VOUCHING = "platform.outbox.vouches_for"  # the first that is asked of an order which came by a queue
_A_MINUTE, _MONTH = 60.0, 32 * 86_400.0
_HOURS = Want("lets some hours go by", "GET", "/me", later=10_000)  # after which a night looks for what should have come


@errand(600)
def who_is_on_the_blacklist_takes_money_out(me: "Person") -> Iterator[Want]:
    """By every way there is."""
    account, wallet, card = me.things["account"][0], me.need("wallet"), me.need("DEBIT")
    yield Want("has their balance credited", "POST", "/transactions", {"userId": me.user_id, "type": "credit", **_A_LITTLE})
    yield from listed("customer", me.user_id)
    shop = {"merchant": "Bikes", **_A_LITTLE}
    yield _declined("debits the wallet", f"/wallet/{wallet}/debit", _A_LITTLE)
    yield _declined("has their balance debited", "/transactions", {"userId": me.user_id, "type": "debit", **_A_LITTLE})
    yield _declined("buys by card", "/transactions/purchase", {"cardId": card, **shop})
    yield _declined("pays from the wallet", "/payment", {"walletId": wallet, **shop})
    yield Want("withdraws", "POST", "/withdraw", {"accountId": account, **_A_LITTLE})


@errand(601)
def who_is_on_the_blacklist_rehearses_a_payment(me: "Person") -> Iterator[Want]:
    yield from listed("customer", me.user_id)
    asked = {"walletId": me.need("wallet"), "merchant": "Bikes", **_A_LITTLE}
    me.rehearse(_declined("pays from the wallet", "/payment", asked))


@errand(602)
def an_older_release_was_asked_to_pay_who_has_no_name(me: "Person") -> Iterator[Want]:
    """No list can have it: it is paid nothing."""
    now = me.world.now()
    payment = Payment(
        payment_id=ids.new_id(now),
        owner_id=me.user_id,
        wallet_id=me.need("wallet"),
        merchant="\u2605",
        amount_minor=100,
        currency="USD",
        status="PENDING",
        created_at=clock.to_text(now),
        correlation_id="",
    )
    changes = [payments.new_payment(payment), events.requested(payment, Call(now, caller_id=me.user_id))]

    def ask() -> None:
        with suppress(dynamo.Refused):  # it was asked before
            dynamo.transact(changes)

    yield Want("asked an older release to pay \u2605", act=ask, keyed=False)


@errand(603)
def wallet_and_account_are_taken_for_each_other(me: "Person") -> Iterator[Want]:
    account, wallet = me.need("account"), me.need("wallet")
    shop = {"merchant": "Bikes", **_A_LITTLE}
    yield Want("pays from an account as if it were a wallet", "POST", "/payment", {"walletId": account, **shop}, barred=True)
    yield Want(
        "pays from a wallet as if it were an account", "POST", _FROM_ACCOUNTS, {"fromAccountId": wallet, **shop}, barred=True
    )


@errand(604)
def a_closed_account_pays_a_merchant(me: "Person") -> Iterator[Want]:
    account = me.things["account"][1]
    yield Want("closes their second account", "POST", f"/accounts/{account}/close", granted=True)
    asked = {"fromAccountId": account, "merchant": "Bikes", **_A_LITTLE}
    yield Want("pays a merchant from the closed account", "POST", _FROM_ACCOUNTS, asked, barred=True)


@errand(605)
def a_payment_is_more_than_the_account_has(me: "Person") -> Iterator[Want]:
    asked = {"fromAccountId": me.need("account"), "merchant": "Bikes", "amount": "6000.00"}
    yield Want("pays a merchant more than they have", "POST", _FROM_ACCOUNTS, asked)


@errand(606)
def a_frozen_account_is_withdrawn_from(me: "Person") -> Iterator[Want]:
    account = me.need("account")
    yield from frozen(account)
    yield Want(
        "withdraws from a frozen account", "POST", "/withdraw", {"accountId": account, **_A_LITTLE}, refused="account_frozen"
    )
    yield Want("pays into a frozen account", "POST", "/deposit", {"accountId": account, **_A_LITTLE}, granted=True)


@errand(607)
def an_account_is_of_another_currency(me: "Person") -> Iterator[Want]:
    keeps = {"euros": "accountId"}
    yield Want("opens an account in euros", "POST", "/accounts", {"type": "checking", "currency": "EUR"}, keeps, granted=True)
    yield Want("pays euros in", "POST", "/deposit", {"accountId": me.need("euros"), "amount": "5.00"}, granted=True)


@errand(608)
def an_account_is_closed_when_money_comes(me: "Person") -> Iterator[Want]:
    account = me.things["account"][1]
    deposit = Want("pays in at once", "POST", "/deposit", {"accountId": account, **_A_LITTLE}, granted=True)
    me.world.wire.weather.aim("accounts.operations.close_account.close_account", me.quick(deposit))
    yield Want("closes an account", "POST", f"/accounts/{account}/close")


@errand(609)
def who_pays_is_listed_while_it_is_on_its_way(me: "Person") -> Iterator[Want]:
    """So long that nobody can say the payment was judged before."""
    (reported, _) = listed("merchant", "Bikes")
    list_it = me.quick(reported)

    def wait() -> None:
        list_it()
        me.world.sleep(100)

    me.world.wire.weather.aim(_VOUCHING, wait)
    asked = {"walletId": me.need("wallet"), "merchant": "Bikes", **_A_LITTLE}
    yield Want("pays a merchant who is reported", "POST", "/payment", asked, granted=True)


@errand(610)
def somebody_says_that_a_payment_was_made(me: "Person") -> Iterator[Want]:
    """While it waits for the wallet; and once more when it was."""

    def forge() -> None:
        newest = items(me.world, "payment-table")[-1]["payment_id"]
        send(me, "payment-status-sqs", json.dumps({"transactionId": newest}))
        me.world.sleep(10)

    me.world.wire.weather.aim(_VOUCHING, forge)
    asked = {"walletId": me.need("wallet"), "merchant": "Bikes", **_A_LITTLE}
    yield Want("pays a merchant", "POST", "/payment", asked, {"payment": "transactionId"}, granted=True)
    said = json.dumps({"transactionId": me.need("payment")})
    yield Want("has it said once more", act=lambda: send(me, "payment-status-sqs", said), keyed=False, later=400)


@errand(611)
def somebody_says_that_money_was_withdrawn(me: "Person") -> Iterator[Want]:
    account = me.things["account"][0]

    def forge() -> None:
        operation = max(each["operation_id"] for each in items(me.world, "operations"))
        about = {"account": account, "product": "checking", "details": {"operationId": operation}}
        at, posting = clock.to_text(me.world.now()), ids.new_id(me.world.now())
        body = {
            "kind": "WITHDRAW_EVENT",
            "at": at,
            "postingId": posting,
            "touched": [about],
            "refused": None,
            "correlationId": "",
        }
        send(me, "banking-events-sqs", json.dumps(body))
        me.world.sleep(5)

    me.world.wire.weather.aim(_VOUCHING, forge)
    yield Want("withdraws", "POST", "/withdraw", {"accountId": account, **_A_LITTLE}, granted=True)


@errand(612)
def a_loan_bears_half_a_cent(me: "Person") -> Iterator[Want]:
    """50.5 cents in its first month, which makes 50."""
    yield from _lent(me, "101.00", "6", 12)
    yield Want("lets a month pass", "GET", f"/loan/{me.need('loan')}", later=_MONTH)


@errand(613)
def a_goal_is_full_before_its_plan_is(me: "Person") -> Iterator[Want]:
    until = f"{me.world.now() + timedelta(days=400):%Y-%m-%d}"
    asked = {"walletId": me.need("wallet"), "name": "The sea", "target": "20.00", "targetDate": until}
    asked["contribution"] = {"amount": "15.00", "every": "MONTH"}
    yield Want("opens a savings goal", "POST", "/savings-goal", asked, {"goal": "goalId"}, granted=True)
    yield Want("lets two months pass", "GET", f"/savings-goal/{me.need('goal')}", later=2 * _MONTH)


@errand(614)
def a_loan_is_asked_for_its_interest_too_early(me: "Person") -> Iterator[Want]:
    """And what asks waits until the month is over."""
    yield from _lent(me, "350.00", "6.5", 12)
    yield from too_early(me, "loans_interest", 20)
    yield Want("lets some seconds go by", "GET", "/me", later=5)
    runs = [each for each in me.world.doubles["stepfunctions"].executions.values() if each.machine.name == "loans_interest"]
    if me.town.calm and not any(each.status == "RUNNING" for each in runs):
        me.world.broken("What came before its month was over did not wait for it")


@errand(615)
def a_loan_whose_annuity_is_its_interest(me: "Person") -> Iterator[Want]:
    yield from _lent(me, "1000.00", "24", 480)
    yield Want("looks at the plan", "GET", f"/loan/{me.need('loan')}/schedule")


@errand(616)
def nobody_has_said_how_much_one_may_lend(me: "Person") -> Iterator[Want]:
    """Pounds are lent, and no figure says what takes a second person."""
    os.environ["LOAN_MAXIMUM"] = "GBP=1000"
    keeps = {"pounds": "walletId"}
    yield Want("opens a wallet in pounds", "POST", "/wallet", {"currency": "GBP"}, keeps, granted=True)
    asked = {"walletId": me.need("pounds"), "amount": "1.00", "interestRate": "6.5", "termMonths": 12}
    yield Want("applies for a loan in pounds", "POST", "/loan", asked, {"loan": "loanId"}, granted=True)
    yield Want("is granted a loan", "POST", f"/loan/{me.need('loan')}/approve", WHY, role="lending", wrong=_by_one_alone)


@errand(617)
def a_hold_is_swept_too_early(me: "Person") -> Iterator[Want]:
    yield _held(me, "40.00", 3600)
    yield from too_early(me, "ledger_hold_expiry", 60)


@errand(618)
def a_hold_is_captured_at_its_last_moment(me: "Person") -> Iterator[Want]:
    """Which takes so long that it comes between the sweep's reading and its writing."""
    yield _held(me, "40.00", 60)
    wait = me.world.sleep
    me.world.wire.weather.aim(POSTING, lambda: wait(5), lambda: wait(10))
    yield Want("captures of the hold", "POST", f"/holds/{me.need('hold')}/capture", {"amount": "2.00"}, later=58)
    yield _HOURS


@errand(619)
def an_account_is_closed_before_its_hold_is_swept(me: "Person") -> Iterator[Want]:
    account = me.things["account"][1]
    yield Want("pays a little in", "POST", "/deposit", {"accountId": account, **_A_LITTLE}, granted=True)
    yield replace(_held(me, "1.00", 60, account), later=30)
    me.world.wire.weather.aim("ledger.store.find_hold", *["unreachable"] * 6)
    yield Want("takes it out", "POST", "/withdraw", {"accountId": account, **_A_LITTLE}, granted=True, later=61)
    yield Want("closes the account", "POST", f"/accounts/{account}/close", granted=True, later=30)
    yield _HOURS


@errand(620)
def a_hold_ends_at_night(me: "Person") -> Iterator[Want]:
    """Just before it is looked for what should have come: this may be on its way."""
    yield _held(me, "1.00", 60)
    me.world.wire.weather.aim("ledger.store.find_hold", *["unreachable"] * 6)
    night = {"machine": "reconciliation_overdue", "at": clock.to_text(me.world.now()), "input": "{}"}
    yield replace(started_by_hand(me, night, 0), later=70)


@errand(621)
def who_is_paid_is_a_customer_on_the_blacklist(me: "Person") -> Iterator[Want]:
    ben = me.town.customers[1]
    yield from listed("customer", ben.user_id)
    yield replace(_pays(me, ben), refused="declined_by_policy")


@errand(622)
def who_is_paid_is_a_customer_on_the_whitelist(me: "Person") -> Iterator[Want]:
    """Which is of those who pay: a rule about the account that is paid holds still."""
    ben = me.town.customers[1]
    yield from ruled(me, {"eq": ["payeeAccount", ben.things["account"][0]]})
    body = {"kind": "customer", "value": ben.user_id, **WHY}
    yield Want("has Ben put on the whitelist", "POST", f"{FRAUD}/whitelist", body, role="risk", granted=True)
    yield replace(_pays(me, ben), granted=True)


@errand(623)
def a_rule_asks_where_somebody_lives_of_whom_nobody_knows_it(me: "Person") -> Iterator[Want]:
    """So a person looks at what they pay."""
    yield from ruled(me, {"eq": ["country", "GB"]})
    yield replace(_pays(me, me.town.customers[1]), granted=True)


@errand(624)
def a_loan_is_repaid_that_was_paid_off(me: "Person") -> Iterator[Want]:
    yield from _lent(me, "100.00", "6", 12)
    repays = Want("repays all", "POST", f"/loan/{me.need('loan')}/repay", {"amount": "100.00"}, granted=True)
    yield replace(repays, later=_A_MINUTE)
    yield refused(repays, "loan_not_active")


@errand(625)
def a_hold_is_captured_of_an_account_that_was_frozen_since(me: "Person") -> Iterator[Want]:
    yield _held(me, "40.00", 3600)
    yield from frozen(me.things["account"][0])
    yield Want("captures of it", "POST", f"/holds/{me.need('hold')}/capture", {"amount": "2.00"}, refused="account_frozen")


def _declined(told: str, path: str, body: object) -> Want:
    return Want(f"{told}, and stands on the blacklist", "POST", path, body, refused="declined_by_policy")


def _lent(me: "Person", amount: str, rate: str, months: int) -> Iterator[Want]:
    asked = {"walletId": me.need("wallet"), "amount": amount, "interestRate": rate, "termMonths": months}
    yield Want(f"applies for a loan of {amount}", "POST", "/loan", asked, {"loan": "loanId"}, granted=True)
    yield Want("is granted a loan", "POST", f"/loan/{me.need('loan')}/approve", WHY, role="lending", granted=True)


def _by_one_alone(decided: Any) -> str:
    return "" if "approvalId" in decided else "was lent pounds by one person alone"


def _held(me: "Person", amount: str, seconds: float, account: str = "") -> Want:
    end = clock.to_text(me.world.now() + timedelta(seconds=seconds))
    asked = {"accountId": account or me.things["account"][0], "amount": amount, "expiresAt": end}
    return Want(f"has {amount} held", "POST", "/holds", asked, {"hold": "holdId"}, granted=True)


def _pays(me: "Person", payee: "Customer") -> Want:
    body = {"fromAccountId": me.things["account"][0], "toAccountId": payee.things["account"][0], **_A_LITTLE}
    return Want(f"pays {payee.name}", "POST", "/api/v1/transactions/transfer", body)
