"""What `platform.dynamo` promises, asked of the emulator and of the fake alike: a fake passes its store's own tests."""

import re
from itertools import groupby

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel import ids
from chalicelib.platform import dynamo, settings
from tests.support.fake_dynamodb import FakeDynamoDB

ENTRIES, HOLDS, RULES = "ledger-entries", "ledger-holds", "fraud-rules"


@pytest.fixture(params=["emulator", "fake"], autouse=True)
def store(request, monkeypatch) -> str:
    if request.param == "emulator":
        request.getfixturevalue("emulator")
    else:
        monkeypatch.setattr(settings, "_account", "000000000000")
        fake = FakeDynamoDB()
        monkeypatch.setattr(dynamo, "client", lambda service: fake)
    return request.param


@pytest.fixture
def name() -> str:
    """A key of one's own, since the emulator's tables are shared."""
    return ids.new_id()


def write(table: str, item: dict) -> None:
    dynamo.write(dynamo.put("x", table, item))


def entry(account: str, position: str, **more: object) -> dict:
    return {"account_id": account, "position": position, **more}


class TestItems:
    @pytest.mark.parametrize("number", [0, -1, 2**53 + 1, 10**17 + 1, -(10**37 + 7), 10**38 - 1])
    def test_keep_every_digit(self, name, number):
        dynamo.write(dynamo.put("x", HOLDS, {"hold_id": name, "n": number, "deep": {"n": [number]}}))
        found = dynamo.get(HOLDS, {"hold_id": name})
        assert found == {"hold_id": name, "n": number, "deep": {"n": [number]}}
        assert type(found["n"]) is int

    def test_keep_empty_text_and_nothing_apart(self, name):
        item = {"hold_id": name, "empty": "", "none": None, "list": [], "map": {}, "flag": False}
        dynamo.write(dynamo.put("x", HOLDS, item))
        assert dynamo.get(HOLDS, {"hold_id": name}) == item

    def test_that_are_not_there_are_none(self, name):
        assert dynamo.get(HOLDS, {"hold_id": name}) is None

    @pytest.mark.parametrize("key", [{"hold_id": "x" * 2_049}, {"hold_id": ""}])
    def test_have_keys_of_a_size(self, key):
        for ask in (dynamo.get, lambda table, key: dynamo.get_many([(table, key)]), write):
            with pytest.raises(ClientError, match="ValidationException"):
                ask(HOLDS, key)

    def test_come_in_the_order_asked_for_from_several_tables(self, name):
        dynamo.write(dynamo.put("x", HOLDS, {"hold_id": name, "n": 1}))
        dynamo.write(dynamo.put("x", ENTRIES, entry(name, "1")))
        keys = [
            (ENTRIES, entry(name, "1")),
            (HOLDS, {"hold_id": "unknown"}),
            (HOLDS, {"hold_id": name}),
            (ENTRIES, entry(name, "1")),
        ]
        found = dynamo.get_many(keys)
        assert [each and ("n" in each) for each in found] == [False, None, True, False]

    def test_none_are_asked_for_without_a_call(self):
        assert dynamo.get_many([]) == []


class TestTransact:
    def test_looks_inside_an_attribute(self, name):
        dynamo.write(dynamo.put("x", HOLDS, {"hold_id": name, "deep": {"state": "", "tries": 1}}))
        for state in ("", "gone"):
            inside = dynamo.check(
                "x", HOLDS, {"hold_id": name}, "#deep.#state = :state AND #deep.tries = :one", state=state, one=1
            )
            if state:
                with pytest.raises(dynamo.Refused):
                    dynamo.transact([inside])
            else:
                dynamo.transact([inside])

    def test_shows_what_was_in_the_way_only_where_that_was_asked_for(self, name):
        dynamo.write(dynamo.put("x", HOLDS, {"hold_id": name}))
        ((action, request),) = dynamo.put_new("x", HOLDS, "hold_id", {"hold_id": name}).request.items()
        silent = {key: value for key, value in request.items() if key != "ReturnValuesOnConditionCheckFailure"}
        with pytest.raises(dynamo.client("dynamodb").exceptions.TransactionCanceledException) as refused:
            dynamo.client("dynamodb").transact_write_items(TransactItems=[{action: silent}])
        assert [reason.get("Item") for reason in refused.value.response["CancellationReasons"]] == [None]

    def test_writes_all_or_none(self, name):
        dynamo.transact([dynamo.put_new("a", HOLDS, "hold_id", {"hold_id": name, "n": 1})])
        with pytest.raises(dynamo.Refused) as refused:
            dynamo.transact(
                [
                    dynamo.put("b", ENTRIES, entry(name, "1")),
                    dynamo.put_new("a", HOLDS, "hold_id", {"hold_id": name, "n": 2}),
                ]
            )
        assert refused.value.items == {"a": {"hold_id": name, "n": 1}}
        assert dynamo.get(ENTRIES, entry(name, "1")) is None

    def test_names_every_condition_that_failed_with_what_is_there(self, name):
        dynamo.transact([dynamo.put("a", HOLDS, {"hold_id": name, "state": "ACTIVE", "n": 1})])
        changes = [
            dynamo.update("moved", HOLDS, {"hold_id": name}, {"n": 2}, condition="n = :read", read=7),
            dynamo.check("missing", ENTRIES, entry(name, "1"), "attribute_exists(account_id)"),
            dynamo.put_new("fine", ENTRIES, "account_id", entry(name, "2")),
        ]
        with pytest.raises(dynamo.Refused) as refused:
            dynamo.transact(changes)
        assert refused.value.items == {"moved": {"hold_id": name, "state": "ACTIVE", "n": 1}, "missing": None}
        assert not refused.value.contested

    def test_updates_removes_and_adds(self, name):
        key = {"hold_id": name}
        dynamo.transact([dynamo.put("a", HOLDS, {**key, "state": "ACTIVE", "n": 1, "old": "x"})])
        condition = "#state = :state AND n = :n"
        changed = dynamo.update(
            "a", HOLDS, key, {"state": "VOIDED"}, remove=["old"], add={"n": 4, "new": -1},
            condition=condition, n=1, **{"state": "ACTIVE"},
        )  # fmt: skip
        dynamo.transact([changed])
        assert dynamo.get(HOLDS, key) == {**key, "state": "VOIDED", "n": 5, "new": -1}
        with pytest.raises(dynamo.Refused):
            dynamo.transact([changed])

    def test_deletes(self, name):
        dynamo.transact([dynamo.put("a", HOLDS, {"hold_id": name})])
        dynamo.transact([dynamo.delete("a", HOLDS, {"hold_id": name})])
        assert dynamo.get(HOLDS, {"hold_id": name}) is None

    def test_takes_an_item_once_only(self, name):
        twice = [dynamo.put("a", HOLDS, {"hold_id": name}), dynamo.put("b", HOLDS, {"hold_id": name})]
        with pytest.raises(Exception, match="ValidationException"):
            dynamo.transact(twice)

    def test_tells_a_repeated_request_by_its_record(self, name):
        record = dynamo.put_new("idempotency", HOLDS, "hold_id", {"hold_id": name, "body": "{}"})
        dynamo.transact([record])
        with pytest.raises(dynamo.Repeated) as repeated:
            dynamo.transact([dynamo.put("b", ENTRIES, entry(name, "1")), record])
        assert repeated.value.item == {"hold_id": name, "body": "{}"}


class TestWrite:
    def test_refuses_like_a_transaction(self, name):
        first = dynamo.put_new("a", HOLDS, "hold_id", {"hold_id": name, "n": 1})
        dynamo.write(first)
        with pytest.raises(dynamo.Refused) as refused:
            dynamo.write(first)
        assert refused.value.items == {"a": {"hold_id": name, "n": 1}}

    def test_answers_the_item_as_it_left_it(self, name):
        counted = dynamo.update("a", HOLDS, {"hold_id": name}, {"state": "ACTIVE"}, add={"n": 2})
        assert dynamo.updated(counted) == {"hold_id": name, "state": "ACTIVE", "n": 2}
        assert dynamo.updated(counted)["n"] == 4

    def test_deletes_what_is_as_expected(self, name):
        dynamo.write(dynamo.put("a", HOLDS, {"hold_id": name, "n": 1}))
        with pytest.raises(dynamo.Refused):
            dynamo.write(dynamo.delete("a", HOLDS, {"hold_id": name}, "n = :n", n=2))
        dynamo.write(dynamo.delete("a", HOLDS, {"hold_id": name}, "n = :n", n=1))
        assert dynamo.get(HOLDS, {"hold_id": name}) is None


CONDITIONS = [
    ("n = :one", True), ("n <> :one", False), ("n < :two AND n >= :one", True), ("n > :one OR #state = :active", True),
    ("n > :one OR #state = :other", False), ("gone = :one", False), ("gone <> :one", True), ("gone < :one", False),
    ("#state < :one", False), ("n BETWEEN :one AND :two", True), ("n BETWEEN :two AND :two", False),
    ("#state IN (:other, :active)", True), ("#state IN (:other, :one)", False), ("attribute_exists(gone)", False),
    ("attribute_not_exists(gone)", True), ("contains(listed, :active)", True), ("contains(listed, :other)", False),
    ("contains(#state, :piece)", True), ("begins_with(#state, :piece)", False), ("begins_with(#state, :begin)", True),
    ("attribute_not_exists(gone) OR (n = :two AND #state = :active)", True), ("NOT n = :one", False),
    ("(n = :one OR n = :two) AND #state = :other", False), ("nothing = :nothing", True), ("#state = :nothing", False),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "holds"), CONDITIONS)
def test_a_condition_holds_or_not(name, condition, holds):
    item = {"hold_id": name, "n": 1, "state": "ACTIVE", "listed": ["ACTIVE", "x"], "nothing": None}
    dynamo.write(dynamo.put("a", HOLDS, item))
    values = {"one": 1, "two": 2, "active": "ACTIVE", "other": "VOIDED", "piece": "TIV", "begin": "ACT", "nothing": None}
    used = {key: value for key, value in values.items() if re.search(f":{key}\\b", condition)}
    change = dynamo.update("a", HOLDS, {"hold_id": name}, {"done": True}, condition=condition, **used)
    if holds:
        dynamo.write(change)
    else:
        with pytest.raises(dynamo.Refused):
            dynamo.write(change)


def test_one_request_token_is_one_transaction(name, store):
    """What the SDK repeats is done once; the answer is the first one's."""
    added = dynamo.update("a", HOLDS, {"hold_id": name}, {}, add={"n": 1})
    for _ in range(2):
        dynamo.client("dynamodb").transact_write_items(TransactItems=[added.request], ClientRequestToken=name)
    assert dynamo.get(HOLDS, {"hold_id": name}) == {"hold_id": name, "n": 1}


class TestIndex:
    def test_has_what_has_its_keys_in_their_order_page_by_page(self, name):
        for number in (3, 1, 2):
            dynamo.write(dynamo.put("x", HOLDS, {"hold_id": f"{name}-{number}", "owner_id": name}))
        dynamo.write(dynamo.put("x", HOLDS, {"hold_id": f"{name}-4", "other": name}))
        first, start = dynamo.owned(HOLDS, name, 2, None)
        rest, end = dynamo.owned(HOLDS, name, 2, start)
        assert [item["hold_id"][-1] for item in first + rest] == ["3", "2", "1"]
        assert end is None

    def test_orders_what_has_one_key_in_common_by_nothing_it_promises_but_misses_none(self, name):
        for version in (10, 9, 2):
            dynamo.write(dynamo.put("x", RULES, {"rule_id": name, "version": version, "status": f"S{name}"}))
        found, start = dynamo.query(RULES, "#status = :status", index="by-status", limit=2, status=f"S{name}")
        more, _ = dynamo.query(RULES, "#status = :status", index="by-status", start=start, status=f"S{name}")
        assert sorted(item["version"] for item in found + more) == [2, 9, 10]

    def test_numbers_are_in_the_order_of_numbers(self, name):
        for version in (10, 9, 2):
            dynamo.write(dynamo.put("x", RULES, {"rule_id": name, "version": version}))
        assert [item["version"] for item in dynamo.query_all(RULES, "rule_id = :rule", rule=name)] == [2, 9, 10]


class TestQuery:
    @pytest.fixture(autouse=True)
    def _entries(self, name):
        for number in range(1, 8):
            dynamo.write(dynamo.put("x", ENTRIES, entry(name, f"p{number}", n=number)))
        dynamo.write(dynamo.put("x", ENTRIES, entry(name + "0", "p1", n=0)))

    def numbers(self, items) -> list[int]:
        return [item["n"] for item in items]

    def test_pages_in_order_and_no_further_than_asked(self, name):
        found = dynamo.query_all(ENTRIES, "account_id = :a", maximum=5, limit=2, a=name)
        assert self.numbers(found) == [1, 2, 3, 4, 5]
        assert self.numbers(dynamo.query_all(ENTRIES, "account_id = :a", maximum=100, limit=3, a=name)) == [1, 2, 3, 4, 5, 6, 7]

    def test_takes_bounds_with_both_ends(self, name):
        between = "account_id = :a AND #position BETWEEN :first AND :last"
        items, _ = dynamo.query(ENTRIES, between, a=name, first="p2", last="p4")
        assert self.numbers(items) == [2, 3, 4]
        items, _ = dynamo.query(ENTRIES, "account_id = :a AND #position <= :last", newest_first=True, limit=1, a=name, last="p5x")
        assert self.numbers(items) == [5]

    def test_goes_on_backwards(self, name):
        condition = "account_id = :a"
        first, start = dynamo.query(ENTRIES, condition, newest_first=True, limit=3, a=name)
        second, _ = dynamo.query(ENTRIES, condition, newest_first=True, start=start, a=name)
        assert self.numbers(first + second) == [7, 6, 5, 4, 3, 2, 1]

    def test_finds_everything_in_a_scan(self, name):
        assert sorted(self.numbers(item for item in dynamo.scan_all(ENTRIES) if item["account_id"] == name)) == list(range(1, 8))


class TestScans:
    def test_bring_what_has_one_partition_together_and_in_order(self, name):
        accounts = [f"{name}-{letter}" for letter in "abc"]
        for position in ("2", "1", "3"):
            for account in accounts:
                dynamo.write(dynamo.put("x", ENTRIES, entry(account, position)))
        found = [item for item in dynamo.scan_all(ENTRIES) if item["account_id"].startswith(name)]
        runs = [account for account, _ in groupby(item["account_id"] for item in found)]
        assert sorted(runs) == accounts
        assert all(
            [each["position"] for each in found if each["account_id"] == account] == ["1", "2", "3"] for account in accounts
        )

    def test_come_page_by_page(self, name):
        for position in "123":
            dynamo.write(dynamo.put("x", ENTRIES, entry(name, position)))
        found, start = [], None
        while True:
            page, start = dynamo.scan_page(ENTRIES, 2, start)
            assert len(page) <= 2
            found += [item["position"] for item in page if item["account_id"] == name]
            if start is None:
                break
        assert found == ["1", "2", "3"]
