"""What takes two people, by the example of a large loan: proposed by one, decided by another one, once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import OwnFile
from chalicelib.loans.operations import decide_loan
from chalicelib.loans.operations.decide_loan import approve_loan, reject_loan
from chalicelib.platform import approvals, dynamo
from chalicelib.platform.approvals import ApprovalDecided
from chalicelib.platform.call import Call
from tests.support import streams
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def loan(ada) -> str:
    """A pending application for 10,000.01: a minor unit above what one may approve."""
    return apply(ada, "10000.01")["loanId"]


def apply(ada: Caller, amount: str, currency: str = "USD"):
    wallet = ada.post("/wallet", {"currency": currency})["walletId"]
    body = {"walletId": wallet, "amount": amount, "interestRate": "5", "termMonths": 12}
    return ada.post("/loan", body)


def proposed(loan: str, by: Caller | None = None) -> str:
    answer = (by or staff("lending")).post(f"/loan/{loan}/approve", {"reason": "A good customer"})
    assert answer.status == 202, answer
    return answer["approvalId"]


def payouts(loan: str) -> int:
    facts = [item for item in streams.outbox(loan) if item["fact"] == "loan.approved"]
    return len(facts)


class TestPropose:
    def test_one_approves_up_to_the_limit(self, ada):
        loan = apply(ada, "10000.00")["loanId"]
        assert staff("lending").post(f"/loan/{loan}/approve").status == 200

    def test_changes_nothing_but_that_it_waits(self, ada, loan):
        approval = proposed(loan, lender := staff("lending"))
        assert (ada.get(f"/loan/{loan}")["status"], payouts(loan)) == ("PENDING", 0)
        told = lender.get(f"/admin/approvals/{approval}")
        assert (told["kind"], told["subject"], told["status"]) == ("loan.approve", loan, "PENDING")
        assert (told["proposedBy"], told["reason"], told["decidedBy"]) == (lender.user_id, "A good customer", None)
        assert told["facts"] == {"loanId": loan, "ownerId": ada.user_id, "amount": "10000.01", "currency": "USD"}

    def test_a_dry_run_tells_that_it_takes_two(self, loan):
        tried = staff("lending").post(f"/loan/{loan}/approve?dryRun=true")
        assert (tried.status, tried["status"], tried["takesTwo"], tried["dryRun"]) == (200, "PENDING", True, True)
        assert proposed(loan)

    def test_one_waits_for_each_loan(self, loan):
        approval = proposed(loan)
        again = staff("lending").post(f"/loan/{loan}/approve")
        assert (again.status, again["code"], again["approvalId"]) == (409, "approval_pending", approval)

    def test_is_told_again_under_its_key(self, loan):
        lender = staff("lending")
        first, second = (lender.post(f"/loan/{loan}/approve", key="k") for _ in range(2))
        assert (second.status, second.body, second.replayed) == (202, first.body, True)

    def test_takes_two_where_no_figure_says_how_much_one_may(self, ada, monkeypatch):
        monkeypatch.setenv("LOAN_MAXIMUM", "GBP=1000")
        assert proposed(apply(ada, "1.00", "GBP")["loanId"])


class TestDecide:
    def test_another_ones_approval_makes_it_true(self, ada, loan):
        approval, other = proposed(loan), staff("lending")
        done = other.post(f"/admin/approvals/{approval}/approve", {"reason": "Checked"})
        assert (done.status, done["status"], done["decidedBy"], done["decidedBecause"]) == (
            200, "APPROVED", other.user_id, "Checked",
        )  # fmt: skip
        assert (ada.get(f"/loan/{loan}")["status"], payouts(loan)) == ("APPROVED", 1)
        assert other.get(f"/admin/approvals/{approval}").body == done.body

    def test_who_proposes_does_not_approve_and_may_take_it_back(self, ada, loan):
        approval = proposed(loan, lender := staff("lending"))
        refused = lender.post(f"/admin/approvals/{approval}/approve")
        assert (refused.status, refused["code"]) == (403, "own_proposal")
        assert ada.get(f"/loan/{loan}")["status"] == "PENDING"
        assert lender.post(f"/admin/approvals/{approval}/reject")["status"] == "REJECTED"

    def test_what_was_rejected_can_be_proposed_again(self, loan):
        assert staff("lending").post(f"/admin/approvals/{proposed(loan)}/reject")["status"] == "REJECTED"
        assert staff("lending").post(f"/admin/approvals/{proposed(loan)}/approve")["status"] == "APPROVED"

    def test_races_to_one_end(self, ada, loan):
        approval = proposed(loan)

        def decide(number: int):
            return staff("lending").post(f"/admin/approvals/{approval}/{'approve' if number % 2 else 'reject'}")

        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(decide, range(12)))
        assert Counter(each.status for each in answers) == {200: 1, 409: 11}
        (outcome,) = [each["status"] for each in answers if each.status == 200]
        assert payouts(loan) == (outcome == "APPROVED")
        assert ada.get(f"/loan/{loan}")["status"] == ("APPROVED" if outcome == "APPROVED" else "PENDING")

    def test_is_done_once_though_nothing_but_the_approval_says_so(self, loan, monkeypatch):
        """Two read it while it waits; the act itself would do it twice."""
        approval, done = proposed(loan), []

        def decided_by_another_first(found, call, changes) -> None:
            if not done:
                done.append("first")
                assert staff("lending").post(f"/admin/approvals/{approval}/approve").status == 200
            dynamo.transact(changes)
            done.append("again")

        monkeypatch.setitem(approvals._ACTS, "loan.approve", ("lending", decided_by_another_first))
        late = staff("lending").post(f"/admin/approvals/{approval}/approve")
        assert (late.status, late["code"], done) == (409, "approval_decided", ["first", "again"])

    def test_tells_every_loser_that_it_is_decided(self, loan):
        approval = proposed(loan)
        with ThreadPoolExecutor(20) as pool:
            asked = [pool.submit(staff("lending").post, f"/admin/approvals/{approval}/approve") for _ in range(20)]
        answers = [each.result() for each in asked]
        assert Counter(each.body.get("code", "done") for each in answers) == {"done": 1, "approval_decided": 19}

    def test_a_rejection_of_the_loan_ends_what_was_proposed_for_it(self, loan):
        approval, other = proposed(loan), staff("lending")
        assert other.post(f"/loan/{loan}/reject").status == 200
        told = other.get(f"/admin/approvals/{approval}")
        assert (told["status"], told["decidedBy"]) == ("REJECTED", other.user_id)
        late = staff("lending").post(f"/admin/approvals/{approval}/approve")
        assert (late.status, late["code"], payouts(loan)) == (409, "approval_decided", 0)

    def test_an_approval_by_one_alone_ends_what_was_proposed_before(self, ada, loan, monkeypatch):
        """The limit was raised while it waited."""
        approval = proposed(loan)
        monkeypatch.setenv("LOAN_SECOND_PERSON_ABOVE", "USD=50000")
        assert staff("lending").post(f"/loan/{loan}/approve").status == 200
        told = staff("lending").get(f"/admin/approvals/{approval}")
        assert (told["status"], payouts(loan), ada.get(f"/loan/{loan}")["status"]) == ("APPROVED", 1, "APPROVED")

    def test_a_rejection_of_a_proposal_that_ended_by_the_clock_is_as_ever(self, loan):
        approval = proposed(loan)
        later = Call(clock.now() + timedelta(days=approvals.OPEN_DAYS), ids.new_id()).under("x", "x", None, {})
        assert reject_loan(loan, later, render=lambda each: {"status": each.status}).body == {"status": "REJECTED"}
        assert staff("lending").get(f"/admin/approvals/{approval}")["decidedBy"] is None

    def test_no_proposal_slips_in_while_the_loan_is_being_rejected(self, loan, monkeypatch):
        """One proposes it after the other looked whether anything waits."""
        write, seen = dynamo.transact, []

        def propose_first(changes, **arguments):
            meanwhile.undo()
            seen.append(proposed(loan))
            write(changes, **arguments)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(dynamo, "transact", propose_first)
            late = staff("lending").post(f"/loan/{loan}/reject")
        assert (late.status, late["code"]) == (409, "request_in_progress")
        assert staff("lending").post(f"/loan/{loan}/reject").status == 200
        assert staff("lending").get(f"/admin/approvals/{seen[0]}")["status"] == "REJECTED"

    def test_no_loan_is_proposed_that_was_decided_meanwhile(self, loan, monkeypatch):
        propose = approvals.propose

        def reject_first(*arguments, **named):
            assert staff("lending").post(f"/loan/{loan}/reject").status == 200
            return propose(*arguments, **named)

        monkeypatch.setattr(decide_loan.approvals, "propose", reject_first)
        late = staff("lending").post(f"/loan/{loan}/approve")
        assert (late.status, late["code"]) == (409, "loan_not_pending")

    def test_needs_the_role_that_the_act_belongs_to(self, loan):
        approval = proposed(loan)
        stranger = staff("support", "risk", "operations", "admin")
        for method, path in (("GET", ""), ("POST", "/approve"), ("POST", "/reject")):
            assert stranger._call(method, f"/admin/approvals/{approval}{path}").status == 403
        assert Caller().post(f"/admin/approvals/{approval}/approve").status == 403

    def test_the_clock_ends_what_nobody_decides(self, loan):
        approval = proposed(loan)
        later = Call(clock.now() + timedelta(days=approvals.OPEN_DAYS), ids.new_id()).under("x", "x", None, {})
        with pytest.raises(ApprovalDecided) as refused:
            approvals.decide(approval, later, ["lending"], approve=True, reason="", render=lambda each: {})
        assert refused.value.facts == {"approvalStatus": "EXPIRED"}
        again = approve_loan(loan, later, reason="", render=lambda each: {})
        assert again.status == 202 and again.body["approvalId"] != approval

    def test_is_told_again_under_its_key(self, loan):
        approval, other = proposed(loan), staff("lending")
        first, second = (other.post(f"/admin/approvals/{approval}/approve", key="k") for _ in range(2))
        assert (second.status, second.body, second.replayed) == (200, first.body, True)
        assert other.post(f"/admin/approvals/{approval}/approve")["code"] == "approval_decided"

    def test_knows_no_other_ids(self):
        assert staff("lending").post(f"/admin/approvals/{ids.new_id()}/approve")["code"] == "approval_not_found"


class TestList:
    def test_shows_what_waits_to_those_who_decide_it(self, loan):
        approval = proposed(loan)

        def listed(caller: Caller, status: str) -> set[str]:
            return {each["approvalId"] for each in caller.get(f"/admin/approvals?limit=100&status={status}")["items"]}

        assert approval in listed(staff("lending"), "PENDING")
        assert approval not in listed(staff("support", "admin"), "PENDING")
        staff("lending").post(f"/admin/approvals/{approval}/reject")
        assert approval not in listed(staff("lending"), "PENDING")
        assert approval in listed(staff("lending"), "REJECTED")

    def test_is_not_for_customers(self):
        assert Caller().get("/admin/approvals").status == 403


class TestOwnFile:
    def test_nobody_decides_their_own_loan(self, ada, loan):
        """By a credential from before staff and customers were kept apart: the same user is both."""
        both = Caller(roles=("customer", "lending"), user_id=ada.user_id)
        for path in (f"/loan/{loan}/approve", f"/loan/{loan}/reject", f"/admin/approvals/{proposed(loan)}/approve"):
            refused = both.post(path)
            assert (refused.status, refused["code"]) == (403, "own_file")
        assert ada.get(f"/loan/{loan}")["status"] == "PENDING"
        assert OwnFile.status == 403


class TestMaximum:
    @pytest.mark.parametrize(
        ("currency", "most", "more"),
        [("USD", "100000.00", "100000.01"), ("JPY", "15000000", "15000001"), ("KWD", "30000", "30000.001")],
    )
    def test_bounds_an_application(self, ada, currency, most, more):
        refused = apply(ada, more, currency)
        assert (refused.status, refused["code"]) == (422, "loan_too_large")
        assert apply(ada, most, currency).status == 201

    def test_without_a_figure_nothing_is_lent(self, ada):
        refused = apply(ada, "1.00", "GBP")
        assert (refused.status, refused["code"]) == (422, "currency_not_lent")
