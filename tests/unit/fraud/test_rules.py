"""Rules as data: what is no rule is refused with its place, and what is one cannot cost much."""

import pytest

from chalicelib.fraud import rules
from chalicelib.fraud.decisions import Decision, decide, hash_of, replayed
from chalicelib.fraud.facts import FACTS
from chalicelib.fraud.rules import FactUnknown, Rule, check, holds
from chalicelib.kernel.failures import InvalidRequest

USD = {"eq": ["currency", "USD"]}
LARGE = {"all": [USD, {"gte": ["amountMinor", 100_000]}]}


def rule(conditions, *, name="r", score=0, action="score", priority=1, status="ACTIVE") -> Rule:
    return Rule(name, 1, name, conditions, score, action, priority, status, "risk", "2026-11-27T00:00:00.000Z")


def facts(**more) -> dict:
    return {"kind": "transfer", "currency": "USD", "amountMinor": 150_000, "newPayee": True, "hourUtc": 3, **more}


def nested(depth: int) -> dict:
    return USD if depth == 1 else {"not": nested(depth - 1)}


class TestCheck:
    @pytest.mark.parametrize(
        "conditions",
        [
            USD, LARGE, {"any": [LARGE, {"eq": ["newPayee", True]}]}, {"not": USD}, nested(rules.DEEPEST),
            {"in": ["currency", ["USD", "EUR"]]}, {"prefix": ["merchant", "Casino"]}, {"contains": ["merchant", "bet"]},
            {"all": [USD] * (rules.MOST_NODES - 1)}, {"lt": ["hourUtc", -(10**18)]},
        ],
        ids=str,
    )  # fmt: skip
    def test_takes_what_is_a_rule(self, conditions):
        check(conditions)

    @pytest.mark.parametrize(
        ("conditions", "place"),
        [
            ({}, "conditions"), ([], "conditions"), ("currency", "conditions"), (None, "conditions"),
            ({"eq": ["currency", "USD"], "ne": ["currency", "EUR"]}, "conditions"),
            ({"all": []}, "conditions.all"), ({"any": {}}, "conditions.any"),
            ({"matches": ["merchant", ".*"]}, "conditions.matches"), ({"eval": "1"}, "conditions.eval"),
            ({"all": [USD, {"eq": ["colour", "red"]}]}, "conditions.all[1].eq"),
            ({"eq": ["currency"]}, "conditions.eq"), ({"eq": [1, "currency"]}, "conditions.eq"),
            ({"gte": ["currency", "USD"]}, "conditions.gte"), ({"gte": ["hourUtc", "3"]}, "conditions.gte"),
            ({"gte": ["hourUtc", True]}, "conditions.gte"), ({"gte": ["hourUtc", 1.5]}, "conditions.gte"),
            ({"gte": ["hourUtc", 10**18 + 1]}, "conditions.gte"), ({"eq": ["newPayee", 1]}, "conditions.eq"),
            ({"in": ["currency", []]}, "conditions.in"), ({"in": ["currency", ["USD"] * 101]}, "conditions.in"),
            ({"in": ["currency", "USD"]}, "conditions.in"), ({"eq": ["merchant", "x" * 201]}, "conditions.eq"),
            ({"gte": ["amountMinor", 1]}, "conditions"), ({"all": [{"gt": ["sumMinor24h", 1]}]}, "conditions"),
            (nested(rules.DEEPEST + 1), "conditions" + ".not" * rules.DEEPEST),
            ({"all": [USD] * rules.MOST_NODES}, f"conditions.all[{rules.MOST_NODES - 1}]"),
        ],
        ids=str,
    )  # fmt: skip
    def test_refuses_what_is_none_and_names_the_place(self, conditions, place):
        with pytest.raises(InvalidRequest) as refused:
            check(conditions)
        assert refused.value.errors[0][0] == place

    @pytest.mark.parametrize("depth", [1_000, 10_000])
    def test_ends_soon_whatever_comes(self, depth):
        tree: dict = USD
        for _ in range(depth):
            tree = {"not": tree}
        for conditions in (tree, {"all": [USD] * depth}):
            with pytest.raises(InvalidRequest):
                check(conditions)


class TestHolds:
    @pytest.mark.parametrize(
        ("conditions", "expected"),
        [
            (LARGE, True), ({"not": LARGE}, False), ({"any": [{"eq": ["currency", "EUR"]}, {"lt": ["hourUtc", 4]}]}, True),
            ({"ne": ["currency", "USD"]}, False), ({"in": ["hourUtc", [1, 2]]}, False), ({"lte": ["hourUtc", 3]}, True),
            ({"gt": ["hourUtc", 3]}, False), ({"eq": ["newPayee", True]}, True),
        ],
        ids=str,
    )  # fmt: skip
    def test_judges_the_facts(self, conditions, expected):
        check(conditions)
        assert holds(conditions, facts()) is expected

    def test_is_exact_beyond_what_a_float_holds(self):
        assert holds({"gt": ["amountMinor", 9_007_199_254_740_992]}, facts(amountMinor=9_007_199_254_740_993))

    def test_does_not_guess_what_it_does_not_know(self):
        with pytest.raises(FactUnknown):
            holds({"prefix": ["customerLevel", "FULL"]}, facts(customerLevel=None))


class TestDecide:
    @pytest.mark.parametrize(
        ("given", "lists", "outcome"),
        [
            ([], {}, "allow"), ([rule(LARGE, action="review")], {}, "review"), ([rule(LARGE, action="block")], {}, "block"),
            ([rule(LARGE, score=49)], {}, "allow"), ([rule(LARGE, score=50)], {}, "review"), ([rule(LARGE, score=80)], {}, "block"),
            ([rule(LARGE, score=60), rule(USD, name="s", score=-20)], {}, "allow"),
            ([rule(LARGE, score=40), rule(USD, name="s", score=40)], {}, "block"),
            ([rule(LARGE, action="review")], {"white": ["payee"]}, "allow"),
            ([rule(LARGE, action="block")], {"white": ["payee"]}, "block"),
            ([], {"white": ["payee"], "black": ["payee"]}, "block"),
            ([], {"white": ["payee"], "sanctions": ["match"]}, "review"), ([], {"sanctions": ["fault"]}, "review"),
            ([], {"black": ["payee"], "sanctions": ["match"]}, "block"),
            ([rule(LARGE, action="block", status="SHADOW")], {}, "allow"),
            ([rule({"prefix": ["customerLevel", "x"]}, action="score")], {}, "review"),
            ([rule({"prefix": ["customerLevel", "x"]}, status="SHADOW")], {}, "allow"),
            ([rule({"prefix": ["customerLevel", "x"]}, action="review")], {"white": ["payee"]}, "allow"),
            ([rule({"prefix": ["customerLevel", "x"]}, action="block")], {"white": ["payee"]}, "review"),
            ([rule(LARGE, score=40), rule({"prefix": ["customerLevel", "x"]}, name="s", score=40)], {"white": ["payee"]}, "review"),
        ],
    )  # fmt: skip
    def test_lets_the_strongest_word_win(self, given, lists, outcome):
        assert decide(facts(), given, **lists).outcome == outcome

    @pytest.mark.parametrize("kind", ["purchase", "payment", "withdrawal", "debit"])
    def test_a_rule_about_another_way_to_pay_does_not_hold(self, kind):
        asked = [
            rule({"eq": ["newPayee", True]}, action="block"),
            rule({"not": {"gte": ["payeeAgeHours", 1]}}, action="block", name="s"),
        ]
        decision = decide({"kind": kind, "currency": "USD", "amountMinor": 1}, asked)
        assert decision.outcome == "allow" and not any(hit.holds or hit.error for hit in decision.hits)

    @pytest.mark.parametrize(
        "unknown", [{"eq": ["merchant", "Casino"]}, {"eq": ["customerLevel", "NONE"]}], ids=["another way", "fact"]
    )
    def test_one_of_any_that_holds_is_enough_in_any_order(self, unknown):
        for conditions in ([LARGE, unknown], [unknown, LARGE]):
            assert decide(facts(), [rule({"any": conditions}, action="block")]).outcome == "block"

    def test_any_of_what_is_not_known_is_a_fault_in_any_order(self):
        nothing, missing = {"eq": ["merchant", "Casino"]}, {"eq": ["customerLevel", "NONE"]}
        for conditions in ([nothing, missing], [missing, nothing], [{"eq": ["newPayee", False]}, missing]):
            assert decide(facts(), [rule({"any": conditions}, action="score")]).outcome == "review"

    def test_tells_of_shadows_what_they_would_have_said(self):
        decision = decide(facts(), [rule(LARGE, action="block", status="SHADOW")])
        assert [(hit.holds, hit.shadow) for hit in decision.hits] == [(True, True)] and decision.score == 0

    def test_is_as_small_by_two_hundred_rules_that_say_nothing(self):
        rules = [rule({"eq": ["currency", "EUR"]}, name=str(number)) for number in range(199)]
        text = decide(facts(), [*rules, rule(USD, name="holds"), rule({"eq": ["country", "US"]}, name="in doubt")]).to_text()
        assert len(text) < 700
        assert [hit.rule_id for hit in Decision.of_text(text).hits] == ["holds", "in doubt"]

    def test_replays_to_the_same_bytes(self):
        given = [
            rule(LARGE, score=60),
            rule(USD, name="a", action="review", priority=9),
            rule({"eq": ["merchant", "x"]}, name="b"),
        ]
        decision = decide(facts(), given, black=["customer"], white=["payee"], sanctions=["match"])
        assert replayed(decision.to_text(), given[::-1]).to_text() == decision.to_text()
        assert hash_of(given) != hash_of(given[:2])

    def test_no_fact_is_of_a_kind_that_no_operator_takes(self):
        assert {kind for kind, _ in FACTS.values()} == set(rules._TAKES)
