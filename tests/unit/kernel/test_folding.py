"""Folding: spellings of one key are one, names that look alike share a look, and nothing else does."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.kernel import folding
from chalicelib.kernel.folding import key, looks

# Everything that is drawn as nothing and a person can bring in by copying.
UNSEEN = "\u00ad\u034f\u200b\u200c\u200d\u2060\ufe0f\ufeff"


def folded(text: str) -> str | None:
    try:
        return key(text)
    except ValueError:
        return None


class TestKey:
    @pytest.mark.parametrize(
        "spelling",
        [
            "CC12345678", "cc12345678", "CC 12345678", "CC-1234-5678", "CC.12.345.678", "CC/12345678", "CC_12345678", "CC:12345678",
            "CC\u00a012345678", "CC\u200b12345678", "CC\u200c12345678", "CC\u200d12345678", "CC\u206012345678", "CC\ufeff12345678",
            "CC\u00ad12345678", "CC\u201012345678", "CC\u201112345678", "CC\u201212345678", "CC\u201312345678", "CC\u201412345678",
            "CC\u221212345678", "ＣＣ１２３４５６７８", "CC١٢٣٤٥٦٧٨", "CC۱۲۳۴۵۶۷۸", "CC१२३४५६७८", "ⒸⒸ①②③④⑤⑥⑦⑧", "CC¹²³⁴⁵⁶⁷⁸",
            "𝐂𝐂𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "CC\ufe0f1\u034f2345678", "CC፩፪፫፬፭፮፯፰",
        ],
    )  # fmt: skip
    def test_is_one_for_every_spelling(self, spelling):
        assert key(spelling) == "cc12345678"

    @pytest.mark.parametrize("text", ["", " ", "\u200b", "-./_", "\u00ad\u2010", "\u0301", "\u3164", "★"])
    def test_needs_a_letter_or_a_digit(self, text):
        with pytest.raises(ValueError, match="neither letters nor digits"):
            key(text)

    @pytest.mark.parametrize(("one", "other"), [("B0123", "BO123"), ("1I", "11"), ("12", "21"), ("ñ1", "n1"), ("АВ1", "AB1")])
    def test_tells_apart_what_is_another_number(self, one, other):
        assert key(one) != key(other)

    def test_folds_case_as_unicode_does(self):
        assert key("Straße") == key("STRASSE") == "strasse"
        assert key("ΟΔΟΣ") == key("οδος")

    @pytest.mark.parametrize("between", ["\u200b", "\u034f", "-", " "])
    def test_an_accent_joins_its_letter_whatever_stands_between(self, between):
        assert key(f"e{between}\u0301") == key("é") != key("e")

    @given(st.text())
    @example("\u1100\u0301\u1161")
    @example("\u03b1\u0301\u0345")
    def test_folds_once(self, text):
        once = folded(text)
        assert once is None or key(once) == once

    @given(st.text())
    def test_is_letters_and_digits_only(self, text):
        assert (folded(text) or "a").isalnum()

    @given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
    def test_does_not_depend_on_how_letters_are_composed(self, text, form):
        assert folded(unicodedata.normalize(form, text)) == folded(text)

    @given(st.text())
    def test_does_not_depend_on_case(self, text):
        assert folded(text.casefold()) == folded(text)

    @given(st.text(), st.sampled_from(UNSEEN))
    @example("e\u0301", "\u034f")
    def test_does_not_see_what_nobody_sees(self, text, unseen):
        assert folded(unseen.join(text)) == folded(text)


class TestLooks:
    @pytest.mark.parametrize(
        "name",
        [
            "evil casino", "Evil Casino", "EVIL CASINO", "evil\u200bcasino", "evil  casino", "evilcasino", "evil-casino", "e.v.i.l casino",
            "ｅｖｉｌ ｃａｓｉｎｏ", "ＥＶＩＬ ＣＡＳＩＮＯ", "ev\u0456l casino", "ЕVІL СASІNО", "еvіl саsіnо", "Еvil Саsinо", "evil cas1no", "EVlL CASlNO",
            "evil casin0", "𝓮𝓿𝓲𝓵 𝓬𝓪𝓼𝓲𝓷𝓸", "ⓔⓥⓘⓛ ⓒⓐⓢⓘⓝⓞ", "e\u0301vil casino", "évil casino", "EV|L CAS|NO", "ΕVIL CASINΟ", "evil ca\u00adsino",
            "evil\u2060casino", "ᴇvil casino".replace("ᴇ", "е"), "évil ca\ufe0fsino", "evıl casıno", "EVİL CASİNO",
        ],
    )  # fmt: skip
    def test_are_shared_by_names_that_look_alike(self, name):
        assert looks(name) & looks("evil casino")

    @pytest.mark.parametrize("name", ["straße", "STRASSE", "Strasse", "STRAẞE", "ｓｔｒａßｅ", "stra\u200bße", "ѕtrasse"])
    def test_fold_case_as_unicode_does(self, name):
        assert looks(name) & looks("straße")

    @pytest.mark.parametrize("name", ["ВАНК", "ванк", "Ванк", "BAHK", "ВАHK"])
    def test_of_a_name_in_another_script(self, name):
        assert looks(name) & looks("Ванк") and looks(name) & looks("ВАНК")

    @pytest.mark.parametrize("name", ["rnarket", "market", "MARKET", "Мarket"])
    def test_of_letters_that_are_drawn_as_two(self, name):
        assert looks(name) & looks("Market")

    @pytest.mark.parametrize("name", ["Bookshop", "evil", "casino", "Evil Casino Hotel", "devil casino", "evil casina"])
    def test_are_not_shared_by_other_names(self, name):
        assert not looks(name) & looks("evil casino")

    @pytest.mark.parametrize("text", ["", "★", "\u200b", "…"])
    def test_need_a_letter_or_a_digit(self, text):
        with pytest.raises(ValueError, match="neither letters nor digits"):
            looks(text)

    @given(st.text(), st.sampled_from([str.casefold, str.upper, str.lower, lambda text: unicodedata.normalize("NFD", text)]))
    @example("ǰ", str.upper)
    def test_are_shared_by_one_name_in_any_case(self, text, change):
        try:
            seen = looks(text)
        except ValueError:
            return
        assert seen & looks(change(text))

    @given(st.text(), st.sampled_from(UNSEEN))
    def test_do_not_see_what_nobody_sees(self, text, unseen):
        try:
            seen = looks(text)
        except ValueError:
            return
        assert seen == looks(unseen.join(text))


class TestConfusables:
    def test_are_all_of_unicodes(self):
        assert len(folding._prototypes()) == 6311

    @pytest.mark.parametrize(("alike", "prototype"), [("\u0456", "i"), ("0", "O"), ("m", "rn"), ("\u0430", "a"), ("\uff21", "A")])
    def test_know_their_prototype(self, alike, prototype):
        assert folding._prototypes()[ord(alike)] == prototype
