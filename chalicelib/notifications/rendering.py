"""Turns a template and a message into a mail. The only module that knows Jinja2.

Templates lie under `<locale>/<TEMPLATE>.subject.txt`, `.html` and `.txt` (`_…` are frames and pieces). Where a locale lacks
one of the three, the whole mail is in English. Sandboxed, strict about missing variables, HTML escaped.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateError, TemplateNotFound, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from chalicelib.notifications import formatting
from chalicelib.notifications.errors import UnknownTemplate, UnrenderableMail, UnsafeSubject
from chalicelib.notifications.formatting import DEFAULT_LOCALE, LOCALES
from chalicelib.notifications.model import Mail

# The text of a template by its key, None where there is none.
Source = Callable[[str], str | None]
SUBJECT_CHARACTERS = 200
_PARTS = ("subject.txt", "html", "txt")
_SMS = ("sms.txt",)
_TEMPLATE = re.compile(r"[A-Z]{2,30}(\.[A-Z_]{2,30}){0,3}")
_LINK = re.compile(r"https?://[^\s\"'<>\x00-\x20]+")


class Renderer:
    """Renders mails from `source`; compiled templates are kept for as long as their text stays the same."""

    def __init__(self, source: Source, bank: str) -> None:
        self._source = source
        self._bank = bank
        self._environments = {locale: _environment(source, locale) for locale in LOCALES}

    def render(self, template: str, locale: str, name: str, data: Mapping[str, object], unsubscribe: str = "") -> Mail:
        """The mail in the customer's language. Raises UnknownTemplate, UnrenderableMail, UnsafeSubject."""
        locale = self._locale_for(template, locale)
        variables = {"name": name, "bank": self._bank, "locale": locale, "data": data, "unsubscribe": unsubscribe, "bare": False}
        subject, html, text = (self._written(template, locale, part, variables) for part in _PARTS)
        content = self._written(template, locale, "txt", {**variables, "bare": True})
        return Mail(_one_line(subject), html, text, content.strip(), unsubscribe)

    def render_sms(self, template: str, locale: str, data: Mapping[str, object]) -> Mail:
        """The same in a line or two, without greeting. Raises like `render`."""
        locale = self._locale_for(template, locale, _SMS)
        text = self._written(template, locale, _SMS[0], {"bank": self._bank, "locale": locale, "data": data})
        return Mail("", "", text.strip())

    def described(self, template: str, locale: str) -> tuple[str, list[str]]:
        """The version of a template in a language, which follows from its text, and the names of what it asks of `data`."""
        keys = [f"{locale}/{template}.{part}" for part in (*_PARTS, *_SMS)]
        texts = [self._source(key) or "" for key in keys]
        trees = [self._environments[locale].parse(text) for text in texts]
        asked = {
            name for tree in trees for each in tree.find_all((nodes.Getattr, nodes.Getitem)) for name in _asked_of_data(each)
        }
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12], sorted(asked)

    def _written(self, template: str, locale: str, part: str, variables: Mapping[str, object]) -> str:
        try:
            text = self._environments[locale].get_template(f"{locale}/{template}.{part}").render(variables)
            text.encode()  # JSON may bring half a character, which no mail can carry
        except (TemplateError, TypeError, ValueError) as error:
            raise UnrenderableMail(f"{locale}/{template}: {type(error).__name__}: {error}") from error
        return text

    def _locale_for(self, template: str, wanted: str, parts: tuple[str, ...] = _PARTS) -> str:
        if not _TEMPLATE.fullmatch(template):
            raise UnknownTemplate("A template is named like TRANSACTION.SAVE")
        for locale in dict.fromkeys((wanted[:2].lower(), DEFAULT_LOCALE)):
            if locale in LOCALES and all(self._source(f"{locale}/{template}.{part}") is not None for part in parts):
                return locale
        raise UnknownTemplate(f"There is no template {template}")


def _asked_of_data(node: nodes.Node) -> list[str]:
    """The variable that `data.amount` or `data["from"]` names."""
    if not isinstance(node, nodes.Getattr | nodes.Getitem):
        return []
    if not isinstance(node.node, nodes.Name) or node.node.name != "data":
        return []
    if isinstance(node, nodes.Getattr):
        return [node.attr]
    return [node.arg.value] if isinstance(node.arg, nodes.Const) else []


class _Loader(BaseLoader):
    def __init__(self, source: Source) -> None:
        self._source = source

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, Callable[[], bool]]:
        text = self._source(template)
        if text is None:
            raise TemplateNotFound(template)
        return text, None, lambda: self._source(template) == text


def _environment(source: Source, locale: str) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(source),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    by_locale: dict[str, Callable[..., str]] = {
        name: partial(getattr(formatting, name), locale=locale) for name in ("money", "number", "when", "day")
    }
    environment.filters |= {name: _strict(filter) for name, filter in (*by_locale.items(), ("link", _link))}
    return environment


def _strict(filter: Callable[..., str]) -> Callable[..., str]:
    """A filter that names the variable which is missing, instead of calling it no amount."""

    def strict(*values: object) -> str:
        for value in values:
            if isinstance(value, StrictUndefined):
                str(value)  # raises UndefinedError
        return filter(*values)

    return strict


def _link(address: object) -> str:
    """Only what a browser opens as a page: never `javascript:` or `data:`."""
    if not isinstance(address, str) or not _LINK.fullmatch(address):
        raise ValueError("a link must be an http or https address")
    return address


def _one_line(subject: str) -> str:
    """The subject, cut to a sensible length. A line break or control character would start a header of its own."""
    subject = subject.removesuffix("\n")
    if not subject.strip() or any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in subject):
        raise UnsafeSubject("The subject is empty or holds a line break or control character")
    return subject if len(subject) <= SUBJECT_CHARACTERS else subject[: SUBJECT_CHARACTERS - 1] + "…"
