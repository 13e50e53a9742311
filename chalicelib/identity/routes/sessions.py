"""REST routes of sessions: log in, refresh, log out. Registration belongs to the customers context."""

from chalicelib.identity import queries
from chalicelib.identity.challenges import Challenge
from chalicelib.identity.errors import InvalidCredentials, InvalidRefreshToken, PasswordTooCommon, SessionExpired, UnknownSession
from chalicelib.identity.factor_schemas import MfaRequired
from chalicelib.identity.operations.change_password import change_password
from chalicelib.identity.operations.end_session import end_session
from chalicelib.identity.operations.end_sessions import end_one_session, end_other_sessions
from chalicelib.identity.operations.log_in import log_in
from chalicelib.identity.operations.refresh_session import refresh_session
from chalicelib.identity.schemas import (
    Identity,
    LoggedOut,
    LoginRequest,
    LogoutRequest,
    Me,
    PasswordChanged,
    PasswordRequest,
    RefreshRequest,
    SessionList,
    SessionsEnded,
    SessionView,
    Tokens,
)
from chalicelib.platform import settings
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.roles import ANY

routes = Routes(
    __name__, tag="Identity", about="Sessions: log in, refresh, log out", session_id="a session of the caller"
)  # fmt: skip


@routes.post(
    "/login",
    also="/api/v1/auth/login",
    summary="Log in with email and password",
    access="open",
    body=LoginRequest,
    answer=Tokens,
    accepted=MfaRequired,
    failures=(InvalidCredentials,),
    limit="exact",
)
def login(request: Request[LoginRequest, None]) -> Answer:
    """Begins a session; where a second factor is enrolled, POST /api/v1/auth/mfa/verify does (202). An unknown email and a wrong
    password are answered alike, in the same time."""
    body: LoginRequest = request.body
    result = log_in(body.email, body.password, request.call)
    return Answer(202, MfaRequired.of(result)) if isinstance(result, Challenge) else Answer(200, Tokens.of(result))


@routes.post(
    "/refresh",
    also="/api/v1/auth/refresh",
    summary="Exchange a refresh token for a new pair; each works once",
    access="open",
    body=RefreshRequest,
    answer=Tokens,
    failures=(InvalidRefreshToken, SessionExpired),
    limit="near",
)
def refresh(request: Request[RefreshRequest, None]) -> Answer:
    """Gives a new access token and the next refresh token. One that comes again ends its session, except the token just used:
    within 15 seconds it is answered once more, with the same refresh token as before."""
    return Answer(200, Tokens.of(refresh_session(request.body.refresh_token, now=request.now)))


@routes.post(
    "/logout",
    also="/api/v1/auth/logout",
    summary="End the caller's session",
    access="own",
    body=LogoutRequest,
    answer=LoggedOut,
    failures=(InvalidRefreshToken,),
)
def logout(request: Request[LogoutRequest, None]) -> Answer:
    """The refresh token of the session is dead at once; its access token within a minute."""
    end_session(request.caller.user_id, request.body.refresh_token)
    return Answer(200, LoggedOut())


@routes.get("/me", summary="Who is calling", access="own", answer=Me)
def get_me(request: Request[None, None]) -> Answer:
    """Id, email and roles of the caller, customer or staff, and whether other banks are simulated. GET /profile/{user_id} has a customer's data."""
    caller = request.caller
    roles = sorted(role for role in ANY if role in caller.roles)
    simulated = settings.simulated_networks()
    return Answer(200, Me(user_id=caller.user_id, email=caller.email, roles=roles, simulated_networks=simulated))


@routes.get("/api/v1/auth/sessions", summary="Where the caller is logged in", access="own", answer=SessionList)
def list_sessions(request: Request[None, None]) -> Answer:
    """The caller's living sessions: since when, last used when, by what client, from where."""
    found = queries.list_sessions(request.caller, request.now)
    return Answer(200, SessionList(sessions=[SessionView.of(each, request.caller.session_id) for each in found]))


@routes.delete(
    "/api/v1/auth/sessions/{session_id}",
    summary="End one of the caller's sessions",
    access="own",
    answer=SessionsEnded,
    failures=(UnknownSession,),
)
def end_session_by_id(request: Request[None, None]) -> Answer:
    """Its refresh token is dead at once, its access token within a minute. The caller's own is one of them."""
    end_one_session(request.path["session_id"], request.caller)
    return Answer(200, SessionsEnded())


@routes.delete(
    "/api/v1/auth/sessions", summary="End all other sessions of the caller", access="own", answer=SessionsEnded, failures=(SessionExpired,)
)  # fmt: skip
def end_sessions(request: Request[None, None]) -> Answer:
    """Every session but the one that asks is over: also one that begins at this very moment."""
    end_other_sessions(request.caller, request.call)
    return Answer(200, SessionsEnded())


@routes.get(
    "/api/v1/auth/me", summary="Who is calling, and what is known of them", access="own", answer=Identity, failures=(SessionExpired,)
)  # fmt: skip
def get_identity(request: Request[None, None]) -> Answer:
    """Addresses and whether they are proved, roles, factors, profile and KYC status of the caller, in one read."""
    return Answer(200, Identity.of(queries.get_credential(request.caller), request.now))


@routes.post(
    "/api/v1/auth/password",
    summary="Change the caller's password",
    access="own",
    reauthenticated=True,
    body=PasswordRequest,
    answer=PasswordChanged,
    failures=(PasswordTooCommon, SessionExpired),
)
def set_password(request: Request[PasswordRequest, None]) -> Answer:
    """Takes the new password, ends every other session, and tells the address by mail. The caller must have just logged in."""
    change_password(request.body.new_password, request.caller, request.call)
    return Answer(200, PasswordChanged())
