"""The lock protocol of document 002 (try lock, put, update and unlock) beside our posting, under the same clients.

It exists for this comparison only. A lock is tried for once; who finds it taken is refused, as the document has it, and
a lock that was left behind opens after five minutes.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import ClientError

from benchmarks.recorder import Call as AwsCall
from benchmarks.recorder import Recorder
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import Failure
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo, settings
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client

LOCK_SECONDS = 300
BALANCES, TRANSACTIONS = "bench-002-balances", "bench-002-transactions"
CLIENTS = (1, 4, 16, 32)
SECONDS = 4.0  # as long as it takes for somebody to be refused


class Refused(Exception):
    """The lock is taken."""


class Killed(BaseException):
    """The client dies here."""


class Way(Protocol):
    """One of two ways to credit an account. Raises Refused; `left_behind` says what is wrong with the account now."""

    name: str

    def open(self) -> str: ...

    def credit(self, account: str, /) -> None: ...

    def left_behind(self, account: str, unheard: Any, /) -> list[str]: ...


def make_tables(unheard: Any) -> None:
    for name, key in ((BALANCES, "user_id"), (TRANSACTIONS, "transaction_id")):
        unheard.create_table(
            TableName=settings.table_name(name),
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


class LockProtocol:
    """Document 002: three calls, each on its own."""

    name = "lock of 002"

    def open(self) -> str:
        user_id = ids.new_id()
        item = dynamo.to_wire({"user_id": user_id, "balance": 0, "locked_until": 0})
        client("dynamodb").put_item(TableName=settings.table_name(BALANCES), Item=item)
        return user_id

    def credit(self, user_id: str) -> None:
        database, key, now = client("dynamodb"), {"user_id": {"S": user_id}}, int(time.time())
        try:
            database.update_item(
                TableName=settings.table_name(BALANCES),
                Key=key,
                UpdateExpression="SET locked_until = :until",
                ConditionExpression="locked_until < :now",
                ExpressionAttributeValues={":until": {"N": str(now + LOCK_SECONDS)}, ":now": {"N": str(now)}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise Refused from error
            raise
        row = {"transaction_id": ids.new_id(), "user_id": user_id, "amount": 1}
        database.put_item(TableName=settings.table_name(TRANSACTIONS), Item=dynamo.to_wire(row))
        database.update_item(
            TableName=settings.table_name(BALANCES),
            Key=key,
            UpdateExpression="SET balance = balance + :one, locked_until = :open",
            ExpressionAttributeValues={":one": {"N": "1"}, ":open": {"N": "0"}},
        )

    def left_behind(self, user_id: str, unheard: Any) -> list[str]:
        balance = dynamo.from_wire(
            unheard.get_item(TableName=settings.table_name(BALANCES), Key={"user_id": {"S": user_id}}, ConsistentRead=True)[
                "Item"
            ]
        )
        rows = unheard.scan(
            TableName=settings.table_name(TRANSACTIONS),
            FilterExpression="user_id = :user",
            ExpressionAttributeValues={":user": {"S": user_id}},
        )["Count"]
        found = [f"locked for {LOCK_SECONDS} seconds"] if balance["locked_until"] else []
        return found + (
            [f"{rows} transactions recorded, {balance['balance']} in the balance"] if rows != balance["balance"] else []
        )


class OurPosting:
    """One read, one transaction."""

    name = "our posting"

    def open(self) -> str:
        owner_id = ids.new_id()
        account = ledger.Account(owner_id, owner_id, "bench", "USD", "credit", "OPEN", clock.to_text(clock.now()))
        dynamo.transact(ledger.opening(account))
        return owner_id

    def credit(self, owner_id: str) -> None:
        def compose(accounts: object) -> ledger.Draft:
            return ledger.Draft((ledger.Leg(owner_id, 1, "USD", owner_id), ledger.bank_leg("cash", -1, "USD")))

        call = Call(clock.now()).under(owner_id, "bench", ids.new_id(), {})
        accounts = (ledger.AccountKey(owner_id, owner_id),)
        try:
            ledger.post(ledger.Posting("bench.credit", call, compose, lambda posted: {}, accounts=accounts))
        except Failure as failure:
            raise Refused from failure

    def left_behind(self, owner_id: str, unheard: Any) -> list[str]:
        account = ledger.find_account(owner_id, owner_id, clock.now())
        entries = list(ledger.entries(owner_id, None, None, maximum=1_000))
        found = [] if sum(entry["amount"] for entry in entries) == account.posted_minor else ["entries and balance differ"]
        return found + (["holds"] if account.held_minor else [])


@dataclass(frozen=True)
class Raced:
    way: str
    clients: int
    accounts: int
    done: int
    refused: int
    calls: int
    seconds: float  # until the last one was served, so that who sleeps while the account idles is counted against it
    longest: float

    @property
    def per_second(self) -> float:
        return self.done / self.seconds

    @property
    def calls_each(self) -> float:
        return self.calls / max(1, self.done)


def race(way: Way, recorder: Recorder, clients: int, *, one_account: bool, seconds: float = SECONDS) -> Raced:
    """So many clients credit one account, or one each, as fast as they can."""
    accounts = [way.open() for _ in range(1 if one_account else clients)]
    done, refused, longest, lock = 0, 0, 0.0, threading.Lock()
    heard, recorder.calls = recorder.calls, []
    started = time.perf_counter()

    def drive(account: str) -> None:
        nonlocal done, refused, longest
        while (asked := time.perf_counter()) - started < seconds:
            try:
                way.credit(account)
                with lock:
                    done, longest = done + 1, max(longest, time.perf_counter() - asked)
            except Refused:
                with lock:
                    refused += 1

    threads = [threading.Thread(target=drive, args=(accounts[number % len(accounts)],)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    calls, recorder.calls = len(recorder.calls), heard
    return Raced(way.name, clients, len(accounts), done, refused, calls, elapsed, longest)


def killed_after(way: Way, recorder: Recorder, unheard: Any) -> list[tuple[int, list[str]]]:
    """What a client leaves behind that dies before its first, second, third… call: (calls made, what is wrong then)."""
    found: list[tuple[int, list[str]]] = []
    substitute = recorder.substitute
    for survived in range(10):
        account, made = way.open(), 0

        def die(call: AwsCall, survived: int = survived) -> None:
            nonlocal made
            if made == survived:
                raise Killed
            made += 1

        recorder.substitute = die
        try:
            way.credit(account)
            finished = True
        except Killed:
            finished = False
        finally:
            recorder.substitute = substitute
        if finished:
            break
        found.append((survived, way.left_behind(account, unheard)))
    return found


WAYS: tuple[Callable[[], Way], ...] = (LockProtocol, OurPosting)
