"""Loans on the emulator: application, decision, payout, interest, repayment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import find_account, post
from chalicelib.loans import store
from chalicelib.loans.operations.accrue_interest import accrue_interest
from chalicelib.loans.operations.start_loan import start_loan
from chalicelib.platform.call import Call
from chalicelib.wallets import postings as wallet_postings
from tests.support import streams
from tests.support.accounts import deliver, ledger_events
from tests.support.api import Caller, staff
from tests.support.calls import calls

pytestmark = pytest.mark.usefixtures("emulator")
MONTHS_AGO = timedelta(days=65)


@pytest.fixture
def wallet(ada) -> str:
    return ada.open_wallet()


def ask(ada: Caller, wallet: str, **changes):
    body = {"walletId": wallet, "amount": "1000.00", "interestRate": "12", "termMonths": 12}
    return ada.post("/loan", body | changes)


def paid_out(ada: Caller, wallet: str, ago: timedelta = timedelta(0)) -> str:
    """A running loan of 1,000.00, paid out `ago`."""
    loan = ask(ada, wallet)["loanId"]
    staff("lending").post(f"/loan/{loan}/approve")
    event = {"loanId": loan, "walletId": wallet, "ownerId": ada.user_id, "amountMinor": "100000", "currency": "USD"}
    post(wallet_postings.disbursement(event, Call(clock.now())))
    start_loan(loan, clock.to_text(clock.now() - ago), Call(clock.now()))
    return loan


class TestApplyForLoan:
    def test_waits_for_a_decision(self, ada, wallet):
        loan = ask(ada, wallet)
        assert (loan.status, loan["status"], loan["interestRate"]) == (201, "PENDING", "12")
        assert ada.get(f"/loan/by-wallet/{wallet}")["items"][0]["loanId"] == loan["loanId"]

    @pytest.mark.parametrize(
        "changes", [{"interestRate": "100.01"}, {"interestRate": "-1"}, {"termMonths": 0}, {"termMonths": 481}, {"amount": "0"}]
    )
    def test_refuses_what_is_no_loan(self, ada, wallet, changes):
        assert ask(ada, wallet, **changes).status == 400

    def test_refuses_the_wallet_of_another(self, wallet):
        assert ask(Caller(), wallet).status == 404


class TestDecideLoan:
    def test_is_not_the_customers(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        assert ada.post(f"/loan/{loan}/approve").status == 403

    def test_decides_once(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        assert staff("lending").post(f"/loan/{loan}/reject")["status"] == "REJECTED"
        refused = staff("lending").post(f"/loan/{loan}/approve")
        assert (refused.status, refused["code"]) == (409, "loan_not_pending")

    def test_changes_nothing_in_a_dry_run(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        tried = staff("lending").post(f"/loan/{loan}/approve?dryRun=true")
        assert (tried.status, tried["status"], tried["dryRun"]) == (200, "APPROVED", True)
        assert ada.get(f"/loan/{loan}")["status"] == "PENDING"
        assert streams.outbox(loan) == []
        assert staff("lending").post(f"/loan/{loan}/reject")["status"] == "REJECTED"
        assert staff("lending").post(f"/loan/{loan}/approve?dryRun=true")["code"] == "loan_not_pending"

    def test_lets_one_of_twenty_win(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]

        def decide(number: int) -> int:
            return staff("lending").post(f"/loan/{loan}/{'approve' if number % 2 else 'reject'}").status

        with ThreadPoolExecutor(20) as pool:
            statuses = list(pool.map(decide, range(20)))
        assert sorted(statuses) == [200] + [409] * 19

    def test_writes_the_event_and_the_mail_with_the_decision(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        staff("lending").post(f"/loan/{loan}/approve")
        facts = [item for item in streams.outbox(loan) if item["fact"] == "loan.approved"]
        kinds = [(each["kind"], each.get("eventType")) for each in facts[0]["deliveries"]]
        assert len(facts) == 1 and kinds == [("topic", "LOAN_APPROVED"), ("queue", None)]


class TestStartLoan:
    def test_is_not_started_by_a_forged_event(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        staff("lending").post(f"/loan/{loan}/approve")
        touched = [{"account": loan, "owner": ada.user_id, "product": "loan"}]
        forged = {"kind": "loan.disbursed", "scope": "forged", "at": clock.to_text(clock.now()), "touched": touched}
        assert deliver("loans_disbursed", forged) == [0]
        assert store.find_loan(loan).disbursed_at == ""


class TestReadLoans:
    def test_shows_a_loan_to_who_decides_and_to_no_other_staff(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        assert staff("lending").get(f"/admin/loans/{loan}").body == ada.get(f"/loan/{loan}").body
        assert staff("support", "admin").get(f"/admin/loans/{loan}").status == 403
        assert staff("lending").get(f"/loan/{loan}").status == 403


class TestListLoansToDecide:
    def test_lists_everybodys_in_a_status_newest_first(self, ada, wallet):
        old, new, rejected = (ask(ada, wallet)["loanId"] for _ in range(3))
        staff("lending").post(f"/loan/{rejected}/reject")
        waiting = [each["loanId"] for each in staff("lending").get("/admin/loans?limit=100")["items"]]
        assert waiting[:2] == [new, old] and rejected not in waiting
        assert staff("lending").get("/admin/loans?status=REJECTED")["items"][0]["loanId"] == rejected

    def test_goes_on_page_by_page(self, ada, wallet):
        lender, old, new = staff("lending"), *(ask(ada, wallet)["loanId"] for _ in range(2))
        first = lender.get("/admin/loans?limit=1")
        second = lender.get(f"/admin/loans?limit=1&cursor={first['nextCursor']}")
        assert [first["items"][0]["loanId"], second["items"][0]["loanId"]] == [new, old]
        assert lender.get(f"/admin/loans?status=APPROVED&cursor={first['nextCursor']}").status == 400

    def test_tells_what_is_owed_in_two_reads_and_notes_who_was_seen(self, ada, wallet):
        loan = paid_out(ada, wallet)
        with calls() as made:
            found = staff("lending").get("/admin/loans?status=APPROVED")["items"]
        assert found[0]["loanId"] == loan and found[0]["outstanding"] == ada.get(f"/loan/{loan}")["outstanding"]
        assert [made[0], made[1] in ("GetItem", "BatchGetItem"), made[2:]] == ["Query", True, ["TransactWriteItems"]]

    def test_is_for_lending_and_knows_its_statuses(self, ada):
        for other in (ada, staff("support", "risk", "operations", "admin")):
            assert other.get("/admin/loans").status == 403
        assert staff("lending").get("/admin/loans?status=OPEN").status == 400


class TestListLoans:
    def test_knows_no_wallet_that_is_something_else(self, ada, wallet):
        loan = paid_out(ada, wallet)
        for other in (ada.open(), loan):
            refused = ada.get(f"/loan/by-wallet/{other}")
            assert (refused.status, refused["code"]) == (404, "account_not_found")

    def test_tells_what_is_owed_as_the_loan_alone_does(self, ada, wallet):
        running, waiting = paid_out(ada, wallet, MONTHS_AGO), ask(ada, wallet)["loanId"]
        listed = {each["loanId"]: each for each in ada.get(f"/loan/by-wallet/{wallet}")["items"]}
        assert listed == {loan: ada.get(f"/loan/{loan}").body for loan in (running, waiting)}
        assert (listed[running]["outstanding"], listed[waiting]["outstanding"]) == ("1020.10", None)


class TestBalancesOfALoan:
    def test_are_what_is_owed_and_nothing_to_be_taken(self, ada, wallet):
        loan = paid_out(ada, wallet)
        untouched = ask(ada, wallet)["loanId"]
        staff("lending").post(f"/loan/{untouched}/approve")
        told = {"posted": "1000.00", "held": "0.00", "available": "0.00"}

        def figures(path: str) -> dict[str, str]:
            return {name: ada.get(path)[name] for name in told}

        assert figures(f"/balances/{untouched}") == {**told, "posted": "0.00"}
        assert figures(f"/balances/{loan}?at={clock.to_text(clock.now())}") == told
        assert deliver("query_events", *ledger_events(ada.user_id)) == []
        assert figures(f"/balances/{loan}") == told
        assert find_account(ada.user_id, loan, clock.now()).balances()["available"] == "0.00"


class TestSchedule:
    def test_adds_up_to_the_loan(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        plan = ada.get(f"/loan/{loan}/schedule")
        assert sum(int(each["principal"].replace(".", "")) for each in plan["items"]) == 100000
        assert plan["items"][0]["payment"] == "88.85"

    def test_is_hidden_from_others(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        assert Caller().get(f"/loan/{loan}/schedule").status == 404

    def test_says_what_is_overdue_and_follows_what_is_paid(self, ada, wallet):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        late = ada.get(f"/loan/{loan}/schedule")
        assert [each["status"] for each in late["items"][:3]] == ["OVERDUE", "OVERDUE", "COMING"]
        assert late["overdue"] == "178.59" and late["overdueSince"] == late["items"][0]["dueAt"]
        ada.post(f"/loan/{loan}/repay", {"amount": late["overdue"]})
        mended = ada.get(f"/loan/{loan}/schedule")
        assert (mended["overdue"], mended["overdueSince"]) == ("0.00", None)
        assert [each["status"] for each in mended["items"][:3]] == ["PAID", "PAID", "COMING"]
        assert mended["nextDue"] == {"dueAt": mended["items"][2]["dueAt"], "amount": "88.85"}


class TestRepayLoan:
    def test_refuses_before_the_payout(self, ada, wallet):
        loan = ask(ada, wallet)["loanId"]
        refused = ada.post(f"/loan/{loan}/repay", {"amount": "1"})
        assert (refused.status, refused["code"], refused["loanStatus"]) == (409, "loan_not_active", "PENDING")

    def test_posts_the_interest_of_the_months_that_are_over(self, ada, wallet):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        repaid = ada.post(f"/loan/{loan}/repay", {"amount": "100.00", "reference": "May"})
        assert repaid["reference"] == "May"
        assert (repaid.status, repaid["outstanding"], repaid["walletBalance"]) == (200, "920.10", "900.00")

    @pytest.mark.parametrize(("amount", "on_the_loan"), [("100.00", ["79.90"]), ("20.10", [])])
    def test_tells_the_interest_apart_in_the_transactions(self, ada, wallet, amount, on_the_loan):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        ada.post(f"/loan/{loan}/repay", {"amount": amount})
        assert deliver("query_events", *ledger_events(ada.user_id)) == []
        found = {account: ada.get(f"/transactions/{account}")["items"] for account in (wallet, loan)}
        repaid = {
            account: [each for each in items if each["details"].get("type") == "LOAN_REPAYMENT"]
            for account, items in found.items()
        }
        assert [each["amount"] for each in repaid[wallet]] == [amount]
        assert [each["amount"] for each in repaid[loan]] == on_the_loan
        told = {"type": "LOAN_REPAYMENT", "loanId": loan, "repaid": amount, "interest": "20.10"}
        assert all(each["details"] == told for items in repaid.values() for each in items)

    def test_is_hidden_from_others(self, ada, wallet):
        loan = paid_out(ada, wallet)
        assert Caller().post(f"/loan/{loan}/repay", {"amount": "10"}).status == 404

    def test_pays_off_early(self, ada, wallet):
        loan = paid_out(ada, wallet)
        repaid = ada.post(f"/loan/{loan}/repay", {"amount": "1000"})
        assert (repaid["status"], repaid["outstanding"]) == ("PAID_OFF", "0.00")
        again = ada.post(f"/loan/{loan}/repay", {"amount": "1"})
        assert (again.status, again["code"], again["loanStatus"]) == (409, "loan_not_active", "PAID_OFF")

    def test_refuses_more_than_is_owed_and_says_what_is(self, ada, wallet):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        refused = ada.post(f"/loan/{loan}/repay", {"amount": "1020.11"})
        assert (refused.status, refused["code"], refused["owed"]) == (422, "overpayment", "1020.10")

    def test_refuses_more_than_the_wallet_has(self, ada, wallet):
        loan = paid_out(ada, wallet)
        ada.post(f"/wallet/{wallet}/debit", {"amount": "990"})
        assert ada.post(f"/loan/{loan}/repay", {"amount": "10.01"})["code"] == "insufficient_funds"

    def test_pays_once_under_one_key(self, ada, wallet):
        loan = paid_out(ada, wallet)
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: ada.post(f"/loan/{loan}/repay", {"amount": "10"}, key="k"), range(10)))
        assert {answer["outstanding"] for answer in answers} == {"990.00"}

    def test_changes_nothing_in_a_dry_run(self, ada, wallet):
        loan = paid_out(ada, wallet)
        assert ada.post(f"/loan/{loan}/repay?dryRun=true", {"amount": "10"})["outstanding"] == "990.00"
        assert ada.get(f"/loan/{loan}")["outstanding"] == "1000.00"


class TestAccrueInterest:
    def test_posts_each_month_once(self, ada, wallet):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        assert [accrue_interest(loan, 2, Call(clock.now())) for _ in range(2)] == ["ACCRUED", "NOTHING_DUE"]
        assert ada.get(f"/loan/{loan}")["outstanding"] == "1020.10"
        assert find_account(ada.user_id, loan, clock.now()).posted_minor == -1020_10

    def test_schedules_the_next_month(self, ada, wallet):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        accrue_interest(loan, 2, Call(clock.now()))
        deliveries = [
            delivery for item in streams.journal(loan) if item.get("kind") == "loan.interest" for delivery in item["deliveries"]
        ]
        assert [(each["kind"], each["name"]) for each in deliveries] == [("schedule", f"loan-{loan}-3")]

    def test_does_nothing_before_the_month_is_over_not_even_schedule(self, ada, wallet):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        assert accrue_interest(loan, 3, Call(clock.now())) == "NOT_YET"
        assert [item for item in streams.outbox(loan) if item["fact"] == "loan.interest.next"] == []
        assert store.find_loan(loan).accrued_months == 0

    def test_stops_when_the_loan_is_paid_off(self, ada, wallet):
        loan = paid_out(ada, wallet)
        ada.post(f"/loan/{loan}/repay", {"amount": "1000"})
        assert accrue_interest(loan, 1, Call(clock.now() + timedelta(days=400))) == "PAID_OFF"

    def test_does_not_count_a_month_twice_against_a_repayment(self, ada, wallet):
        loan = paid_out(ada, wallet, MONTHS_AGO)
        with ThreadPoolExecutor(2) as pool:
            accrued = pool.submit(accrue_interest, loan, 2, Call(clock.now()))
            repaid = pool.submit(ada.post, f"/loan/{loan}/repay", {"amount": "20.10"})
        assert accrued.result() in ("ACCRUED", "NOTHING_DUE")
        assert repaid.result().status == 200
        assert ada.get(f"/loan/{loan}")["outstanding"] == "1000.00"
        assert store.find_loan(loan).accrued_months == 2
