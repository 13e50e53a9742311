"""Lines that people type: what can be seen, in one order, and names that are no links."""

import pytest

from chalicelib.kernel.text import check_line, check_name, visible

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class TestLine:
    @pytest.mark.parametrize(
        "text",
        [
            "a", "Ñandú", "Bäckerei & Söhne", "東京", "علي", "می\u200cخواهم", "नमस्ते", "O'Neill-Smith", "½", "★", "👩‍👩‍👧 fund", "❤\ufe0f",
            "e\u0301", "no\u00adbreak", "zero\u200bwidth", "www.shop.example", "Tom @ Jerry",
        ],
    )  # fmt: skip
    def test_takes_what_people_write(self, text):
        check_line(text)

    @pytest.mark.parametrize("control", BIDI_CONTROLS)
    def test_refuses_what_turns_the_order_around(self, control):
        with pytest.raises(ValueError, match=f"U\\+{ord(control):04X}"):
            check_line(f"a{control}b")

    @pytest.mark.parametrize("hidden", ["\U000e0041", "\ufff9", "\u2063", "\ue000", "\uffff", "\U0001d173", "\u206e"])
    def test_refuses_characters_with_no_business_in_it(self, hidden):
        with pytest.raises(ValueError, match="invisible or unknown"):
            check_line(f"a{hidden}b")

    @pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\x00b", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b"])
    def test_refuses_a_second_line_and_control_characters(self, text):
        with pytest.raises(ValueError, match="one line"):
            check_line(text)

    @pytest.mark.parametrize("text", [" a", "a ", "\u00a0a", "a\u3000"])
    def test_refuses_blanks_around_it(self, text):
        with pytest.raises(ValueError, match="begin or end"):
            check_line(text)

    @pytest.mark.parametrize(
        "text",
        ["", "\u200b", "\u00ad\u2060", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u034f", "\u0301", "\ufe0f", "\ufeff"],
    )
    def test_needs_something_to_see(self, text):
        with pytest.raises(ValueError, match="visible"):
            check_line(text)

    def test_speaks_to_people(self):
        for text in ("", " a", "a\nb", "a\u202eb"):
            with pytest.raises(ValueError) as refused:
                check_line(text)
            assert refused.value.args[0].startswith(("must", "needs")) and "\\" not in refused.value.args[0]


class TestName:
    @pytest.mark.parametrize("text", ["Ana", "María José", "D'Arcy", "Nguyễn", "Zoë-Ann Smith Jr.", "A. w. Wong"])
    def test_takes_names(self, text):
        check_name(text)

    @pytest.mark.parametrize(
        "text",
        [
            "http://evil.example", "Ana ://", "www.evil.example", "WWW.EVIL.EXAMPLE", "ana@evil.example", "@ana",
            "ｗｗｗ．evil.example", "ana＠evil.example", "ww\u200bw.evil.example", "https\u00ad://x", "http：//x", "a﹫b",
        ],
    )  # fmt: skip
    def test_refuses_what_a_mail_program_links(self, text):
        with pytest.raises(ValueError, match="must be a name"):
            check_name(text)

    def test_is_a_line_too(self):
        with pytest.raises(ValueError, match="U\\+202E"):
            check_name("Ana\u202eanA")


def test_what_is_drawn_as_nothing_is_not_visible():
    assert visible("e\u00advil\u200b ca\ufe0fsino\u3164") == "evil casino"
