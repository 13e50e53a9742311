"""Many at once on the emulator: money is neither made nor lost, entries have no gaps, a key has one effect."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import AccountBusy, Failure
from chalicelib.ledger import public as ledger
from chalicelib.ledger.model import Account
from chalicelib.ledger.operations.post import post
from chalicelib.ledger.operations.reverse import reverse
from tests.support.ledger import called, keyed, move, moving, open_account, transfer

THREADS = 20


def at_once(count: int, operation) -> list:
    """What each of `count` threads got: a receipt, or the failure it was told."""

    def one(number: int):
        try:
            return operation(number)
        except Failure as failure:
            return failure

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(count)))


def told(answers: list) -> Counter:
    return Counter(each.code if isinstance(each, Failure) else "posted" for each in answers)


def read(account: Account) -> Account:
    return ledger.find_account(account.owner_id, account.account_id, clock.now())


def entries(account: Account) -> list[dict]:
    return list(ledger.entries(account.account_id, None, None, maximum=10_000))


class TestPost:
    def test_lets_ten_of_twenty_have_money_for_ten(self, verify):
        account = open_account(1_000)
        answers = at_once(THREADS, lambda number: move(account.key, -100, keyed(f"k{number}", account.owner_id), now=clock.now()))
        assert told(answers) == {"posted": 10, "insufficient_funds": 10}
        found = entries(account)
        assert [entry["seq"] for entry in found] == list(range(1, 12))
        assert [entry["balance"] for entry in found] == list(range(1_000, -1, -100))
        assert (read(account).posted_minor, read(account).version) == (0, 11)
        assert verify() == []

    def test_makes_one_effect_of_twenty_with_one_key(self, verify):
        account, key = open_account(1_000), keyed("k1", ids.new_id())
        answers = at_once(THREADS, lambda number: move(account.key, -100, key, now=clock.now(), correlation_id=str(number)))
        assert told(answers) == {"posted": THREADS}
        assert Counter(receipt.replayed for receipt in answers) == {False: 1, True: THREADS - 1}
        assert len({(receipt.posting_id, repr(receipt.body)) for receipt in answers}) == 1
        assert read(account).posted_minor == 900
        assert verify() == []

    def test_makes_one_refusal_of_twenty_with_one_key(self):
        account, key = open_account(99), keyed("k1", ids.new_id())
        answers = at_once(THREADS, lambda number: move(account.key, -100, key, now=clock.now(), correlation_id=str(number)))
        assert told(answers) == {"insufficient_funds": THREADS}
        assert Counter(failure.replayed for failure in answers) == {False: 1, True: THREADS - 1}
        assert len(entries(account)) == 1

    def test_gives_every_twin_of_a_race_for_the_last_money_the_same_answer(self):
        """Ten keys, each asked for twice at the same time; five can have money. Nobody hears both yes and no."""
        account = open_account(500)
        answers = at_once(
            THREADS,
            lambda number: move(
                account.key, -100, keyed(f"k{number % 10}", account.owner_id), now=clock.now(), correlation_id=str(number)
            ),
        )  # fmt: skip
        assert told(answers) == {"posted": 10, "insufficient_funds": 10}
        assert all(isinstance(answers[key], Failure) == isinstance(answers[key + 10], Failure) for key in range(10))
        assert read(account).posted_minor == 0

    def test_keeps_the_money_of_two_accounts_between_them(self, verify):
        left, right = open_account(1_000), open_account(1_000)
        chance = random.Random(7)
        amounts = [chance.randrange(1, 700) for _ in range(60)]

        def operation(number: int):
            source, target = (left, right) if number % 2 else (right, left)
            return post(
                moving(source.key, -amounts[number], keyed(f"k{number}", left.owner_id), now=clock.now(), to=target.key),
                maximum_seconds=60,
            )

        answers = told(at_once(60, operation))
        assert set(answers) <= {"posted", "insufficient_funds"} and answers["posted"] > 10
        assert read(left).posted_minor + read(right).posted_minor == 2_000
        for account in (left, right):
            assert [entry["seq"] for entry in entries(account)] == list(range(1, answers["posted"] + 2))
        assert verify() == []

    def test_of_different_customers_never_meets(self):
        accounts = [open_account(100) for _ in range(THREADS)]
        answers = at_once(THREADS, lambda number: post(moving(accounts[number].key, -100), maximum_seconds=0))
        assert told(answers) == {"posted": THREADS}

    def test_says_busy_and_not_poor_when_there_is_no_time(self):
        account = open_account(10_000)
        answers = at_once(
            THREADS, lambda number: post(moving(account.key, -100, keyed(f"k{number}", account.owner_id)), maximum_seconds=-1)
        )  # fmt: skip
        assert set(told(answers)) <= {"posted", "account_busy"}
        assert all(isinstance(each, AccountBusy) for each in answers if isinstance(each, Failure))
        assert read(account).posted_minor == 10_000 - 100 * told(answers)["posted"]


class TestHolds:
    def test_reserve_no_more_than_there_is(self, verify):
        account, end = open_account(1_000), clock.now() + timedelta(hours=1)

        def operation(number: int):
            key = keyed(f"k{number}", account.owner_id)
            return ledger.place_hold(account.key, lambda read: 100, end, called(key, clock.now()))

        assert told(at_once(THREADS, operation)) == {"posted": 10, "insufficient_funds": 10}
        assert (read(account).held_minor, read(account).available_minor) == (1_000, 0)
        assert verify() == []

    def test_captures_and_voids_have_one_winner(self, verify):
        account, now = open_account(1_000), clock.now()
        held = ledger.place_hold(
            account.key, lambda read: 600, now + timedelta(hours=1), called(keyed("h", account.owner_id), now)
        )  # fmt: skip
        hold_id = held.body["holdId"]

        def operation(number: int):
            key = keyed(f"k{number}", caller=ids.new_id())
            if number % 2:
                return ledger.void_hold(account.owner_id, hold_id, called(key, now))
            return ledger.capture_hold(account.owner_id, hold_id, lambda read: 600, called(key, now), final=True)

        assert told(at_once(THREADS, operation)) == {"posted": 1, "hold_ended": THREADS - 1}
        status = ledger.find_hold(account.owner_id, hold_id).status(now)
        assert (status, read(account).posted_minor) in {("CAPTURED", 400), ("VOIDED", 1_000)}
        assert verify() == []


class TestReverse:
    def test_happens_once_to_twenty_at_once(self, verify):
        source, target = open_account(1_000), open_account(1_000)
        key = keyed("original", source.owner_id)
        transfer(source, target, 300, key)

        def operation(number: int):
            return reverse(key.scope, called(keyed(f"k{number}", source.owner_id), clock.now()), reason="test")

        assert told(at_once(THREADS, operation)) == {"posted": 1, "already_reversed": THREADS - 1}
        assert (read(source).posted_minor, read(target).posted_minor) == (1_000, 1_000)
        assert verify() == []
