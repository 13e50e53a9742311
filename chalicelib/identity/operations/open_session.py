"""Open a session for somebody who has proved who they are: the one place where a family of refresh tokens begins."""

from collections.abc import Sequence

from chalicelib.identity import events, store
from chalicelib.identity.errors import InvalidCredentials
from chalicelib.identity.model import MAXIMUM_SESSIONS, Credential, RefreshToken, Session
from chalicelib.identity.operations.issue_tokens import TokenPair, issue_tokens
from chalicelib.kernel import ids
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.platform.observability import logger


def open_session(credential: Credential, methods: Sequence[str], call: Call, *, also: Sequence[Change] = ()) -> TokenPair:
    """The tokens of a new session, in one transaction with the mail about it, the end of the user's oldest sessions beyond
    the twentieth, and what the caller does `also` (a challenge that is used up, say; a Change with a refusal of its own).

    `methods` are how they authenticated, as RFC 8176 names it. Raises InvalidCredentials when the password, the factors or
    the roles changed, or the source was locked out meanwhile.
    """
    refresh_token = RefreshToken.new(ids.new_id(call.now))
    session = Session.begin(credential, refresh_token, tuple(methods), call)
    pair = issue_tokens(credential, session, refresh_token, call.now)
    living = [each for each in store.sessions_of(credential.user_id) if each.is_living(credential, call.now)]
    try:
        dynamo.transact(
            [
                store.unchanged(credential),
                store.knowing(credential.email, call.source, call.now),
                store.new_session(session),
                events.logged_in(credential, call),
                *map(store.ending, living[: max(0, len(living) + 1 - MAXIMUM_SESSIONS)]),
                *also,
            ]
        )
    except dynamo.Refused as refused:
        if not store.is_session(session, refused.items.get("session")):  # else written by the first try, its answer lost
            if not refused.items.keys() <= {"credential", "attempts"}:
                raise
            raise InvalidCredentials from refused
    logger.info("logged in", extra={"user_id": credential.user_id})
    return pair
