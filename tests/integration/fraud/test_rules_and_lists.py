"""The rules and lists that staff keep, by their routes."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.fraud import store
from chalicelib.fraud.lists import places_of
from chalicelib.fraud.operations import change_rules
from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from tests.support.accounts import Saver
from tests.support.api import Caller, staff

pytestmark = pytest.mark.usefixtures("empty_tables")
RULES = "/api/v1/fraud/rules"
RULE = {
    "name": "Much",
    "conditions": {"all": [{"eq": ["currency", "USD"]}, {"gte": ["amountMinor", 100000]}]},
    "action": "review",
}
SHIPPED = 13


@pytest.fixture
def risk() -> Caller:
    return staff("risk")


def made(risk: Caller, **more: object) -> str:
    return risk.post(RULES, {**RULE, **more})["ruleId"]


class TestRules:
    def test_begin_as_drafts_that_change_nothing(self, risk):
        answer = risk.post(RULES, RULE)
        assert (answer.status, answer["status"], answer["version"], answer["madeBy"]) == (201, "DRAFT", 1, risk.user_id)
        assert answer["ruleId"] not in str(risk.get(RULES).body)
        assert [each["ruleId"] for each in risk.get(f"{RULES}?status=DRAFT")["items"]] == [answer["ruleId"]]
        assert risk.get(f"{RULES}/{answer['ruleId']}").body == answer.body

    def test_are_made_once_a_key(self, risk):
        first, again = (risk.post(RULES, RULE, key="k") for _ in range(2))
        assert again.body == first.body and again.replayed

    def test_those_that_ship_are_in_the_shadow(self, risk):
        items = risk.get(RULES)["items"]
        assert [each["status"] for each in items] == ["SHADOW"] * SHIPPED
        assert risk.get(f"{RULES}?limit=3")["items"] == items[:3]
        page = risk.get(f"{RULES}?limit=9")
        assert [*page["items"], *risk.get(f"{RULES}?limit=9&cursor={page['nextCursor']}")["items"]] == items

    def test_of_those_that_ship_one_can_be_brought_into_use_and_out_of_it(self, risk):
        shipped = risk.get(RULES)["items"][0]["ruleId"]
        assert risk.post(f"{RULES}/{shipped}/activate")["status"] == "ACTIVE"
        assert risk.get(f"{RULES}?status=ACTIVE")["items"][0]["ruleId"] == shipped
        assert risk.post(f"{RULES}/{shipped}/deactivate")["status"] == "INACTIVE"
        assert len(risk.get(RULES)["items"]) == SHIPPED - 1
        assert risk.post(f"{RULES}/{shipped}/shadow")["status"] == "SHADOW"

    def test_a_next_version_takes_the_place_of_the_one_in_use_only_when_it_is_activated(self, risk):
        rule = made(risk)
        assert risk.post(f"{RULES}/{rule}/activate").status == 200
        changed = risk.put(f"{RULES}/{rule}", {**RULE, "name": "More"})
        assert (changed["version"], changed["status"]) == (2, "DRAFT")
        in_use = {each["ruleId"]: each for each in risk.get(RULES)["items"]}
        assert in_use[rule]["version"] == 1
        assert risk.post(f"{RULES}/{rule}/activate")["version"] == 2
        in_use = [each for each in risk.get(RULES)["items"] if each["ruleId"] == rule]
        assert [(each["version"], each["name"]) for each in in_use] == [(2, "More")]

    def test_what_is_deleted_stays_so(self, risk):
        rule = made(risk)
        assert risk.delete(f"{RULES}/{rule}")["status"] == "DELETED"
        for answer in (risk.post(f"{RULES}/{rule}/activate"), risk.put(f"{RULES}/{rule}", RULE)):
            assert (answer.status, answer["code"]) == (409, "rule_status")

    def test_one_in_use_is_not_deleted(self, risk):
        rule = made(risk)
        risk.post(f"{RULES}/{rule}/activate")
        assert risk.delete(f"{RULES}/{rule}")["code"] == "rule_status"

    def test_twice_into_use_is_once(self, risk):
        rule = made(risk)
        assert [risk.post(f"{RULES}/{rule}/activate").status for _ in range(2)] == [200, 200]
        assert len(risk.get(RULES)["items"]) == SHIPPED + 1

    def test_beyond_two_hundred_are_refused(self, risk, monkeypatch):
        monkeypatch.setattr(change_rules, "MOST_IN_USE", SHIPPED + 1)
        first, second = made(risk), made(risk)
        assert risk.post(f"{RULES}/{first}/shadow").status == 200
        assert (refused := risk.post(f"{RULES}/{second}/shadow")).status == 422 and refused["code"] == "too_many_rules"
        assert risk.get(f"{RULES}/{second}")["status"] == "DRAFT"

    def test_changed_by_many_at_once_none_is_lost(self, risk):
        rules = [made(risk) for _ in range(6)]

        def activate(rule: str) -> int:
            while (answer := risk.post(f"{RULES}/{rule}/activate")).status == 409:
                assert answer["code"] == "request_in_progress"
            return answer.status

        with ThreadPoolExecutor(6) as pool:
            assert set(pool.map(activate, rules)) == {200}
        assert {each["ruleId"] for each in risk.get(f"{RULES}?status=ACTIVE")["items"]} == set(rules)

    def test_which_are_in_use_is_read_in_copies_that_all_say_the_same(self, risk):
        """Payments in turn meet on one key in sixty-four, and whichever they read, the rule holds at once."""
        assert risk.post(f"{RULES}/{made(risk)}/activate").status == 200
        read = Counter(store.rows_about({})["ruleset"][1]["ruleset_id"] for _ in range(64))
        assert len(read) == 64
        said = [dynamo.get(store.RULESETS, {"ruleset_id": each}) for each in read]
        assert {(each["ruleset"], each["version"]) for each in said} == {(store.find_pointer()["ruleset"], 1)}

    @pytest.mark.parametrize(
        ("more", "place"),
        [
            ({"conditions": {"all": [{"eq": ["colour", "red"]}]}}, "conditions.all[0].eq"),
            ({"conditions": {"matches": ["merchant", ".*"]}}, "conditions.matches"),
            ({"conditions": []}, "conditions"), ({"score": 101}, "score"), ({"action": "allow"}, "action"),
            ({"priority": -1}, "priority"), ({"name": " "}, "name"), ({"name": "a\u202eb"}, "name"),
        ],
    )  # fmt: skip
    def test_what_is_none_is_refused_with_its_place(self, risk, more, place):
        refused = risk.post(RULES, {**RULE, **more})
        assert (refused.status, refused["errors"][0]["field"]) == (400, place)

    def test_are_unknown_where_there_is_none(self, risk):
        assert (
            risk.get(f"{RULES}/{ids.new_id()}")["code"] == risk.put(f"{RULES}/{ids.new_id()}", RULE)["code"] == "rule_not_found"
        )

    def test_are_for_the_role_risk_alone(self, risk):
        for caller in (Saver(), staff("support", "lending", "operations", "admin")):
            assert {caller.get(RULES).status, caller.post(RULES, RULE).status} == {403}


class TestAudit:
    def test_says_who_did_what_and_why(self, risk):
        rule = made(risk)
        risk.post(f"{RULES}/{rule}/activate")
        whom = ids.new_id()
        entry = risk.post("/api/v1/fraud/blacklist", {"kind": "customer", "value": whom, "reason": "Reported"})
        risk.delete(f"/api/v1/fraud/blacklist/{entry['entryId']}")
        auditor = staff("operations")
        told = auditor.get(f"/admin/audit?who={risk.user_id}")["items"]
        assert [each["what"] for each in told] == ["fraud_list.unlist", "fraud_list.list", "fraud_rule.bring", "fraud_rule.make"]
        assert [each["why"] for each in auditor.get(f"/admin/audit?whom={whom}")["items"]] == ["Reported"] * 2


class TestLists:
    @pytest.mark.parametrize("name", ["blacklist", "whitelist"])
    def test_take_entries_and_give_them_back(self, risk, name):
        path = f"/api/v1/fraud/{name}"
        entry = risk.post(path, {"kind": "merchant", "value": "Evil Casino", "reason": "Reported"})
        assert (entry.status, entry["until"], entry["madeBy"]) == (201, None, risk.user_id)
        assert risk.get(path)["items"] == [entry.body]
        assert risk.get(f"{path}/{entry['entryId']}").body == entry.body
        assert risk.delete(f"{path}/{entry['entryId']}").body == entry.body
        assert risk.get(path)["items"] == []
        assert risk.delete(f"{path}/{entry['entryId']}")["code"] == "list_entry_not_found"

    @pytest.mark.parametrize("gone", [0, 1])
    def test_names_that_look_alike_are_an_entry_each(self, risk, gone):
        """The first begins with a Cyrillic letter, and shares one of its looks with the second."""
        path, names = "/api/v1/fraud/blacklist", ("\u0412ob's Shop", "Bob's Shop")
        asked = {"kind": "payment", "accountId": Saver().open(balance="5.00"), "amount": "1", "currency": "USD"}

        def outcome(merchant: str) -> str:
            return risk.post("/api/v1/fraud/analyze", {**asked, "merchant": merchant}, key=None)["outcome"]

        made = [risk.post(path, {"kind": "merchant", "value": name, "reason": "r"})["entryId"] for name in names]
        assert {each["value"] for each in risk.get(path)["items"]} == set(names)
        risk.delete(f"{path}/{made[gone]}")
        assert [outcome(name) for name in names] == ["block", "block"]
        risk.delete(f"{path}/{made[1 - gone]}")
        assert [outcome(name) for name in names] == ["allow", "allow"]

    @pytest.mark.parametrize("kind", ["merchant", "account"])
    def test_where_an_entry_lies_is_no_entry(self, risk, kind):
        body = {"kind": kind, "value": ids.new_id(), "reason": "r"}
        entry = risk.post("/api/v1/fraud/blacklist", body)["entryId"]
        (place,) = places_of("black", kind, body["value"])
        assert risk.get(f"/api/v1/fraud/blacklist/{place}")["code"] == "list_entry_not_found"
        risk.delete(f"/api/v1/fraud/blacklist/{entry}")

    def test_an_entry_of_one_list_is_none_of_the_other(self, risk):
        entry = risk.post("/api/v1/fraud/blacklist", {"kind": "account", "value": ids.new_id(), "reason": "r"})
        assert risk.delete(f"/api/v1/fraud/whitelist/{entry['entryId']}").status == 404

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"until": "2020-01-01T00:00:00Z"}, "until"), ({"until": "the day after tomorrow"}, "until"), ({"kind": "country"}, "kind"),
         ({"kind": "merchant", "value": "!!!"}, "value"), ({"reason": ""}, "reason")],
    )  # fmt: skip
    def test_refuse_what_is_no_entry(self, risk, more, field):
        body = {"kind": "account", "value": ids.new_id(), "reason": "r", **more}
        refused = risk.post("/api/v1/fraud/blacklist", body)
        assert (refused.status, refused["errors"][0]["field"]) == (400, field)
