"""A real browser at a real bank: `visit` opens a page of a new visitor, and no page may break the policy or throw."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from local.browser import browser as opened_browser
from local.browser import executable, go
from tests.support.customers import Customer
from tests.support.stack import Stack

SIZES = {"wide": (1280, 800), "narrow": (360, 740)}
_MS = 15_000
_MS_TO_BEGIN = 50


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
    """Somebody with a browser of their own, at the web of a running bank."""

    page: Page
    url: str

    def enter_password(self, customer: Customer) -> "Visitor":
        return self.enter(customer.email, customer.person["password"])

    def sign_in_as_staff(self, member: dict[str, str]) -> "Visitor":
        """Email and password, as `stack.json` has them."""
        self.enter(member["email"], member["password"])
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Desk")
        return self

    def enter(self, email: str, password: str) -> "Visitor":
        """At the door."""
        self.page.goto(f"{self.url}sign-in")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def sign_in(self, customer: Customer) -> "Visitor":
        self.enter_password(customer)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Good to see you")
        return self

    def open(self, path: str) -> "Visitor":
        """Another page, as a link leads there."""
        go(self.page, path)
        self.page.wait_for_timeout(_MS_TO_BEGIN)
        expect(self.page.locator("main")).to_have_attribute("aria-busy", "false")
        expect(self.page.locator(".skeleton")).to_have_count(0)
        return self

    def speak(self, language: str) -> "Visitor":
        """Changes the language as everybody does, by the frame's button."""
        if language == "es":
            self.page.get_by_role("button", name="Español").locator("visible=true").click()
        return self

    def check_each(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.open(path).check()

    def check(self) -> None:
        """The page can be used by everybody: axe finds nothing, nothing is wider than the screen, and no panel cuts anything off."""
        found = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, f"{self.page.url}: {found.generate_report()}"
        parts = "[document.documentElement, ...document.querySelectorAll('.panel.flush')]"
        fits = self.page.evaluate(f"{parts}.every(each => each.scrollWidth <= each.clientWidth)")
        assert fits, f"{self.page.url} is wider than the screen, or cuts something off"


@pytest.fixture
def visit(stack: Stack, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes `visit()`, of a size, scheme and language."""
    wrong: list[str] = []
    contexts = []

    def begin(size: str = "wide", scheme: str = "light", language: str = "en") -> Visitor:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_MS)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _breaks_the_policy(said.text) else None)
        return Visitor(page, stack.settings.web_url)

    yield begin
    for context in contexts:
        context.close()
    assert not wrong


def _breaks_the_policy(text: str) -> bool:
    return any(word in text for word in ("Content Security Policy", "TrustedHTML", "TrustedScript"))
