"""Every mail that the bank asks for has its template in every language, and every template is asked for."""

import ast
import re
from collections.abc import Iterator
from itertools import product

from chalicelib.notifications.catalogue import KINDS
from release.declaration import MACHINES, ROOT
from tests.support.over import over

CODE = ROOT / "chalicelib"
TEMPLATES = CODE / "notifications" / "templates"
LOCALES = ("en", "es")
ENDINGS = (".subject.txt", ".html", ".txt")
EXISTING = {path.name.removesuffix(".html") for path in TEMPLATES.rglob("*.html") if not path.name.startswith("_")}


_ASK = ("mail", "_mail", "code_wanted", "sending")


def named_in_code() -> Iterator[str]:
    """The template of each call that asks for a mail: a literal, or one whose end is known at run time (`PAYMENT.{status}` gives `PAYMENT.*`);
    a helper that passes a name on is itself called with literals."""
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _ASK:
                for each in node.args[:3]:
                    yield from filter(re.compile(r"[A-Z]+(\.[A-Z*]+)*").fullmatch, [_text(each)])


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(each.value if isinstance(each, ast.Constant) else "*" for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def named_in_machines() -> set[str]:
    return {name for path in MACHINES.glob("*.json") for name in re.findall(r'"template": "([A-Z.]+)"', path.read_text())}


ASKED_FOR = set(named_in_code()) | named_in_machines() | {name for name, kind in KINDS.items() if kind.by_hand}


@over(("template", "locale"), list(product(sorted(EXISTING), LOCALES)))
def test_a_template_has_a_subject_a_page_and_a_text(template, locale):
    for ending in ENDINGS:
        assert (TEMPLATES / locale / f"{template}{ending}").read_text().strip(), ending


@over("name", sorted(ASKED_FOR))
def test_a_mail_that_is_asked_for_has_a_template(name):
    pattern = re.compile(re.escape(name).replace(r"\*", r"\w+"))
    assert any(pattern.fullmatch(template) for template in EXISTING)


def test_no_template_is_left_that_nobody_asks_for():
    patterns = [re.compile(re.escape(name).replace(r"\*", r"\w+")) for name in ASKED_FOR]
    assert {each for each in EXISTING if not any(pattern.fullmatch(each) for pattern in patterns)} == set()
    assert {"WELCOME", "REPORT.ACTIVITY", "USER.LOGIN", "PAYMENT.*"} <= ASKED_FOR
