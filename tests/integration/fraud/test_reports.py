"""What is told the authorities: written where it comes to be known, filed once, and no customer's to see."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.fraud import report_store
from chalicelib.fraud.errors import ReportFiled
from chalicelib.kernel import clock
from chalicelib.ledger.public import event_of
from chalicelib.platform import dynamo
from tests.integration.fraud.test_watch import WATCH, cases_of, cash_events
from tests.integration.notifications.test_held import at
from tests.support import streams
from tests.support.accounts import Saver, bodies_to, deliver
from tests.support.api import Caller, staff
from tests.support.screening import CASES, rule, taken

pytestmark = pytest.mark.usefixtures("emulator")
REPORTS = "/api/v1/fraud/reports"


def reports_of(owner: Caller, kind: str = "CTR", status: str = "OPEN") -> list[dict]:
    def pages(cursor: str = "") -> Iterator[dict]:
        page = staff("risk").get(f"{REPORTS}?kind={kind}&status={status}{cursor}").body
        yield from page["items"]
        if page["nextCursor"]:
            yield from pages(f"&cursor={page['nextCursor']}")

    return [each for each in pages() if each["ownerId"] == owner.user_id]


@pytest.fixture
def ada() -> Saver:
    return Saver()


class TestCash:
    def test_of_a_day_is_told_once_it_is_above_the_figure_whichever_accounts_it_came_into(self, ada):
        ada.open(balance="4000.00")
        ada.open_wallet("6000.00")
        assert deliver(WATCH, *cash_events(ada)) == [] and reports_of(ada) == []
        ada.open(balance="0.01")
        assert deliver(WATCH, *cash_events(ada)) == deliver(WATCH, *reversed(cash_events(ada))) == []
        (report,) = reports_of(ada)
        assert (report["amount"], report["currency"], report["caseId"]) == ("10000.01", "USD", None)
        assert (report["dueAt"][:10] > report["day"] == clock.to_text(clock.now())[:10]) and not report["overdue"]

    def test_is_counted_by_the_banks_day_to_the_last_moment(self, ada):
        account = ada.open()

        def comes_in(amount: str, moment: datetime) -> None:
            asked = bodies_to("ledger-commands-sqs", ada.begin("deposit", account, amount))
            with at(moment):
                assert deliver("ledger_commands", *asked) == []
            assert deliver(WATCH, *cash_events(ada)) == []

        day, last = datetime(2026, 11, 28, tzinfo=UTC), timedelta(hours=24) - timedelta(milliseconds=1)
        comes_in("5000.00", day)
        comes_in("5000.00", day + last)
        comes_in("5000.01", day + timedelta(days=1))
        assert reports_of(ada) == []
        comes_in("5000.00", day + timedelta(days=1) + last)
        assert [(each["day"], each["amount"]) for each in reports_of(ada)] == [("2026-11-29", "10000.01")]
        comes_in("10000.02", day + timedelta(days=2))
        told = {each["day"]: each["amount"] for each in reports_of(ada)}
        assert told == {"2026-11-29": "10000.01", "2026-11-30": "10000.02"}, "its first moment is the day's own"

    def test_is_told_however_late_it_is_watched(self, ada):
        accounts = [ada.open(balance="6000.00") for _ in range(2)]
        ada.settle(ada.begin("withdraw", accounts[0], "100.00"))
        asked = bodies_to("ledger-commands-sqs", ada.begin("deposit", accounts[0], "1.00"))
        late, day = cash_events(ada), clock.to_text(clock.now())[:10]
        with at(clock.now() + timedelta(days=9)):
            assert deliver("ledger_commands", *asked) == []  # since when the account counts that day no more
            assert deliver(WATCH, *late) == []
        assert [(each["day"], each["direction"], each["amount"]) for each in reports_of(ada)] == [(day, "IN", "12000.00")]

    def test_that_goes_out_is_told_apart_from_what_came_in_whichever_way_it_went(self, ada):
        account, wallet = ada.open(balance="6000.00"), ada.open_wallet("6000.00")
        ada.get(f"/balance?userId={ada.user_id}")
        ada.settle(ada.begin("withdraw", account, "5900.00"))
        ada.post("/transactions", {"userId": ada.user_id, "type": "debit", "amount": "100.00"})
        ada.post(f"/wallet/{wallet}/debit", {"amount": "4000.00"})
        assert deliver(WATCH, *cash_events(ada)) == []
        told = {each["direction"]: each["amount"] for each in reports_of(ada)}
        assert told == {"IN": "12000.00"}
        ada.settle(ada.begin("withdraw", account, "0.01"))
        assert deliver(WATCH, *cash_events(ada), *cash_events(ada)) == []
        told = {each["direction"]: each["amount"] for each in reports_of(ada)}
        assert told == {"IN": "12000.00", "OUT": "10000.01"}

    def test_is_filed_once_and_again_when_more_comes_in(self, ada):
        ada.open(balance="10000.01")
        deliver(WATCH, *cash_events(ada))
        (report,) = reports_of(ada)
        path = f"{REPORTS}/{report['reportId']}/file"
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda number: staff("risk").post(path, {"filedAs": f"BSA-{number}"}), range(4)))
        assert sorted(each.status for each in answers) == [200, 409, 409, 409]
        assert {each["code"] for each in answers if each.status == 409} == {"report_filed"}
        (filed,) = reports_of(ada, status="FILED")
        assert (filed["status"], filed["filedAs"][:4], reports_of(ada)) == ("FILED", "BSA-", [])
        deliver(WATCH, *cash_events(ada))  # told again: nothing is new
        assert reports_of(ada) == []
        ada.open_wallet("1.00")
        deliver(WATCH, *cash_events(ada))
        assert [each["amount"] for each in reports_of(ada)] == ["10001.01"] and reports_of(ada, status="FILED") == []

    def test_is_not_filed_with_an_amount_that_has_grown_since_it_was_seen(self, ada):
        ada.open(balance="10000.01")
        deliver(WATCH, *cash_events(ada))
        report = report_store.find_report(reports_of(ada)[0]["reportId"])
        with pytest.raises(ReportFiled):
            dynamo.transact([report_store.filed(replace(report, amount_minor=report.amount_minor - 1))])
        assert [each["reportId"] for each in reports_of(ada)] == [report.report_id]

    def test_is_above_the_figure_of_its_own_currency(self, ada, monkeypatch):
        monkeypatch.setenv("CASH_REPORTED_ABOVE", "USD=5.00")
        ada.open(balance="5.01")
        deliver(WATCH, *cash_events(ada))
        assert [each["amount"] for each in reports_of(ada)] == ["5.01"]


class TestSuspicions:
    @pytest.fixture
    def case(self, ada) -> str:
        wallet = ada.open_wallet("5000.00")
        with rule({"all": [{"eq": ["kind", "cashIn"]}, {"gte": ["cashInCount7d", 1]}]}):
            assert deliver(WATCH, *cash_events(ada)) == []
        (found,) = cases_of(wallet)
        return found["case"]["caseId"]

    @pytest.mark.parametrize(("finding", "told"), [("confirmed_risk", 1), ("valuable_alert", 0), ("false_positive", 0)])
    def test_that_were_found_to_be_true_are_told(self, ada, case, finding, told):
        taken(case).post(f"{CASES}/{case}/close", {"finding": finding, "reason": "Nobody could say where it came from"})
        found = reports_of(ada, "SAR")
        assert [(each["caseId"], each["amount"], each["day"]) for each in found] == [(case, "5000.00", None)] * told
        for each in found:
            made, due = clock.from_text(each["madeAt"]), clock.from_text(each["dueAt"])
            assert (due - made).days == 30

    def test_below_the_figure_are_not(self, ada, case, monkeypatch):
        monkeypatch.setenv("SUSPICION_REPORTED_FROM", "USD=5000.01")
        closed = taken(case).post(f"{CASES}/{case}/close", {"finding": "confirmed_risk", "reason": "It is true"})
        assert closed.status == 200 and reports_of(ada, "SAR") == []


class TestWhoSees:
    def test_nobody_but_risk_and_each_look_is_written_down(self, ada):
        ada.open(balance="20000.00")
        deliver(WATCH, *cash_events(ada))
        (report,) = reports_of(ada)
        path = f"{REPORTS}/{report['reportId']}/file"
        for other in (ada, staff("support"), staff("operations")):
            assert other.get(REPORTS).status == other.post(path, {"filedAs": "1"}).status == 403
        risk = staff("risk")
        risk.get(REPORTS)
        assert risk.post(path, {"filedAs": "1"}).status == 200
        told = [each for each in dynamo.scan_all("audit-table") if each["who"] == risk.user_id]
        assert {(each["what"], each["whom"]) for each in told} >= {("fraud_report.file", ada.user_id)}
        assert "fraud_report.look" in {each["what"] for each in told}

    def test_and_no_customer_in_anything_that_they_read(self, ada):
        account = ada.open(balance="20000.00")
        deliver(WATCH, *cash_events(ada))
        (report,) = reports_of(ada)
        events = [event_of(item) for item in streams.journal(ada.user_id) if ada.user_id in str(item.get("touched"))]
        seen = [ada.get(path).body for path in (f"/accounts/{account}", f"/balances/{account}", "/me", "/reports")]
        assert report["reportId"] not in str([seen, events]) and "CTR" not in str(seen)

    def test_what_is_none(self):
        risk, nobody = staff("risk"), "0198c0de-0000-5000-8000-000000000000"
        assert risk.post(f"{REPORTS}/{nobody}/file", {"filedAs": "1"})["code"] == "fraud_report_not_found"
        assert risk.get(f"{REPORTS}?kind=XYZ").status == risk.post(f"{REPORTS}/{nobody}/file", {"filedAs": ""}).status == 400
