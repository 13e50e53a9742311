"""Fixtures that more than one folder of tests needs: an emulator with the declared tables, and a whole running stack."""

import collections
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

os.environ.setdefault("OPENPYXL_LXML", "False")  # as platform/sheets.py has it, before any test imports openpyxl
os.environ["BCRYPT_ROUNDS"] = "4"  # the least there is: the usual 12 take a quarter of a second for each password

import local.descriptions  # noqa: F401  # from here on each is read once, however many accounts and clients there are
from local.emulator import Emulator
from local.processes import free_port, stop
from local.provision import provision
from ops.clients import Clients
from ops.pointing import pointed_at
from release.declaration import LOCAL_ACCOUNT, Place, load
from tests.support.stack import Stack, running_stack


@dataclass(frozen=True)
class ProvisionedEmulator:
    """Everything declared but the functions, in one account of an emulator."""

    url: str
    account: str
    clients: Clients
    process: Emulator

    @property
    def place(self) -> Place:
        return Place("local", self.account)


@pytest.fixture(scope="session")
def emulator_process(tmp_path_factory) -> Iterator[Emulator]:
    """One emulator for this worker's whole run, empty: in memory only, IAM not enforced (the caller is root anyway)."""
    settings = {"SFN_WAIT_SCALE": "0.1", "BANK_ENDS_WITH": str(os.getpid())}  # waits and retries of machines take a tenth
    process = Emulator(free_port(), tmp_path_factory.mktemp("emulator"), False, False, settings)
    pid = process.start()
    yield process
    stop(pid, str(process.folder.resolve()))


@pytest.fixture(scope="session")
def emulator(emulator_process) -> Iterator[ProvisionedEmulator]:
    """The declared tables, queues, topics, buckets, secrets and machines; code in this process is pointed at them.

    All tests share it: use ids of your own. A test that needs empty tables takes `empty_tables`,
    one that needs all else untouched too `fresh_emulator`, which takes seconds.
    """
    with pointed_at(emulator_process.url):
        yield _provisioned(emulator_process, LOCAL_ACCOUNT)


_accounts = itertools.count(100_000_000_001)
EMPTIED_ACCOUNT = "100000000000"
_MOST_AT_ONCE = 25  # requests of a BatchWriteItem


@pytest.fixture
def fresh_emulator(emulator_process) -> Iterator[ProvisionedEmulator]:
    """Like `emulator`, in an account of its own, so nothing is there yet."""
    account = str(next(_accounts))
    with pointed_at(emulator_process.url, account):
        yield _provisioned(emulator_process, account)


@pytest.fixture(scope="session")
def _emptied_account(emulator_process) -> ProvisionedEmulator:
    return _provisioned(emulator_process, EMPTIED_ACCOUNT)


@pytest.fixture
def empty_tables(_emptied_account) -> Iterator[ProvisionedEmulator]:
    """Like `emulator`, with nothing in any table: one account for all such tests, emptied before each."""
    with pointed_at(_emptied_account.url, EMPTIED_ACCOUNT):
        _empty(_emptied_account)
        yield _emptied_account


def _empty(emulator: ProvisionedEmulator) -> None:
    dynamodb, found = emulator.clients("dynamodb"), []
    for name, table in load().tables.items():
        full_name = emulator.place.name("table", name)
        keys = [table[each] for each in ("hash_key", "range_key") if table.get(each)]
        for page in dynamodb.get_paginator("scan").paginate(TableName=full_name):
            found += [(full_name, {"DeleteRequest": {"Key": {key: item[key] for key in keys}}}) for item in page["Items"]]
    while some := found[:_MOST_AT_ONCE]:
        del found[:_MOST_AT_ONCE]
        requests: dict[str, list] = {}
        for full_name, request in some:
            requests.setdefault(full_name, []).append(request)
        assert not dynamodb.batch_write_item(RequestItems=requests)["UnprocessedItems"]


@pytest.fixture(scope="session")
def provisioned_account(emulator_process):
    """Makes `provisioned_account("300000000001")`: everything declared in an account of that name, for a whole run."""
    return lambda account: _provisioned(emulator_process, account)


def _provisioned(process: Emulator, account: str) -> ProvisionedEmulator:
    clients = Clients(process.url, account)
    provision(load(), Place("local", account), clients)
    return ProvisionedEmulator(process.url, account, clients, process)


@pytest.fixture(scope="session")
def stack(tmp_path_factory) -> Iterator[Stack]:
    """The whole bank, as `make up` starts it. Tests that take it run on one worker and share it: use people of your own."""
    settings = {"SFN_WAIT_SCALE": "0.2", "BCRYPT_ROUNDS": "6"}
    with running_stack(tmp_path_factory.mktemp("stack"), **settings) as running:
        yield running
        running.verify()  # after everything that the tests did to it


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps what shares a bank together, so that one worker makes it once: the stack, and each folder's own account."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "stack" in fixtures:
            item.add_marker(pytest.mark.xdist_group("stack"))
        elif "provisioned_account" in fixtures:
            item.add_marker(pytest.mark.xdist_group(item.path.parent.relative_to(item.config.rootpath).as_posix()))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Of tests with one id xdist runs the first only, and nobody is told."""
    named = collections.Counter(item.nodeid for item in session.items)
    if same := [name for name, count in named.items() if count > 1]:
        raise pytest.UsageError(f"Several tests have one id: {same}")
