"""What a login or a refresh hands out: a signed access token and the session's next refresh token."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.identity.model import Credential, RefreshToken, Session
from chalicelib.kernel import clock
from chalicelib.platform import tokens


@dataclass(frozen=True, slots=True)
class TokenPair:
    """`expires_in_seconds` counts for the access token."""

    user_id: str
    access_token: str
    refresh_token: str
    expires_in_seconds: int = tokens.ACCESS_TOKEN_SECONDS


def issue_tokens(credential: Credential, session: Session, refresh_token: RefreshToken, now: datetime) -> TokenPair:
    issued_at = clock.epoch_seconds(now)
    claims = {
        "sub": credential.user_id,
        "email": credential.email,
        "roles": list(credential.roles),
        "customer_id": credential.user_id,
        "sid": session.family_id,
        "auth_time": clock.epoch_seconds(clock.from_text(session.created_at)),
        "amr": list(session.methods),
        "iat": issued_at,
        "exp": issued_at + tokens.ACCESS_TOKEN_SECONDS,
    }
    return TokenPair(credential.user_id, tokens.sign(claims), str(refresh_token))
