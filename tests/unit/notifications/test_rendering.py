"""Every template in every language, and what a hostile message must not do to it."""

import re
from html.parser import HTMLParser

import pytest

from chalicelib.notifications.catalogue import KINDS
from chalicelib.notifications.errors import UnknownTemplate, UnrenderableMail, UnsafeSubject
from chalicelib.notifications.rendering import SUBJECT_CHARACTERS, Renderer
from tests.support.over import over
from tests.unit.notifications.samples import DATA, LOCALES, TEMPLATES, repository_template

# The basic letters of GSM 03.38, as far as our texts come near them.
GSM = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"
)
EVERY_MAIL = [(template, locale) for template in DATA for locale in LOCALES]


@pytest.fixture(scope="module")
def renderer():
    return Renderer(repository_template, "Inferno Bank")


def purchase(**changes):
    return {**DATA["TRANSACTION.PURCHASE"], **changes}


class Page(HTMLParser):
    """The text, links and open tags of an HTML mail."""

    VOID = {"meta", "br", "img", "hr", "link", "input"}

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.links, self.open = "", [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src", "background")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


class TestEveryTemplate:
    @over(("template", "locale"), EVERY_MAIL)
    def test_renders_whole_and_well_formed(self, renderer, template, locale):
        mail = renderer.render(template, locale, "Ana María", DATA[template])
        page = Page(mail.html)
        assert page.open == []
        assert f'<html lang="{locale}"' in mail.html
        assert page.tags.count("h1") == 1
        assert "Ana María" in page.text and "Ana María" in mail.text
        assert "Inferno Bank" in page.text and "Inferno Bank" in mail.text
        assert "\n" not in mail.subject and mail.subject.strip() == mail.subject != ""
        assert not re.search(r"\{[{%#]|[%#}]\}|None|Undefined", mail.subject + mail.text + page.text)

    @over(("template", "locale"), EVERY_MAIL)
    def test_loads_nothing_from_elsewhere(self, renderer, template, locale):
        data = DATA[template]
        page = Page(renderer.render(template, locale, "Ana", data).html)
        assert page.links == ([data["link"]] if "link" in data else [])
        assert not {"img", "script", "iframe", "form", "link"} & set(page.tags)

    @over(("template", "locale"), EVERY_MAIL)
    def test_text_lines_fit_a_mail(self, renderer, template, locale):
        text = renderer.render(template, locale, "Ana", DATA[template]).text
        assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 80
        assert "\n\n\n\n" not in text

    @over(
        ("template", "locale", "field"),
        [(template, locale, field) for template, locale in EVERY_MAIL for field in DATA[template]],
    )
    def test_refuses_to_leave_a_gap_for_a_missing_field(self, renderer, template, locale, field):
        data = {name: value for name, value in DATA[template].items() if name != field}
        with pytest.raises(UnrenderableMail, match=f"UndefinedError.*'{field}'"):
            renderer.render(template, locale, "Ana", data)

    @over(("template", "locale"), [each for each in EVERY_MAIL if not KINDS[each[0]].gathers])
    def test_is_written_with_what_it_says_that_it_asks_for_as_text(self, renderer, template, locale):
        _, asked = renderer.described(template, locale)
        typed = {name: str(DATA[template].get(name) or "7") for name in asked if name not in ("start", "end")}
        renderer.render(template, locale, "", typed | {name: "2026-11-01T00:00:00Z" for name in asked if name not in typed})

    def test_exists_in_both_languages_with_the_same_files(self):
        files = {locale: {path.name for path in (TEMPLATES / locale).iterdir()} for locale in LOCALES}
        assert files["en"] == files["es"]
        assert {name.removesuffix(".subject.txt") for name in files["en"] if name.endswith(".subject.txt")} == set(DATA)


class TestWhatAMailSays:
    def test_a_purchase_in_english(self, renderer):
        mail = renderer.render("TRANSACTION.PURCHASE", "en", "Ana", purchase())
        assert mail.subject == "Purchase of 1,234.50 USD at Café Colón & Hijos"
        assert "New balance: 8,765.50 USD" in mail.text
        assert "21 November 2026 at 06:47 UTC" in mail.text

    def test_a_credit_purchase_in_spanish(self, renderer):
        mail = renderer.render("TRANSACTION.PURCHASE", "es", "Ana", purchase(cardType="CREDIT"))
        assert "Crédito utilizado: 8.765,50 USD" in mail.text
        assert "Nuevo saldo" not in mail.text + mail.html
        assert "21 de noviembre de 2026, 06:47 UTC" in mail.text

    def test_a_debit_card_has_no_limit(self, renderer):
        debit = {**DATA["CARD.CREATE"], "cardType": "DEBIT", "status": "ACTIVATED", "limit": None}
        mail = renderer.render("CARD.CREATE", "en", "Ana", debit)
        assert "limit" not in mail.text.lower()
        assert "ready to use" in mail.text and "Status: Active" in mail.text

    @pytest.mark.parametrize(
        ("start", "end", "said"),
        [
            (None, None, "From the first transaction to today"),
            ("2026-01-02T03:04:05Z", None, "Since 2 January 2026 at 03:04 UTC"),
            (None, "2026-01-02T03:04:05+01:00", "Until 2 January 2026 at 02:04 UTC"),
            ("2026-01-02T03:04:05Z", "2026-02-02T03:04:05Z", "2 January 2026 at 03:04 UTC to 2 February 2026 at 03:04 UTC"),
        ],
    )
    def test_the_period_of_a_report(self, renderer, start, end, said):
        mail = renderer.render("REPORT.ACTIVITY", "en", "Ana", {**DATA["REPORT.ACTIVITY"], "start": start, "end": end})
        assert f"Period: {said}\n" in mail.text

    def test_a_changed_field_without_a_word_is_named_as_it_is(self, renderer):
        assert "- nickname" in renderer.render("USER.UPDATE", "es", "Ana", {"changed": ["nickname"]}).text


class TestHostileValues:
    def test_markup_is_shown_never_run(self, renderer):
        mail = renderer.render("TRANSACTION.PURCHASE", "en", "<b>Ana</b>", purchase(merchant="<script>alert('x')</script>"))
        assert "&lt;script&gt;alert(" in mail.html and "<script" not in mail.html and "<b>" not in mail.html
        assert "<script>alert('x')</script>" in mail.text  # plain text is plain

    def test_template_syntax_in_a_value_stays_text(self, renderer):
        mail = renderer.render("TRANSACTION.PURCHASE", "en", "Ana", purchase(merchant="{{ 7 * 7 }}"))
        assert "{{ 7 * 7 }}" in mail.text and "49" not in mail.subject

    @pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\x1b"])
    def test_a_subject_never_starts_another_header(self, renderer, end):
        with pytest.raises(UnsafeSubject):
            renderer.render("TRANSACTION.PURCHASE", "en", "Ana", purchase(merchant=f"Shop{end}Bcc: thief@example.com"))

    def test_half_a_character_is_a_planned_failure(self, renderer):
        with pytest.raises(UnrenderableMail):
            renderer.render("TRANSACTION.PURCHASE", "en", "Ana", purchase(merchant="Shop \ud83d"))

    def test_a_subject_keeps_its_length(self, renderer):
        source = {"en/LONG.subject.txt": "{{ name * 500 }}\n", "en/LONG.html": "x", "en/LONG.txt": "x"}.get
        subject = Renderer(source, "Bank").render("LONG", "en", "Ana", {}).subject
        assert len(subject) == SUBJECT_CHARACTERS and subject.endswith("…")

    @pytest.mark.parametrize(
        "link", ["javascript:alert(1)", "data:text/html,x", 'https://a.example/" onclick="x', "https://a b", "", None, 5]
    )
    def test_only_web_addresses_become_links(self, renderer, link):
        with pytest.raises(UnrenderableMail):
            renderer.render("REPORT.ACTIVITY", "en", "Ana", {**DATA["REPORT.ACTIVITY"], "link": link})

    @pytest.mark.parametrize("amount", [1234.5, 5, "1e3", "NaN", "1,000.00", " 1", "", None, ["1"], "1_000"])
    def test_an_amount_is_a_decimal_string_or_nothing(self, renderer, amount):
        with pytest.raises(UnrenderableMail):
            renderer.render("TRANSACTION.PURCHASE", "en", "Ana", purchase(amount=amount))

    def test_a_template_cannot_reach_into_python(self):
        source = {"en/EVIL.subject.txt": "x", "en/EVIL.html": "{{ name.__class__.__mro__ }}", "en/EVIL.txt": "x"}.get
        with pytest.raises(UnrenderableMail):
            Renderer(source, "Bank").render("EVIL", "en", "Ana", {})

    def test_a_broken_template_is_a_planned_failure(self):
        source = {"en/ODD.subject.txt": "x", "en/ODD.html": "{% if %}", "en/ODD.txt": "x"}.get
        with pytest.raises(UnrenderableMail, match="en/ODD: TemplateSyntaxError"):
            Renderer(source, "Bank").render("ODD", "en", "Ana", {})


class TestWhichTemplate:
    @pytest.mark.parametrize(("wanted", "used"), [("es-MX", "es"), ("ES", "es"), ("de", "en"), ("", "en"), ("../..", "en")])
    def test_the_language_of_the_customer_else_english(self, renderer, wanted, used):
        assert f'<html lang="{used}"' in renderer.render("WELCOME", wanted, "Ana", {}).html

    @pytest.mark.parametrize("missing", ["subject.txt", "html", "txt"])
    def test_a_half_translated_mail_is_wholly_english(self, missing):
        def source(key):
            return None if key == f"es/WELCOME.{missing}" else repository_template(key)

        mail = Renderer(source, "Inferno Bank").render("WELCOME", "es", "Ana", {})
        assert mail.subject == "Welcome to Inferno Bank" and "Hola" not in mail.html + mail.text

    @pytest.mark.parametrize("template", ["NO.SUCH", "", "welcome", "../en/WELCOME", "_base", "WELCOME.", "A" * 200])
    def test_an_unknown_template_is_a_planned_failure(self, renderer, template):
        with pytest.raises(UnknownTemplate):
            renderer.render(template, "en", "Ana", {})

    def test_a_changed_template_is_used_at_once(self):
        texts = {
            "en/NEWS.subject.txt": "Old",
            "en/NEWS.html": "{% include 'en/part.html' %}",
            "en/NEWS.txt": "x",
            "en/part.html": "old",
        }
        renderer = Renderer(texts.get, "Bank")
        assert renderer.render("NEWS", "en", "Ana", {}).html == "old"
        texts |= {"en/NEWS.subject.txt": "New", "en/part.html": "new"}
        mail = renderer.render("NEWS", "en", "Ana", {})
        assert (mail.subject, mail.html) == ("New", "new")


class TestSms:
    @pytest.mark.parametrize("locale", LOCALES)
    @pytest.mark.parametrize("template", sorted(name for name, kind in KINDS.items() if kind.sms))
    def test_fits_into_two_parts_and_one_line(self, renderer, template, locale):
        """A letter that the telephone's own alphabet lacks halves what a part holds."""
        text = renderer.render_sms(template, locale, DATA[template]).text
        plain = all(each in GSM for each in text)
        assert len(text) <= (306 if plain else 134) and "\n" not in text
