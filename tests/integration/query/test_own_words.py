"""A caller's own words: taken with whatever moves money, given back wherever it is told, found again by reference."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform.call import Call
from chalicelib.query.operations.rebuild import rebuild
from chalicelib.wallets.operations.process_payment import process_payment
from tests.support.accounts import Saver, outbox_of

pytestmark = pytest.mark.usefixtures("emulator")
WORDS = {"reference": "order 4711", "metadata": {"department": "kitchen", "cost centre": "12"}}


@pytest.fixture
def wallet(ada) -> str:
    return ada.open_wallet("500.00")


def words_of(told) -> dict:
    told = told.body if hasattr(told, "body") else told
    return {name: told[name] for name in WORDS if name in told}


def newest(caller: Saver, account_id: str, reference: str = "") -> dict:
    caller.project()
    query = f"?reference={reference}" if reference else ""
    return caller.get(f"/transactions/{account_id}{query}")["items"][0]


class TestEveryMovement:
    @pytest.mark.parametrize("verb", ["credit", "debit"])
    def test_of_a_wallet(self, ada, wallet, verb):
        answer = ada.post(f"/wallet/{wallet}/{verb}", {"amount": "1", **WORDS})
        assert (answer.status, words_of(answer)) == (200, WORDS)
        row = newest(ada, wallet)
        assert (words_of(row), row["details"]) == (WORDS, {"type": verb.upper()})

    def test_of_a_balance(self, ada):
        answer = ada.post("/transactions", {"userId": ada.user_id, "type": "credit", "amount": "1", **WORDS})
        assert words_of(answer) == words_of(newest(ada, ada.user_id)) == WORDS

    def test_of_an_account_until_its_end(self, ada, account):
        begun = ada.post("/withdraw", {"accountId": account, "amount": "1", **WORDS})
        ended = ada.settle(begun["operationId"])
        assert words_of(begun) == words_of(ended) == words_of(newest(ada, account)) == WORDS

    def test_of_a_payment(self, ada, wallet):
        asked = ada.post("/payment", {"walletId": wallet, "merchant": "Bookshop", "amount": "1", **WORDS})
        told = ada.get(f"/payment/{asked['transactionId']}")
        (event,) = (json.loads(each["body"]) for each in outbox_of(ada.user_id) if each.get("topic") == "payment_events")
        process_payment(event, Call(clock.now()))
        assert words_of(asked) == words_of(told) == words_of(newest(ada, wallet)) == WORDS

    def test_of_a_hold_and_of_its_capture(self, ada, wallet):
        end = clock.to_text(clock.now() + timedelta(hours=1))
        placed = ada.post("/holds", {"accountId": wallet, "amount": "5", "expiresAt": end, **WORDS})
        hold = f"/holds/{placed['holdId']}"
        captured = ada.post(f"{hold}/capture", {"amount": "2", "reference": "first part"})
        assert words_of(placed) == words_of(ada.get(hold)) == WORDS
        assert words_of(captured) == words_of(newest(ada, wallet)) == {"reference": "first part"}
        assert ada.get(hold)["remaining"] == "3.00"

    def test_of_a_savings_goal(self, ada, wallet):
        body = {"walletId": wallet, "name": "Bike", "target": "80", "targetDate": "2099-01-01"}
        goal = f"/savings-goal/{ada.post('/savings-goal', body)['goalId']}"
        for path, more in (("contribute", {"amount": "9"}), ("withdraw", {"amount": "1"}), ("close", {})):
            answer = ada.post(f"{goal}/{path}", {**more, **WORDS, "reference": path})
            assert words_of(answer) == words_of(newest(ada, wallet)) == {**WORDS, "reference": path}

    def test_that_is_rehearsed(self, ada, wallet):
        answer = ada.post(f"/wallet/{wallet}/credit?dryRun=true", {"amount": "1", **WORDS})
        assert words_of(answer) == WORDS


class TestKeys:
    def test_the_same_key_with_other_words_is_another_request(self, ada, wallet):
        body = {"amount": "1", **WORDS}
        first, again = (ada.post(f"/wallet/{wallet}/credit", body, key="k") for _ in range(2))
        assert again.replayed and again.body == first.body
        for other in ({"reference": "another"}, {"metadata": {}}):
            assert ada.post(f"/wallet/{wallet}/credit", {**body, **other}, key="k")["code"] == "idempotency_key_reused"


class TestSearch:
    def test_finds_what_has_the_reference_newest_first_and_nothing_else(self, ada, wallet):
        for amount, reference in ((1, "a"), (2, "b"), (3, "a"), (4, "A"), (5, "ab")):
            ada.post(f"/wallet/{wallet}/credit", {"amount": str(amount), "reference": reference})
        ada.project()
        found = ada.get(f"/transactions/{wallet}?reference=a")["items"]
        assert [row["amount"] for row in found] == ["3.00", "1.00"]
        assert ada.get(f"/transactions/{wallet}?reference=c")["items"] == []

    def test_goes_on_page_by_page_with_a_cursor_of_its_own(self, ada, wallet):
        for _ in range(3):
            ada.post(f"/wallet/{wallet}/credit", {"amount": "1", "reference": "a"})
        ada.project()
        page = ada.get(f"/transactions/{wallet}?reference=a&limit=2")
        rest = ada.get(f"/transactions/{wallet}?reference=a&limit=2&cursor={page['nextCursor']}")
        assert (len(page["items"]), len(rest["items"]), rest["nextCursor"]) == (2, 1, None)
        for elsewhere in ("", "&reference=b"):
            assert ada.get(f"/transactions/{wallet}?limit=2{elsewhere}&cursor={page['nextCursor']}").status == 400

    def test_finds_it_however_a_keyboard_composes_it(self, ada, wallet):
        ada.post(f"/wallet/{wallet}/credit", {"amount": "1", "reference": "Cafe\u0301"})
        ada.project()
        assert len(ada.get(f"/transactions/{wallet}?reference=Caf%C3%A9")["items"]) == 1

    def test_finds_nothing_of_anothers(self, ada, wallet):
        assert Saver().get(f"/transactions/{wallet}?reference=a").status == 404

    def test_finds_the_same_after_a_rebuild(self, ada, wallet):
        ada.post(f"/wallet/{wallet}/credit", {"amount": "1", **WORDS})
        before = newest(ada, wallet, "order%204711")
        rebuild()
        assert newest(ada, wallet, "order%204711") == before
