"""Codes as a customer reads them: in the newest mail or SMS to an address."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.identity import totp
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


@dataclass
class App:
    """An authenticator app: each of its codes passes once, the next one half a minute before its time."""

    factor_id: str
    secret: bytes
    last_step: int

    def next_code(self) -> str:
        """The one after that which was used last, or the one just over where that is older."""
        self.last_step = max(self.last_step + 1, totp.step_of(datetime.now(UTC)) - 1)
        return totp.code_at(self.secret, self.last_step)


def consenting(emulator: Emulator, api: Api, email: str, path: str, body: dict[str, Any]) -> Answer:
    """A payment of who has no app: sent, its code read in the mail, and sent again with what answering gave."""
    return _consenting(api, path, body, lambda payee: {"method": "email", "code": mailed(emulator, email, payee)})


def consenting_by(app: App, api: Api, path: str, body: dict[str, Any]) -> Answer:
    """The same with a code of an app."""
    return _consenting(api, path, body, lambda payee: {"method": "totp", "code": app.next_code()})


def _consenting(api: Api, path: str, body: dict[str, Any], answer_about: Callable[[str], dict[str, str]]) -> Answer:
    asked = api.post(path, body)
    if asked.code != "step_up_required":
        return asked
    given = api.post(f"/api/v1/auth/step-up/{asked.body['challengeId']}", answer_about(asked.body["payee"])).expect(200)
    return api.post(path, body, Payment_Authorization=given["authorization"])


def _last_code(texts: Iterable[str]) -> str | None:
    found = [code for text in texts for code in _SIX_DIGITS.findall(text)[:1]]
    return found[-1] if found else None
