"""Wire shapes of the staff and their roles."""

from typing import Annotated, Any

import msgspec

from chalicelib.identity.model import EMAIL_PATTERN, MAXIMUM_EMAIL_CHARACTERS, Credential, check_email
from chalicelib.identity.passwords import fingerprint
from chalicelib.platform.roles import STAFF, Role
from chalicelib.platform.schemas import Body, Identifier, Reply, Text, Timestamp, typed

_Email = Annotated[
    str, typed(check_email, maximum=MAXIMUM_EMAIL_CHARACTERS, pattern=EMAIL_PATTERN, format="email", examples=["ada@example.com"])
]


class RolesRequest(Body):
    """What somebody may do.

    roles: all they have afterwards; none takes everything
    reason: why, for who approves it and for the audit log, such as She joins the fraud desk
    """

    roles: Annotated[list[Role], msgspec.Meta(max_length=len(STAFF))]
    reason: Text


class NewStaffRequest(RolesRequest):
    """Somebody new.

    email: what they sign in with, such as grace@inferno.example
    password: their first password, such as correct horse battery staple
    """

    email: _Email
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]

    def canonical(self) -> dict[str, Any]:
        return {**super().canonical(), "password": fingerprint(self.password, self.email)}


class StaffMember(Reply):
    """A member of staff.

    user_id: who it is
    email: what they sign in with, such as grace@inferno.example
    roles: what they may do
    since: when they were made
    """

    user_id: Identifier
    email: str
    roles: list[Role]
    since: Timestamp

    @classmethod
    def of(cls, credential: Credential) -> "StaffMember":
        roles = [role for role in STAFF if role in credential.roles]
        return cls(user_id=credential.user_id, email=credential.email, roles=roles, since=credential.created_at)


class StaffPage(Reply):
    """A page of the staff.

    items: the members, the oldest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[StaffMember]
    next_cursor: str | None
