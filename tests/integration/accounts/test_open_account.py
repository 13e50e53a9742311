"""Opening and reading accounts."""

import pytest

from chalicelib.accounts.model import is_number
from chalicelib.accounts.operations.open_account import open_account
from chalicelib.kernel import clock, ids
from chalicelib.platform.call import Call
from tests.support.accounts import account_events, bodies_to
from tests.support.api import Caller

pytestmark = pytest.mark.usefixtures("emulator")


class TestOpenAccount:
    def test_is_usable_at_once(self, ada):
        opened = ada.post("/accounts", {"type": "savings"})
        assert (opened.status, opened["balance"], opened["currency"], opened["status"]) == (201, "0.00", "USD", "OPEN")
        assert ada.get(f"/accounts/{opened['accountId']}").body == opened.body
        assert ada.get("/accounts")["items"] == [opened.body]
        assert ada.post("/deposit", {"accountId": opened["accountId"], "amount": "1"}).status == 200

    def test_has_a_number_with_right_check_digits(self, ada):
        assert is_number(ada.post("/accounts", {"type": "checking"})["accountNumber"])

    def test_draws_another_number_when_one_is_taken(self, ada):
        digits = iter([f"{int(ids.new_id()[-9:], 16) % 10**10:010d}"] * 2 + ["1234509876"])

        def opened() -> str:
            call = Call(clock.now()).under(ada.user_id, "POST /accounts", None, {})
            return open_account("checking", "USD", call, draw_digits=lambda: next(digits)).body["accountNumber"]

        assert opened() != opened()
        assert len(ada.get("/accounts")["items"]) == 2

    def test_opens_one_per_key(self, ada):
        first, again = (ada.post("/accounts", {"type": "checking"}, key="k") for _ in range(2))
        assert again.body == first.body and again.replayed
        assert len(ada.get("/accounts")["items"]) == 1

    def test_tells_others(self, ada):
        account_id = ada.open()
        (event,) = account_events(ada.user_id)
        assert (event["kind"], event["accountId"], event["revision"]) == ("CREATE_ACCOUNT_EVENT", account_id, 1)

    def test_is_mailed_to_its_owner_with_the_last_four_of_its_number(self, ada):
        opened = ada.post("/accounts", {"type": "savings", "currency": "EUR"}, key="k")
        ada.post("/accounts", {"type": "savings", "currency": "EUR"}, key="k")
        (mail,) = bodies_to("notification-email-sqs", opened["accountId"])
        assert (mail["template"], mail["userId"]) == ("ACCOUNT.CREATED", ada.user_id)
        about = {"type": "savings", "account": opened["accountNumber"][-4:], "currency": "EUR", "at": opened["openedAt"]}
        assert mail["data"] == about

    def test_has_a_second_door(self, ada):
        opened = ada.post("/api/v1/accounts", {"type": "checking"})
        balance = ada.get(f"/api/v1/accounts/{opened['accountId']}/balance")
        assert (opened.status, balance.status, balance["balance"]) == (201, 200, "0.00")
        assert ada.get(f"/api/v1/accounts/user/{ada.user_id}")["items"] == [opened.body]

    @pytest.mark.parametrize(
        "body", [{}, {"type": "gold"}, {"type": "checking", "currency": "XTS"}, {"type": "checking", "owner": "me"}]
    )
    def test_refuses_what_it_cannot_read(self, ada, body):
        assert ada.post("/accounts", body).status == 400
        assert ada.get("/accounts")["items"] == []


class TestReadAccounts:
    def test_answers_anothers_account_as_an_unknown_one(self, ada):
        account_id = ada.open()
        strange, unknown = Caller().get(f"/accounts/{account_id}"), Caller().get(f"/accounts/{ids.new_id()}")
        assert (strange.status, strange["code"], strange["detail"]) == (unknown.status, unknown["code"], unknown["detail"])
        assert strange.status == 404

    def test_pages_through_all_oldest_first(self, ada):
        opened = [ada.open() for _ in range(5)]
        seen, cursor = [], ""
        while cursor is not None:
            page = ada.get("/accounts?limit=2" + (f"&cursor={cursor}" if cursor else ""))
            seen += [item["accountId"] for item in page["items"]]
            cursor = page["nextCursor"]
        assert seen == opened

    def test_refuses_anothers_cursor(self, ada):
        for _ in range(2):
            ada.open()
        cursor = ada.get("/accounts?limit=1")["nextCursor"]
        assert Caller().get(f"/accounts?limit=1&cursor={cursor}").status == 400
