"""The operations that are measured: how a customer is made ready, what is asked, what it may cost. One entry each."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from benchmarks.cloud import Cloud, Journey, Stage
from chalicelib.cards.operations.create_card import create_card
from chalicelib.kernel import clock, ids
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from local.declaration import Place

Subject = dict[str, str]
_PASSWORD = "correct horse battery"  # noqa: S105 (of customers that live for seconds)
_numbers = count(1)


@dataclass(frozen=True)
class Budget:
    """Exact counts of what the caller waits for, and bounds; None is not looked at."""

    reads: int | None = None
    transactions: int | None = None
    items: int | None = None  # of the one transaction
    tasks: int | None = None  # Lambda tasks of its state machine, at most
    final_round_trips: int | None = None  # at most, from the caller's machine on


POSTING = Budget(reads=1, transactions=1, items=3)
HOLDING = Budget(reads=1, transactions=1, items=4)  # and the hold's own story


@dataclass(frozen=True)
class Operation:
    """`ready` makes a customer that `ask` can be done for, as often as wanted unless it is `once`.

    `final` is the function or state machine that brings what is asked to its end, or the table whose row then says so,
    when that is not the request itself.
    """

    name: str
    ready: Callable[[Cloud], Subject]
    ask: Callable[..., Journey]
    budget: Budget = field(default_factory=Budget)
    final: str | None = None
    once: bool = False
    money: bool = True  # may be asked by a thousand customers, who must not meet

    def is_final(self, place: Place) -> Callable[[Stage], bool] | None:
        """Recognises the stage, after the request, that brings what was asked to its end."""
        if self.final is None:
            return None
        table = place.name("table", self.final)

        def recognise(stage: Stage) -> bool:
            return stage.name == self.final or any(
                f'"{table}"' in json.dumps(call.parameters, default=str) for call in stage.calls
            )

        return recognise


def _key() -> str:
    return f"bench-{next(_numbers)}"


def _user(cloud: Cloud) -> Subject:
    return {"user": ids.new_id()}


def _made(cloud: Cloud, subject: Subject, path: str, body: dict, name: str) -> str:
    answer = cloud.request("POST", path, user_id=subject["user"], body=body, key=_key(), follow=False)
    assert answer.status in (200, 201, 202), answer.body
    return answer.body[name]


def _post(path: str, **body: str):
    """A POST of `body` to `path`; `{name}` in either stands for what the subject has."""

    def ask(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
        filled = {name: value.format(**subject) for name, value in body.items()}
        return cloud.request(
            "POST", path.format(**subject), user_id=subject["user"], body=filled or None, key=_key(), follow=follow
        )

    return ask


def _with_debit_card(cloud: Cloud) -> Subject:
    subject = _user(cloud)
    subject["card"] = create_card(subject["user"], "DEBIT", now=clock.now()).card_id
    _top_up(cloud, subject, follow=False)
    return subject


_top_up = _post("/transactions/save/{card}", amount="100000.00")


def _with_used_credit_card(cloud: Cloud) -> Subject:
    subject = _with_due_credit_card(cloud)
    assert _activate(cloud, subject, follow=False).status == 200
    assert _buy(cloud, subject, follow=False).status == 201
    return subject


_buy = _post("/transactions/purchase", cardId="{card}", merchant="Shop", amount="1000.00")
_activate = _post("/card/activate", cardId="{card}")


def _with_due_credit_card(cloud: Cloud) -> Subject:
    """The credit card comes first, so that nothing has activated it yet when it is asked for; then a debit card that has
    ten transactions behind it."""
    subject, now = _user(cloud), clock.now()
    subject["card"] = create_card(subject["user"], "CREDIT", now=now, score_of=lambda: 100).card_id
    opened = clock.to_text(now)
    debit = ledger.Account(subject["user"], ids.new_id(), "debit_card", "USD", "credit", "OPEN", opened, completed=10)
    dynamo.transact([ledger.opening(debit)])
    return subject


def _with_account(cloud: Cloud) -> Subject:
    subject = _user(cloud)
    subject["account"] = _made(cloud, subject, "/accounts", {"type": "checking", "currency": "USD"}, "accountId")
    _post("/deposit", accountId="{account}", amount="1000.00")(cloud, subject)
    return subject


def _holding(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    end = clock.to_text(clock.now() + timedelta(days=1))
    body = {"cardId": subject["card"], "amount": "1.00", "expiresAt": end}
    return cloud.request("POST", "/holds", user_id=subject["user"], body=body, key=_key(), follow=follow)


def _with_hold(cloud: Cloud) -> Subject:
    subject = _with_debit_card(cloud)
    return {**subject, "hold": _holding(cloud, subject, follow=False).body["holdId"]}


def _with_wallet(cloud: Cloud) -> Subject:
    subject = _user(cloud)
    subject["wallet"] = _made(cloud, subject, "/wallet", {}, "walletId")
    _post("/wallet/{wallet}/credit", amount="100000.00")(cloud, subject, follow=False)
    return subject


def _person(cloud: Cloud) -> Subject:
    return {"user": "", "email": f"{ids.new_id()}@inferno.example", "document": ids.new_id()[-12:]}


_register = _post(
    "/register", name="Ada", lastName="Lovelace", email="{email}", password=_PASSWORD, documentNumber="{document}"
)  # fmt: skip


def _registered(cloud: Cloud) -> Subject:
    person = _person(cloud)
    _register(cloud, person, follow=False)
    return person


def _report(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    return cloud.request("GET", f"/card/{subject['card']}", user_id=subject["user"], follow=follow)


def _user_with_balance(cloud: Cloud) -> Subject:
    subject = _user(cloud)
    cloud.request("GET", f"/balance?userId={subject['user']}", user_id=subject["user"], follow=False)
    return subject


OPERATIONS = (
    Operation("register", _person, _register, final="cards_registration", once=True, money=False),
    Operation("login", _registered, _post("/login", email="{email}", password=_PASSWORD), money=False),
    Operation("top-up", _with_debit_card, _top_up, POSTING),
    Operation("pay-off", _with_used_credit_card, _post("/card/paid/{card}", amount="1.00"), POSTING),
    Operation(
        "purchase",
        _with_debit_card,
        _post("/transactions/purchase", cardId="{card}", merchant="Shop", amount="1.00"),
        Budget(reads=1, transactions=1, items=3, tasks=2),
    ),
    Operation("activate", _with_due_credit_card, _activate, once=True),
    Operation("report", _with_debit_card, _report, final="reports_report", once=True),
    Operation("hold: place", _with_debit_card, _holding, HOLDING, once=True),
    Operation("hold: capture", _with_hold, _post("/holds/{hold}/capture", amount="0.50"), HOLDING, once=True),
    Operation("hold: void", _with_hold, _post("/holds/{hold}/void"), HOLDING, once=True),
    Operation(
        "deposit by command",
        _with_account,
        _post("/deposit", accountId="{account}", amount="1.00"),
        Budget(final_round_trips=8),
        final="ledger_commands",
    ),
    Operation("002 credit", _user_with_balance, _post("/transactions", userId="{user}", amount="1.00", type="credit"), POSTING),
    Operation("002 debit", _user_with_balance, _post("/transactions", userId="{user}", amount="0.01", type="debit"), POSTING),
    Operation("wallet credit", _with_wallet, _post("/wallet/{wallet}/credit", amount="1.00"), POSTING),
    Operation("wallet debit", _with_wallet, _post("/wallet/{wallet}/debit", amount="1.00"), POSTING),
    Operation(
        "payment saga",
        _with_wallet,
        _post("/payment", walletId="{wallet}", merchant="Shop", amount="1.00"),
        final="payment-table",
    ),
)
