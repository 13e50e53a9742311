"""Codes as a customer reads them: in the newest mail or SMS to an address."""

import re
from collections.abc import Iterable
from typing import Any

from local import mails
from local.client import Answer, Api
from local.emulator import Emulator
from local.waiting import until

_SIX_DIGITS = re.compile(r"\b[0-9]{6}\b")


def mailed(emulator: Emulator, email: str, about: str = "") -> str:
    """The six digits of the newest mail to `email`; `about` stands in its text, such as whom a payment goes to."""

    def newest() -> str | None:
        return _last_code(mail.text for mail in mails.sent(emulator) if email in mail.to and about in mail.text)

    return str(until(newest, "the mail with a code"))


def texted(emulator: Emulator, phone: str) -> str:
    """The six digits of the newest SMS to `phone`."""

    def newest() -> str | None:
        return _last_code(sms["Message"] for sms in emulator.sms() if sms["PhoneNumber"] == phone)

    return str(until(newest, "the SMS with a code"))


def prove_phone(emulator: Emulator, api: Api, phone: str) -> None:
    """Confirms the phone of the profile with the code that is sent to it."""
    sent = api.post("/api/v1/auth/verify", {"channel": "phone"}).expect(202)
    api.post("/api/v1/auth/verify", {"challengeId": sent["challengeId"], "code": texted(emulator, phone)}).expect(200)


def consenting(emulator: Emulator, api: Api, email: str, path: str, body: dict[str, Any]) -> Answer:
    """A payment of who has no app: sent, its code read in the mail, and sent again with what answering gave."""
    asked = api.post(path, body)
    if asked.code != "step_up_required":
        return asked
    answer = {"method": "email", "code": mailed(emulator, email, asked.body["payee"])}
    given = api.post(f"/api/v1/auth/step-up/{asked.body['challengeId']}", answer).expect(200)
    return api.post(path, body, Payment_Authorization=given["authorization"])


def _last_code(texts: Iterable[str]) -> str | None:
    found = [code for text in texts for code in _SIX_DIGITS.findall(text)[:1]]
    return found[-1] if found else None
