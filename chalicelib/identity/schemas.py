"""Wire shapes of login, refresh, logout and sessions."""

from datetime import datetime
from typing import Annotated, Any, Literal, cast

import msgspec

from chalicelib.identity.model import MAXIMUM_EMAIL_CHARACTERS, MAXIMUM_REFRESH_TOKEN_CHARACTERS, Credential, Session
from chalicelib.identity.operations.issue_tokens import TokenPair
from chalicelib.identity.standing import kyc_status_of
from chalicelib.platform.roles import Role
from chalicelib.platform.schemas import Body, Identifier, Reply, Timestamp

Token = Annotated[str, msgspec.Meta(min_length=1, max_length=MAXIMUM_REFRESH_TOKEN_CHARACTERS)]


class LoginRequest(Body):
    """Who wants to log in. What nobody can have as an email or a password is simply wrong.

    email: the address given at registration, such as ada@example.com
    password: the password, such as correct horse battery staple
    """

    email: Annotated[str, msgspec.Meta(min_length=1, max_length=MAXIMUM_EMAIL_CHARACTERS)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]

    def canonical(self) -> dict[str, Any]:
        return {"email": self.email}


class RefreshRequest(Body):
    """The refresh token to exchange.

    refresh_token: the newest one of the session, such as the-refresh-token-of-the-last-answer
    """

    refresh_token: Token

    def canonical(self) -> dict[str, Any]:
        return {}


class LogoutRequest(RefreshRequest):
    """The session to end.

    refresh_token: the newest one of the session, such as the-refresh-token-of-the-last-answer
    """


class Tokens(Reply):
    """A session's tokens. The refresh token works once: what it is exchanged for brings the next one.

    user_id: the user's id
    access_token: what to send as Authorization: Bearer, such as the-access-token
    refresh_token: what to exchange for a new pair, such as the-refresh-token
    expires_in: seconds until the access token ends, such as 900
    token_type: how the access token is sent
    """

    user_id: Identifier
    access_token: str
    refresh_token: str
    expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105

    @classmethod
    def of(cls, pair: TokenPair) -> "Tokens":
        return cls(
            access_token=pair.access_token,
            refresh_token=pair.refresh_token,
            expires_in=pair.expires_in_seconds,
            user_id=pair.user_id,
        )


class WebSession(Reply):
    """A session's access token, for the memory of a page; the refresh token is in a cookie.

    user_id: the user's id
    access_token: what to send as Authorization: Bearer, such as the-access-token
    expires_in: seconds until the access token ends, such as 900
    token_type: how the access token is sent
    """

    user_id: Identifier
    access_token: str
    expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105


class SessionView(Reply):
    """One login and everything it was refreshed to.

    session_id: the session's id, the claim `sid` of its access tokens
    created_at: when the login was
    last_used_at: when it was refreshed last
    agent: what the client called itself at the login, such as Mozilla/5.0
    address: the first half of the address that the login came from, such as 203.0.…
    current: whether this very request belongs to it
    """

    session_id: Identifier
    created_at: Timestamp
    last_used_at: Timestamp
    agent: str
    address: str
    current: bool

    @classmethod
    def of(cls, session: Session, current_id: str) -> "SessionView":
        return cls(
            session_id=session.family_id,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            agent=session.agent,
            address=session.address,
            current=session.family_id == current_id,
        )


class SessionList(Reply):
    """The caller's sessions: at most twenty, since a login beyond them ends the oldest.

    sessions: the living ones, newest first
    """

    sessions: list[SessionView]


class PasswordRequest(Body):
    """Another password.

    new_password: 15 to 1,000 characters, 12 where a second factor is enrolled, such as six cups of cold rain
    """

    new_password: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]

    def canonical(self) -> dict[str, Any]:
        return {}


class PasswordChanged(Reply):
    """The password is another one, and every session but the caller's is over.

    status: always CHANGED
    """

    status: Literal["CHANGED"] = "CHANGED"


class SessionsEnded(Reply):
    """It is over at once for refreshing, and within a minute for its access tokens.

    status: always ENDED
    """

    status: Literal["ENDED"] = "ENDED"


class LoggedOut(Reply):
    """The session is over.

    status: always LOGGED_OUT
    """

    status: Literal["LOGGED_OUT"] = "LOGGED_OUT"


class Identity(Reply):
    """Who is calling, and what the bank knows of them at once.

    user_id: the id of the caller
    email: the address to log in with, such as ada@example.com
    phone: the number for codes, such as +573001234567
    verified: which of the two the caller has proved to be theirs
    roles: what the caller may do: customer, or those of the staff
    customer_id: the id of the caller's profile; null until there is one
    factors: the authenticator apps that are enrolled, by their id
    kyc_status: how far the bank knows who the customer is; null before the first submission
    """

    user_id: Identifier
    email: str
    phone: str | None
    verified: list[Literal["email", "phone"]]
    roles: list[Literal["customer"] | Role]
    customer_id: Identifier | None
    factors: list[Identifier]
    kyc_status: str | None

    @classmethod
    def of(cls, credential: Credential, now: datetime) -> "Identity":
        return cls(
            user_id=credential.user_id,
            email=credential.email,
            phone=credential.phone,
            verified=sorted(credential.verified),
            roles=cast(Any, sorted(credential.roles)),
            customer_id=credential.profile_id,
            factors=list(credential.factors),
            kyc_status=kyc_status_of(credential, now),
        )


class Me(Reply):
    """Who the access token says is calling.

    user_id: the id of the caller
    email: the address that the caller logged in with, such as ada@example.com
    roles: what the caller may do: customer, or those of the staff
    simulated_networks: whether the networks to other banks are simulated here, by hand; in production they are not
    """

    user_id: Identifier
    email: str
    roles: list[Literal["customer"] | Role]
    simulated_networks: bool
