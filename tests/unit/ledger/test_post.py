"""Post: once per key whatever happens, a refusal that stays one, and nobody told what did not happen."""

import itertools
import time
from dataclasses import replace

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy, IdempotencyKeyReused, OutcomeUnknown, Recalled, Unavailable
from chalicelib.ledger import errors, store
from chalicelib.ledger.model import AccountKey, OpenHold
from chalicelib.ledger.operations.post import find_answer, post
from chalicelib.ledger.posting import Draft, HoldChange, bank_leg
from chalicelib.ledger.queries import balances_at, find_account
from chalicelib.platform import dynamo
from chalicelib.platform.clients import IN_DOUBT
from tests.support.fake_dynamodb import cancelled, service_error
from tests.support.ledger import NOW, keyed, later, move, moving, open_account, transfer

pytestmark = pytest.mark.usefixtures("database")
SOON = "2026-11-21T07:00:00.000Z"
SHORT = 0.05  # seconds of trying, where trying is in vain


def balance(account, now=NOW) -> int:
    return find_account(account.owner_id, account.account_id, now).posted_minor


def find_account_at(account) -> str:
    return balances_at(account, NOW)["posted"]


def stale(database, account) -> dict:
    """The account's item as a lost race brings it along, at its place in the transaction."""
    return {1: database.tables["inferno-local-ledger-accounts"][account.owner_id, account.account_id]}


def guarded(account, key, amount: int = -100):
    """A posting that happens once, whoever asks: the others are told that the hold has ended."""
    guard = dynamo.put_new("product", "ledger-holds", "hold_id", {"hold_id": "p1"})
    guard = replace(guard, refusal=errors.HoldEnded("Somebody else was first"))
    posting = moving(account.key, amount, key)
    compose = posting.compose
    return replace(posting, compose=lambda accounts: replace(compose(accounts), changes=(guard,)))


def no_sleep(seconds: float) -> None:
    pass


class TestPost:
    def test_is_one_read_and_one_transaction_of_three_items(self, database):
        account = open_account()
        database.calls.clear()
        receipt = move(account.key, 500)
        assert database.calls == ["get_item", "transact_write_items"]
        assert (receipt.status, receipt.body["balances"], receipt.replayed) == (201, {account.account_id: 500}, False)
        assert len(database.items("ledger-journal")) == len(database.items("ledger-entries")) == 1

    def test_between_customers_is_one_read_and_one_transaction(self, database):
        source, target = open_account(100), open_account()
        database.calls.clear()
        transfer(source, target, 100)
        assert database.calls == ["batch_get_item", "transact_write_items"]
        assert (balance(source), balance(target)) == (0, 100)

    @pytest.mark.parametrize("currency", ["JPY", "USD", "KWD"])
    def test_is_exact_beyond_what_a_float_can_hold(self, currency):
        account = open_account(currency=currency)
        for amount in (10**17, 1, 10**17, -(10**17) + 2, 2**53 + 1):
            move(account.key, amount, currency=currency)
        assert balance(account) == 10**17 + 3 + 2**53 + 1

    def test_writes_entries_without_gaps_that_never_go_back_in_time(self, database):
        account = open_account()
        for seconds in (5, 1, 3, 9):
            move(account.key, 10, now=later(seconds))
        entries = sorted(database.items("ledger-entries"), key=lambda entry: entry["position"])
        assert [entry["seq"] for entry in entries] == [1, 2, 3, 4]
        assert [entry["balance"] for entry in entries] == [10, 20, 30, 40]
        assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)

    def test_knows_no_account_of_another_owner(self, database):
        account = open_account(100)
        with pytest.raises(errors.UnknownAccount):
            move(AccountKey("eve", account.account_id), -1)
        with pytest.raises(errors.UnknownAccount):
            move(AccountKey(account.owner_id, "unknown"), -1)

    def test_writes_nothing_in_a_dry_run(self, database):
        account = open_account(100)
        tables = repr(database.tables)
        assert post(moving(account.key, -30, dry_run=True)).body["dryRun"] is True
        with pytest.raises(errors.InsufficientFunds):
            post(moving(account.key, -130, keyed("k"), dry_run=True))
        assert repr(database.tables) == tables

    def test_refuses_a_composition_that_does_not_balance_before_writing(self, database):
        account = open_account()
        tables = repr(database.tables)
        broken = replace(moving(account.key, 5), compose=lambda accounts: Draft((bank_leg("cash", 5, "USD"),)))
        with pytest.raises(errors.Unbalanced):
            post(broken)
        assert repr(database.tables) == tables

    def test_uses_the_products_words(self):
        class TooPoor(errors.InsufficientFunds):
            code = "too_poor"

        account = open_account(1)
        with pytest.raises(TooPoor):
            post(moving(account.key, -2, words={errors.InsufficientFunds: TooPoor}))

    def test_lets_expired_holds_go_before_it_refuses(self):
        account = open_account(100, holds={}, held_minor=0)
        held = replace(moving(account.key, 0), compose=lambda read: holding(account, 90))
        post(held)
        with pytest.raises(errors.InsufficientFunds):
            move(account.key, -50)
        assert move(account.key, -50, now=later(3600)).body["balances"] == {account.account_id: 50}


def holding(account, minor: int) -> Draft:
    return Draft((), holds=(HoldChange(account.account_id, "h1", OpenHold(minor, minor, SOON)),))


class TestKeys:
    def test_have_one_effect_and_the_same_answer(self):
        account, key = open_account(), keyed("k1")
        first = move(account.key, 500, key)
        again = move(account.key, 500, key, now=later(9))
        assert (again.posting_id, again.status, again.body) == (first.posting_id, first.status, first.body)
        assert (first.replayed, again.replayed, balance(account)) == (False, True, 500)

    def test_of_two_requests_in_one_millisecond_answer_one_as_a_replay(self):
        account, key = open_account(), keyed("k1")
        first, second = (move(account.key, 500, key, correlation_id=each) for each in ("request-1", "request-2"))
        assert (first.replayed, second.replayed) == (False, True)

    def test_with_another_request_tell_nothing_and_change_nothing(self):
        account = open_account(100)
        move(account.key, -30, keyed("k1", amount=30))
        with pytest.raises(IdempotencyKeyReused) as reused:
            move(account.key, -40, keyed("k1", amount=40))
        assert reused.value.facts == {} and balance(account) == 70

    def test_tell_the_first_answer_also_where_the_account_is_unknown(self):
        account, nobodys = open_account(100), AccountKey("ada", "nobody's")
        first = move(account.key, -30, keyed("k1", amount=30))
        assert move(nobodys, -30, keyed("k1", amount=30)).body == first.body
        with pytest.raises(IdempotencyKeyReused):
            move(nobodys, -40, keyed("k1", amount=40))
        with pytest.raises(errors.UnknownAccount):
            move(nobodys, -40, keyed("k2", amount=40))

    def test_are_not_told_an_end_that_is_not_remembered_while_theirs_cannot_be_read(self, database):
        nobodys = AccountKey("ada", "nobody's")

        def fault(name, request, perform):
            if name == "get_item" and "journal" in request["TableName"]:
                raise service_error("ThrottlingException")
            return perform()

        database.fault = fault
        with pytest.raises(OutcomeUnknown):
            move(nobodys, -30, keyed("k1"))

    def test_are_not_told_an_end_that_is_not_remembered_while_a_try_is_in_doubt(self):
        nobodys = AccountKey("ada", "nobody's")
        with pytest.raises(OutcomeUnknown):
            post(moving(nobodys, -30, keyed("k1")), doubt=service_error("InternalServerError", 500))

    def test_belong_to_their_caller(self):
        account = open_account(100)
        move(account.key, -30, keyed("k1"))
        assert not move(account.key, -30, keyed("k1", caller="eve")).replayed
        assert balance(account) == 40

    def test_remember_a_refusal_though_the_money_is_there_now(self):
        account, key = open_account(), keyed("k1")
        with pytest.raises(errors.InsufficientFunds) as refused:
            move(account.key, -1, key)
        move(account.key, 100)
        with pytest.raises(Recalled) as recalled:
            move(account.key, -1, key, now=later(1))
        assert (recalled.value.status, recalled.value.code) == (refused.value.status, refused.value.code)
        assert (recalled.value.detail, recalled.value.replayed) == (refused.value.detail, True)
        assert balance(account) == 100

    def test_answer_a_success_though_the_money_is_gone_now(self):
        account, key = open_account(100), keyed("k1")
        move(account.key, -100, key)
        assert move(account.key, -100, key, now=later(1)).replayed
        assert balance(account) == 0

    def test_answer_a_success_though_the_account_is_closed_now(self):
        account, key = open_account(100), keyed("k1")
        move(account.key, -100, key)
        read = find_account(account.owner_id, account.account_id, NOW)
        dynamo.transact([store.replacing(replace(read, status="CLOSED", version=read.version + 1))])
        assert move(account.key, -100, key, now=later(1)).replayed

    def test_do_not_remember_that_an_account_is_unknown(self, database):
        with pytest.raises(errors.UnknownAccount):
            move(AccountKey("ana", "a1"), 5, keyed("k1"))
        assert database.items("ledger-journal") == []

    def test_that_we_minted_are_not_remembered_with_a_refusal(self, database):
        account = open_account()
        with pytest.raises(errors.InsufficientFunds):
            move(account.key, -5)
        assert database.items("ledger-journal") == []

    def test_remember_a_refusal_worth_publishing_with_its_details(self, database):
        account = open_account()
        posting = moving(account.key, -5, refused=lambda failure, posting_id: {"id": posting_id, "code": failure.code})
        with pytest.raises(errors.InsufficientFunds):
            post(posting)
        (item,) = database.items("ledger-journal")
        assert (item["kind"], item["refused"]) == ("test.moved.refused", {"id": item["posting_id"], "code": "insufficient_funds"})

    def test_tell_what_became_of_them(self):
        account, key = open_account(), keyed("k1")
        assert find_answer(key) is None
        receipt = move(account.key, 5, key)
        assert find_answer(key).body == receipt.body
        with pytest.raises(IdempotencyKeyReused):
            find_answer(keyed("k1", other="request"))


class TestRowsBesideTheAccounts:
    """A product's own row, read with the accounts and written on its version: a spending limit of 100, here."""

    @staticmethod
    def within_100(account, amount: int, key: str, **more):
        row = {"hold_id": "limit"}

        def compose(seen):
            spent, version = (item["spent"], item["version"]) if (item := seen.rows["limit"]) else (0, 0)
            if spent + amount > 100:
                raise errors.Overpayment("More than the limit")
            after = {**row, "spent": spent + amount, "version": version + 1}
            condition = "version = :version" if version else "attribute_not_exists(hold_id)"
            values = {"version": version} if version else {}
            change = dynamo.put("limit", "ledger-holds", after, condition=condition, **values)
            return replace(plain.compose(seen), changes=(change,))

        plain = moving(account.key, -amount, keyed(key), **more)
        return replace(plain, compose=compose, rows={"limit": ("ledger-holds", row)})

    def test_cost_no_further_round_trip(self, database):
        account = open_account(500)
        database.calls.clear()
        post(self.within_100(account, 60, "k1"))
        assert database.calls == ["batch_get_item", "transact_write_items"]
        assert database.items("ledger-holds") == [{"hold_id": "limit", "spent": 60, "version": 1}]

    def test_are_judged_again_as_a_lost_race_left_them(self, database):
        account, other = open_account(500), open_account(500)
        ways = iter([lambda: post(self.within_100(other, 60, "k1"))])

        def first_somebody_else(call, request, perform):
            if call == "transact_write_items" and (way := next(ways, None)):
                way()
            return perform()

        database.fault = first_somebody_else
        database.calls.clear()
        with pytest.raises(errors.Overpayment):
            post(self.within_100(account, 60, "k2"))
        assert (balance(account), balance(other)) == (500, 440)
        assert database.calls.count("batch_get_item") == 3  # its own, the other's, and again what the race left


class TestLostRaces:
    @pytest.mark.parametrize(
        ("others", "reads"), [([-80], 2), ([-80, -1], 4)], ids=["to one that met nobody", "to one that waited too"]
    )
    def test_are_judged_again_at_once_or_after_another_look(self, database, others, reads):
        account = open_account(100)
        database.calls.clear()
        ways = iter(others)  # each comes in the middle of the one before it

        def somebody_else_first(call, request, perform):
            if call == "transact_write_items" and (amount := next(ways, None)):
                move(account.key, amount)
            return perform()

        database.fault = somebody_else_first
        with pytest.raises(errors.InsufficientFunds):
            move(account.key, -50, keyed("k1"))
        assert database.calls.count("get_item") == reads  # each request's own, and the look after the pause
        assert balance(account) == 100 + sum(others)

    def test_tell_the_next_ones_past_how_many_the_last_one_had_waited(self, database):
        account = open_account()
        ways = iter([lambda: move(account.key, 1), lambda: move(account.key, 1)])

        def twice_somebody_else(call, request, perform):
            if call == "transact_write_items" and (way := next(ways, None)):
                way()
            return perform()

        database.fault = twice_somebody_else
        move(account.key, 1)
        assert [item["overtaken"] for item in database.items("ledger-accounts")] == [2]
        move(account.key, 1)
        assert [item["overtaken"] for item in database.items("ledger-accounts")] == [0]

    def test_end_as_busy_and_never_as_poverty(self, database):
        account = open_account(100)
        mine = keyed("k1")

        def always_somebody_else(call, request, perform):
            if call == "transact_write_items" and mine.scope in str(request):
                database.fault = lambda call, request, perform: perform()
                move(account.key, 1)
                database.fault = always_somebody_else
            return perform()

        database.fault = always_somebody_else
        with pytest.raises(AccountBusy) as busy:
            post(moving(account.key, -50, mine), maximum_seconds=SHORT, sleep=no_sleep)
        assert (busy.value.status, busy.value.code, busy.value.retry_after_seconds) == (409, "account_busy", 1)
        assert find_answer(mine) is None
        database.fault = lambda call, request, perform: perform()
        assert not move(account.key, -50, mine).replayed

    def test_against_the_same_key_answer_as_the_winner_did(self, database):
        account, key = open_account(100), keyed("k1")
        ways = iter([lambda: move(account.key, -80, key, now=later(1))])

        def first_the_twin(call, request, perform):
            if call == "transact_write_items" and (way := next(ways, None)):
                way()
            return perform()

        database.fault = first_the_twin
        assert move(account.key, -80, key).replayed
        assert balance(account) == 20

    def test_an_entry_of_who_waited_before_stands_at_a_later_time(self):
        account = open_account(100, now=later(-60))
        at = post(moving(account.key, -80, keyed("k1")), waited=6.0).body["at"]
        assert clock.to_text(later(6)) <= at < clock.to_text(later(7))

    def test_an_entry_written_late_stands_at_a_later_time(self, database):
        """Who asked for the balance at NOW meanwhile gets the same answer again."""
        account = open_account(100, now=later(-60))
        waited = []

        def wait(seconds: float) -> None:
            waited.append(find_account_at(account))
            time.sleep(0.02)

        fail(
            database, "transact_write_items", cancelled("None", "ConditionalCheckFailed", "None", items=stale(database, account))
        )
        receipt = post(moving(account.key, -80, keyed("k1")), sleep=wait)
        assert receipt.body["at"] > clock.to_text(NOW)
        assert receipt.posting_id == moving(account.key, -80, keyed("k1")).posting_id
        assert {*waited, find_account_at(account)} == {"1.00"}

    def test_a_refusal_loses_to_a_success_that_came_between(self, database):
        account, key = open_account(), keyed("k1")

        def before_the_refusal(call, request, perform):
            if call == "put_item" and "refusal" in request["Item"]:
                database.fault = lambda call, request, perform: perform()
                move(account.key, 100, now=later(1))
                move(account.key, -80, key, now=later(1))
            return perform()

        database.fault = before_the_refusal
        assert move(account.key, -80, key).replayed
        assert balance(account) == 20


TIMEOUT = ReadTimeoutError(endpoint_url="dynamodb")
CONFLICTS = [
    cancelled("TransactionConflict", "None", "None"),
    cancelled("None", "TransactionConflict", "None"),
    cancelled("None", "ThrottlingError", "TransactionConflict"),
    cancelled("None", "ProvisionedThroughputExceeded", "None"),
    service_error("ThrottlingException"),
    service_error("ProvisionedThroughputExceededException"),
    service_error("TransactionInProgressException"),
]
LOST = [service_error("InternalServerError", 500), service_error("ServiceUnavailable", 503), TIMEOUT]
CALLS = ["get_item", "transact_write_items", "put_item"]


def fail(database, call: str, error: Exception, *, times: int = 1, applied: bool = False) -> None:
    """The next `times` such calls fail, `applied` or not; then everything works again."""
    left = itertools.count(times, -1)

    def fault(name, request, perform):
        if name == call and next(left) > 0:
            if applied:
                perform()
            raise error
        return perform()

    database.fault = fault


class TestFaults:
    """Every call of a posting, of a refusal and of a look-up fails in every way, once and for good."""

    @pytest.mark.parametrize("error", CONFLICTS + LOST[:2], ids=str)
    def test_a_conflict_is_tried_again(self, database, error):
        account = open_account(100)
        fail(database, "transact_write_items", error, times=3)
        assert post(moving(account.key, -100, keyed("k1")), sleep=no_sleep).status == 201
        assert balance(account) == 0

    @pytest.mark.parametrize("error", CONFLICTS, ids=str)
    def test_a_conflict_that_does_not_end_is_no_refusal(self, database, error):
        account, key = open_account(100), keyed("k1")
        fail(database, "transact_write_items", error, times=10**6)
        with pytest.raises(AccountBusy):
            post(moving(account.key, -100, key), maximum_seconds=SHORT, sleep=no_sleep)
        database.fault = lambda call, request, perform: perform()
        assert find_answer(key) is None
        assert not move(account.key, -100, key).replayed

    @pytest.mark.parametrize("mixed", ["product", "account"])
    def test_a_conflict_beside_a_failed_condition_is_tried_again(self, database, mixed):
        account, key = open_account(100), keyed("k1")
        stale = {"account": database.tables["inferno-local-ledger-accounts"][account.owner_id, account.account_id]}
        codes = ("TransactionConflict", "None", "ConditionalCheckFailed", "None")
        if mixed == "account":
            codes = ("TransactionConflict", "ConditionalCheckFailed", "None", "None")
        fail(database, "transact_write_items", cancelled(*codes, items={1: stale["account"]}), times=2)
        posting = moving(account.key, -100, key)
        extra = dynamo.put_new("product", "ledger-holds", "hold_id", {"hold_id": "p1"})
        compose = posting.compose
        posting = replace(posting, compose=lambda accounts: replace(compose(accounts), changes=(extra,)))
        assert post(posting, sleep=no_sleep).status == 201
        assert balance(account) == 0

    def test_a_products_own_condition_is_told_to_the_product(self):
        account = open_account(100)
        extra = dynamo.put_new("product", "ledger-holds", "hold_id", {"hold_id": "p1"})
        dynamo.write(extra)
        posting = moving(account.key, -100, keyed("k1"))
        compose = posting.compose
        with pytest.raises(dynamo.Refused) as refused:
            post(replace(posting, compose=lambda accounts: replace(compose(accounts), changes=(extra,))))
        assert list(refused.value.items) == ["product"]

    def test_what_it_did_itself_is_not_taken_for_somebody_elses(self, database):
        """The same request, sent twice, was first: its guard does not hold any more, and its key has an answer."""
        account = open_account(100)

        def second(call, request, perform):
            if call == "transact_write_items":
                database.fault = lambda call, request, perform: perform()
                perform()
            return perform()

        database.fault = second
        assert post(guarded(account, keyed("k1")), sleep=no_sleep).status == 201
        assert balance(account) == 0
        with pytest.raises(errors.HoldEnded):
            post(guarded(account, keyed("k2"), 0), sleep=no_sleep)
        with pytest.raises(Recalled):  # whatever the guard would say by now
            post(moving(account.key, 0, keyed("k2")), sleep=no_sleep)

    @pytest.mark.parametrize("error", LOST, ids=str)
    @pytest.mark.parametrize("times", [1, 2, 10**6])
    @pytest.mark.parametrize("minted", [False, True])
    def test_an_answer_that_got_lost_is_found_again(self, database, error, times, minted):
        account = open_account(100)
        fail(database, "transact_write_items", error, times=times, applied=True)
        receipt = post(moving(account.key, -100, keyed(None if minted else "k1")), sleep=no_sleep)
        assert (receipt.status, receipt.replayed, balance(account)) == (201, False, 0)

    @pytest.mark.parametrize("error", LOST, ids=str)
    def test_an_answer_that_got_lost_for_good_is_unknown_and_names_the_key(self, database, error):
        account, key = open_account(100), keyed("k1")

        def fault(name, request, perform):
            if name == "transact_write_items":
                perform()
                database.fault = broken
            if name == "transact_write_items" or "ledger-journal" in request["TableName"]:
                raise error
            return perform()

        def broken(name, request, perform):
            raise error

        database.fault = fault
        with pytest.raises(OutcomeUnknown) as unknown:
            post(moving(account.key, -100, key), sleep=no_sleep)
        assert unknown.value.facts == {"idempotencyKey": "k1"}
        database.fault = lambda call, request, perform: perform()
        assert move(account.key, -100, key, now=later(5)).replayed
        assert balance(account) == 0

    @pytest.mark.parametrize("error", LOST, ids=str)
    def test_a_write_that_was_not_applied_is_unknown_until_the_key_is_used_again(self, database, error):
        account, key = open_account(100), keyed("k1")
        fail(database, "transact_write_items", error, times=10**6)
        with pytest.raises(OutcomeUnknown):
            post(moving(account.key, -100, key), sleep=no_sleep)
        database.fault = lambda call, request, perform: perform()
        assert not move(account.key, -100, key).replayed
        assert balance(account) == 0

    def test_a_refusal_of_what_we_did_ourselves_that_cannot_be_kept_is_no_refusal(self, database):
        """Seed 1795793135097 of the simulator: done, the answer lost behind a conflict, the money gone, and the refusal not written."""
        account, key = open_account(100), keyed("k1")
        done = []

        def fault(name, request, perform):
            if name == "put_item":
                raise service_error("TransactionConflictException")
            if name == "transact_write_items" and not done:
                done.append(perform())
                hidden = cancelled("None", "TransactionConflict", "None")
                hidden.response["ResponseMetadata"][IN_DOUBT] = True
                raise hidden
            return perform()

        database.fault = fault
        receipt = post(moving(account.key, -100, key), sleep=no_sleep)
        assert (receipt.status, receipt.replayed, balance(account)) == (201, False, 0)

    @pytest.mark.parametrize("error", LOST, ids=str)
    def test_a_refusal_in_doubt_that_cannot_be_kept_leaves_the_outcome_unknown(self, database, error):
        """The doubtful try may still come, though nothing is found of it now."""
        account, key = open_account(100), keyed("k1")
        fail(database, "put_item", error, times=10**6)
        with pytest.raises(OutcomeUnknown):
            post(moving(account.key, -200, key), sleep=no_sleep, doubt=service_error("InternalServerError", 500))

    def test_doubt_outlasts_later_conflicts(self, database):
        account, key = open_account(100), keyed("k1")
        errors_in_turn = iter([service_error("InternalServerError", 500)])

        def fault(name, request, perform):
            if name == "transact_write_items":
                raise next(errors_in_turn, cancelled("TransactionConflict", "None", "None"))
            return perform()

        database.fault = fault
        with pytest.raises(OutcomeUnknown):
            post(moving(account.key, -100, key), maximum_seconds=SHORT, sleep=no_sleep)

    def test_doubt_outlasts_a_look_that_fails(self, database):
        account, key = open_account(100), keyed("k1")
        errors_in_turn = iter([service_error("InternalServerError", 500), cancelled("TransactionConflict", "None", "None")])

        def fault(name, request, perform):
            if name == "transact_write_items":
                raise next(errors_in_turn)
            if name == "get_item" and "accounts" in request["TableName"] and next(looks):
                raise service_error("ThrottlingException")
            return perform()

        looks = itertools.count()  # the first one finds the account
        database.fault = fault
        with pytest.raises(OutcomeUnknown):
            post(moving(account.key, -100, key), sleep=no_sleep)

    def test_doubt_outlasts_a_contested_refusal(self, database):
        """The journal's part never gets judged, so the attempt before may have been applied, for all that is known."""
        account, key = open_account(100), keyed("k1")
        item = database.tables["inferno-local-ledger-accounts"][account.owner_id, account.account_id]
        contested = cancelled("TransactionConflict", "ConditionalCheckFailed", "None", items={1: item})
        errors_in_turn = iter([service_error("InternalServerError", 500), contested])

        def fault(name, request, perform):
            if name == "transact_write_items":
                raise next(errors_in_turn, cancelled("TransactionConflict", "None", "None"))
            return perform()

        database.fault = fault
        with pytest.raises(OutcomeUnknown):
            post(moving(account.key, -100, key), maximum_seconds=SHORT, sleep=no_sleep)

    @pytest.mark.parametrize("minted", [False, True])
    def test_a_lost_attempt_that_came_through_is_never_told_as_a_refusal(self, database, minted):
        """Its answer is a fault of the service; before it is applied another debit wins, so the next judgement refuses."""
        account, mine = open_account(100), keyed(None if minted else "k1")
        late = []

        def fault(name, request, perform):
            if name == "transact_write_items" and mine.scope in str(request) and not late:
                late.append(perform)
                raise service_error("InternalServerError", 500)
            if name == "transact_write_items" and mine.scope in str(request) and len(late) == 1:
                late.append(None)
                late[0]()  # applied now, after all
                item = database.tables["inferno-local-ledger-accounts"][account.owner_id, account.account_id]
                raise cancelled("None", "ConditionalCheckFailed", "None", items={1: item})
            return perform()

        database.fault = fault
        receipt = post(moving(account.key, -100, mine), sleep=no_sleep)
        assert (receipt.status, receipt.replayed, balance(account)) == (201, False, 0)

    @pytest.mark.parametrize("error", [*LOST, service_error("ThrottlingException")], ids=str)
    def test_a_read_that_fails_changed_nothing(self, database, error):
        account, key = open_account(100), keyed("k1")
        fail(database, "get_item", error)
        with pytest.raises(Unavailable) as failed:
            post(moving(account.key, -100, key))
        assert type(failed.value) is Unavailable and balance(account) == 100
        fail(database, "get_item", error, times=2)
        with pytest.raises(OutcomeUnknown):
            post(moving(account.key, -100, key))

    @pytest.mark.parametrize("error", [*LOST, service_error("ThrottlingException")], ids=str)
    def test_a_read_that_fails_still_finds_what_the_key_did_before(self, database, error):
        account, key = open_account(100), keyed("k1")
        move(account.key, -100, key)
        fail(database, "get_item", error)
        assert move(account.key, -100, key, now=later(1)).replayed

    @pytest.mark.parametrize("error", LOST, ids=str)
    def test_a_refusal_that_was_kept_though_its_answer_got_lost_is_told(self, database, error):
        account, key = open_account(), keyed("k1")
        fail(database, "put_item", error, applied=True)
        with pytest.raises(Recalled) as told:
            post(moving(account.key, -1, key))
        assert (told.value.code, told.value.replayed) == ("insufficient_funds", False)

    @pytest.mark.parametrize("error", LOST, ids=str)
    def test_a_refusal_that_could_not_be_kept_is_not_told(self, database, error):
        account, key = open_account(), keyed("k1")
        fail(database, "put_item", error)
        with pytest.raises(Unavailable):
            post(moving(account.key, -1, key))
        move(account.key, 1)
        assert not move(account.key, -1, key).replayed

    @pytest.mark.parametrize(
        "error", [service_error("TransactionConflictException"), service_error("ThrottlingException")], ids=str
    )
    def test_a_refusal_that_meets_a_transaction_is_kept_a_moment_later(self, database, error):
        account, key = open_account(), keyed("k1")
        fail(database, "put_item", error, times=2)
        with pytest.raises(errors.InsufficientFunds):
            post(moving(account.key, -1, key))
        with pytest.raises(Recalled):
            find_answer(key)

    @pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
    @pytest.mark.parametrize("call", ["get_item", "transact_write_items"])
    def test_a_defect_shows_as_such(self, database, code, call):
        account = open_account(100)
        fail(database, call, service_error(code), times=10**6)
        with pytest.raises(Exception, match=code) as defect:
            post(moving(account.key, -100, keyed("k1")))
        assert not isinstance(defect.value, Unavailable)
        database.fault = lambda call, request, perform: perform()
        assert balance(account) == 100
