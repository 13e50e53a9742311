import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from chalice.test import Client

from app import app
from chalicelib.kernel import clock, ids
from chalicelib.platform import dynamo
from chalicelib.reports import store
from tests.integration.reports.bank import a_card, post
from tests.support import streams
from tests.support.api import Caller


@pytest.fixture
def api(emulator):
    with Client(app, stage_name="api") as client:
        yield client.http


def headers(user_id: str) -> dict[str, str]:
    return {"Authorization": Caller(user_id=user_id).let_through()}


@pytest.fixture
def owner():
    return ids.new_id()


def ask(api, owner, card_id, query=""):
    return api.get(f"/card/{card_id}{query}", headers=headers(owner))


def starts_of(report_id: str) -> list[dict]:
    deliveries = [delivery for item in streams.outbox(report_id) for delivery in item["deliveries"]]
    return [delivery for delivery in deliveries if str(delivery.get("name", "")).startswith(report_id)]


class TestRequestReport:
    def test_accepts_and_starts_the_flow_once(self, api, owner):
        card_id = a_card(owner)
        first, second = ask(api, owner, card_id), ask(api, owner, card_id)
        assert (first.status_code, first.json_body["status"]) == (202, "PENDING")
        assert first.headers["Cache-Control"] == "no-store"
        assert second.json_body == first.json_body
        (start,) = starts_of(first.json_body["reportId"])
        assert start["machine"] == "reports_report"
        assert json.loads(start["input"])["ownerId"] == owner

    def test_gives_the_same_report_for_the_same_state_range_and_format(self, api, owner):
        card_id = a_card(owner)
        post(owner, card_id, 100, minutes=1)
        first = ask(api, owner, card_id, "?start=2026-03-01&end=2026-03-02&format=xlsx").json_body
        assert ask(api, owner, card_id, "?end=2026-03-02&format=xlsx&start=2026-03-01T00:00:00Z").json_body == first

    def test_gives_another_report_after_another_transaction(self, api, owner):
        card_id = a_card(owner)
        before = ask(api, owner, card_id).json_body["reportId"]
        post(owner, card_id, 100, minutes=1)
        assert ask(api, owner, card_id).json_body["reportId"] != before

    def test_gives_another_report_for_another_range_or_format(self, api, owner):
        card_id = a_card(owner)
        queries = ("", "?format=xlsx", "?start=2026-03-01", "?end=2026-03-01")
        assert len({ask(api, owner, card_id, query).json_body["reportId"] for query in queries}) == len(queries)

    def test_builds_again_once_the_record_has_ended(self, api, owner):
        card_id = a_card(owner)
        report_id = ask(api, owner, card_id).json_body["reportId"]
        dynamo.write(dynamo.update("report", "report-table", {"report_id": report_id}, {"expires_at": 1, "status": "READY"}))
        assert ask(api, owner, card_id).json_body == {"reportId": report_id, "status": "PENDING"}
        assert len(starts_of(report_id)) == 2

    def test_answers_another_owners_card_as_an_unknown_one(self, api, owner):
        other = ask(api, owner, a_card(ids.new_id()))
        unknown = ask(api, owner, ids.new_id())
        assert (other.status_code, other.json_body["code"]) == (404, "card_not_found")
        assert unknown.json_body["detail"] == other.json_body["detail"]

    def test_knows_no_account_that_is_not_a_card(self, api, owner):
        assert ask(api, owner, a_card(owner, "wallet")).status_code == 404

    @pytest.mark.parametrize(
        ("query", "field"),
        [("?start=2026-03-02&end=2026-03-01", "start"), ("?start=yesterday", "start"), ("?end=2026-02-30", "end"),
         ("?format=pdf", "format"), ("?from=2026-03-01", "from"), ("?format=csv&format=csv", "format")],
    )  # fmt: skip
    def test_refuses_a_query_it_cannot_read(self, api, owner, query, field):
        answer = ask(api, owner, a_card(owner), query)
        assert (answer.status_code, answer.json_body["errors"][0]["field"]) == (400, field)


class TestAskAgain:
    @pytest.fixture
    def failed(self, api, owner) -> tuple[str, str]:
        card_id = a_card(owner)
        report_id = ask(api, owner, card_id).json_body["reportId"]
        self.fail(report_id)
        return card_id, report_id

    def fail(self, report_id: str) -> None:
        dynamo.write(dynamo.update("report", "report-table", {"report_id": report_id}, {"status": "FAILED"}))

    def test_runs_what_failed_again_under_another_name(self, api, owner, failed):
        card_id, report_id = failed
        again = ask(api, owner, card_id)
        assert (again.status_code, again.json_body) == (202, {**again.json_body, "reportId": report_id, "status": "PENDING"})
        assert ask(api, owner, card_id).json_body["status"] == "PENDING"
        assert [each["name"] for each in starts_of(report_id)] == [report_id, f"{report_id}-a1"]
        self.fail(report_id)
        ask(api, owner, card_id)
        assert [each["name"] for each in starts_of(report_id)] == [report_id, f"{report_id}-a1", f"{report_id}-a2"]

    def test_runs_once_for_many_who_ask_at_once(self, api, owner, failed):
        card_id, report_id = failed
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: ask(api, owner, card_id).json_body["status"], range(8)))
        assert set(answers) == {"PENDING"} and len(starts_of(report_id)) == 2

    def test_is_refused_to_who_saw_an_earlier_try_fail(self, api, owner, failed):
        card_id, report_id = failed
        stale = store.find_report(report_id)
        ask(api, owner, card_id)
        for _ in range(2):  # it runs once more; it has failed once more
            with pytest.raises(dynamo.Refused):
                dynamo.write(store.asked_again(replace(stale, status="PENDING", asked_again=stale.asked_again + 1), clock.now()))
            self.fail(report_id)


class TestGetReport:
    @pytest.fixture
    def report(self, api, owner):
        card_id = a_card(owner)
        return card_id, ask(api, owner, card_id).json_body["reportId"]

    def become(self, report_id: str, **values) -> None:
        dynamo.write(dynamo.update("report", "report-table", {"report_id": report_id}, values))

    def test_has_no_link_before_the_report_is_ready(self, api, owner, report):
        card_id, report_id = report
        for status in ("PENDING", "FAILED"):
            self.become(report_id, status=status)
            state = api.get(f"/card/{card_id}/reports/{report_id}", headers=headers(owner)).json_body
            assert (state["status"], state["link"], state["rows"]) == (status, None, None)

    def test_signs_a_link_for_an_hour_once_it_is_ready(self, api, owner, report):
        card_id, report_id = report
        self.become(report_id, status="READY", rows=3)
        state = api.get(f"/card/{card_id}/reports/{report_id}", headers=headers(owner)).json_body
        assert (state["status"], state["rows"], state["linkExpiresInMinutes"]) == ("READY", 3, 60)
        assert "X-Amz-Expires=3600" in state["link"]

    def test_answers_another_owners_report_as_an_unknown_one(self, api, report):
        card_id, report_id = report
        answer = api.get(f"/card/{card_id}/reports/{report_id}", headers=headers(ids.new_id()))
        assert (answer.status_code, answer.json_body["code"]) == (404, "report_not_found")

    def test_does_not_find_a_report_under_another_card(self, api, owner, report):
        _, report_id = report
        assert api.get(f"/card/{a_card(owner)}/reports/{report_id}", headers=headers(owner)).status_code == 404


class TestListReports:
    def test_has_the_callers_of_all_cards_newest_first_page_by_page(self, api, owner):
        asked = [ask(api, owner, a_card(owner)).json_body["reportId"] for _ in range(3)]
        page = api.get("/reports?limit=2", headers=headers(owner)).json_body
        rest = api.get(f"/reports?limit=2&cursor={page['nextCursor']}", headers=headers(owner)).json_body
        assert [each["reportId"] for each in (*page["items"], *rest["items"])] == asked[::-1]
        assert (len(page["items"]), rest["nextCursor"]) == (2, None)

    def test_has_nothing_of_anothers(self, api, owner):
        ask(api, owner, a_card(owner))
        assert api.get("/reports", headers=headers(ids.new_id())).json_body == {"items": [], "nextCursor": None}
