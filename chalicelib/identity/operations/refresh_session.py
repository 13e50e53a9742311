"""Exchange a refresh token for the next pair. Each token works once; one that comes again ends its whole family.

But the token just used passes once more within 15 seconds, to the very same successor: so two tabs, and a client that lost
an answer, keep their session. The successor is made again of the token and a salt, so it is nowhere kept.
"""

from datetime import datetime

from chalicelib.identity import store
from chalicelib.identity.errors import InvalidRefreshToken, SessionExpired
from chalicelib.identity.model import RefreshToken, Session
from chalicelib.identity.operations.issue_tokens import TokenPair, issue_tokens
from chalicelib.platform.observability import logger


def refresh_session(text: str, *, now: datetime) -> TokenPair:
    """A new pair with the roles the user has now. Raises InvalidRefreshToken, SessionExpired."""
    given = RefreshToken.parse(text)
    session = store.find_session(given.family_id) if given else None
    if given is None or session is None:
        raise InvalidRefreshToken
    credential = store.find_credential(session.email_key)
    if credential is None or not session.is_living(credential, now):
        raise SessionExpired
    seen: Session | None = session
    while seen and (renewal := seen.renewed(given, now)):
        renewed, following = renewal
        # Signed before the token is used up: a fault here leaves the caller's token as good as it was.
        pair = issue_tokens(credential, renewed, following, now)
        kept = store.keep_renewed(renewed, seen)
        if kept and kept.is_same_renewal(renewed):  # ours, perhaps by a try whose answer was lost
            return pair
        seen = kept  # another request came between; this ends, since a token opens a session at most twice
    store.end_session(session.family_id)
    logger.warning("refresh token used again, session ended", extra={"user_id": session.user_id})
    raise InvalidRefreshToken
