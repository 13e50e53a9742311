"""SMS and push: what goes there beside the mail, and what keeps it from going."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from chalicelib.identity.model import Credential
from chalicelib.identity.store import find_credential
from chalicelib.kernel import ids
from chalicelib.notifications import devices, wiring
from chalicelib.notifications.delivery import deliver
from chalicelib.notifications.errors import MailNotTaken, MailOutcomeUnknown
from chalicelib.notifications.model import Device, Mail, Recipient
from chalicelib.notifications.operations.send_mail import Outcome
from chalicelib.notifications.wire import read_message
from chalicelib.platform import dynamo
from chalicelib.platform.clients import client
from tests.integration.notifications.post_office import AT, a_customer, a_top_up, mails_to, record_of
from tests.integration.notifications.test_codes import sms_to
from tests.integration.notifications.test_held import said_to
from tests.integration.notifications.test_preferences import PREFERENCES, wanted
from tests.support.api import Caller

pytestmark = pytest.mark.usefixtures("emulator")
DEVICES = "/api/v1/notifications/devices"


@pytest.fixture(autouse=True)
def configured(monkeypatch):
    monkeypatch.setenv("SMS_ORIGIN", "+15005550006")
    monkeypatch.setenv("PUSH_ANDROID", "GCM/inferno-local")


@pytest.fixture
def customer():
    return a_customer()


@pytest.fixture
def ana(customer):
    return Caller(user_id=customer.user_id, email=customer.email)


def a_phone(customer, *, proven: bool = True) -> str:
    number = "+1500" + str(uuid.uuid4().int)[:8]
    seen = find_credential(customer.email)
    verified = ("email", "phone") if proven else ("email",)
    changed: Credential = replace(seen, phone=number, verified=verified)
    key = {"email_key": changed.key}
    dynamo.write(dynamo.update("credential", "credential-table", key, {"phone": number, "verified": list(verified)}))
    return number


def an_alarm(customer):
    return a_top_up(customer, template="PASSWORD.CHANGED", data={"at": AT})


def registered(ana: Caller, token: str = "") -> dict:
    return ana.post(DEVICES, {"platform": "android", "token": token or uuid.uuid4().hex}).body


class TestSms:
    def test_tells_an_alarm_beside_the_mail_once(self, emulator, customer):
        phone, command = a_phone(customer), an_alarm(customer)
        assert [wiring.send_mail(command) for _ in range(2)] == [Outcome.SENT, Outcome.SENT_BEFORE]
        (message,) = said_to(customer)
        assert [wiring.send_mail(read_message(message)) for _ in range(2)] == [Outcome.SENT, Outcome.SENT_BEFORE]
        (text,) = sms_to(emulator, phone)
        assert text.startswith("Inferno Bank: your password was changed")
        assert len(mails_to(emulator, customer)) == 1
        assert record_of(read_message(message))["status"] == "SENT"

    def test_goes_to_no_number_that_nobody_has_proven(self, emulator, customer):
        phone = a_phone(customer, proven=False)
        wiring.send_mail(an_alarm(customer))
        assert said_to(customer) == []
        assert wiring.send_mail(an_alarm(customer).on("sms")) is Outcome.SKIPPED
        assert sms_to(emulator, phone) == []

    def test_waits_for_a_number_to_send_from(self, customer, monkeypatch):
        monkeypatch.setenv("SMS_ORIGIN", "")
        a_phone(customer)
        command = an_alarm(customer).on("sms")
        assert wiring.send_mail(command) is Outcome.SKIPPED
        assert record_of(command)["cause"] == "not_configured"


class TestDevices:
    def test_are_registered_once_a_token_and_listed(self, ana):
        token = uuid.uuid4().hex
        one, again, other = registered(ana, token), registered(ana, token), registered(ana)
        assert one["deviceId"] == again["deviceId"] != other["deviceId"] and one["active"]
        assert {each["deviceId"] for each in ana.get(DEVICES)["items"]} == {one["deviceId"], other["deviceId"]}

    def test_belong_to_who_registered_them_last(self, ana):
        bob, token = Caller(), uuid.uuid4().hex
        registered(ana, token)
        device = registered(bob, token)
        assert ana.get(DEVICES)["items"] == []
        assert [each["deviceId"] for each in bob.get(DEVICES)["items"]] == [device["deviceId"]]

    def test_of_another_are_unknown(self, ana):
        device = registered(ana)
        refused = Caller().delete(f"{DEVICES}/{device['deviceId']}")
        assert (refused.status, refused["code"]) == (404, "device_not_found")
        assert ana.delete(f"{DEVICES}/{device['deviceId']}")["items"] == []
        assert ana.get(DEVICES)["items"] == []

    def test_are_ten_at_most(self, ana):
        made = [registered(ana, f"device-{at}-{ana.user_id}") for at in range(devices.MAXIMUM_DEVICES)]
        refused = ana.post(DEVICES, {"platform": "android", "token": uuid.uuid4().hex})
        assert (refused.status, refused["code"]) == (422, "too_many_devices")
        assert registered(ana, f"device-0-{ana.user_id}")["deviceId"] == made[0]["deviceId"]

    def test_are_ten_of_many_at_once_too(self, ana):
        with ThreadPoolExecutor(16) as pool:
            asked = [{"platform": "android", "token": uuid.uuid4().hex} for _ in range(16)]
            answers = list(pool.map(lambda body: ana.post(DEVICES, body), asked))
        assert sorted({(each.status, each.body.get("code")) for each in answers}) == [(201, None), (422, "too_many_devices")]
        assert len(ana.get(DEVICES)["items"]) == sum(each.status == 201 for each in answers) == devices.MAXIMUM_DEVICES

    def test_that_went_to_another_or_were_taken_away_leave_room(self, ana):
        made = [registered(ana, uuid.uuid4().hex) for _ in range(devices.MAXIMUM_DEVICES - 1)]
        token = uuid.uuid4().hex
        registered(ana, token)
        registered(Caller(), token)
        ana.delete(f"{DEVICES}/{made[0]['deviceId']}")
        asked = [ana.post(DEVICES, {"platform": "android", "token": uuid.uuid4().hex}) for _ in range(3)]
        assert [(each.status, each.body.get("code")) for each in asked] == [(201, None), (201, None), (422, "too_many_devices")]

    @pytest.mark.parametrize(
        "body", [{"platform": "windows", "token": "a"}, {"platform": "ios", "token": "a b"}, {"platform": "ios", "token": ""}]
    )
    def test_that_cannot_be_are_refused(self, ana, body):
        assert ana.post(DEVICES, body).status == 400

    def test_whose_token_sns_does_not_take_are_refused(self, ana, monkeypatch):
        said = "Invalid parameter: Token Reason: iOS device tokens must be no more than 400 hexadecimal characters"

        def refuse(**request):
            raise ClientError({"Error": {"Code": "InvalidParameter", "Message": said}}, "CreatePlatformEndpoint")

        monkeypatch.setattr(client("sns"), "create_platform_endpoint", refuse)
        refused = ana.post(DEVICES, {"platform": "android", "token": "none-of-theirs"})
        assert (refused.status, [each["field"] for each in refused["errors"]]) == (400, ["token"])
        assert ana.get(DEVICES)["items"] == []


class TestPush:
    def test_shows_the_subject_and_no_more(self, ana, customer, monkeypatch):
        registered(ana)
        published = []
        monkeypatch.setattr(client("sns"), "publish", lambda **request: published.append(request) or {"MessageId": "m-1"})
        command = a_top_up(customer)
        wiring.send_mail(command)
        (message,) = said_to(customer)
        assert wiring.send_mail(read_message(message)) is Outcome.SENT
        (request,) = published
        shown = json.loads(json.loads(request["Message"])["GCM"])["notification"]
        assert shown == {"title": "Inferno Bank", "body": "25.00 USD added to your debit card"}
        assert request["TargetArn"].startswith("arn:aws:sns") and "125.00" not in request["Message"]

    def test_goes_nowhere_where_the_customer_wants_none(self, ana, customer):
        registered(ana)
        body = wanted(ana)
        body["categories"]["transactions"]["push"] = False
        ana.put(PREFERENCES, body)
        wiring.send_mail(a_top_up(customer))
        assert said_to(customer) == []

    def test_is_skipped_where_a_stage_has_no_credentials(self, ana, customer):
        assert not ana.post(DEVICES, {"platform": "ios", "token": uuid.uuid4().hex})["active"]
        command = a_top_up(customer).on("push")
        assert wiring.send_mail(command) is Outcome.SKIPPED
        assert record_of(command)["cause"] == "not_configured"

    def test_forgets_a_device_that_is_gone(self, ana, customer):
        device = registered(ana)
        (kept,) = devices.of(customer.user_id)
        client("sns").delete_endpoint(EndpointArn=kept.endpoint)
        command = a_top_up(customer).on("push")
        assert wiring.send_mail(command) is Outcome.SKIPPED
        assert record_of(command)["cause"] == "no_address"
        assert device["active"] and ana.get(DEVICES)["items"] == []

    @pytest.mark.parametrize("order", [1, -1])
    @pytest.mark.parametrize(
        ("faults", "told"),
        [(("InternalError", "Throttled"), MailOutcomeUnknown), (("Throttled", "NotFound"), MailNotTaken)],
    )
    def test_that_no_device_took_ends_as_the_gravest_fault(self, monkeypatch, faults, told, order):
        sns, gone = client("sns"), iter(faults[::order])

        def refuse(**request):
            code = next(gone)
            status = {"InternalError": 500, "Throttled": 429, "NotFound": 404}[code]
            known = sns.exceptions.NotFoundException if code == "NotFound" else ClientError
            raise known({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Publish")

        monkeypatch.setattr(sns, "publish", refuse)
        owned = [Device(ids.new_id(), ids.new_id(), "android", "arn:aws:sns:one", AT) for _ in faults]
        with pytest.raises(told):
            deliver(Mail("Hello", "", ""), Recipient("", "", "en", devices=owned))
