"""The session in a real browser: it outlives a reload, is shared by tabs, and ends everywhere at once."""

import pytest
from playwright.sync_api import expect

from chalicelib.identity import totp
from local.browser import go
from tests.support.people import App, sent_code

ELSEWHERE = "http://127.0.0.1:8099/prize"  # the same site for a cookie, another origin for us
PRIZE = (
    """action => document.body.append(Object.assign(document.createElement('form'), { id: 'prize', method: 'post', action }))"""
)


def test_nothing_of_it_can_be_read_by_a_script_and_it_outlives_a_reload(visit, stack):
    page = visit().sign_in(stack.registered()).page
    kept = page.evaluate("JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])")
    assert kept == '["",{},{}]'
    cookie = next(each for each in page.context.cookies() if each["name"].endswith("inferno-session"))
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")


def test_two_tabs_renew_at_once_and_both_stay_in(visit, stack):
    first = visit().sign_in(stack.registered()).page
    second = first.context.new_page()
    for _ in range(3):
        first.evaluate("location.reload()")
        second.goto(first.url)
        for page in (first, second):
            expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")


def test_who_comes_in_before_the_page_knows_that_nobody_was_in_stays_in(visit, stack):
    visitor, asked = visit(), []
    page = visitor.page
    page.route("**/session/renew", lambda route: route.continue_() if asked else asked.append(route))
    visitor.enter_password(stack.registered())
    page.wait_for_timeout(2_000)  # as long as a sign-in takes
    with page.expect_response("**/session/renew"):
        asked[0].fulfill(status=204)  # what was true when it asked
    page.wait_for_timeout(500)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")


def test_signing_out_ends_it_in_every_tab(visit, stack):
    first = visit().sign_in(stack.registered()).page
    second = first.context.new_page()
    second.goto(first.url)
    expect(second.get_by_role("heading", level=1)).to_contain_text("Good to see you")
    first.get_by_role("button", name="Sign out").locator("visible=true").click()
    for page in (first, second):
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")
    second.reload()
    expect(second.get_by_role("heading", level=1)).to_have_text("Welcome back")


def test_another_customer_in_another_tab_is_never_acted_for(visit, stack):
    visitor = visit().sign_in(stack.registered())
    first, other = visitor.page, stack.registered()
    second = first.context.new_page()
    second.route("**/session/renew", lambda route: route.abort())  # so that it asks who is there
    second.goto(f"{visitor.url}sign-in")
    second.get_by_label("Email").fill(other.email)
    second.get_by_label("Password").fill(other.person["password"])
    second.get_by_role("button", name="Sign in").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("Good to see you")
    refuse = '{"code": "unauthorized"}'
    first.route("**/loans?*", lambda route: route.fulfill(status=401, content_type="application/problem+json", body=refuse))
    first.evaluate("path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }", "/app/loans")
    expect(first.get_by_text("Your session has ended.")).to_be_visible()


def test_a_token_that_ran_out_is_renewed_unseen(visit, stack):
    visitor = visit().sign_in(stack.registered())
    page, refused = visitor.page, []

    def refuse_once(route):
        if refused:
            return route.continue_()
        refused.append(route.request.url)
        return route.fulfill(status=401, content_type="application/problem+json", body='{"code": "unauthorized"}')

    page.route("**/loans?*", refuse_once)
    visitor.open("loans")
    expect(page.get_by_role("heading", name="No loan")).to_be_visible()
    assert refused


def test_one_that_was_ended_elsewhere_leads_to_the_door_and_back(visit, stack):
    customer = stack.registered()
    visitor = visit().sign_in(customer)
    page = visitor.page
    page.context.clear_cookies()
    page.route(
        "**/holds?*",
        lambda route: route.fulfill(status=401, content_type="application/problem+json", body='{"code": "unauthorized"}'),
    )
    go(page, "holds")
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    page.unroute("**/holds?*")
    page.get_by_label("Email").fill(customer.email)
    page.get_by_label("Password").fill(customer.person["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Holds")


def test_the_bank_away_is_told_and_comes_back(visit, stack):
    visitor = visit().sign_in(stack.registered())
    page = visitor.page
    page.route("**/payments?*", lambda route: route.abort())
    visitor.open("payments")
    expect(page.get_by_role("alert")).to_contain_text("No connection")
    page.unroute("**/payments?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="No payment yet")).to_be_visible()


def test_a_form_on_another_origin_neither_ends_a_session_nor_renews_it(visit, stack):
    visitor = visit().sign_in(stack.registered())
    foreign = visitor.page.context.new_page()
    foreign.route(
        ELSEWHERE, lambda route: route.fulfill(content_type="text/html", body="<button form=prize>You have won</button>")
    )
    for path in ("session/end", "session/renew"):
        foreign.goto(ELSEWHERE)
        foreign.evaluate(PRIZE, f"{stack.settings.api_url}/{path}")
        with foreign.expect_response(f"**/{path}") as answered:
            foreign.get_by_role("button").click()
        assert answered.value.status == 403, path
    visitor.page.reload()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Good to see you")


def test_who_is_offline_is_told_so_and_sees_what_was_there(visit, stack):
    visitor = visit().sign_in(stack.registered())
    page = visitor.page
    told = page.get_by_text("You are offline. What you see may be old.")
    page.context.set_offline(True)
    expect(told).to_be_visible()
    expect(page.get_by_role("heading", name="Available to you")).to_be_visible()
    page.context.set_offline(False)
    expect(told).to_have_count(0)


@pytest.fixture
def careful(stack):
    """A customer with an authenticator app."""
    return stack.registered()


@pytest.fixture
def app(stack, careful) -> App:
    with stack.inside():
        code = sent_code(careful.challenge_id)
    careful.api.post("/api/v1/auth/verify", {"challengeId": careful.challenge_id, "code": code}).expect(200)
    begun = careful.api.post("/api/v1/auth/mfa/totp").expect(201)
    app = App(begun["factorId"], totp.from_text(begun["secret"]))
    careful.api.post(f"/api/v1/auth/mfa/totp/{app.factor_id}/confirm", {"code": app.code(-1)}).expect(200)
    return app


def test_a_second_factor_is_asked_for_and_a_wrong_code_brings_nobody_in(visit, careful, app):
    visitor = visit().enter_password(careful)
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    visitor.check()
    page.get_by_label("Code").fill(app.wrong_code())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("This code does not work")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")
    visitor.enter_password(careful)
    page.get_by_label("Code").fill(f"{(code := app.code())[:3]} {code[3:]}")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")


def test_a_recovery_code_does_instead_of_the_app_in_spanish_too(visit, careful, app):
    code = careful.api.post("/api/v1/auth/mfa/recovery-codes").expect(201)["recoveryCodes"][0]
    page = visit().enter_password(careful).page
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    page.get_by_role("button", name="Español").click()
    page.get_by_label("Código").fill(code.lower())
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada")
