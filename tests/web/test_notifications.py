"""What the bank tells in a real browser: the bell of every tab, the inbox, and the preferences that two change at once."""

import re

from playwright.sync_api import expect

from local.waiting import until

PREFERENCES = "/api/v1/notifications/preferences"


def test_what_is_read_in_one_tab_is_read_in_all(visit, stack):
    customer = stack.registered()
    inbox = f"/api/v1/notifications/user/{customer.user_id}"
    count = until(lambda: (found := customer.api.get(inbox)["unread"]) > 1 and found, "two messages")
    visitor = visit().sign_in(customer)
    page, other = visitor.page, visitor.page.context.new_page()
    bells = [each.get_by_role("link", name=re.compile("^Notifications")).locator("visible=true") for each in (page, other)]
    other.goto(visitor.url)
    expect(bells[1]).to_have_text(re.compile(r"[1-9]"))
    bells[0].click()
    first = page.get_by_role("group").first
    expect(first).to_contain_text("Unread:")
    title = first.locator("bdi").inner_text()
    first.locator("summary").click()
    expect(first).not_to_contain_text("Unread:")
    visitor.check()
    read = [each["title"] for each in customer.api.get(inbox)["items"] if each["read"]]
    assert read == [title] and count > 1
    page.get_by_role("button", name="Mark all as read").click()
    for bell in bells:
        expect(bell).to_have_text("")
    assert customer.api.get(inbox)["unread"] == 0


def test_preferences_that_changed_meanwhile_are_shown_or_overwritten_as_one_chooses(visit, stack):
    customer = stack.registered()
    page = visit("narrow").sign_in(customer).open("notifications/preferences").page
    assert page.get_by_role("checkbox", name="Security: Email").is_disabled()

    def changes_elsewhere(digest: str) -> None:
        saved = customer.api.get(PREFERENCES).body
        customer.api.put(
            PREFERENCES, {**{each: saved[each] for each in saved if each not in ("locked", "bounced")}, "digest": digest}
        ).expect()

    changes_elsewhere("hourly")
    page.get_by_role("checkbox", name="Your money: Email").uncheck()
    page.get_by_role("checkbox", name="Keep quiet hours").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("They were changed meanwhile")
    assert customer.api.get(PREFERENCES)["categories"]["transactions"]["email"] is True
    page.get_by_role("button", name="Save mine instead").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    saved = customer.api.get(PREFERENCES).body
    assert saved["categories"]["transactions"]["email"] is False and saved["digest"] == "none"
    assert (saved["quietHours"]["from"], saved["quietHours"]["to"]) == ("22:00", "07:00")

    changes_elsewhere("daily")
    page.get_by_role("checkbox", name="Keep quiet hours").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Show what is saved now").click()
    expect(page.get_by_role("radio", name="Together, every morning")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Keep quiet hours")).to_be_checked()


def test_a_telephone_is_seen_and_removed(visit, stack):
    customer, devices = stack.registered(), "/api/v1/notifications/devices"
    customer.api.post(devices, {"platform": "android", "token": f"token-{customer.user_id}"}).expect(201)
    page = visit().sign_in(customer).open("notifications/preferences").page
    telephones = page.get_by_role("region", name="Your telephones")
    expect(telephones.get_by_role("listitem")).to_contain_text("Android telephone")
    telephones.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").locator("visible=true").get_by_role("button", name="Remove").click()
    expect(telephones).to_contain_text("No telephone yet")
    assert customer.api.get(devices)["items"] == []
