"""What a customer is told and how, through the real gateway, with each function's permissions enforced."""

import re
import urllib.request

import pytest

from local.waiting import until

N = "/api/v1/notifications"
NEWS = {"title": "Savings goals", "text": "Put a little aside each week"}


@pytest.fixture(scope="module")
def ada(stack):
    return stack.registered()


def test_preferences_are_changed_with_the_language(ada):
    seen = ada.api.get(f"{N}/preferences").expect(200).body
    wanted = {name: seen[name] for name in ("version", "categories", "quietHours", "digest")} | {"locale": "es"}
    wanted["categories"]["marketing"]["email"] = True
    changed = ada.api.put(f"{N}/preferences", wanted).expect(200).body
    assert changed["locale"] == "es" and changed["categories"]["marketing"]["email"]
    assert ada.api.get(f"/profile/{ada.user_id}").body["locale"] == "es"


def test_devices_come_and_go(ada):
    device = ada.api.post(f"{N}/devices", {"platform": "android", "token": f"token-{ada.user_id}"}).expect(201).body
    assert device["active"]
    assert ada.api.get(f"{N}/devices").body["items"] == [device]
    assert ada.api.call("DELETE", f"{N}/devices/{device['deviceId']}").expect(200).body == {"items": []}


def test_inbox_is_read(ada):
    def inbox():
        return ada.api.get(f"{N}/user/{ada.user_id}").expect(200).body

    first = until(lambda: inbox()["items"], "the first message")[0]
    assert ada.api.post(f"{N}/{first['notificationId']}/read").expect(200).body["notification"]["read"]
    assert ada.api.post(f"{N}/read-all").expect(200).body == {"unread": 0}


def test_staff_send_news_which_are_ended_by_their_own_address(stack, ada):
    staff = stack.as_admin
    assert staff.get(f"{N}/templates").expect(200).body["items"]
    staff.post(f"{N}/templates/PRODUCT.NEWS/preview", {"locale": "es", "data": NEWS}).expect(200)
    staff.post(f"{N}/email", {"template": "PRODUCT.NEWS", "userIds": [ada.user_id], "data": NEWS}).expect(202)
    mail = until(lambda: next((each for each in stack.mails(ada.email) if NEWS["text"] in each.text), None), "the news")
    path = re.search(rf"{N}/unsubscribe/\S+", mail.text)[0]
    with urllib.request.urlopen(f"{stack.api.url}{path}") as page:
        assert b"<form" in page.read()
    with urllib.request.urlopen(urllib.request.Request(f"{stack.api.url}{path}", data=b"List-Unsubscribe=One-Click")) as page:
        assert page.status == 200
    assert not ada.api.get(f"{N}/preferences").body["categories"]["marketing"]["email"]


def test_support_logs_a_customer_out(stack):
    bob = stack.registered()
    stack.as_admin.call("DELETE", f"/admin/customers/{bob.user_id}/sessions").expect(200)
