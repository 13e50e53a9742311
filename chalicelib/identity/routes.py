"""REST routes of sessions: log in, refresh, log out. Registration belongs to the customers context."""

from chalicelib.identity.errors import InvalidCredentials, InvalidRefreshToken
from chalicelib.identity.operations.end_session import end_session
from chalicelib.identity.operations.issue_tokens import TokenPair
from chalicelib.identity.operations.log_in import log_in
from chalicelib.identity.operations.refresh_session import refresh_session
from chalicelib.identity.schemas import LoggedOut, LoginRequest, LogoutRequest, Me, RefreshRequest, Tokens
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(__name__, tag="Identity", about="Sessions: log in, refresh, log out")


@routes.post(
    "/login",
    summary="Log in with email and password",
    access="open",
    body=LoginRequest,
    answer=Tokens,
    failures=(InvalidCredentials,),
    limit="exact",
)
def login(request: Request[LoginRequest, None]) -> Answer:
    """Begins a session. An unknown email and a wrong password are answered alike, in the same time."""
    body: LoginRequest = request.body
    pair = log_in(body.email, body.password, request.call)
    return Answer(200, _tokens(pair))


@routes.post(
    "/refresh",
    summary="Exchange a refresh token for a new pair; each works once",
    access="open",
    body=RefreshRequest,
    answer=Tokens,
    failures=(InvalidRefreshToken,),
    limit="near",
)
def refresh(request: Request[RefreshRequest, None]) -> Answer:
    """Gives a new access token and the next refresh token. A refresh token used twice ends its session."""
    return Answer(200, _tokens(refresh_session(request.body.refresh_token, now=request.now)))


@routes.post(
    "/logout", summary="End the caller's session", access="own", body=LogoutRequest, answer=LoggedOut, failures=(InvalidRefreshToken,)
)  # fmt: skip
def logout(request: Request[LogoutRequest, None]) -> Answer:
    """The refresh token of the session is dead at once; its access token within a minute."""
    end_session(request.caller.user_id, request.body.refresh_token)
    return Answer(200, LoggedOut())


@routes.get("/me", summary="Who is calling", access="own", answer=Me)
def get_me(request: Request[None, None]) -> Answer:
    """Id, email and roles of the caller, customer or staff. GET /profile/{user_id} has a customer's data."""
    caller = request.caller
    return Answer(200, Me(user_id=caller.user_id, email=caller.email, roles=sorted(caller.roles)))


def _tokens(pair: TokenPair) -> Tokens:
    return Tokens(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expires_in=pair.expires_in_seconds,
        user_id=pair.user_id,
    )
