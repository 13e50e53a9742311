"""The operations that are measured: what a customer has ready, what is asked, what it may cost. One entry each."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from benchmarks import customers
from benchmarks.cloud import Cloud, Journey, Stage
from benchmarks.customers import Subject
from release.declaration import Place


@dataclass(frozen=True)
class Budget:
    """Exact counts of what the caller waits for, and bounds; None is not looked at."""

    reads: int | None = None
    transactions: int | None = None
    items: int | None = None  # of the one transaction
    beside: int = 0  # writes beside it
    tasks: int | None = None  # Lambda tasks of its state machine, at most
    final_round_trips: int | None = None  # at most, from the caller's machine on
    units_after: int | None = None  # written in what follows the answer


POSTING = Budget(reads=1, transactions=1, items=3, units_after=0)
ON_A_CARD = replace(POSTING, units_after=1)  # its row of `transaction-table`
ONE_READ = Budget(reads=1)
COUNTED = Budget(reads=0, transactions=1, beside=1)  # where guesses are counted, exactly, by their source
NOTHING = Budget(reads=0, transactions=0)
SCHEDULING = Budget(reads=4, transactions=1, items=4)
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
    crowd: bool = True  # may be asked by a thousand customers, who must not meet

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


OPERATIONS = (
    Operation("register", customers.person, customers.register, replace(COUNTED, items=7), final="cards_registration", once=True),
    Operation("register: a login", customers.person, customers.register_login, replace(COUNTED, reads=1, items=7), once=True),
    Operation(
        "login",
        customers.registered,
        customers.post("/login", email="{email}", password=customers.PASSWORD),
        replace(COUNTED, reads=2, items=4),
    ),
    Operation("token: looked at, once a minute", customers.with_session, customers.show_token, ONE_READ),
    Operation(
        "refresh", customers.with_session, customers.post("/refresh", refreshToken="{refresh}"), Budget(reads=2), once=True
    ),
    Operation(
        "forgot",
        customers.registered,
        customers.post("/api/v1/auth/forgot", email="{email}"),
        replace(COUNTED, reads=1, items=3),
        once=True,
    ),
    Operation(
        "reset",
        customers.with_code,
        customers.post(
            "/api/v1/auth/reset", challengeId="{challenge}", code="{code}", newPassword="another " + customers.PASSWORD
        ),
        replace(COUNTED, reads=2, items=4, beside=2),  # and the answer to the challenge
        once=True,
    ),
    Operation(
        "verify",
        customers.with_code_of_the_welcome,
        customers.post("/api/v1/auth/verify", challengeId="{challenge}", code="{code}"),
        replace(COUNTED, reads=1, items=3),  # the answer to the challenge
        once=True,
    ),
    Operation("profile: make", customers.with_login, customers.make_profile, Budget(reads=2, transactions=1, items=4), once=True),
    Operation(
        "document: add", customers.with_profile, customers.add_document, Budget(reads=1, transactions=1, items=3), once=True
    ),
    Operation("kyc: submit", customers.with_papers, customers.submit, Budget(reads=3, transactions=1, items=5), once=True),
    *(
        Operation(
            f"staff: find by {by}",
            customers.with_profile,
            customers.get_by_staff(f"/api/v1/customers/search?{by}={sought}"),
            Budget(reads=reads, transactions=1, items=1),  # the look is written down
        )
        for by, sought, reads in (
            ("name", "{last}", 1),
            ("email", "{email}", 1),
            ("phone", "%2B{phone}", 1),
            ("ssn", "{ssn}", 1),
            ("documentNumber", "{document}", 2),
        )
    ),
    Operation("top-up", customers.with_debit_card, customers.top_up, ON_A_CARD),
    Operation("pay-off", customers.with_used_credit_card, customers.post("/card/paid/{card}", amount="1.00"), ON_A_CARD),
    Operation(
        "purchase",
        customers.with_debit_card,
        customers.post("/transactions/purchase", cardId="{card}", merchant="Shop", amount="1.00"),
        replace(ON_A_CARD, tasks=1),
    ),
    Operation("activate", customers.with_due_credit_card, customers.activate, once=True),
    Operation("report", customers.with_debit_card, customers.report, final="reports_report", once=True),
    Operation("hold: place", customers.with_debit_card, customers.holding, HOLDING, once=True),
    Operation("hold: capture", customers.with_hold, customers.post("/holds/{hold}/capture", amount="0.50"), HOLDING, once=True),
    Operation("hold: void", customers.with_hold, customers.post("/holds/{hold}/void"), HOLDING, once=True),
    Operation(
        "deposit by command",
        customers.with_account,
        customers.post("/deposit", accountId="{account}", amount="1.00"),
        Budget(final_round_trips=9),
        final="ledger_commands",
    ),
    Operation(
        "deposit: its row",
        customers.with_account,
        customers.post("/deposit", accountId="{account}", amount="1.00"),
        Budget(final_round_trips=14),
        final="operations",
        crowd=False,  # the one above, followed further
    ),
    Operation(
        "withdraw",
        customers.with_account,
        customers.post("/withdraw", accountId="{account}", amount="0.01"),
        Budget(reads=0, transactions=1, items=4, final_round_trips=9),
        final="ledger_commands",
    ),
    Operation("operation-status", customers.with_account, customers.get("/operation-status/{operation}"), ONE_READ),
    Operation(
        "account: open",
        customers.user,
        customers.open_account,
        Budget(reads=0, transactions=1, items=6),  # one of them: nothing is opened for a customer who is frozen
        final="accounts_projection",
    ),
    Operation(
        "account: close",
        customers.with_empty_account,
        customers.post("/accounts/{account}/close"),
        Budget(reads=2, transactions=1, items=4),
        final="accounts_projection",
        once=True,
    ),
    Operation("balances", customers.with_account, customers.get("/balances/{account}"), ONE_READ),
    Operation("balances ?at=", customers.with_account, customers.get("/balances/{account}?at={at}"), Budget(reads=2)),
    Operation(
        "002 credit",
        customers.user_with_balance,
        customers.post("/transactions", userId="{user}", amount="1.00", type="credit"),
        POSTING,
    ),
    Operation(
        "002 debit",
        customers.user_with_balance,
        customers.post("/transactions", userId="{user}", amount="0.01", type="debit"),
        POSTING,
    ),
    Operation("wallet credit", customers.with_wallet, customers.post("/wallet/{wallet}/credit", amount="1.00"), POSTING),
    Operation("wallet debit", customers.with_wallet, customers.post("/wallet/{wallet}/debit", amount="1.00"), POSTING),
    Operation(
        "transfer: between own accounts",
        customers.with_two_accounts,
        customers.transfer,
        Budget(reads=2, transactions=1, items=6),
    ),
    Operation(
        "transfer: to somebody known",
        customers.with_known_payee,
        customers.transfer,
        Budget(reads=2, transactions=1, items=7),
        once=True,
    ),
    Operation(
        "transfer: to another bank",
        customers.with_consent,
        customers.to_other_bank,
        Budget(reads=2, transactions=1, items=9),
        once=True,
    ),
    Operation(
        "transfer: held by one of 200 rules",
        customers.with_rules,
        customers.held,
        Budget(reads=2, transactions=1, items=10),
        once=True,
        crowd=False,  # its 200 rules are in use for everybody after it
    ),
    Operation(
        "transfer: reverse",
        customers.with_transfer,
        customers.post("/api/v1/transactions/{transfer}/reverse", reason="A mistake"),
        Budget(reads=2, transactions=1, items=6),
        once=True,
    ),
    Operation(
        "schedule: a series",
        customers.with_two_accounts,
        customers.scheduling("monthly", 400),  # so far ahead that its execution does not sleep until then
        SCHEDULING,
    ),
    Operation(
        "schedule: a series, and its first day",
        customers.with_two_accounts,
        customers.scheduling("yearly", 0),
        replace(SCHEDULING, final_round_trips=15),
        final="schedules_run",
    ),
    Operation(
        "transfers: search",
        customers.with_transfer,
        customers.get("/api/v1/transactions/search?accountId={account}"),
        Budget(reads=2),
    ),
    Operation("statement", customers.with_account, customers.statement, Budget(reads=5)),
    Operation("me", customers.with_profile, customers.get("/api/v1/auth/me"), ONE_READ),
    Operation("kyc: status", customers.with_profile, customers.get("/api/v1/customers/{user}/kyc/status"), ONE_READ),
    Operation("inbox", customers.with_profile, customers.get("/api/v1/notifications/user/{user}"), Budget(reads=2)),
    Operation(
        "payment saga",
        customers.with_wallet,
        customers.post("/payment", walletId="{wallet}", merchant="Shop", amount="1.00"),
        final="payment-table",
    ),
    Operation(
        "loan: apply",
        customers.with_wallet,
        customers.apply,
        Budget(reads=1, transactions=1, items=2),
    ),
    Operation(
        "loan: approve", customers.with_loan, customers.approve, Budget(transactions=1), final="loans_disbursed", once=True
    ),
    Operation(
        "loan: repay",
        customers.with_running_loan,
        customers.post("/loan/{loan}/repay", amount="1.00"),
        Budget(reads=2, transactions=1, items=6),
    ),
    Operation("goal: open", customers.with_wallet, customers.open_goal, Budget(reads=1, transactions=1, items=4)),
    Operation(
        "goal: contribute",
        customers.with_goal,
        customers.post("/savings-goal/{goal}/contribute", amount="0.01"),
        Budget(reads=2, transactions=1, items=5),
    ),
    Operation(
        "debt: optimise",
        customers.user,
        customers.post("/debt/optimise", loans=customers.DEBTS, monthlyBudget="400.00"),
        NOTHING,
        crowd=False,  # touches no key
    ),
)
