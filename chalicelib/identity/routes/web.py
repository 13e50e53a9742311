"""REST routes of a session in a browser: its refresh token lives in a cookie that no script can read."""

from chalicelib.identity.challenges import Challenge
from chalicelib.identity.errors import InvalidCode, InvalidCredentials, InvalidRefreshToken, SessionExpired
from chalicelib.identity.factor_schemas import MfaRequired, MfaVerifyRequest
from chalicelib.identity.model import IDLE_DAYS
from chalicelib.identity.operations.end_session import leave_session
from chalicelib.identity.operations.issue_tokens import TokenPair
from chalicelib.identity.operations.log_in import log_in
from chalicelib.identity.operations.pass_second_factor import pass_second_factor
from chalicelib.identity.operations.refresh_session import refresh_session
from chalicelib.identity.schemas import LoggedOut, LoginRequest, WebSession
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.own_page import OwnPage

routes = Routes(__name__, tag="Web", about="A session in a browser: the refresh token in a cookie, the access token in the body")
_COOKIE_SECONDS = IDLE_DAYS * 24 * 60 * 60


@routes.post(
    "/session",
    summary="Log in from a page of the bank's own",
    access="open",
    own_page=True,
    body=LoginRequest,
    answer=WebSession,
    accepted=MfaRequired,
    failures=(InvalidCredentials,),
    limit="exact",
)
def begin_web_session(request: Request[LoginRequest, None]) -> Answer:
    """As POST /login, but the refresh token goes into a cookie. A session that the cookie held before is over."""
    body, page = request.body, request.page
    result = log_in(body.email, body.password, request.call)
    if isinstance(result, Challenge):
        return Answer(202, MfaRequired.of(result))
    leave_session(page.cookie)
    return _session(result, page)


@routes.post(
    "/session/mfa/verify",
    summary="Finish a login from a page of the bank's own with a code of the second factor",
    access="open",
    own_page=True,
    body=MfaVerifyRequest,
    answer=WebSession,
    failures=(InvalidCode,),
    limit="exact",
)
def verify_web_factor(request: Request[MfaVerifyRequest, None]) -> Answer:
    """As POST /api/v1/auth/mfa/verify, but the refresh token goes into a cookie."""
    body, page = request.body, request.page
    pair = pass_second_factor(body.challenge_id, body.method, body.code, request.call)
    leave_session(page.cookie)
    return _session(pair, page)


@routes.post(
    "/session/renew",
    summary="Renew the session of the cookie",
    access="open",
    own_page=True,
    answer=WebSession,
    nothing="Nobody is logged in in this browser",
    failures=(InvalidRefreshToken, SessionExpired),
    limit="near",
)
def renew_web_session(request: Request[None, None]) -> Answer:
    """As POST /refresh: a new access token, and the next refresh token in the cookie. Of two tabs at once both are answered.

    A page finds out with it whether somebody is logged in, since it cannot see the cookie: without one nothing is wrong."""
    if not request.page.cookie:
        return Answer(204, None)
    return _session(refresh_session(request.page.cookie, now=request.now), request.page)


@routes.post(
    "/session/end", summary="End the session of the cookie", access="open", own_page=True, answer=LoggedOut, limit="near"
)  # fmt: skip
def end_web_session(request: Request[None, None]) -> Answer:
    """The session is over and the cookie gone; also where there was none."""
    leave_session(request.page.cookie)
    return Answer(200, LoggedOut(), headers=request.page.forgetting())


def _session(pair: TokenPair, page: OwnPage) -> Answer:
    session = WebSession(user_id=pair.user_id, access_token=pair.access_token, expires_in=pair.expires_in_seconds)
    return Answer(200, session, headers=page.keeping(pair.refresh_token, _COOKIE_SECONDS))
