"""Random histories: hypothesis drives the ledger and the model side by side and compares them after every step."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Failure, Recalled
from chalicelib.kernel.money import EXPONENTS, to_decimal
from chalicelib.ledger import public as ledger
from chalicelib.ledger import store
from chalicelib.ledger.model import Account
from chalicelib.ledger.operations.reverse import reverse
from chalicelib.ledger.operations.verify import TrialBalance, verify_ledger
from chalicelib.platform import dynamo
from chalicelib.platform.idempotency import Idempotency
from simulation.ledger.model import Capture, Model, ModelAccount, Move, Place, Reverse, Void
from tests.support.ledger import NOW, called, moving

CURRENCIES = ("USD", "JPY", "KWD")
AMOUNTS = st.one_of(st.integers(1, 200), st.integers(1, 10**17), st.sampled_from([10**17, 2**53, 2**53 + 1]))
WHICH = st.integers(0, 10**6)


class Histories(RuleBasedStateMachine):
    """Six accounts, two in each currency; one in three may owe up to a limit. Time only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model(0)
        self.accounts: dict[str, Account] = {}
        self.asked: list[tuple] = []  # (operation, model's outcome, body)
        self.postings: dict[str, str] = {}  # name → scope
        self.holds: dict[str, tuple[str, str]] = {}  # name → (account, hold id)
        self.caller = ids.new_id()

    @initialize(limit=st.integers(0, 10**17))
    def open(self, limit: int) -> None:
        for number in range(6):
            name, owing = f"a{number}", number % 3 == 0
            currency = CURRENCIES[number // 2]
            account = Account(ids.new_id(), ids.new_id(), "test", currency, "credit", "OPEN", clock.to_text(NOW))
            if owing:
                account = replace(account, normal_side="debit", floor_minor=-limit, ceiling_minor=0)
            dynamo.transact(store.opening(account))
            self.accounts[name] = account
            self.model.accounts[name] = ModelAccount(account.floor_minor, account.ceiling_minor)

    @property
    def now(self):
        return NOW + timedelta(milliseconds=self.model.now)

    def request(self) -> dict:
        """Time and correlation id of one more request."""
        return {"now": self.now, "correlation_id": ids.new_id()}

    def name(self, kind: str) -> str:
        return f"{kind}-{len(self.asked)}"

    def key(self, name: str, **command: object) -> Idempotency:
        return Idempotency.of(self.caller, "POST /test", name, command)

    def both(self, operation, expected: str | None):
        """Runs the ledger's operation, which must come to the model's outcome."""
        refused, body = None, None
        try:
            receipt = operation()
            body = dict(receipt.body)
            assert not receipt.replayed
        except Failure as failure:
            refused = failure.code
        assert refused == expected
        self.asked.append((operation, expected, body))
        return body

    def move(self, kind: str, legs: list[tuple[str, int]]) -> None:
        name = self.name(kind)
        key = self.key(name)
        self.postings[name] = key.scope
        (first, amount), *others = legs
        account = self.accounts[first]
        to = self.accounts[others[0][0]].key if others else None

        def operation():
            return ledger.post(moving(account.key, amount, key, **self.request(), currency=account.currency, to=to))

        self.both(operation, self.model.do(Move(name, legs)))

    @rule(which=WHICH, amount=AMOUNTS)
    def deposit(self, which: int, amount: int) -> None:
        self.move("deposit", [(f"a{which % 6}", amount)])

    @rule(which=WHICH, amount=AMOUNTS)
    def withdraw(self, which: int, amount: int) -> None:
        self.move("withdrawal", [(f"a{which % 6}", -amount)])

    @rule(which=WHICH, back=st.booleans())
    def withdraw_everything_and_perhaps_one_more(self, which: int, back: bool) -> None:
        available = self.model.accounts[f"a{which % 6}"].available(self.model.now)
        if available > 0:
            self.move("withdrawal", [(f"a{which % 6}", -available - back)])

    @rule(which=WHICH, amount=AMOUNTS, back=st.booleans())
    def transfer(self, which: int, amount: int, back: bool) -> None:
        pair = [f"a{which % 3 * 2}", f"a{which % 3 * 2 + 1}"]
        source, target = reversed(pair) if back else pair
        self.move("transfer", [(source, -amount), (target, amount)])

    @rule(which=WHICH, amount=AMOUNTS, seconds=st.integers(1, 60))
    def place_hold(self, which: int, amount: int, seconds: int) -> None:
        account, name = f"a{which % 6}", self.name("hold")
        end = self.model.now + seconds * 1000
        self.holds[name] = (account, "")
        key, until = self.key(name), NOW + timedelta(milliseconds=end)
        owned = self.accounts[account].key

        def operation():
            return ledger.place_hold(owned, lambda read: amount, until, called(key, caller_id=owned.owner_id, **self.request()))

        body = self.both(operation, self.model.do(Place(account, name, amount, end)))
        if body:
            self.holds[name] = (account, body["holdId"])
            assert (body["status"], body["remaining"]) == ("ACTIVE", to_decimal(amount, self.accounts[account].currency))
        else:
            del self.holds[name]

    @precondition(lambda self: self.holds)
    @rule(which=WHICH, amount=AMOUNTS, whole=st.booleans(), final=st.booleans())
    def capture(self, which: int, amount: int, whole: bool, final: bool) -> None:
        name = sorted(self.holds)[which % len(self.holds)]
        account, hold_id = self.holds[name]
        hold = self.model.accounts[account].holds[name]
        amount = hold.remaining if whole and hold.remaining else amount
        posting = self.name("capture")
        key = self.key(posting)
        self.postings[posting] = key.scope
        owner = self.accounts[account].owner_id

        def operation():
            return ledger.capture_hold(
                owner, hold_id, lambda read: amount, called(key, caller_id=owner, **self.request()), final=final
            )

        self.both(operation, self.model.do(Capture(account, name, posting, amount, final)))

    @precondition(lambda self: self.holds)
    @rule(which=WHICH)
    def void(self, which: int) -> None:
        name = sorted(self.holds)[which % len(self.holds)]
        account, hold_id = self.holds[name]
        key, owner = self.key(self.name("void")), self.accounts[account].owner_id

        def operation():
            return ledger.void_hold(owner, hold_id, called(key, caller_id=owner, **self.request()))

        self.both(operation, self.model.do(Void(account, name)))

    @precondition(lambda self: self.postings)
    @rule(which=WHICH)
    def reverse(self, which: int) -> None:
        self.turn_round(sorted(self.postings)[which % len(self.postings)])

    @precondition(lambda self: self.model.reversed)
    @rule(which=WHICH)
    def reverse_once_more(self, which: int) -> None:
        """What was reversed already: chance alone hardly ever picks it again."""
        self.turn_round(sorted(self.model.reversed)[which % len(self.model.reversed)])

    def turn_round(self, posting: str) -> None:
        name = self.name("reversal")
        key = self.key(name)

        def operation():
            return reverse(self.postings[posting], called(key, **self.request()), reason="test")

        expected = self.model.do(Reverse(posting, name))
        if expected is None:
            self.postings[name] = key.scope
        self.both(operation, expected)

    @rule(which=WHICH)
    def freeze_or_unfreeze(self, which: int) -> None:
        account = self.model.accounts[f"a{which % 6}"]
        account.frozen = not account.frozen
        read = self.read(f"a{which % 6}")
        status = "FROZEN" if account.frozen else "OPEN"
        dynamo.transact([store.replacing(replace(read, status=status, version=read.version + 1))])

    @rule(milliseconds=st.one_of(st.integers(1, 1000), st.integers(1, 60_000)))
    def pass_time(self, milliseconds: int) -> None:
        self.model.now += milliseconds

    @precondition(lambda self: self.asked)
    @rule(which=WHICH)
    def ask_again(self, which: int) -> None:
        """The same key: the same answer, however much has changed since, and no other effect."""
        operation, expected, body = self.asked[which % len(self.asked)]
        if expected is None:
            receipt = operation()
            assert receipt.replayed and dict(receipt.body) == body
            return
        with pytest.raises(Recalled) as recalled:
            operation()
        assert recalled.value.replayed and recalled.value.code == expected

    def read(self, name: str) -> Account:
        account = self.accounts[name]
        return ledger.find_account(account.owner_id, account.account_id, self.now)

    @invariant()
    def agree(self) -> None:
        for name, modelled in self.model.accounts.items():
            account = self.read(name)
            assert (account.posted_minor, account.entry_seq) == (modelled.posted, modelled.entries)
            assert account.held_minor == modelled.held(self.model.now)
            assert account.available_minor == modelled.available(self.model.now)
            assert {hold.remaining_minor for hold in account.holds.values()} == {
                hold.remaining for hold in modelled.open(self.model.now).values()
            }

    def teardown(self) -> None:
        for name, modelled in self.model.accounts.items():
            self.check_entries(name, modelled)
            self.check_points_in_time(name, modelled)
        for name, (account, hold_id) in self.holds.items():
            hold = ledger.find_hold(self.accounts[account].owner_id, hold_id)
            modelled = self.model.accounts[account].holds[name]
            expired = modelled.state == "ACTIVE" and modelled.ends <= self.model.now
            assert hold.status(self.now) == ("EXPIRED" if expired else modelled.state)
        self.check_books()

    def check_entries(self, name: str, modelled: ModelAccount) -> None:
        found = list(ledger.entries(self.accounts[name].account_id, None, None, maximum=1000))
        assert [entry["seq"] for entry in found] == list(range(1, modelled.entries + 1))
        balance = 0
        for entry in found:
            balance += entry["amount"]
            assert entry["balance"] == balance
        assert balance == modelled.posted

    def check_points_in_time(self, name: str, modelled: ModelAccount) -> None:
        account = self.accounts[name]
        sign = -1 if account.normal_side == "debit" else 1
        for moment, (posted, held) in modelled.seen.items():
            told = ledger.balances_at(account, NOW + timedelta(milliseconds=moment))
            assert told["posted"] == to_decimal(sign * posted, account.currency)
            assert told["held"] == to_decimal(held, account.currency)
            assert told["available"] == to_decimal(posted - held - account.floor_minor, account.currency)
        assert ledger.balances_at(account, NOW - timedelta(milliseconds=1))["posted"] == to_decimal(0, account.currency)

    def check_books(self) -> None:
        trial = TrialBalance()
        assert list(verify_ledger(self.now, trial, lambda what, done: None)) == []
        assert [trial.total(currency) for currency in trial.currencies] == [0] * len(trial.currencies)


assert {EXPONENTS[currency] for currency in CURRENCIES} == {0, 2, 3}
