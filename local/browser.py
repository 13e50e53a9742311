"""A browser for looking at the web: Debian's Chromium or another that is installed, driven by playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """The browser's path: BROWSER_PATH, or the first that is installed."""
    return os.environ.get("BROWSER_PATH") or next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """One without a window. Raises LookupError when none is installed."""
    if (path := executable()) is None:
        raise LookupError("No Chromium is installed (apt-get install chromium), and BROWSER_PATH names none")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.getuid() == 0 else [])
        try:
            yield opened
        finally:
            opened.close()


def go(page: Page, path: str) -> None:
    """To another page of the web, by its address after /app/, as a link leads there: the session lives on."""
    page.evaluate("path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }", f"/app/{path}")
