"""Post together: one transaction for many, and each as if it had been alone."""

import time

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.kernel import clock
from chalicelib.kernel.failures import AccountBusy, IdempotencyKeyReused, Recalled
from chalicelib.ledger.model import Account
from chalicelib.ledger.operations.post import find_answer
from chalicelib.ledger.operations.post_group import MOST_TOGETHER, post_group
from chalicelib.ledger.posting import Posting
from chalicelib.ledger.queries import find_account
from chalicelib.platform import dynamo
from chalicelib.platform.clients import IN_DOUBT
from tests.support.fake_dynamodb import cancelled, service_error
from tests.support.ledger import NOW, keyed, later, move, moving, open_account
from tests.unit.ledger.test_post import CONFLICTS, LOST, fail
from tests.unit.ledger.test_verify import verify

pytestmark = pytest.mark.usefixtures("database")


def together(account: Account, *amounts: int, keys: str = "k", seconds: float = 1.0) -> list[object]:
    return group(
        *(moving(account.key, amount, keyed(f"{keys}{number}")) for number, amount in enumerate(amounts)), seconds=seconds
    )


def group(*postings: Posting, seconds: float = 1.0) -> list[object]:
    """The balance after each, or the name of what went wrong with it."""
    outcomes = post_group(postings, maximum_seconds=seconds, sleep=lambda seconds: None)
    return [
        type(each).__name__ if isinstance(each, Exception) else next(iter(each.body["balances"].values())) for each in outcomes
    ]


def balance(account: Account) -> int:
    return find_account(account.owner_id, account.account_id, NOW).posted_minor


class TestATransaction:
    def test_holds_as_many_as_it_can(self, database):
        account = open_account()
        database.calls.clear()
        assert together(account, *[1] * MOST_TOGETHER) == list(range(1, MOST_TOGETHER + 1))
        assert database.calls == ["get_item", "transact_write_items"]

    def test_is_followed_by_another_for_the_rest_without_another_read(self, database):
        account = open_account()
        database.calls.clear()
        assert together(account, *[1] * 200) == list(range(1, 201))
        assert database.calls == ["get_item", *["transact_write_items"] * 5]

    def test_leaves_each_its_journal_item_answer_entry_and_event(self, database):
        account = open_account(100)
        together(account, 5, -30, 7)
        journal = {item["scope"]: item for item in database.items("ledger-journal")}
        for number, amount in enumerate((5, -30, 7)):
            item = journal[keyed(f"k{number}").scope]
            own = [leg["amount"] for leg in item["legs"] if leg["account"] == account.account_id]
            assert (own, item["touched"][0]["balance"]) == ([amount], [105, 75, 82][number])
        entries = sorted(database.items("ledger-entries"), key=lambda entry: entry["seq"])
        assert [(entry["seq"], entry["amount"], entry["balance"]) for entry in entries] == [
            (1, 100, 100), (2, 5, 105), (3, -30, 75), (4, 7, 82),
        ]  # fmt: skip
        assert verify() == []

    def test_changes_the_account_once(self, database):
        account = open_account(100)
        together(account, 1, 1, 1)
        (item,) = database.items("ledger-accounts")
        assert (item["version"], item["entry_seq"], item["overtaken"]) == (2, 4, 0)

    def test_is_one_for_each_account(self, database):
        ana, bob = open_account(), open_account()
        database.calls.clear()
        amounts = [(ana, 1), (bob, 10), (ana, 2), (bob, 20)]
        mixed = [moving(account.key, amount, keyed(f"k{amount}")) for account, amount in amounts]
        assert group(*mixed) == [1, 10, 3, 30]
        assert database.calls.count("transact_write_items") == 2


class TestRefusals:
    def test_are_each_commands_own_and_remembered(self):
        account = open_account(10)
        assert together(account, -11, 5, -20, -15) == ["InsufficientFunds", 15, "InsufficientFunds", 0]
        for refused in ("k0", "k2"):
            with pytest.raises(Recalled):
                find_answer(keyed(refused))

    def test_are_judged_on_what_was_written_and_not_on_a_guess(self, database):
        """The withdrawal before it was made long ago, so there is money for this one."""
        account = open_account(100)
        move(account.key, -60, keyed("k0"))
        move(account.key, 60)
        assert together(account, -60, -100) == [40, 0]

    def test_of_one_account_do_not_touch_another(self):
        poor, rich = open_account(), open_account(5)
        assert group(moving(poor.key, -1, keyed("p")), moving(rich.key, -1, keyed("r1")), moving(rich.key, -1, keyed("r2"))) == [
            "InsufficientFunds", 4, 3,
        ]  # fmt: skip

    def test_of_an_unknown_account_are_told_and_not_remembered(self, database):
        nobodys = Account("eve", "none", "test", "USD", "credit", "OPEN", "")
        assert together(nobodys, 1, 1) == ["UnknownAccount"] * 2
        assert database.items("ledger-journal") == []


class TestRepeats:
    def test_within_a_group_happen_once(self):
        account = open_account()
        once = moving(account.key, 5, keyed("k"))
        assert group(once, once, moving(account.key, 5, keyed("other")), once) == [5, 5, 10, 5]
        assert balance(account) == 10

    def test_with_another_request_under_the_same_key_are_told(self):
        account = open_account()
        first, other = (moving(account.key, amount, keyed("k", amount=amount)) for amount in (5, 6))
        assert group(first, other, moving(account.key, 1, keyed("l"))) == [5, IdempotencyKeyReused.__name__, 6]

    def test_of_a_whole_group_tell_what_was_answered(self, database):
        account = open_account()
        first = together(account, 1, 2, 3)
        assert together(account, 1, 2, 3) == first
        assert (balance(account), len(database.items("ledger-entries"))) == (6, 3)

    def test_of_some_leave_the_others_to_be_posted(self):
        account = open_account()
        move(account.key, 1, keyed("k1"))
        assert together(account, 10, 1, 20) == [11, 1, 31]


class TestRaces:
    def test_that_are_lost_are_judged_again(self, database):
        account = open_account(100)
        ways = iter([lambda: move(account.key, -80, now=later(-1)), lambda: move(account.key, 5, now=later(1))])

        def somebody_else(call, request, perform):
            if call == "transact_write_items" and (way := next(ways, None)):
                way()
            return perform()

        database.fault = somebody_else
        assert together(account, -50, 10) == ["InsufficientFunds", 35]
        assert verify() == []

    @pytest.mark.parametrize("error", CONFLICTS, ids=str)
    def test_and_conflicts_that_do_not_end_are_busy_for_each(self, database, error):
        account = open_account(100)
        fail(database, "transact_write_items", error, times=10**6)
        assert together(account, 1, 2, seconds=0.02) == [AccountBusy.__name__] * 2
        database.fault = lambda call, request, perform: perform()
        assert together(account, 1, 2) == [101, 103]

    @pytest.mark.parametrize("error", CONFLICTS + LOST, ids=str)
    @pytest.mark.parametrize("applied", [False, True])
    def test_and_faults_leave_every_posting_made_once(self, database, error, applied):
        account = open_account(100)
        fail(database, "transact_write_items", error, applied=applied)
        told = together(account, 1, -2, 4)
        assert told == [101, 99, 103]
        assert (balance(account), verify()) == (103, [])

    def test_and_doubt_leave_a_refusal_to_the_key(self, database):
        """A fault hides that it was written; the account is taken to be without money then, and is not: the key knows."""
        account, late = open_account(100), []

        def fault(name, request, perform):
            if name == "transact_write_items" and not late:
                late.append(perform)
                raise service_error("InternalServerError", 500)
            if name == "transact_write_items" and len(late) == 1:
                late.append(None)
                late[0]()  # applied now, after all
                item = database.tables["inferno-local-ledger-accounts"][account.owner_id, account.account_id]
                raise cancelled("ConditionalCheckFailed", "TransactionConflict", items={0: item})
            return perform()

        database.fault = fault
        assert together(account, -60, -40) == [40, 0]
        assert (balance(account), verify()) == (0, [])


class TestPoison:
    def test_fails_alone(self):
        account = open_account(100)
        broken = moving(account.key, 1, keyed("broken"))
        object.__setattr__(broken, "compose", lambda accounts: 1 / 0)
        unbalanced = moving(account.key, 1, keyed("unbalanced"), currency="JPY")
        outcomes = group(moving(account.key, 1, keyed("a")), broken, unbalanced, moving(account.key, 1, keyed("b")))
        assert outcomes == [101, "ZeroDivisionError", "CurrencyMismatch", 102]

    def test_that_breaks_the_transaction_fails_alone(self, database):
        account = open_account(100)

        def too_big(call, request, perform):
            if call == "transact_write_items" and keyed("k1").scope in str(request):
                raise service_error("ValidationException")
            return perform()

        database.fault = too_big
        assert together(account, 1, 2, 4) == [101, "ClientError", 105]

    def test_of_a_products_own_condition_fails_alone(self):
        account = open_account(100)
        dynamo.write(dynamo.put_new("product", "ledger-holds", "hold_id", {"hold_id": "p1"}))
        refused = moving(account.key, 1, keyed("refused"))
        compose = refused.compose
        extra = dynamo.put_new("product", "ledger-holds", "hold_id", {"hold_id": "p1"})
        object.__setattr__(
            refused, "compose", lambda accounts: compose(accounts).__class__(compose(accounts).legs, changes=(extra,))
        )
        assert group(moving(account.key, 1, keyed("a")), refused, moving(account.key, 1, keyed("b"))) == [101, "Refused", 102]


class TestManyPayOne:
    """What stands on two accounts goes together by the first: many pay one, each out of an account of their own."""

    def test_in_one_transaction_with_one_change_of_each_account(self, database):
        shop, payers = open_account(), [open_account(10) for _ in range(3)]
        outcomes = group(*(moving(shop.key, 4, keyed(f"p{number}"), to=each.key) for number, each in enumerate(payers)))
        assert outcomes == [4, 8, 12]
        assert (balance(shop), [balance(each) for each in payers], verify()) == (12, [6, 6, 6], [])
        assert find_account(shop.owner_id, shop.account_id, NOW).version == shop.version + 1

    def test_twice_out_of_one_account_as_far_as_it_goes(self):
        shop, payer = open_account(), open_account(10)
        outcomes = group(*(moving(shop.key, 4, keyed(f"p{number}"), to=payer.key) for number in range(3)))
        assert outcomes == [4, 8, "InsufficientFunds"] and (balance(shop), balance(payer), verify()) == (8, 2, [])

    def test_whoever_cannot_is_refused_alone(self):
        shop, rich, poor = open_account(), open_account(10), open_account(1)
        outcomes = group(
            *(moving(shop.key, 4, keyed(f"p{number}"), to=each.key) for number, each in enumerate((rich, poor, rich)))
        )
        assert outcomes == [4, "InsufficientFunds", 8] and (balance(rich), balance(poor), verify()) == (2, 1, [])

    def test_a_payer_who_moved_meanwhile_is_judged_again(self, database):
        shop, payer, other = open_account(), open_account(10), open_account(10)
        done = []

        def somebody_else(call, request, perform):
            if call == "transact_write_items" and not done:
                done.append(1)
                move(payer.key, -8, keyed("meanwhile"))
            return perform()

        database.fault = somebody_else
        outcomes = group(moving(shop.key, 4, keyed("a"), to=payer.key), moving(shop.key, 4, keyed("b"), to=other.key))
        assert outcomes == ["InsufficientFunds", 4] and (balance(payer), balance(other), verify()) == (2, 6, [])

    def test_with_what_is_paid_in(self):
        ana, bob = open_account(100), open_account()
        between = moving(ana.key, -10, keyed("t"), to=bob.key)
        assert group(between, moving(ana.key, 1, keyed("a")), moving(ana.key, 1, keyed("b"))) == [90, 91, 92]
        assert (balance(ana), balance(bob), verify()) == (92, 10, [])


def conflict(*, doubt: bool) -> Exception:
    error = cancelled("None", "TransactionConflict")
    error.response["ResponseMetadata"][IN_DOUBT] = doubt
    return error


class TestInDoubt:
    """Seed 5459 of the simulator: a group that may have been written goes on alone, and nobody is told that nothing was done."""

    @pytest.mark.parametrize(
        "end",
        [conflict(doubt=True), service_error("InternalServerError", 500), ReadTimeoutError(endpoint_url="")],
        ids=["behind a conflict", "by a fault", "without an answer"],
    )
    def test_is_everybody_who_goes_alone(self, database, end):
        account, tries = open_account(), []

        def fault(name, request, perform):
            if name != "transact_write_items":
                return perform()
            tries.append(name)
            raise end if len(tries) == 1 else conflict(doubt=False)

        database.fault = fault
        assert together(account, 1, 2, seconds=0.05) == ["OutcomeUnknown"] * 2

    def test_lets_the_entries_of_who_goes_alone_then_stand_at_a_later_time(self, database):
        account, tries = open_account(now=later(-60)), []

        def fault(name, request, perform):
            if name == "transact_write_items" and not tries:
                tries.append(name)
                time.sleep(0.02)
                raise ReadTimeoutError(endpoint_url="dynamodb")
            return perform()

        database.fault = fault
        together(account, 1, 2)
        at = [entry["at"] for entry in database.items("ledger-entries")]
        assert len(at) == 2 and min(at) > clock.to_text(NOW)

    def test_is_nobody_when_everything_was_refused_for_certain(self, database):
        account = open_account()

        def fault(name, request, perform):
            if name == "transact_write_items":
                raise conflict(doubt=False)
            return perform()

        database.fault = fault
        assert together(account, 1, 2, seconds=0.05) == ["AccountBusy"] * 2
