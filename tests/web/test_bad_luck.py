"""Bad input and bad luck in a real browser: every page shows what a careful bank would show, and money moves once."""

import json
import re
import uuid

import pytest
from playwright.sync_api import Page, Route, expect

from local.browser import go
from local.waiting import until
from tests.web import test_office, test_operations, test_pace

NOBODYS = "0198c0de-0000-7000-8000-000000000000"
UNKNOWN = (
    "accounts/{id}", "accounts/{id}/deposit", "accounts/{id}/statements", "accounts/{id}/close", "cards/{id}", "cards/{id}/purchase",
    "wallets/{id}", "payments/{id}", "transfers/{id}", "holds/{id}", "savings/{id}", "loans/{id}", "transactions/{id}/{id}",
)  # fmt: skip
UNKNOWN_TO_STAFF = (
    "office/customers/{id}", "office/kyc/{id}", "office/loans/{id}", "office/approvals/{id}", "office/fraud/cases/{id}",
    "office/fraud/rules/{id}", "operations/executions/cards_registration:{id}", "operations/flows/nothing",
    "operations/journal/{id}?accountId={id}",
)  # fmt: skip
LISTS = ("accounts", "cards", "wallets", "payments", "transfers", "holds", "savings", "loans", "reports", "debt")
LARGEST = "90071992547409.93"
AT = "2026-11-27T12:00:00.000Z"
PAYMENT = {
    "transactionId": NOBODYS, "walletId": NOBODYS, "accountId": None, "amount": LARGEST, "currency": "USD", "status": "SUCCESSFUL",
    "reason": None, "createdAt": AT,
}  # fmt: skip
HOLD = {
    "holdId": NOBODYS, "accountId": NOBODYS, "status": "ACTIVE", "amount": LARGEST, "captured": "0.00", "remaining": LARGEST,
    "currency": "USD", "expiresAt": AT,
}  # fmt: skip


@pytest.fixture(scope="module")
def customer(stack):
    return stack.registered()


def refuse(status: int, code: str, retry_after: str = "1"):
    """A route's answer: a problem with this status."""
    problem = {"status": status, "code": code, "title": code, "correlationId": f"gone-{status}"}
    headers = {"Retry-After": retry_after, "X-Correlation-Id": f"gone-{status}"}
    return lambda route: route.fulfill(
        status=status, headers=headers, content_type="application/problem+json", body=json.dumps(problem)
    )


def of_text(thing: dict, **typed) -> dict:
    """A list with one thing in it, of which a customer typed some."""
    return {"items": [{**thing, **typed}], "nextCursor": None}


def changed(route: Route, change) -> None:
    """What the bank answers, with something else in it."""
    answer = route.fetch()
    body = answer.json()
    change(body)
    route.fulfill(response=answer, json=body)


@pytest.mark.parametrize(("status", "code"), [(429, "too_many_requests"), (503, "unavailable")])
def test_what_is_busy_or_away_for_a_moment_is_asked_again_unseen(visit, customer, status, code):
    visitor, told = visit.of(customer, "profile"), []
    page = visitor.page

    def once(route: Route) -> None:
        told.append(route.request.url)
        refuse(status, code)(route) if len(told) == 1 else route.continue_()

    page.route("**/holds?*", once)
    visitor.open("holds")
    expect(page.get_by_role("heading", name=re.compile("^No "))).to_be_visible()
    assert len(told) == 2


def test_a_slow_network_shows_that_something_comes_and_a_second_click_sends_nothing(visit, customer):
    account = customer.api.post("/accounts", {"type": "checking"}).expect(201)["accountId"]
    visitor, kept = visit.of(customer, "profile"), []
    page = visitor.page
    page.route(f"**/accounts/{account}", lambda route: kept.append(route))
    go(page, f"accounts/{account}/deposit")
    expect(page.get_by_role("status", name="Loading")).to_be_visible()
    visitor.fits()
    the_only(kept, page).continue_()
    page.unroute(f"**/accounts/{account}")
    page.get_by_label("Amount").fill("4.00")
    page.get_by_role("button", name="Continue").click()
    page.route("**/deposit", lambda route: kept.append(route))
    page.get_by_role("button", name="Deposit now").click()
    expect(page.get_by_role("heading", name="Sending…")).to_be_visible()
    expect(page.get_by_role("button", name="Deposit now")).to_have_count(0)  # there is nothing to click again
    the_only(kept, page).continue_()
    expect(page.get_by_text("Booked", exact=True)).to_be_visible()
    assert customer.api.get(f"/accounts/{account}")["posted"] == "4.00"


def the_only(kept: list[Route], page: Page) -> Route:
    """The request that is held on its way, which may leave after the page has said so; taken out of the list."""
    until(lambda: page.wait_for_timeout(20) or kept, "a request")
    (one,) = kept
    kept.clear()
    return one


def test_one_that_stays_away_is_told_with_its_number_and_tried_again_by_hand(visit, customer):
    visitor = visit.of(customer, "profile")
    page = visitor.page
    page.clock.install()
    page.route("**/loans?*", refuse(503, "unavailable", ""))
    go(page, "loans")
    told = page.get_by_role("alert")
    while not told.is_visible():  # it is asked for again after 1, 2 and 4 seconds of this page's clock
        page.clock.run_for(1_000)
    expect(told).to_contain_text("gone-503")
    visitor.check()
    page.unroute("**/loans?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="No loan")).to_be_visible()


def test_a_form_outlives_reload_and_back_and_pays_in_once(visit, customer):
    account = customer.api.post("/accounts", {"type": "checking"}).expect(201)["accountId"]
    page = visit.of(customer, f"accounts/{account}/deposit").page
    review, sent = page.get_by_role("heading", name="Does everything look right?"), []
    page.on(
        "request", lambda asked: sent.append(asked.url) if asked.method == "POST" and asked.url.endswith("/deposit") else None
    )
    page.get_by_label("Amount").fill("3.50")
    page.get_by_role("button", name="Continue").click()
    expect(review).to_be_visible()
    page.reload()
    expect(review).to_be_visible()
    page.goto(page.url.removesuffix("/deposit"))
    expect(page.get_by_role("link", name="Deposit")).to_be_visible()
    page.go_back()
    expect(review).to_be_visible()
    page.get_by_role("button", name="Deposit now").dblclick()
    expect(page.get_by_text("Booked", exact=True)).to_be_visible()
    assert customer.api.get(f"/accounts/{account}")["posted"] == "3.50" and len(sent) == 1
    page.reload()
    expect(page.get_by_label("Amount")).to_have_value("")


def test_who_has_nothing_is_told_what_comes_first(visit, stack):
    visitor = visit.of(stack.registered(), "profile", "narrow")
    nothing = lambda route: changed(route, lambda body: body.update(items=[], nextCursor=None))  # noqa: E731
    visitor.page.route(re.compile(r"/(accounts|cards|wallets|payments|holds|savings-goals|loans|reports)\?"), nothing)
    for path in LISTS:
        visitor.open(path)
        expect(visitor.page.get_by_role("alert")).to_have_count(0)
        visitor.check()


def test_two_hundred_accounts_are_shown_and_chosen_from(visit, stack):
    customer = stack.registered()
    customer.api.post("/accounts", {"type": "checking"}).expect(201)

    def many(body: dict) -> None:
        body["items"] = [
            {
                **body["items"][0],
                "accountId": str(uuid.uuid4()),
                "accountNumber": f"{number:010}",
                "available": LARGEST,
                "held": LARGEST,
            }
            for number in range(200)
        ]

    visitor = visit.of(customer, "profile", "narrow")
    visitor.page.route("**/accounts?*", lambda route: changed(route, many))
    visitor.open("accounts")
    expect(visitor.page.locator("main").get_by_role("listitem")).to_have_count(200)
    expect(visitor.page.get_by_text("$90,071,992,547,409.93").first).to_be_visible()
    visitor.fits()
    visitor.open("").check()
    expect(visitor.page.locator(".figure").first).to_contain_text("18,014,398,509,481,986")  # 200 of them, to the cent
    visitor.open("transfers/new").fits()


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "حساب التوفير للبحر", "W" * 100], ids=["html", "rtl", "long"])
def test_whatever_a_customer_types_is_shown_as_they_typed_it(visit, stack, text):
    customer = stack.registered()
    wallet = customer.api.post("/wallet").expect(201)["walletId"]
    goal = {"walletId": wallet, "name": text, "target": LARGEST, "targetDate": "2031-01-31"}
    goal = customer.api.post("/savings-goal", goal | {"contribution": {"amount": "1.00", "every": "MONTH"}}).expect(201)["goalId"]
    visitor = visit.of(customer, "profile", "narrow")
    page = visitor.page
    page.on("dialog", lambda dialog: pytest.fail("a script of the customer's ran"))
    page.route("**/profile/*", lambda route: changed(route, lambda body: body.update(name=text * 2, lastName=text)))
    for path in ("savings", f"savings/{goal}"):
        visitor.open(path).check()
        expect(page.locator("main").get_by_text(text).first).to_be_visible()
    account = customer.api.post("/accounts", {"type": "checking"}).expect(201)["accountId"]
    typed = {"merchant": text, "counterpartyName": text}
    page.route(
        "**/transactions/*?*", lambda route: route.fulfill(json=of_text(test_pace.movement(0), reference=text, details=typed))
    )
    page.route("**/payments?*", lambda route: route.fulfill(json=of_text(PAYMENT, merchant=text, reference=text)))
    page.route("**/holds?*", lambda route: route.fulfill(json=of_text(HOLD, reference=text)))
    for path in (f"accounts/{account}", "payments", "holds"):
        visitor.open(path).check()
        expect(page.locator("main").get_by_text(text).first).to_be_visible()
    page.goto(visitor.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(text * 2)
    visitor.check()


def test_what_does_not_exist_is_told_on_every_page(visit, stack, customer):
    for who, paths in ((customer, UNKNOWN), (stack.admin, UNKNOWN_TO_STAFF)):
        visitor = visit.of(who)
        for path in paths:
            visitor.open(path.format(id=NOBODYS))
            expect(visitor.page.locator("main [role=alert], main .empty").first, path).to_be_visible()
        visitor.check()


def test_no_page_of_the_staff_opens_to_a_customer_and_nothing_is_asked_for(visit, customer):
    visitor, asked = visit.of(customer, "profile"), []
    visitor.page.on("request", lambda request: asked.append(request.url) if "/admin/" in request.url else None)
    for path in test_office.PAGES + test_operations.PAGES:
        if path != "office/nowhere":
            visitor.open(re.sub(r"{\w+}", NOBODYS, path))
            expect(visitor.page.get_by_role("heading", name="This page is not for you"), path).to_be_visible()
    assert asked == []
