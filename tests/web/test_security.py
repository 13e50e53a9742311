"""How one signs in, looked after in a real browser: the second factor, its recovery codes, the password, the email."""

import re
import uuid

from playwright.sync_api import expect

from chalicelib.identity import totp
from local import codes
from tests.support.people import App
from tests.web.conftest import SIZES


def give(page, code: str, button: str = "Confirm") -> None:
    page.get_by_role("textbox", name=re.compile("^Code")).fill(code)
    page.get_by_role("button", name=button, exact=True).click()


def test_an_app_is_set_up_asked_for_and_gets_a_forgotten_password_back(visit, stack):
    customer, emulator = stack.registered(), stack.settings.emulator
    visitor = visit.of(customer, "security")
    page = visitor.page
    expect(page.get_by_text("Confirm your email first")).to_be_visible()
    page.get_by_role("link", name="Confirm: Email").click()
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("alert")).to_contain_text("We have just sent one")  # with the welcome mail
    proof = {"challengeId": customer.challenge_id, "code": codes.mailed(emulator, customer.email)}
    customer.api.post("/api/v1/auth/verify", proof).expect(200)

    page.reload()
    expect(page.get_by_text("Confirmed. Thank you.")).to_be_visible()
    visitor.open("security/app")
    page.get_by_role("button", name="Show the code to scan").click()
    expect(page.get_by_role("img", name="The code to scan with the app")).to_be_visible()
    visitor.check()
    app = App("", totp.from_text(page.locator(".secret").inner_text().replace(" ", "")))
    give(page, app.wrong_code())
    expect(page.get_by_role("alert")).to_contain_text("This code does not work")
    give(page, app.code(-1))
    page.get_by_role("button", name="Make new codes").click()
    recovery = page.get_by_role("listitem").filter(has_text=re.compile(r"^[0-9A-Za-z]{4}"))
    expect(recovery).to_have_count(10)
    saved = recovery.first.inner_text()
    visitor.check()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Authenticator app 1")).to_be_visible()
    visitor.resize(*SIZES["narrow"]).check()

    once: list[str] = []

    def as_after_five_minutes(route):
        if once:
            return route.continue_()
        once.append(route.request.url)
        body = '{"code": "reauthentication_required"}'
        return route.fulfill(status=401, content_type="application/problem+json", body=body)

    page.route("**/auth/password", as_after_five_minutes)
    visitor.open("security/password")
    page.get_by_label("New password").fill("six cups of cold rain")
    page.get_by_role("button", name="Change it").click()
    dialog = page.get_by_role("dialog", name="Is it you?")
    dialog.get_by_label("Password").fill(customer.person["password"])
    visitor.check()
    dialog.get_by_role("button", name="Go on").click()
    give(page, app.code())
    expect(page.get_by_text("Your password is changed.")).to_be_visible()

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").locator("visible=true").click()
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forgot your password?")  # the door asks for an address, too
    page.get_by_label("Email").fill(customer.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("New password").fill("seven cups of cold rain")
    visitor.check()
    give(page, codes.mailed(emulator, customer.email, "set a new password"), "Set the new password")
    expect(page.get_by_role("alert")).to_contain_text("A second factor is needed")
    page.get_by_label("Second factor").fill(saved.lower())
    page.get_by_role("button", name="Set the new password").click()
    expect(page.get_by_text("Your new password is set.")).to_be_visible()


def test_another_email_is_proved_and_every_session_ends(visit, stack):
    customer, other = stack.registered(), f"{uuid.uuid4().hex}@example.com"
    visitor = visit.of(customer, "security")
    page = visitor.page
    page.get_by_role("link", name="Change: Email").click()
    page.get_by_label("New email").fill(other)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text(f"We sent six digits to {other}")).to_be_visible()
    give(page, codes.mailed(stack.settings.emulator, other))
    expect(page.get_by_text(f"From now on you sign in with {other}")).to_be_visible()
    page.get_by_role("button", name="Sign in anew").click()
    page.get_by_role("textbox", name="Email").fill(other)
    page.get_by_label("Password").fill(customer.person["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("listitem").filter(has_text=other)).to_contain_text("Confirmed")


def test_the_staff_look_after_theirs_too(visit, stack):
    visitor = visit.of(stack.colleague, "security")
    expect(visitor.page.get_by_role("link", name="Change: Password")).to_be_visible()
    expect(visitor.page.get_by_role("link", name="Change: Email")).to_have_count(0)
    visitor.check()
