"""Exchange a refresh token for the next pair. Each token works once; one that comes again ends its whole family."""

from datetime import datetime

from chalicelib.identity import store
from chalicelib.identity.errors import InvalidRefreshToken
from chalicelib.identity.model import RefreshToken
from chalicelib.identity.operations.issue_tokens import TokenPair, issue_tokens
from chalicelib.platform.observability import logger


def refresh_session(text: str, *, now: datetime) -> TokenPair:
    """A new pair with the roles the user has now.

    Raises InvalidRefreshToken. Of two requests with the same token one wins; the other is a reuse like any other, because
    nobody can tell a thief's request from an impatient client's.
    """
    given = RefreshToken.parse(text)
    session = store.find_session(given.family_id) if given else None
    if given is None or session is None or session.is_over(now):
        raise InvalidRefreshToken
    credential = store.find_credential(session.email_key)
    if credential is None:
        raise InvalidRefreshToken
    following = RefreshToken.new(session.family_id)
    # Signed before the token is used up: a fault here leaves the caller's token as good as it was.
    pair = issue_tokens(credential, following, now)
    if not session.opened_by(given) or not store.renew_session(session.renewed(following, now), session):
        store.end_session(session.family_id)
        logger.warning("refresh token used again, session ended", extra={"user_id": session.user_id})
        raise InvalidRefreshToken
    return pair
