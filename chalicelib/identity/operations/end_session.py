"""Log out: end the session a refresh token belongs to, if it is the caller's own."""

from chalicelib.identity import store
from chalicelib.identity.errors import InvalidRefreshToken
from chalicelib.identity.model import RefreshToken


def end_session(user_id: str, text: str) -> None:
    """Done as well when the session had ended before. Raises InvalidRefreshToken for another's session or other text."""
    given = RefreshToken.parse(text)
    if given is None:
        raise InvalidRefreshToken
    session = store.find_session(given.family_id)
    if session is None:
        return
    if session.user_id != user_id:
        raise InvalidRefreshToken
    store.end_session(session.family_id)


def leave_session(text: str) -> None:
    """For who brings the token and nothing else: it must be the newest, or the one before. Other text changes nothing."""
    given = RefreshToken.parse(text)
    session = store.find_session(given.family_id) if given else None
    if given and session and session.knows(given):
        store.end_session(session.family_id)
