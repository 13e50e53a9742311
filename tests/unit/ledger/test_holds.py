"""Holds: reserved until their end and not longer, taken once, told truly; capture and expiry never both win."""

import json
from datetime import timedelta

import pytest

from chalicelib.holds.operations.sweep_hold import sweep_hold
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.ledger import errors
from chalicelib.ledger import public as ledger
from chalicelib.ledger.model import Account, AccountKey
from chalicelib.ledger.operations.reverse import reverse
from chalicelib.platform.call import Call
from tests.support.ledger import NOW, called, keyed, later, move, open_account

pytestmark = pytest.mark.usefixtures("database")
END = NOW + timedelta(hours=1)
BEFORE, AFTER = END - timedelta(milliseconds=1), END


@pytest.fixture
def account(database) -> Account:
    return open_account(1_000)


def place(account: Account, amount: int = 600, key: str = "hold", *, end=END, **more):
    call = called(keyed(key), caller_id=account.owner_id, **{"correlation_id": key} | more)
    return ledger.place_hold(account.key, lambda read: amount, end, call)


def capture(account: Account, hold_id: str, amount: int, key: str = "capture", *, final=False, now=BEFORE):
    return ledger.capture_hold(
        account.owner_id, hold_id, lambda read: amount, called(keyed(key), now, caller_id=account.owner_id), final=final
    )


def void(account: Account, hold_id: str, now=BEFORE):
    return ledger.void_hold(account.owner_id, hold_id, called(keyed("void"), now, caller_id=account.owner_id))


def read(account: Account, now=NOW) -> Account:
    return ledger.find_account(account.owner_id, account.account_id, now)


class TestPlaceHold:
    def test_asks_for_a_sweep_at_its_end(self, account, database):
        hold_id = place(account).body["holdId"]
        (delivery,) = [each for item in database.items("ledger-journal") for each in item.get("deliveries", ())]
        assert (delivery["kind"], delivery["at"]) == ("schedule", "2026-11-21T07:47:12.345Z")
        assert json.loads(delivery["input"])["holdId"] == hold_id

    @pytest.mark.parametrize("end", [NOW, later(-1), NOW + timedelta(days=365, milliseconds=1)])
    def test_refuses_an_end_that_is_past_or_too_far(self, account, end):
        with pytest.raises(InvalidRequest):
            place(account, end=end)

    def test_answers_the_same_key_after_its_end_as_it_did_before(self, account):
        placed = place(account)
        again = place(account, now=later(7200))
        assert again.replayed and again.body == placed.body

    def test_changes_nothing_in_a_dry_run(self, account, database):
        tables = repr(database.tables)
        assert place(account, dry_run=True).body["held"] == "6.00"
        assert repr(database.tables) == tables


class TestCaptureHold:
    def test_lets_the_rest_go_when_final(self, account):
        hold_id = place(account).body["holdId"]
        body = capture(account, hold_id, 250, final=True).body
        assert (body["captured"], body["remaining"], body["status"]) == ("2.50", "0.00", "CAPTURED")
        assert (read(account).held_minor, read(account).available_minor) == (0, 750)

    def test_takes_parts_and_tells_what_is_left(self, account):
        hold_id = place(account).body["holdId"]
        first = capture(account, hold_id, 250, "c1").body
        assert (first["captured"], first["remaining"], first["status"]) == ("2.50", "3.50", "ACTIVE")
        with pytest.raises(errors.HoldExceeded):
            capture(account, hold_id, 351, "c2")
        assert capture(account, hold_id, 350, "c3").body["status"] == "CAPTURED"
        with pytest.raises(errors.HoldEnded) as ended:
            capture(account, hold_id, 1, "c4")
        assert ended.value.facts == {"holdStatus": "CAPTURED"}
        assert (read(account).posted_minor, read(account).held_minor) == (400, 0)

    def test_comes_too_late_at_its_very_end(self, account):
        hold_id = place(account).body["holdId"]
        with pytest.raises(errors.HoldEnded) as ended:
            capture(account, hold_id, 1, now=AFTER)
        assert ended.value.facts == {"holdStatus": "EXPIRED"}
        assert read(account, AFTER).available_minor == 1_000

    def test_finds_it_expired_once_a_later_request_has(self, account):
        """A capture that was asked for in time but is slower than a withdrawal after the end."""
        hold_id = place(account).body["holdId"]
        move(account.key, -900, keyed("w"), now=AFTER)
        with pytest.raises(errors.HoldEnded) as ended:
            capture(account, hold_id, 600, now=BEFORE)
        assert ended.value.facts == {"holdStatus": "EXPIRED"}
        assert read(account).posted_minor == 100

    @pytest.mark.parametrize("ask", [lambda *who: capture(*who, 1), void], ids=["capture", "void"])
    def test_knows_no_hold_of_another(self, account, ask):
        hold_id = place(account).body["holdId"]
        eve = open_account(1_000)
        with pytest.raises(errors.UnknownHold):
            ask(eve, hold_id)
        with pytest.raises(errors.UnknownHold):
            ledger.find_hold(eve.owner_id, hold_id)
        assert read(account).held_minor == 600


class TestManyAccounts:
    """An owner with more accounts than one read brings: nothing is called ended, and no account is left out."""

    @pytest.fixture
    def accounts(self, database) -> list[Account]:
        database.page_items = 2
        return [open_account(1_000, owner_id="ana", account_id=f"account-{number}") for number in range(5)]

    @pytest.mark.parametrize("number", range(5))
    def test_a_hold_on_any_is_captured_and_voided(self, accounts, number):
        hold_id = place(accounts[number]).body["holdId"]
        assert capture(accounts[number], hold_id, 100).body["captured"] == "1.00"
        assert void(accounts[number], hold_id).body["status"] == "VOIDED"
        with pytest.raises(errors.HoldEnded):
            capture(accounts[number], hold_id, 1, "again")
        assert read(accounts[number]).available_minor == 900

    def test_an_answer_is_given_again(self, accounts):
        hold_id = place(accounts[4]).body["holdId"]
        assert not capture(accounts[4], hold_id, 100, now=NOW).replayed
        assert capture(accounts[4], hold_id, 100).replayed
        assert read(accounts[4]).posted_minor == 900

    def test_those_one_read_brings_cost_no_second_one(self, accounts, database):
        hold_id = place(accounts[1]).body["holdId"]
        database.calls.clear()
        capture(accounts[1], hold_id, 100)
        assert database.calls == ["query", "transact_write_items"]

    def test_all_are_listed(self, accounts):
        names = [each.account_id for each in accounts]
        assert [each.account_id for each in ledger.accounts_of("ana", NOW)] == names
        assert [each.account_id for each in ledger.accounts_of("ana", NOW, after=names[1])] == names[2:]


class TestVoidHold:
    def test_lets_the_rest_go_once(self, account):
        hold_id = place(account).body["holdId"]
        capture(account, hold_id, 100)
        body = void(account, hold_id).body
        assert (body["status"], body["captured"], body["held"], body["available"]) == ("VOIDED", "1.00", "0.00", "9.00")
        with pytest.raises(errors.HoldEnded):
            capture(account, hold_id, 1, "again")


class TestSweepHold:
    def sweep(self, account: Account, hold_id: str, now=AFTER) -> str:
        return sweep_hold(account.owner_id, hold_id, Call(now, correlation_id="sweep"))

    def mails(self, database) -> list[dict]:
        kept = [each for item in database.items("ledger-journal") for each in item.get("deliveries", ())]
        return [json.loads(each["body"]) for each in kept if each["kind"] == "queue"]

    def test_tells_the_customer_once(self, account, database):
        hold_id = place(account).body["holdId"]
        assert [self.sweep(account, hold_id) for _ in range(2)] == ["EXPIRED", "EXPIRED"]
        (mail,) = self.mails(database)
        assert (mail["template"], mail["data"]["captured"]) == ("HOLD.EXPIRED", "0.00")

    def test_leaves_a_hold_alone_before_its_end(self, account):
        hold_id = place(account).body["holdId"]
        assert self.sweep(account, hold_id, BEFORE) == "ACTIVE"
        assert read(account).held_minor == 600

    @pytest.mark.parametrize(("final", "outcome", "mails"), [(True, "ENDED", []), (False, "EXPIRED", ["2.00"])])
    def test_looks_again_when_a_capture_asked_for_in_time_comes_between(self, account, database, final, outcome, mails):
        hold_id = place(account).body["holdId"]

        def capture_first(call, request, perform):
            if call == "transact_write_items":
                database.fault = lambda call, request, perform: perform()
                capture(account, hold_id, 200, final=final, now=BEFORE)
            return perform()

        database.fault = capture_first
        assert self.sweep(account, hold_id) == outcome
        assert [mail["data"]["captured"] for mail in self.mails(database)] == mails
        assert read(account).posted_minor == 800

    def test_wins_against_a_capture_that_is_slower(self, account, database):
        hold_id = place(account).body["holdId"]

        def sweep_first(call, request, perform):
            if call == "transact_write_items":
                database.fault = lambda call, request, perform: perform()
                assert self.sweep(account, hold_id) == "EXPIRED"
            return perform()

        database.fault = sweep_first
        with pytest.raises(errors.HoldEnded):
            capture(account, hold_id, 200)
        assert (read(account).posted_minor, len(self.mails(database))) == (1_000, 1)


class TestReverse:
    def test_turns_a_posting_round_once(self, account):
        move(account.key, -300, keyed("w"))
        answer = reverse(keyed("w").scope, called(keyed("r1"), caller_id=account.owner_id), reason="by mistake")
        assert answer.body["balances"][account.account_id]["posted"] == "10.00"
        for _ in range(2):
            with pytest.raises(Exception, match="reversed before"):
                reverse(keyed("w").scope, called(keyed("r2")), reason="again")
        assert read(account).posted_minor == 1_000

    def test_takes_no_money_back_that_is_spent(self, account):
        move(account.key, 300, keyed("d"))
        move(account.key, -1_200)
        with pytest.raises(errors.InsufficientFunds):
            reverse(keyed("d").scope, called(keyed("r")), reason="test")

    def test_turns_round_no_reversal_no_refusal_and_nothing_unknown(self, account):
        move(account.key, -300, keyed("w"))
        reverse(keyed("w").scope, called(keyed("r")), reason="test")
        with pytest.raises(errors.InsufficientFunds):
            move(account.key, -9_999, keyed("poor"))
        place(account, key="held")
        for number, key in enumerate(("r", "poor", "held", "unknown")):
            with pytest.raises(errors.NotReversible):
                reverse(keyed(key).scope, called(keyed(f"n{number}")), reason="test")


class TestPointInTime:
    def test_is_what_stood_then_holds_included(self, account):
        place(account)
        move(account.key, -100, now=later(60))
        told = [ledger.balances_at(account, moment) for moment in (later(-0.001), NOW, later(60), BEFORE, AFTER)]
        assert [each["posted"] for each in told] == ["0.00", "10.00", "9.00", "9.00", "9.00"]
        assert [each["held"] for each in told] == ["0.00", "6.00", "6.00", "6.00", "0.00"]
        assert told[-1]["available"] == "9.00"


def test_accounts_of_others_are_unknown(account):
    with pytest.raises(errors.UnknownAccount):
        ledger.find_account("eve", account.account_id, NOW)
    with pytest.raises(errors.UnknownAccount):
        ledger.place_hold(
            AccountKey("eve", account.account_id), lambda read: 1, END, called(keyed("h"))
        )  # fmt: skip
