"""Monthly statements: sealed once, in a chain, whatever comes late; and proven against the ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.ledger.public import Mark
from chalicelib.platform import dynamo
from chalicelib.reconciliation.operations.verify_statements import verify_statements
from chalicelib.statements import store
from chalicelib.statements.operations.build_files import build_files
from chalicelib.statements.operations.seal_statements import seal_statements
from tests.integration.statements.bank import a_customer, an_account, fetched, post
from tests.support.calls import calls

OPENED = datetime(2026, 1, 15, 12, tzinfo=UTC)
IN_APRIL = datetime(2026, 4, 1, 1, 0, 0, 1_000, tzinfo=UTC)  # an hour after the end of March
TABLE = "statement-table"


@pytest.fixture
def ada(empty_tables):
    return a_customer()


@pytest.fixture
def account_id(ada):
    account_id = an_account(ada.user_id, opened=OPENED)
    post(ada.user_id, account_id, 10_000, datetime(2026, 1, 20, tzinfo=UTC))
    post(ada.user_id, account_id, -1_000, datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC), kind="WITHDRAW_EVENT")
    return account_id


def seal(now: datetime = IN_APRIL) -> int:
    return sum(seal_statements(segment, 2, now=now) for segment in range(2))


def sealed(account_id: str) -> list[store.Statement]:
    return [each for each in store.every_sealed() if each.account_id == account_id]


def starts() -> list[str]:
    items = dynamo.scan_all("outbox-table")
    return sorted(each["name"] for item in items for each in item["deliveries"] if each.get("machine") == "statements_make")


def ready(statement: store.Statement, **changed: object) -> None:
    key = {"account_id": statement.account_id, "statement_id": statement.statement_id}
    dynamo.write(dynamo.update("statement", TABLE, key, {"status": "READY", **changed}))


def findings(now: datetime = IN_APRIL) -> list[tuple[str, str]]:
    return [(each.subject, each.detail) for each in verify_statements(now, lambda what, done: None)]


class TestSealStatements:
    def test_seals_every_month_since_the_opening_each_where_the_one_before_ended(self, account_id):
        assert seal() == 3
        january, february, march = sealed(account_id)
        assert [each.number for each in (january, february, march)] == [1, 2, 3]
        assert (january.opening, january.closing.balance_minor) == (Mark(), 10_000)
        assert february.opening == february.closing == january.closing  # a month without movements
        assert (march.opening, march.closing.balance_minor) == (january.closing, 9_000)
        assert starts() == sorted(each.statement_id for each in (january, february, march))

    def test_waits_an_hour_after_the_months_end(self, account_id):
        assert seal(datetime(2026, 4, 1, 0, 59, 59, tzinfo=UTC)) == 2
        assert seal() == 1

    def test_done_again_seals_nothing_and_asks_once_for_a_hundred_accounts(self, ada, account_id):
        for _ in range(20):
            an_account(ada.user_id, opened=OPENED)
        seal()
        with calls() as made:
            assert seal_statements(0, 1, now=IN_APRIL) == 0
        assert made == ["Scan", "BatchGetItem"]

    def test_what_is_posted_too_late_is_in_the_next(self, ada, account_id):
        seal()
        post(ada.user_id, account_id, 77, datetime(2026, 3, 31, 23, 59, 59, 999_000, tzinfo=UTC))
        assert seal(IN_APRIL + timedelta(days=30)) == 1
        march, april = sealed(account_id)[2:]
        assert (march.closing.balance_minor, april.opening, april.closing.balance_minor) == (9_000, march.closing, 9_077)
        assert build_files(account_id, april.statement_id)[2][0].entries == 1

    def test_a_closed_account_ends_with_the_last_month_in_which_something_moved(self, account_id):
        dynamo.write(dynamo.update("row", "account-table", {"account_id": account_id}, {"status": "CLOSED"}))
        assert seal(IN_APRIL + timedelta(days=200)) == 3
        assert seal(IN_APRIL + timedelta(days=230)) == 0

    def test_an_account_of_this_month_has_none_yet(self, ada):
        account_id = an_account(ada.user_id, opened=IN_APRIL)
        seal()
        assert sealed(account_id) == []

    def test_finds_the_last_one_behind_those_that_were_asked_for(self, ada, account_id):
        seal(IN_APRIL - timedelta(days=31))
        for day in range(1, 4):
            ada.get(f"/api/v1/accounts/{account_id}/statement?from=2026-03-0{day}&to=2026-03-31&format=csv")
        assert seal() == 1 and sealed(account_id)[-1].number == 3

    def test_has_three_files_that_are_sealed_and_listed(self, ada, account_id):
        seal()
        march = sealed(account_id)[-1]
        statement, _, files = build_files(account_id, march.statement_id)
        assert [each.format for each in files] == ["pdf", "csv", "camt053"]
        assert build_files(account_id, march.statement_id)[2] == files  # a repeat finds the same content
        assert fetched(statement, files[0]).startswith(b"%PDF")
        listed = ada.get(f"/api/v1/accounts/{account_id}/statements")["items"]
        assert [(each["kind"], each["number"]) for each in listed] == [("monthly", 3), ("monthly", 2), ("monthly", 1)]

    def test_a_repeat_finds_the_same_content_though_the_customer_has_moved(self, ada, account_id):
        seal()
        march = sealed(account_id)[-1].statement_id
        _, _, files = build_files(account_id, march)
        moved = {"last_name": "Byron", "address": "1 Elsewhere"}
        dynamo.write(dynamo.update("c", "user-table", {"uuid": ada.user_id, "document": ada.user_id}, moved))
        assert build_files(account_id, march)[2] == files


class TestVerifyStatements:
    def test_finds_nothing_where_all_is_right(self, account_id):
        seal()
        for each in sealed(account_id):
            ready(each)
        assert findings(IN_APRIL + timedelta(days=5)) == []

    def test_finds_a_month_that_nobody_sealed(self, account_id):
        seal(IN_APRIL - timedelta(days=31))
        for each in sealed(account_id):
            ready(each)
        assert findings() == []
        late = [each for each in findings(IN_APRIL + timedelta(days=3)) if each[0] == account_id]
        assert late == [(account_id, "has 2 sealed statements of 3")]

    def test_finds_one_whose_files_were_not_made(self, account_id):
        seal()
        assert {detail.rpartition(" ")[2] for _, detail in findings(IN_APRIL + timedelta(days=3))} == {"PENDING"}

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"number": 7}, "has the number 7, and 2 is its own"),
            ({"opening": {"seq": 0, "at": "", "balance_minor": 0}}, "does not begin where the one before it ended"),
            ({"closing": {"seq": 1, "at": "2026-01-20T00:00:00.000Z", "balance_minor": 9}}, "does not end as the ledger's entry says"),
            ({"closing": {"seq": 9, "at": "2026-01-20T00:00:00.000Z", "balance_minor": 10_000}}, "does not end as the ledger's entry says"),
        ],
    )  # fmt: skip
    def test_finds_one_that_says_something_else(self, account_id, changed, said):
        seal()
        february = sealed(account_id)[1]
        ready(february, **changed)
        assert (february.statement_id, said) in findings()
