"""A payment that was refused by rules or lists is a case to look at, though no money waits."""

import pytest

from tests.integration.fraud.test_one_engine import WAYS, Ways, refusal
from tests.integration.fraud.test_watch import WATCH, cases_of
from tests.integration.transfers.test_transfers import known, pay
from tests.support.accounts import Saver, bodies_to, deliver, standing
from tests.support.screening import blacklisted, rule

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ways() -> Ways:
    return Ways()


def told_of(account_id: str) -> list[dict]:
    """What the queue is told of payments out of this account."""
    return bodies_to("fraud-watch-sqs", account_id)


def account_of(ways: Ways, way: str) -> str:
    return {"balance": ways.ada.user_id, "withdrawal": ways.account}.get(way, ways.wallet)


class TestRefused:
    @pytest.mark.parametrize("way", WAYS)
    def test_is_a_case_to_look_at_whichever_way_it_was(self, ways, way):
        with blacklisted(ways.ada.user_id, kind="customer"):
            assert refusal(getattr(ways, way)()) == "declined_by_policy"
        account = account_of(ways, way)
        (told,) = told_of(account)
        assert deliver(WATCH, told, told) == [] and deliver(WATCH, told) == []
        (found,) = cases_of(account)
        (hit,) = found["payments"]
        case = found["case"]
        assert (case["cause"], case["riskLevel"], case["waiting"], case["flags"]) == (
            "blacklist",
            "HIGH",
            0,
            ["blacklist:customer"],
        )
        assert (hit["amount"], hit["moneyHeld"], hit["waiting"]) == ("1.00", False, False)

    def test_of_a_transfer_too_and_of_one_cause_in_one_case(self):
        ada, bob = standing(), standing()
        source = ada.open(balance="50.00")
        target = known(ada, bob)
        with rule({"eq": ["payeeAccount", target]}, "block") as cause:
            assert [pay(ada, source, target, "1.00")["code"] for _ in range(3)] == ["declined_by_policy"] * 3
        assert deliver(WATCH, *told_of(source)) == []
        (found,) = cases_of(source)
        assert (found["case"]["cause"], found["case"]["hits"], found["case"]["riskLevel"]) == (cause, 3, "HIGH")

    def test_where_a_person_would_have_had_to_look_first(self, ways):
        with rule({"all": [{"eq": ["kind", "debit"]}, {"lt": ["accountAgeDays", 1]}]}):
            assert refusal(ways.debit()) == "under_review"
        assert deliver(WATCH, *told_of(ways.wallet)) == []
        (found,) = cases_of(ways.wallet)
        assert found["case"]["riskLevel"] == "MEDIUM"

    def test_under_a_key_is_told_once(self, ways):
        asked = {"amount": "1.00"}
        with blacklisted(ways.ada.user_id, kind="customer"):
            answers = [ways.ada.post(f"/wallet/{ways.wallet}/debit", asked, key="once") for _ in range(3)]
        assert [each["code"] for each in answers] == ["declined_by_policy"] * 3 and len(told_of(ways.wallet)) == 1

    def test_without_a_key_is_told_too(self, ways):
        with blacklisted(ways.ada.user_id, kind="customer"):
            assert ways.ada.post(f"/wallet/{ways.wallet}/debit", {"amount": "1.00"}, key=None)["code"] == "declined_by_policy"
        assert len(told_of(ways.wallet)) == 1

    def test_is_none_in_a_rehearsal(self, ways):
        with blacklisted(ways.ada.user_id, kind="customer"):
            debit = ways.ada.post(f"/wallet/{ways.wallet}/debit?dryRun=true", {"amount": "1.00"})
            asked = {"walletId": ways.wallet, "merchant": "Shop", "amount": "1.00"}
            payment = ways.ada.post("/payment?dryRun=true", asked)
        assert debit["code"] == payment["code"] == "declined_by_policy" and told_of(ways.wallet) == []

    def test_is_nobodys_without_a_fact(self, ways):
        with blacklisted(ways.ada.user_id, kind="customer"):
            ways.debit()
        (told,) = told_of(ways.wallet)
        assert deliver(WATCH, dict(told)) == [0] and cases_of(ways.wallet) == []

    def test_tells_its_customer_nothing_of_the_case(self):
        ada = Saver()
        wallet = ada.open_wallet("5.00")
        with blacklisted(ada.user_id, kind="customer"):
            answer = ada.post(f"/wallet/{wallet}/debit", {"amount": "1.00"})
        deliver(WATCH, *told_of(wallet))
        (found,) = cases_of(wallet)
        assert found["case"]["caseId"] not in str([answer.body, ada.get(f"/wallet/{wallet}").body])
