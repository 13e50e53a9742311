"""The ledger explorer and the nightly proofs."""

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.reconciliation.operations.verify_books import verify_books
from chalicelib.reconciliation.store import keep_report
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def me() -> Caller:
    return staff("operations")


class TestAccounts:
    def test_are_told_as_the_ledger_has_them(self, me, ada, account):
        told = me.get(f"/admin/accounts/{account}")
        assert (told["ownerId"], told["posted"], told["entries"], told["product"]) == (ada.user_id, "100.00", 1, "checking")

    def test_of_other_products_need_their_owner(self, me, ada):
        wallet = ada.post("/wallet", {"currency": "USD"})["walletId"]
        assert me.get(f"/admin/accounts/{wallet}").status == 404
        assert me.get(f"/admin/accounts/{wallet}?ownerId={ada.user_id}")["product"] == "wallet"
        assert me.get(f"/admin/accounts/{wallet}?ownerId={ids.new_id()}").status == 404

    def test_have_entries_that_lead_to_their_posting(self, me, ada, account):
        (entry,) = me.get(f"/admin/accounts/{account}/entries")["items"]
        assert (entry["seq"], entry["moved"], entry["balanceAfter"]) == (1, "100.00", "100.00")
        posting = me.get(f"/admin/journal/{entry['postingId']}?accountId={account}")
        assert {(leg["account"], leg["moved"]) for leg in posting["legs"]} >= {(account, "100.00")}
        assert len(posting["legs"]) == 2

    def test_an_unknown_posting_is_a_404(self, me, account):
        assert me.get(f"/admin/journal/{ids.new_id()}?accountId={account}")["code"] == "posting_not_found"
        assert me.get(f"/admin/journal/{ids.new_id()}").status == 400


class TestProofs:
    def test_tell_what_was_found_and_the_trial_balance(self, me, account):
        report = verify_books(now=clock.now(), grace_seconds=0)
        keep_report(f"run-{ids.new_id()}", report.to_json())
        (newest,) = me.get("/admin/proofs?limit=1")["items"]
        assert newest["at"] == report.at and newest["findings"] == len(report.findings)
        balance = me.get(f"/admin/trial-balance?at={report.at}")
        assert balance["at"] == report.at and balance["currencies"]["USD"]["total"] == "0.00"

    def test_before_the_first_one_there_is_none(self, me):
        assert me.get("/admin/trial-balance?at=2020-01-01T00:00:00Z")["code"] == "proof_not_found"

    def test_a_time_that_is_none_is_refused(self, me):
        assert me.get("/admin/trial-balance?at=yesterday-at-noon-or-so").status == 400
