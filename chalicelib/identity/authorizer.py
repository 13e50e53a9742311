"""The authorizer in front of every route that is not open: API Gateway asks it about a token once a minute."""

from typing import Any

from chalice import AuthResponse, Blueprint
from chalice.app import AuthRequest

from chalicelib.identity import store
from chalicelib.kernel import clock
from chalicelib.kernel.failures import Unauthenticated
from chalicelib.platform import tokens
from chalicelib.platform.auth import Caller
from chalicelib.platform.observability import begin, logger

authorizer = Blueprint(__name__)


@authorizer.authorizer(name="authorize", ttl_seconds=60)
def authorize(request: AuthRequest) -> AuthResponse:
    """Lets the token of a living session through to every route; roles and owners are judged behind it."""
    begin(None, None)
    try:
        claims = _claims(request.token or "")
    except Unauthenticated as failure:
        logger.info("token refused", extra={"code": failure.code})
        raise Exception("Unauthorized") from failure  # the one text API Gateway answers with 401
    return AuthResponse(routes=["*"], principal_id=str(claims["sub"]), context=Caller.context(claims))


def _claims(header: str) -> dict[str, Any]:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("Expected a bearer token")
    claims = tokens.verify(token.strip())
    session, credential = store.find_session_of(claims["sid"], claims["email"])
    if session is None or session.user_id != claims["sub"] or not session.is_living(credential, clock.now()):
        raise Unauthenticated("The session of this access token is over")
    return claims
