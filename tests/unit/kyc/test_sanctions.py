"""Names compared with a list: what is alike, how strongly, whatever the spelling."""

import json

import pytest

from chalicelib.kyc import sanctions
from chalicelib.platform.likeness import likeness
from release.declaration import ROOT

SAMPLE = sanctions.read((ROOT / "chalicelib" / "kyc" / "sanctions-sample.json").read_bytes())


def entries(*found: object) -> bytes:
    return json.dumps({"version": "x", "entries": found}).encode()


class TestLikeness:
    @pytest.mark.parametrize(
        ("first", "second", "percent"),
        [
            ("martha", "marhta", 96),
            ("dwayne", "duane", 84),
            ("dixon", "dicksonx", 81),
            ("a", "b", 0),
            ("", "a", 0),
            ("a", "a", 100),
        ],
    )
    def test_is_what_jaro_and_winkler_found(self, first, second, percent):
        assert int(likeness(first, second) * 100) == percent == int(likeness(second, first) * 100)


class TestMatches:
    @pytest.mark.parametrize("name", ["Saddam Hussein", "HUSSEIN, Saddam", "Sáddam  Husseín", "Hussein Saddam"])
    def test_are_strong_however_a_name_is_written(self, name):
        first = sanctions.matches(name, None, SAMPLE)[0]
        assert (first.entry, first.score_percent, first.strong) == ("sample-1", 100, True)

    def test_are_candidates_when_only_somewhat_alike(self):
        found = {each.entry: each for each in sanctions.matches("Roberto Mugabi", None, SAMPLE)}
        assert not sanctions.matches(
            "Ana Díaz", None, sanctions.read(entries({"id": "x", "names": ["Wu Zhong Qi"], "birthDates": []}))
        )
        assert found["sample-4"].score_percent >= 70

    def test_are_strong_when_born_on_the_same_day(self):
        weak = sanctions.matches("Charles Tailor Smith", "1990-01-01", SAMPLE)
        strong = sanctions.matches("Charles Tailor Smith", "1948-01-28", SAMPLE)
        assert not any(each.strong for each in weak if each.entry == "sample-5")
        assert next(each for each in strong if each.entry == "sample-5").strong

    def test_are_as_many_as_one_can_look_at(self):
        many = [{"id": f"e{number}", "names": ["Ana Diaz"], "birthDates": []} for number in range(99)]
        assert len(sanctions.matches("Ana Díaz", None, sanctions.read(entries(*many)))) == sanctions.MAXIMUM_MATCHES


class TestAList:
    @pytest.mark.parametrize(
        "content",
        [b"no json", b"[]", b'{"version": "x"}', entries({}), entries(7), entries({"id": "x", "names": None, "birthDates": []})],
    )
    def test_that_cannot_be_read_is_a_fault(self, content):
        with pytest.raises(ValueError):
            sanctions.read(content)

    def test_is_known_by_its_bytes(self):
        one, other = (entries({"id": each, "names": ["Ana"], "birthDates": []}) for each in "ab")
        assert sanctions.read(one).version == sanctions.read(other).version
        assert sanctions.read(one).mark != sanctions.read(other).mark == sanctions.read(other).mark
