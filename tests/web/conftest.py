"""A real browser at a real bank: `visit` opens a page of a new visitor, and no page may break the policy or throw."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from local.browser import browser as opened_browser
from local.browser import executable, go
from tests.support.customers import Customer
from tests.support.stack import Stack

SIZES = {"wide": (1280, 800), "narrow": (360, 740)}
ZOOMED = {1280: (640, 400), 360: (320, 256)}  # 200 %, and what 400 % leaves of the wide one
_MS = 30_000
_MS_TO_BEGIN = 50
_AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"heading-order": {"enabled": True}},  # what Lighthouse asks for besides
    "resultTypes": ["violations"],
}
_AT_REST = "main[aria-busy=false]:not(:has(.skeleton))"
# What a screen holds or cuts off: the document, and panels that hide what flows over.
_TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('.panel.flush')]
    .filter(each => each.scrollWidth > each.clientWidth)
    .map(holder => [holder, ...holder.querySelectorAll('*')]
        .filter(each => each.getBoundingClientRect().right >= holder.getBoundingClientRect().right)
        .at(-1).outerHTML.slice(0, 200))"""

_TOLD = """() => [document.body.textContent, ...[...document.querySelectorAll('input')].map(each => each.value)].join(' ')"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the test is skipped, but never in CI."""
    if executable() is None:
        missing = "no Chromium is installed: apt-get install chromium, or BROWSER_PATH=…"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    expect.set_options(timeout=_MS)
    with opened_browser() as opened:
        yield opened


@dataclass(frozen=True)
class Visitor:
    """Somebody at the web of a running bank."""

    page: Page
    url: str

    def enter(self, email: str, password: str) -> "Visitor":
        """By the door."""
        self.page.goto(f"{self.url}sign-in")
        return self._fill_in(email, password)

    def enter_password(self, customer: Customer) -> "Visitor":
        return self.enter(*_credentials(customer))

    def sign_in(self, customer: Customer) -> "Visitor":
        self.enter_password(customer)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Good to see you")
        return self

    def arrive(self, who: Customer | dict[str, str], path: str) -> "Visitor":
        """At an address, by the door if nobody is in yet."""
        self.page.goto(f"{self.url}{path}")
        door = self.page.locator("input[autocomplete=current-password]")
        expect(door.or_(self.page.locator(_AT_REST))).to_be_visible()
        if door.is_visible():
            self._fill_in(*_credentials(who))
        expect(self.page.locator(_AT_REST)).to_be_visible()
        return self

    def open(self, path: str) -> "Visitor":
        """Another page, as a link leads there."""
        go(self.page, path)
        self.page.wait_for_timeout(_MS_TO_BEGIN)
        expect(self.page.locator(_AT_REST)).to_be_visible()
        return self

    def speak(self, language: str) -> "Visitor":
        """Changes the language as everybody does, by the frame's button."""
        if language == "es":
            self.page.get_by_role("button", name="Español").locator("visible=true").click()
        return self

    def check_each(self, paths: Iterable[str]) -> str:
        """Checks every page and returns what they say, with what their fields hold."""
        return "\n".join(self.open(path).check().page.evaluate(_TOLD) for path in paths)

    def check(self) -> "Visitor":
        """The page can be used by everybody: axe finds nothing, no fact is empty, nothing is wider than the screen or cut off, zoomed in too.
        And nothing that somebody typed is a part of it (tests/support/typist.py)."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = AxeResults(self.page.evaluate("options => axe.run(options).then(({ violations }) => ({ violations }))", _AXE))
        assert found.violations_count == 0, f"{self.page.url}: {found.generate_report()}"
        assert self.page.locator("dd:empty").count() == 0, f"{self.page.url} has a fact that says nothing"
        assert self.page.locator("[onerror]").count() == 0, f"{self.page.url} has taken HTML that somebody typed"
        self.fits()
        width, height = self.page.viewport_size.values()
        self.resize(*ZOOMED[width]).fits()
        return self.resize(width, height)

    def fits(self) -> None:
        wide = self.page.evaluate(_TOO_WIDE)
        assert not wide, f"{self.page.url} is wider than its {self.page.viewport_size['width']} px, or cuts something off: {wide}"

    def resize(self, width: int, height: int) -> "Visitor":
        self.page.set_viewport_size({"width": width, "height": height})
        return self

    def _fill_in(self, email: str, password: str) -> "Visitor":
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self


def _credentials(who: Customer | dict[str, str]) -> tuple[str, str]:
    """Of a customer, or of a member of the staff as `stack.json` has them."""
    return (who.email, who.person["password"]) if isinstance(who, Customer) else (who["email"], who["password"])


@dataclass
class Visits:
    """`visit()` is a visitor whom the bank does not know yet; `visit.of(who, path)` one more tab of somebody's own browser."""

    browser: Browser
    url: str
    homes: dict[str, BrowserContext]  # by email: signed in once for all tests
    wrong: list[str] = field(default_factory=list)
    opened: list[BrowserContext | Page] = field(default_factory=list)

    def __call__(self, size: str = "wide", scheme: str = "light", language: str = "en") -> Visitor:
        context = self.browser.new_context(color_scheme=scheme, locale=language)
        self.opened.append(context)
        return self._tab(context, size)

    def of(self, who: Customer | dict[str, str], path: str = "", size: str = "wide", scheme: str = "light") -> Visitor:
        email, _ = _credentials(who)
        if email not in self.homes:
            self.homes[email] = self.browser.new_context(locale="en")
        visitor = self._tab(self.homes[email], size)
        self.opened.append(visitor.page)
        visitor.page.emulate_media(color_scheme=scheme)
        return visitor.arrive(who, path)

    def _tab(self, context: BrowserContext, size: str) -> Visitor:
        page = context.new_page()
        page.set_default_timeout(_MS)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if _is_ours(said) else None)
        return Visitor(page, self.url).resize(*SIZES[size])


@pytest.fixture(scope="session")
def homes() -> dict[str, BrowserContext]:
    """The browsers of those who have signed in; they end with the browser."""
    return {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """What stood on the pages of a test that fails is told with it."""
    report = yield
    visits = getattr(item, "funcargs", {}).get("visit")
    if call.when == "call" and report.failed and isinstance(visits, Visits):
        for each in visits.opened:
            for page in each.pages if isinstance(each, BrowserContext) else [each]:
                report.sections.append((page.url, page.locator("body").inner_text()))
    return report


@pytest.fixture
def visit(stack: Stack, browser: Browser, homes: dict[str, BrowserContext]) -> Iterator[Visits]:
    visits = Visits(browser, stack.settings.web_url, homes)
    yield visits
    for each in visits.opened:
        each.close()
    assert not visits.wrong


def _is_ours(said: ConsoleMessage) -> bool:
    """What breaks the policy, and a page that broke; not what the browser says of an answer that is no success."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")
