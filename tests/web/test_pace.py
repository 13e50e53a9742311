"""What the web asks for while nobody does anything, and how it bears ten thousand lines."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, Route, expect

from local.waiting import until

AT_MOST_A_MINUTE = 30
AT_REST = (("customer", ""), ("customer", "payments"), ("admin", "office"), ("admin", "operations/executions"))
LINES, ON_A_PAGE, DRAWN_AT_MOST = 10_000, 500, 400
_HIDE = """hidden => {
    Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""
# Lines that the browser draws: not those that it skips while they are out of sight.
_DRAWN = """() => [...document.querySelectorAll('.list .line')]
    .filter(line => line.checkVisibility({ contentVisibilityAuto: true })).length"""
# Down through everything, a screen a frame: the long tasks on the way, in milliseconds.
_SCROLLED = """async () => {
    const long = [];
    const watch = new PerformanceObserver(list => long.push(...list.getEntries().map(each => Math.round(each.duration))));
    watch.observe({ entryTypes: ['longtask'] });
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight * 8) {
        scrollTo(0, top);
        await new Promise(requestAnimationFrame);
    }
    watch.disconnect();
    return long;
}"""


@pytest.fixture(scope="module")
def customer(stack):
    return stack.registered()


def wait(page: Page, seconds: int) -> None:
    """Of the page's own clock: what asks again by then has asked."""
    for _ in range(seconds):
        page.clock.run_for(1_000)


def test_at_rest_a_page_asks_little_and_while_hidden_nothing(visit, stack, customer):
    for who, path in AT_REST:
        visitor, asked = visit.of(customer if who == "customer" else stack.admin, path), []
        page = visitor.page
        page.clock.install()
        page.reload()
        expect(page.locator("main[aria-busy=false]:not(:has(.skeleton))")).to_be_visible()
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        wait(page, 60)
        assert len(asked) <= AT_MOST_A_MINUTE, (path, asked)
        if who == "customer":
            assert asked, "the bell asks"
        page.evaluate(_HIDE, True)
        asked.clear()
        wait(page, 60)
        assert asked == [], path
        page.close()


def test_ten_thousand_movements_come_a_page_at_a_time_and_only_those_in_sight_are_drawn(visit, customer, record_property):
    account = customer.api.post("/accounts", {"type": "checking"}).expect(201)["accountId"]
    visitor, asked = visit.of(customer, "profile"), []
    page = visitor.page

    def answer(route: Route) -> None:
        cursor = parse_qs(urlparse(route.request.url).query).get("cursor", ["0"])[0]
        asked.append(int(cursor))
        after = int(cursor) + ON_A_PAGE
        items = [movement(number) for number in range(int(cursor), after)]
        route.fulfill(json={"items": items, "nextCursor": str(after) if after < LINES else None})

    page.route(re.compile(rf"/transactions/{account}\?"), answer)
    visitor.open(f"accounts/{account}")
    lines = page.locator(".list .line")
    expect(lines).to_have_count(ON_A_PAGE)
    assert asked == [0], "nothing more before its end comes near"

    def scrolled_to_the_last() -> bool:
        """Lines that were not drawn are higher than was thought: the end moves on as one comes to it."""
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        return lines.count() == LINES

    until(scrolled_to_the_last, "the last movement", 120)
    assert asked == list(range(0, LINES, ON_A_PAGE)), "each page once"
    expect(page.get_by_text("Merchant 9999", exact=True)).to_be_attached()
    assert page.evaluate(_DRAWN) <= DRAWN_AT_MOST
    record_property("long_tasks_ms", page.evaluate(_SCROLLED))
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(_DRAWN) <= DRAWN_AT_MOST
    assert len(asked) == LINES // ON_A_PAGE


def movement(number: int) -> dict[str, object]:
    """One of ten thousand, three a day."""
    day = 28 - number // 3 % 28
    month = 12 - number // 84 % 12
    return {
        "transactionId": f"0198c0de-0000-7000-8000-{number:012}",
        "type": "debit",
        "kind": "card.purchase",
        "amount": "1.00",
        "currency": "USD",
        "balanceAfter": "1.00",
        "at": f"{2026 - number // 1008}-{month:02}-{day:02}T12:00:00.000Z",
        "details": {"merchant": f"Merchant {number}"},
    }
