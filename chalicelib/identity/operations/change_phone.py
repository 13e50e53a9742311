"""A user has another phone number: nobody has proven it yet."""

import re

from chalicelib.identity import store
from chalicelib.platform.dynamo import Change

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")


def changing_phone(email: str, number: str | None, **described: str) -> list[Change]:
    """What records it, for the transaction that changes the profile; nothing where there is no credential. One read.
    `described` is what store.describing would write: one transaction changes an item once.

    A number that cannot be written as E.164 can be no way to reach anybody: then there is none.
    """
    credential = store.find_credential(email)
    plain = re.sub(r"[ ().-]", "", number or "")
    return [store.with_phone(credential, plain if _INTERNATIONAL.fullmatch(plain) else None, **described)] if credential else []
