"""The address in a mail that ends its kind: what mail programs post, and what following it does not do."""

import pytest

from chalicelib.notifications import recipients, unsubscribe, wiring
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.unsubscribe import Wish
from chalicelib.platform.clients import client
from tests.integration.notifications.post_office import AT, a_customer, a_top_up, mails_to
from tests.integration.notifications.test_preferences import wanted
from tests.support.api import Caller, call

pytestmark = pytest.mark.usefixtures("emulator")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ONE_CLICK = b"List-Unsubscribe=One-Click"


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    monkeypatch.setenv("BANK_PUBLIC_URL", "https://bank.example")


@pytest.fixture
def customer():
    return a_customer()


@pytest.fixture
def sent(monkeypatch):
    """What SES is given."""
    requests, send = [], client("sesv2").send_email

    def watched(**request):
        requests.append(request)
        return send(**request)

    monkeypatch.setattr(client("sesv2"), "send_email", watched)
    return requests


def headers_of(request: dict) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in request["Content"]["Simple"]["Headers"]}


def path_of(request: dict) -> str:
    return headers_of(request)["List-Unsubscribe"].strip("<>").removeprefix("https://bank.example")


def post(path: str, headers: dict[str, str] = FORM, body: bytes = ONE_CLICK):
    from chalice.test import Client

    from app import app

    return Client(app, stage_name="local").http.post(path, headers=headers, body=body)


def get(path: str):
    from chalice.test import Client

    from app import app

    return Client(app, stage_name="local").http.get(path)


class TestAMail:
    def test_of_an_optional_category_brings_the_address_in_header_and_body(self, emulator, customer, sent):
        wiring.send_mail(a_top_up(customer))
        (request,) = sent
        assert headers_of(request)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = "https://bank.example" + path_of(request)
        (mail,) = mails_to(emulator, customer)
        assert address in mail["BodyText"] and address in mail["BodyHtml"]

    @pytest.mark.parametrize("template", ["USER.LOGIN", "LOAN.REJECTED"])
    def test_of_a_locked_one_does_not(self, emulator, customer, sent, template):
        data = {"at": AT, "loanId": customer.user_id, "amount": "1.00", "currency": "USD", "termMonths": 3}
        wiring.send_mail(a_top_up(customer, template=template, data=data))
        assert headers_of(sent[0]) == {}
        assert "unsubscribe" not in mails_to(emulator, customer)[0]["BodyText"]


class TestTheAddress:
    def test_ends_mails_of_its_category_and_no_others_however_often(self, customer, sent):
        wiring.send_mail(a_top_up(customer))
        for _ in range(2):
            answer = post(path_of(sent[0]))
            assert (answer.status_code, b"<h1>Done</h1>" in answer.body) == (200, True)
        seen = recipients.find(customer.user_id)
        assert seen.version == 1
        assert not seen.preferences.wants("transactions", "email") and seen.preferences.wants("account", "email")
        assert seen.preferences.wants("transactions", "push") and seen.preferences.wants("security", "email")
        assert wiring.send_mail(a_top_up(customer)) is Outcome.SKIPPED

    def test_takes_what_a_form_with_parts_sends(self, customer, sent):
        wiring.send_mail(a_top_up(customer))
        body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
        assert post(path_of(sent[0]), {"Content-Type": "multipart/form-data; boundary=x"}, body).status_code == 200
        assert recipients.find(customer.user_id).version == 1

    def test_that_is_followed_shows_a_page_and_changes_nothing(self, customer, sent):
        wiring.send_mail(a_top_up(customer))
        page = get(path_of(sent[0]))
        assert page.status_code == 200 and b'<form method="post">' in page.body
        assert page.headers["Content-Type"].startswith("text/html")
        assert recipients.find(customer.user_id).version == 0

    def test_that_was_made_up_is_unknown(self, customer):
        token = unsubscribe.address(Wish(customer.user_id, ("account",))).rpartition("/")[2]
        other = unsubscribe.address(Wish(customer.user_id, ("marketing",))).rpartition("/")[2]
        for forged in ("x", "%00", token[:-1], other[:23] + token[23:], "A" * len(token), "é"):
            answer = call("POST", f"{unsubscribe.PATH}/{forged}", headers=FORM)
            assert (answer.status, answer["code"]) == (404, "unknown_token"), forged
        assert recipients.find(customer.user_id).version == 0

    def test_that_is_used_while_the_customer_changes_them_makes_their_version_the_older(self, customer, sent):
        ana = Caller(user_id=customer.user_id, email=customer.email)
        body = wanted(ana)
        wiring.send_mail(a_top_up(customer))
        post(path_of(sent[0]))
        assert ana.put("/api/v1/notifications/preferences", body)["code"] == "version_conflict"
