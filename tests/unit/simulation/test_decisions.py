"""Chance by name: what one decision is does not hang on another."""

from simulation.decisions import Decisions


def test_a_decision_follows_from_its_seed_and_name_alone():
    one, other = Decisions(7), Decisions(7)
    other.fraction("something else")
    other.pick("and this", range(9))
    assert one.between("delay", 1, 100) == other.between("delay", 1, 100)
    assert one.bytes("id", 100) == other.bytes("id", 100)
    assert Decisions(8).between("delay", 1, 100) != one.between("delay", 1, 100)


def test_dull_is_when_nothing_happens():
    dull = Decisions(7, {"fault", "kind", "delay"})
    assert not dull.happens("fault", 1.0)
    assert dull.pick("kind", ("plain", "odd")) == "plain"
    assert dull.between("delay", 0.5, 100) == 0.5
    assert dull.lively == {}


def test_what_did_not_come_out_dull_is_listed():
    decisions = Decisions(7)
    assert decisions.happens("sure", 1.0) and not decisions.happens("never", 0.0)
    which = decisions.pick("way", (list, set, dict, str, int))
    assert decisions.lively == {"sure": True, "way": (list, set, dict, str, int).index(which)}


def test_chances_are_what_they_say():
    decisions = Decisions(1)
    assert 2_700 < sum(decisions.happens(f"{number}", 0.3) for number in range(10_000)) < 3_300
    assert {decisions.pick(f"{number}", "abc") for number in range(100)} == set("abc")
