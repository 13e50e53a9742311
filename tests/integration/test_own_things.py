"""Whatever can be made can be listed by its owner, newest first and page by page, and read by its id; by nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.platform import settings
from tests.support.accounts import Saver, deliver, ledger_events
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("emulator")
Make = Callable[[Saver, str], str]


def wallet(saver: Saver, of: str) -> str:
    return saver.open_wallet()


def payment(saver: Saver, of: str) -> str:
    return saver.post("/payment", {"walletId": of, "merchant": "Shop", "amount": "1"})["transactionId"]


def hold(saver: Saver, of: str) -> str:
    end = clock.to_text(clock.now() + timedelta(hours=1))
    return saver.post("/holds", {"accountId": of, "amount": "1", "expiresAt": end})["holdId"]


def loan(saver: Saver, of: str) -> str:
    return saver.post("/loan", {"walletId": of, "amount": "10", "interestRate": "5", "termMonths": 6})["loanId"]


def goal(saver: Saver, of: str) -> str:
    body = {"walletId": of, "name": "Bike", "target": "10", "targetDate": "2099-01-01"}
    return saver.post("/savings-goal", body)["goalId"]


LISTS = {
    "/wallets": (wallet, "walletId", "/wallet/{}"),
    "/payments": (payment, "transactionId", "/payment/{}"),
    "/holds": (hold, "holdId", "/holds/{}"),
    "/loans": (loan, "loanId", "/loan/{}"),
    "/savings-goals": (goal, "goalId", "/savings-goal/{}"),
}


@pytest.mark.parametrize(("path", "make", "name", "one"), [(path, *how) for path, how in LISTS.items()], ids=list(LISTS))
class TestList:
    @pytest.fixture
    def made(self, ada, make: Make) -> list[str]:
        """Three of them, the newest first."""
        of = "" if make is wallet else ada.open_wallet("50.00")
        return [make(ada, of) for _ in range(3)][::-1]

    def test_has_the_callers_newest_first_page_by_page(self, ada, made, path, name, one):
        page = ada.get(f"{path}?limit=2")
        rest = ada.get(f"{path}?limit=2&cursor={page['nextCursor']}")
        assert [[each[name] for each in part["items"]] for part in (page, rest)] == [made[:2], made[2:]]
        assert rest["nextCursor"] is None

    def test_has_each_as_it_is_read_by_its_id(self, ada, made, path, name, one):
        assert ada.get(path)["items"] == [ada.get(one.format(each)).body for each in made]

    def test_has_nothing_of_anothers(self, ada, made, path, name, one):
        eve = Saver()
        assert eve.get(path).body == {"items": [], "nextCursor": None}
        cursor = ada.get(f"{path}?limit=1")["nextCursor"]
        assert eve.get(f"{path}?cursor={cursor}").status == 400
        assert ada.get(f"/accounts?cursor={cursor}").status == 400


class TestWallets:
    def test_are_told_from_other_accounts(self, ada):
        ada.open(), ada.open_wallet(), ada.open("savings")
        newest = ada.open_wallet("3.00")
        ada.open()
        found = ada.get("/wallets")["items"]
        assert (len(found), found[0]["walletId"], found[0]["balance"]) == (2, newest, "3.00")


class TestOneTransaction:
    def test_is_there_at_once_and_the_same_as_in_the_list(self, ada):
        of = ada.open_wallet("5.00")
        body = {"amount": "2", "reference": "a"}
        made = [ada.post(f"/wallet/{of}/debit", body)["transactionId"] for _ in range(2)]
        told = [ada.get(f"/transactions/{of}/{each}").body for each in made]
        assert deliver("query_events", *ledger_events(ada.user_id)) == []
        assert told[::-1] == ada.get(f"/transactions/{of}")["items"][:2]
        assert (told[0]["balanceAfter"], told[0]["reference"]) == ("3.00", "a")

    def test_is_of_this_account_and_moved_money(self, ada):
        of, other = ada.open_wallet("5.00"), ada.open_wallet("5.00")
        moved = ada.post(f"/wallet/{of}/debit", {"amount": "2"})["transactionId"]
        end = clock.to_text(clock.now() + timedelta(hours=1))
        held = ada.post("/holds", {"accountId": of, "amount": "1", "expiresAt": end})["transactionId"]
        for path in (f"{other}/{moved}", f"{of}/{held}", f"{of}/{ids.new_id()}"):
            found = ada.get(f"/transactions/{path}")
            assert (found.status, found["code"]) == (404, "transaction_not_found")
        assert Saver().get(f"/transactions/{of}/{moved}").status == 404


class TestMe:
    def test_tells_who_is_calling_customer_or_staff(self, ada):
        told = {"userId": ada.user_id, "email": ada.email, "roles": ["customer"], "simulatedNetworks": True}
        assert ada.get("/me").body == told
        lender: Caller = staff("lending")
        assert lender.get("/me")["roles"] == ["lending"]

    def test_tells_that_in_production_no_network_is_simulated(self, ada, monkeypatch):
        monkeypatch.setattr(settings, "simulated_networks", lambda: False)
        assert ada.get("/me")["simulatedNetworks"] is False
