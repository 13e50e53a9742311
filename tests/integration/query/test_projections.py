"""The query side: any order, any repetition, a gap, a rebuild; and what customers read."""

import random
from datetime import timedelta

import pytest

from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.query import store
from chalicelib.query.events import entries_of
from chalicelib.query.operations.project_entry import project_entry
from chalicelib.query.operations.rebuild import rebuild
from tests.support.accounts import Saver, account_events, deliver, ledger_events
from tests.support.api import Caller, staff
from tests.support.ledger import move, open_account

TABLES = ("transactions", "balances", "accounts_projection")


def snapshot(account_ids: set[str]) -> dict[str, list]:
    """Every projected row of these accounts, as the database writes it."""
    return {
        table: sorted(
            (sorted(dynamo.to_wire(item).items()) for item in dynamo.scan_all(table) if item["account_id"] in account_ids),
            key=str,
        )
        for table in TABLES
    }


@pytest.mark.usefixtures("emulator")
class TestProjectEntry:
    @pytest.fixture
    def account(self, ada) -> str:
        """Five entries: 10, 9, 8, 7, 6 dollars."""
        account_id = ada.open(balance="10.00")
        for _ in range(4):
            ada.settle(ada.begin("withdraw", account_id, "1"))
        return account_id

    def test_applies_one_after_the_other(self, ada, account):
        ada.project()
        found = ada.get(f"/balances/{account}")
        assert (found["balance"], found["lagging"], found["asOf"]) == ("6.00", False, ledger_events(ada.user_id)[-1]["at"])
        rows = ada.get(f"/transactions/{account}")["items"]
        assert [row["balanceAfter"] for row in rows] == ["6.00", "7.00", "8.00", "9.00", "10.00"]
        assert [row["type"] for row in rows] == ["debit"] * 4 + ["credit"]
        assert {row["kind"] for row in rows} == {"DEPOSIT_EVENT", "WITHDRAW_EVENT"}

    def test_changes_nothing_when_everything_comes_again(self, ada, account):
        ada.project()
        before = snapshot({account})
        for _ in range(2):
            events = ledger_events(ada.user_id) * 2 + account_events(ada.user_id)
            random.shuffle(events)
            assert deliver("query_events", *events) == []
        assert snapshot({account}) == before

    @pytest.mark.parametrize("seed", range(3))
    def test_gives_the_same_in_any_order(self, ada, account, seed):
        events = ledger_events(ada.user_id) + account_events(ada.user_id)
        random.Random(seed).shuffle(events)
        receives, waiting = 1, events
        while waiting:
            waiting = [waiting[number] for number in deliver("query_events", *waiting, receives=receives)]
            receives += 1
            assert receives < 4
        shuffled = snapshot({account})
        rebuild()
        assert snapshot({account}) == shuffled
        assert ada.get(f"/balances/{account}")["balance"] == "6.00"

    def test_lags_while_it_stands_still(self, ada, account):
        deliver("query_events", ledger_events(ada.user_id)[0])
        found, listed = ada.get(f"/balances/{account}"), ada.get(f"/transactions/{account}")
        assert (found["balance"], found["lagging"], listed["lagging"]) == ("10.00", True, True)
        assert deliver("query_events", *account_events(ada.user_id)) == []
        assert [row["lagging"] for row in ada.get("/balances")["items"]] == [True]
        ada.project()
        assert [row["lagging"] for row in ada.get("/balances")["items"]] == [False]

    def test_lags_while_a_gap_is_open_and_waits_for_what_is_missing(self, ada, account):
        first, second, third, *_ = ledger_events(ada.user_id)
        assert deliver("query_events", first, third) == [1]
        found = ada.get(f"/balances/{account}")
        assert (found["balance"], found["lagging"], found["asOf"]) == ("10.00", True, first["at"])
        assert ada.get(f"/transactions/{account}")["lagging"] is True
        assert deliver("query_events", second, third) == []
        found = ada.get(f"/balances/{account}")
        assert (found["balance"], found["lagging"]) == ("8.00", True)  # two more are in the ledger
        ada.project()
        assert ada.get(f"/balances/{account}")["lagging"] is False

    def test_repairs_a_gap_from_the_ledgers_entries_when_nothing_comes(self, ada, account):
        events = ledger_events(ada.user_id)
        assert deliver("query_events", events[0], events[4]) == [1]
        assert deliver("query_events", events[4], receives=2) == []
        assert ada.get(f"/balances/{account}")["balance"] == "6.00"
        repaired = snapshot({account})
        deliver("query_events", *events)
        assert snapshot({account}) == repaired
        assert len(ada.get(f"/transactions/{account}")["items"]) == 5

    def test_repairs_a_gap_before_the_first_entry(self, ada, account):
        events = ledger_events(ada.user_id)
        assert deliver("query_events", events[2]) == [0]
        found, opened = ada.get(f"/balances/{account}"), ada.get(f"/accounts/{account}")["openedAt"]
        assert (found["lagging"], found["asOf"], found["balance"]) == (True, opened, "0.00")
        page = ada.get(f"/transactions/{account}")
        assert (page["lagging"], page["asOf"], page["items"]) == (True, opened, [])
        assert deliver("query_events", events[2], receives=2) == []
        assert ada.get(f"/balances/{account}")["lagging"] is False
        assert [row["balanceAfter"] for row in ada.get(f"/transactions/{account}")["items"]][-1] == "10.00"

    def test_never_goes_back_when_two_consumers_apply_at_once(self, ada, account):
        events = [entry for event in ledger_events(ada.user_id) for entry in entries_of(event)]
        project_entry(events[0], patient=True)
        before = store.find_balance(ada.user_id, account)
        for entry in events[1:4]:
            project_entry(entry, patient=True)
        with pytest.raises(dynamo.Refused):  # the other one read before these three were applied
            store.advance(before, before.after(events[1]), events[1])
        assert ada.get(f"/balances/{account}")["balance"] == "7.00"

    def test_knows_the_limit_before_the_first_entry_has_come(self):
        credit = open_account(-500, now=clock.now(), floor_minor=-2000, product="checking")
        move(credit.key, -100, now=clock.now())
        assert deliver("query_events", ledger_events(credit.owner_id)[1]) == [0]
        found = Caller(user_id=credit.owner_id).get(f"/balances/{credit.account_id}")
        assert (found["available"], found["asOf"], found["lagging"]) == ("20.00", credit.opened_at, True)

    def test_takes_the_rest_of_a_batch_with_a_poisoned_message(self, ada, account):
        first, *_ = ledger_events(ada.user_id)
        assert deliver("query_events", "no json", {"kind": "x"}, {**first, "touched": [{}]}, first) == [0, 1, 2]
        assert ada.get(f"/balances/{account}")["balance"] == "10.00"

    def test_shows_a_hold_which_is_no_transaction(self, ada, account):
        end = clock.to_text(clock.now() + timedelta(minutes=1))
        assert ada.post("/holds", {"accountId": account, "amount": "4", "expiresAt": end}).status == 201
        ada.project()
        found = ada.get(f"/balances/{account}")
        assert (found["posted"], found["held"], found["available"]) == ("6.00", "4.00", "2.00")
        assert len(ada.get(f"/transactions/{account}")["items"]) == 5


@pytest.mark.usefixtures("emulator")
class TestAccountsProjection:
    def test_keeps_the_newest_state_in_any_order(self):
        ada = Saver()
        account_id = ada.open()
        staff("support").post(f"/accounts/{account_id}/freeze", {"reason": "asked to"}, key=None)
        staff("support").post(f"/accounts/{account_id}/unfreeze", {"reason": "asked to"}, key=None)
        ada.post(f"/accounts/{account_id}/close")
        events = account_events(ada.user_id)
        assert [event["revision"] for event in events] == [1, 2, 3, 4]
        assert deliver("query_events", *reversed(events), *events) == []
        assert [item["status"] for item in ada.get("/balances")["items"]] == ["CLOSED"]


@pytest.mark.usefixtures("emulator")
class TestReadBalances:
    def test_lists_the_callers_accounts_with_and_without_entries(self):
        ada = Saver()
        ids_ = [ada.open(balance="3.00"), ada.open("savings"), ada.open(currency="JPY")]
        ada.project()
        seen, cursor = [], ""
        while cursor is not None:
            page = ada.get("/balances?limit=2" + (f"&cursor={cursor}" if cursor else ""))
            seen += [(item["accountId"], item["balance"], item["currency"]) for item in page["items"]]
            cursor = page["nextCursor"]
        assert seen == [(ids_[0], "3.00", "USD"), (ids_[1], "0.00", "USD"), (ids_[2], "0", "JPY")]
        assert Caller().get("/balances")["items"] == []

    def test_answers_before_the_projection_has_caught_up(self):
        ada = Saver()
        empty, moved = ada.open(), ada.open(balance="3.00")
        assert (ada.get(f"/balances/{empty}")["balance"], ada.get(f"/balances/{empty}")["lagging"]) == ("0.00", False)
        assert ada.get(f"/balances/{moved}")["lagging"] is True
        assert ada.get(f"/transactions/{empty}")["items"] == []

    def test_answers_anothers_account_as_an_unknown_one(self):
        ada = Saver()
        account_id = ada.open(balance="3.00")
        ada.project()
        paths = [f"/balances/{account_id}", f"/transactions/{account_id}", f"/balances/{account_id}?at=2026-01-01T00:00:00Z"]
        answers = [Caller().get(path) for path in (*paths, f"/balances/{ids.new_id()}")]
        assert [(each.status, each["code"]) for each in answers] == [(404, "account_not_found")] * 4

    def test_pages_through_transactions_newest_first(self):
        ada = Saver()
        account_id = ada.open(balance="5.00")
        for _ in range(4):
            ada.settle(ada.begin("withdraw", account_id, "1"))
        ada.project()
        seen, cursor = [], ""
        while cursor is not None:
            page = ada.get(f"/transactions/{account_id}?limit=2" + (f"&cursor={cursor}" if cursor else ""))
            seen += [item["balanceAfter"] for item in page["items"]]
            cursor = page["nextCursor"]
        assert seen == ["1.00", "2.00", "3.00", "4.00", "5.00"]

    def test_binds_a_cursor_to_its_account(self):
        ada = Saver()
        first, second = ada.open(balance="5.00"), ada.open(balance="5.00")
        ada.settle(ada.begin("withdraw", first, "1"))
        ada.project()
        cursor = ada.get(f"/transactions/{first}?limit=1")["nextCursor"]
        assert ada.get(f"/transactions/{second}?limit=1&cursor={cursor}").status == 400


@pytest.mark.usefixtures("emulator")
class TestBalancesAt:
    def test_answers_as_of_any_time_from_the_ledger(self):
        ada = Saver()
        account_id = ada.open(balance="10.00")
        between = clock.to_text(clock.now())
        ada.settle(ada.begin("withdraw", account_id, "4"))
        times = ["0999-01-01T00:00:00Z", between, clock.to_text(clock.now())]
        found = [ada.get(f"/balances/{account_id}?at={at}") for at in times]
        assert [each["balance"] for each in found] == ["0.00", "10.00", "6.00"]
        assert (found[1]["asOf"], found[1]["lagging"]) == (between, False)

    @pytest.mark.parametrize("at", ["yesterday", "2026-01-01", "2026-01-01T00:00:00", "2199-01-01T00:00:00Z"])
    def test_refuses_what_is_no_past_time(self, at):
        ada = Saver()
        refused = ada.get(f"/balances/{ada.open()}?at={at}")
        assert (refused.status, refused["errors"][0]["field"]) == (400, "at")


@pytest.mark.usefixtures("emulator")
class TestLookedFor:
    """A list that is narrowed: by the time in the database, by the rest in what one read has given."""

    @pytest.fixture
    def account(self, ada) -> str:
        account_id = ada.open(balance="100.00")
        for amount in ("1.00", "20.00", "3.00"):
            ada.settle(ada.begin("withdraw", account_id, amount))
        ada.project()
        return account_id

    @pytest.mark.parametrize(
        ("asked", "found"),
        [("type=debit", ["3.00", "20.00", "1.00"]), ("minAmount=3", ["3.00", "20.00", "100.00"]), ("maxAmount=1", ["1.00"])],
    )
    def test_goes_on_behind_the_last_that_was_found(self, ada, account, asked, found):
        assert [each["amount"] for each in TestWhatIsNotProjected.pages(ada, f"/transactions/{account}?{asked}&", 1)] == found

    def test_lies_in_its_time_from_the_first_moment_until_before_the_last(self, ada, account):
        times = [each["at"] for each in ada.get(f"/transactions/{account}")["items"]]
        within = ada.get(f"/transactions/{account}?start={times[2]}&end={times[0]}")
        assert [each["amount"] for each in within["items"]] == [
            each for each, at in (("20.00", times[1]), ("1.00", times[2])) if at < times[0]
        ]

    def test_reads_the_database_once_a_page_and_says_that_there_is_more(self, ada, account, monkeypatch):
        monkeypatch.setattr("chalicelib.query.queries.LOOKED_AT", 2)
        first = ada.get(f"/transactions/{account}?type=credit")
        assert (first["items"], first["nextCursor"] is None) == ([], False)
        rest = ada.get(f"/transactions/{account}?type=credit&cursor={first['nextCursor']}")
        assert [each["amount"] for each in rest["items"]] == ["100.00"]

    def test_says_what_cannot_be_looked_for(self, ada, account):
        refused = ada.get(f"/transactions/{account}?minAmount=1.001")
        assert (refused.status, refused["errors"][0]["field"]) == (400, "minAmount")


@pytest.mark.usefixtures("emulator")
class TestWhatIsNotProjected:
    """A wallet, a card, a loan: their documents name no projection, so the ledger's own entries answer, at once."""

    @pytest.fixture
    def wallet(self, ada) -> str:
        wallet_id, end = ada.open_wallet("9.00"), clock.to_text(clock.now() + timedelta(minutes=1))
        for _ in range(2):
            assert ada.post("/holds", {"accountId": wallet_id, "amount": "1.00", "expiresAt": end}).status == 201
        for amount in ("1.00", "2.00", "3.00"):
            ada.post(f"/wallet/{wallet_id}/debit", {"amount": amount, "reference": f"r{amount}"})
        return wallet_id

    @staticmethod
    def pages(saver: Saver, path: str, limit: int) -> list[dict]:
        seen, cursor = [], ""
        while cursor is not None:
            page = saver.get(f"{path}limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            assert len(page["items"]) <= limit
            seen += page["items"]
            cursor = page["nextCursor"]
        return seen

    def test_leaves_no_row_behind(self, ada, wallet):
        ada.project()
        assert snapshot({wallet}) == {table: [] for table in TABLES}

    def test_tells_its_balances_at_once(self, ada, wallet):
        found = ada.get(f"/balances/{wallet}")
        assert (found["posted"], found["held"], found["available"], found["lagging"]) == ("3.00", "2.00", "1.00", False)
        assert found["asOf"] == ada.get(f"/transactions/{wallet}")["asOf"] == ledger_events(ada.user_id)[-1]["at"]

    @pytest.mark.parametrize("limit", [1, 2, 3, 4, 25])
    def test_lists_its_transactions_page_by_page(self, ada, wallet, limit):
        seen = self.pages(ada, f"/transactions/{wallet}?", limit)
        assert [(item["type"], item["amount"], item["balanceAfter"]) for item in seen] == [
            ("debit", "3.00", "3.00"), ("debit", "2.00", "6.00"), ("debit", "1.00", "8.00"), ("credit", "9.00", "9.00"),
        ]  # fmt: skip

    def test_gives_a_short_page_when_too_many_holds_lie_between(self, ada, wallet, monkeypatch):
        monkeypatch.setattr("chalicelib.ledger.queries._READS", 1)
        page = ada.get(f"/transactions/{wallet}?limit=4")
        assert (len(page["items"]), page["nextCursor"] is None) == (3, False)
        assert len(self.pages(ada, f"/transactions/{wallet}?", 1)) == 4

    def test_finds_a_movement_by_its_reference(self, ada, wallet):
        (found,) = self.pages(ada, f"/transactions/{wallet}?reference=r2.00&", 25)
        assert (found["amount"], found["reference"]) == ("2.00", "r2.00")

    @pytest.mark.parametrize("limit", [1, 2, 25])
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("type=debit", ["3.00", "2.00", "1.00"]), ("type=credit", ["9.00"]), ("minAmount=2&maxAmount=3", ["3.00", "2.00"]),
            ("text=R2", ["2.00"]), ("kind=wallet.debited&minAmount=3", ["3.00"]), ("reference=r2.00&minAmount=2.01", []),
        ],
    )  # fmt: skip
    def test_finds_what_is_looked_for_page_by_page(self, ada, wallet, asked, found, limit):
        assert [item["amount"] for item in self.pages(ada, f"/transactions/{wallet}?{asked}&", limit)] == found

    def test_is_nobody_elses(self, wallet):
        for path in (f"/balances/{wallet}", f"/transactions/{wallet}", f"/transactions/{wallet}?reference=r2.00"):
            assert Caller().get(path)["code"] == "account_not_found"


class TestRebuild:
    @pytest.fixture
    def bank(self, empty_tables) -> list[Saver]:
        savers = [Saver() for _ in range(3)]
        for saver in savers:
            checking = saver.open(balance="10.00")
            saver.open("savings")
            for _ in range(3):
                saver.settle(saver.begin("withdraw", checking, "2"))
            saver.get(f"/balance?userId={saver.user_id}")
            saver.post("/transactions", {"userId": saver.user_id, "amount": "1", "type": "debit"})
            saver.project()
        return savers

    @staticmethod
    def rows() -> dict[str, list]:
        return {
            table: sorted((sorted(dynamo.to_wire(item).items()) for item in dynamo.scan_all(table)), key=str) for table in TABLES
        }

    def test_equals_the_live_one_byte_for_byte(self, bank):
        live = self.rows()
        assert [len(live[table]) for table in TABLES] == [12, 3, 6]
        for table in TABLES:
            for item in list(dynamo.scan_all(table)):
                key = {"account_id": item["account_id"]}
                key |= {"position": item["position"]} if table == "transactions" else {"owner_id": item["owner_id"]}
                dynamo.write(dynamo.delete("row", table, key))
        told = []
        written = rebuild(lambda what, done: told.append((what, done)))
        assert self.rows() == live
        assert written == {"accounts": 6, "balances": 3, "transactions": 12, "removed": 0}
        assert ("balances", 3) in told and ("read", 12) in told

    def test_changes_nothing_that_is_right(self, bank):
        live = self.rows()
        rebuild()
        assert self.rows() == live

    def test_removes_rows_of_what_is_not_projected(self, bank):
        live, saver = self.rows(), bank[0]
        entry = next(item for item in dynamo.scan_all("ledger-entries") if item["account_id"] == saver.user_id)
        row, balance = next(iter(dynamo.scan_all("transactions"))), next(iter(dynamo.scan_all("balances")))
        dynamo.write(dynamo.put("row", "transactions", {**row, "account_id": saver.user_id, "position": entry["position"]}))
        mine = {"owner_id": saver.user_id, "account_id": saver.user_id, "product": "balance"}
        dynamo.write(dynamo.put("row", "balances", {**balance, **mine}))
        assert rebuild()["removed"] == 2
        assert self.rows() == live

    def test_mends_what_is_wrong_and_removes_what_the_ledger_does_not_know(self, bank):
        live = self.rows()
        balance = next(iter(dynamo.scan_all("balances")))
        dynamo.write(dynamo.put("row", "balances", {**balance, "balance": balance["balance"] + 1}))
        other = next(item for item in dynamo.scan_all("balances") if item["account_id"] != balance["account_id"])
        dynamo.write(dynamo.put("row", "balances", {**other, "seq": 999}))
        row = next(iter(dynamo.scan_all("transactions")))
        dynamo.write(dynamo.put("row", "transactions", {**row, "amount": 7}))
        dynamo.write(dynamo.put("row", "transactions", {**row, "position": row["at"] + "#000000000777"}))
        dynamo.write(dynamo.put("row", "balances", {**balance, "account_id": ids.new_id()}))
        state = next(iter(dynamo.scan_all("accounts_projection")))
        dynamo.write(dynamo.put("row", "accounts_projection", {**state, "account_id": ids.new_id()}))
        assert rebuild()["removed"] == 3
        assert self.rows() == live
