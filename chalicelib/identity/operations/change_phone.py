"""A user has another phone number: nobody has proven it yet, and the one until now is told."""

import re
from dataclasses import replace

from chalicelib.identity import challenge_store, events, store
from chalicelib.identity.operations.send_code import new_notice
from chalicelib.platform.auth import Caller
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")


def changing_phone(email: str, number: str | None, caller: Caller, call: Call, **described: str) -> list[Change]:
    """What records it, for the transaction that changes the profile; nothing where there is no credential. One read.
    `described` is what store.describing would write: one transaction changes an item once.

    A number that cannot be written as E.164 can be no way to reach anybody: then there is none. Raises ReauthenticationRequired
    where another number, or none, takes the place of one.
    """
    credential = store.find_credential(email)
    if credential is None:
        return []
    plain = re.sub(r"[ ().-]", "", number or "")
    phone = plain if _INTERNATIONAL.fullmatch(plain) else None
    if phone == credential.phone:  # written otherwise, perhaps
        return [store.describing(email, credential.user_id, **described)] if described else []
    if credential.phone is None:
        return [store.with_phone(credential, phone, **described)]
    caller.require_recent(call.now.timestamp())
    notice = new_notice(credential, credential.key, "phone", credential.phone, call)
    told = [replace(challenge_store.new_challenge(notice), label="notice"), events.phone_changed(notice, call)]
    return [store.with_phone(credential, phone, **described), *(told if "phone" in credential.verified else [])]
