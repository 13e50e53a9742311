"""The statement as JSON, and what is no statement."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.kernel import clock
from tests.integration.statements.bank import a_customer, an_account, post
from tests.support.calls import calls

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ada():
    return a_customer()


def at(day: int, hour: int = 12, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def statement(caller, account_id: str, query: str = "from=2026-03-01&to=2026-03-31"):
    return caller.get(f"/api/v1/accounts/{account_id}/statement?{query}")


class TestStatement:
    def test_has_what_moved_between_two_balances_by_sequence(self, ada):
        account_id = an_account(ada.user_id)
        post(ada.user_id, account_id, 10_000, at(28, month=2))
        bought = post(ada.user_id, account_id, -1_230, at(1), kind="transfer.completed", counterparty="4711", description="Rent")
        post(ada.user_id, account_id, 500, at(31), reference="order 7")
        post(ada.user_id, account_id, 1, at(1, month=4))
        found = statement(ada, account_id)
        assert (found.status, found["openingBalance"], found["closingBalance"]) == (200, "100.00", "92.70")
        assert found["items"] == [
            {
                "sequence": 2, "transactionId": bought, "at": "2026-03-01T12:00:00.000Z", "day": "2026-03-01",
                "kind": "transfer.completed", "description": "Transfer to account ending in 4711", "note": "Rent",
                "type": "debit", "amount": "12.30", "balanceAfter": "87.70",
            },
            {**found["items"][1], "sequence": 3, "type": "credit", "amount": "5.00", "balanceAfter": "92.70", "note": "order 7"},
        ]  # fmt: skip
        assert (found["from"], found["to"], found["timezone"], found["nextCursor"]) == ("2026-03-01", "2026-03-31", "UTC", None)

    def test_reckons_days_where_the_customer_is(self):
        leo = a_customer("America/Bogota", "es")
        account_id = an_account(leo.user_id)
        post(leo.user_id, account_id, 100, at(1, 4))  # the last evening of February in Bogotá
        post(leo.user_id, account_id, 200, at(1, 5))
        found = statement(leo, account_id)
        assert [(row["day"], row["amount"], row["description"]) for row in found["items"]] == [("2026-03-01", "2.00", "Depósito")]
        assert (found["openingBalance"], found["timezone"]) == ("1.00", "America/Bogota")

    def test_comes_page_by_page_and_leaves_holds_out(self, ada):
        account_id = an_account(ada.user_id)
        for number in range(5):
            post(ada.user_id, account_id, 100 + number, at(2 + number))
        first = statement(ada, account_id, "from=2026-03-01&to=2026-03-31&limit=3")
        second = statement(ada, account_id, f"from=2026-03-01&to=2026-03-31&limit=3&cursor={first['nextCursor']}")
        assert [row["sequence"] for row in (*first["items"], *second["items"])] == [1, 2, 3, 4, 5]
        assert second["nextCursor"] is None and second["openingBalance"] == first["openingBalance"] == "0.00"

    def test_of_days_without_movements_is_empty_between_equal_balances(self, ada):
        account_id = an_account(ada.user_id)
        post(ada.user_id, account_id, 100, at(1))
        found = statement(ada, account_id, "from=2026-03-02&to=2026-03-03")
        assert (found["openingBalance"], found["closingBalance"], found["items"]) == ("1.00", "1.00", [])

    def test_of_a_closed_account_still_tells_what_was(self, ada):
        first = clock.now().date()
        account_id = ada.open(balance="5.00")
        operation = ada.begin("withdraw", account_id, "5.00")
        ada.settle(operation)
        assert ada.post(f"/accounts/{account_id}/close").status == 200
        found = statement(ada, account_id, f"from={first}&to={clock.now().date()}")
        assert [row["amount"] for row in found["items"]] == ["5.00", "5.00"]

    def test_costs_two_reads_and_a_query_a_page_beside_the_two_balances(self, ada):
        account_id = an_account(ada.user_id)
        post(ada.user_id, account_id, 100, at(1))
        with calls() as made:
            statement(ada, account_id)
        assert sorted(made) == ["GetItem", *["Query"] * 4]


class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("from=2026-03-02&to=2026-03-01", "from"),
            ("from=1999-12-31&to=2000-03-01", "from"),
            ("from=2016-03-01&to=2026-03-01", "to"),
            ("from=2025-03-01&to=2026-03-02", "to"),
            ("from={today}&to={later}", "to"),
            ("from=2026-03-01&to=9999-12-31", "to"),
            ("from=0001-01-01&to=2026-03-01", "from"),
            ("from=2026-02-30&to=2026-03-01", "from"),
            ("from=20260301&to=2026-03-01", "from"),
            ("from=2026-03-01T00:00:00Z&to=2026-03-01", "from"),
            ("from=2026-W09-1&to=2026-03-01", "from"),
            ("to=2026-03-01", "from"),
            ("from=2026-03-01", "to"),
            ("from=2026-03-01&to=2026-03-01&format=docx", "format"),
            ("from=2026-03-01&to=2026-03-01&cursor=abc", "cursor"),
            ("from=2026-03-01&to=2026-03-01&format=pdf&cursor=abc", "cursor"),
        ],
    )
    def test_name_what_is_wrong_with_the_days(self, ada, query, field):
        account_id, today = an_account(ada.user_id), clock.now().date()
        refused = statement(ada, account_id, query.format(today=today, later=today + timedelta(days=2)))
        assert (refused.status, refused["code"]) == (400, "invalid_request")
        assert [each["field"] for each in refused["errors"]] == [field]
        assert ada.get(f"/api/v1/accounts/{account_id}/statements")["items"] == []

    def test_take_a_whole_year_and_no_day_more(self, ada):
        account_id = an_account(ada.user_id)
        assert statement(ada, account_id, "from=2025-03-01&to=2026-03-01").status == 200

    @pytest.mark.parametrize("format", ["json", "pdf"])
    def test_anothers_account_is_an_unknown_one(self, ada, format):
        mallory, account_id = a_customer(), an_account(ada.user_id)
        refused = statement(mallory, account_id, f"from=2026-03-01&to=2026-03-01&format={format}")
        assert (refused.status, refused["code"]) == (404, "account_not_found")
        assert mallory.get(f"/api/v1/accounts/{account_id}/statements").status == 404
        asked = statement(ada, account_id, "from=2026-03-01&to=2026-03-01&format=pdf")["statementId"]
        refused = mallory.get(f"/api/v1/accounts/{account_id}/statements/{asked}")
        assert (refused.status, refused["code"]) == (404, "statement_not_found")
