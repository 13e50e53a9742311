"""Wire shapes of login, refresh and logout."""

from typing import Annotated, Literal

import msgspec

from chalicelib.identity.model import MAXIMUM_EMAIL_CHARACTERS, MAXIMUM_REFRESH_TOKEN_CHARACTERS
from chalicelib.platform.schemas import Body, Identifier, Reply

Token = Annotated[str, msgspec.Meta(min_length=1, max_length=MAXIMUM_REFRESH_TOKEN_CHARACTERS)]


class LoginRequest(Body):
    """No rule about form beyond size: an email or a password that nobody can have is simply wrong."""

    email: Annotated[str, msgspec.Meta(min_length=1, max_length=MAXIMUM_EMAIL_CHARACTERS)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]

    def canonical(self) -> dict:
        return {"email": self.email}


class RefreshRequest(Body):
    refresh_token: Token

    def canonical(self) -> dict:
        return {}


class LogoutRequest(RefreshRequest):
    pass


class Tokens(Reply):
    user_id: Identifier
    access_token: str
    refresh_token: str
    expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105


class LoggedOut(Reply):
    status: Literal["LOGGED_OUT"] = "LOGGED_OUT"
