"""The budgets of `make bench` that are quick to check: call counts and module counts. Never times."""

import subprocess
import sys

import pytest

from app import app
from benchmarks import budgets, groups, modules
from benchmarks.measure import hot_key_index, measure
from benchmarks.operations import OPERATIONS, Budget
from benchmarks.stand import cloud_on
from chalicelib.platform.http import ENDPOINTS
from ops.pointing import pointed_at
from release.declaration import ROOT, load

BUDGETED = [operation for operation in OPERATIONS if operation.budget != Budget()]


@pytest.fixture(scope="module")
def account(provisioned_account):
    return provisioned_account("700000000001")


@pytest.fixture
def cloud(account):
    with pointed_at(account.url, account.account):
        yield cloud_on(account.place, account.clients)


def test_the_bench_finds_a_bank_of_its_own():
    """In a process of its own, since its clients must not have been made yet."""
    asked = "from benchmarks import stand\nwith stand.bank() as cloud: print(type(cloud).__name__)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, check=True, text=True).stdout == "Cloud\n"


class TestOperations:
    @pytest.mark.parametrize("operation", BUDGETED, ids=lambda operation: operation.name)
    def test_keep_to_their_calls(self, cloud, operation):
        assert budgets.exceeded(measure(cloud, operation, repeats=1)) == []

    @pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.crowd], ids=lambda operation: operation.name)
    def test_of_different_customers_never_touch_a_common_key(self, cloud, operation):
        index, hottest = hot_key_index(cloud, [operation], 3)
        assert index <= 1 / 3 + 1e-9, hottest

    def test_that_wait_for_one_account_are_posted_together(self, cloud):
        grouped = groups.post_waiting(cloud, deposits=60)  # a user has 100 requests a minute
        assert budgets.groups_exceeded(grouped) == []
        assert (grouped.commands, grouped.reads, grouped.transactions) == (60, 2, 2)

    def test_of_a_crowd_are_credited_sixteen_a_transaction(self, cloud):
        crowd = groups.pay_one(cloud, payers=17)
        assert budgets.crowd_exceeded(crowd) == []
        assert (crowd.calls, crowd.transactions) == (3, 2)

    def test_the_budgets_cover_what_moves_money(self):
        names = {operation.name for operation in BUDGETED}
        assert {"top-up", "pay-off", "purchase", "deposit by command", "002 credit", "002 debit"} <= names
        assert {"hold: capture", "hold: void", "withdraw", "loan: repay", "goal: contribute"} <= names

    def test_are_followed_to_the_projections(self, cloud):
        (credit,) = (operation for operation in OPERATIONS if operation.name == "withdraw")
        stages = {stage.name for stage in measure(cloud, credit, repeats=1).journey.stages}
        assert {"api_handler", "ledger_commands", "relay_journal", "query_events"} <= stages


@pytest.fixture(scope="module")
def imported():
    handlers, declaration = modules.handlers(app), load()
    names = ("api_handler", *budgets.MONEY_TASKS)
    return {name: modules.imported(handlers[name], modules.services_of(declaration, name)) for name in names}


class TestModules:
    def test_stay_within_their_budget(self, imported):
        assert budgets.modules_exceeded(imported) == []

    def test_one_more_of_other_peoples_is_noticed(self, imported):
        more = imported | {"api_handler": [*imported["api_handler"], "requests"]}
        (found,) = budgets.modules_exceeded(more)
        assert found.startswith("api_handler: 235 third-party modules")

    def test_are_what_a_lambda_needs(self, imported):
        assert {"boto3", "msgspec", "chalice", "chalicelib.ledger.operations.post"} <= set(imported["cards_post_purchase"])
        assert {"jwt", "chalicelib.reports.routes"} <= set(imported["api_handler"])

    @pytest.mark.parametrize("package", ["openpyxl", "PIL", "jinja2", "pydantic", "cryptography", "bcrypt"])
    def test_leave_out_what_no_request_has_needed_yet(self, imported, package):
        loaded = {name for names in imported.values() for name in names if name.partition(".")[0] == package}
        assert loaded == set()

    def test_every_route_is_counted_in_the_api(self, imported):
        owners = {endpoint.handler.__module__ for endpoint in ENDPOINTS}
        assert owners <= set(imported["api_handler"])
