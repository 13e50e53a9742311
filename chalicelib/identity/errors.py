"""Planned failures of identity. None of them tells whether an email has an account, but the one at registration."""

from chalicelib.kernel.failures import Conflict, InvalidRequest, NotFound, Unauthenticated


class InvalidCredentials(Unauthenticated):
    """The email is unknown, the password is wrong, or there were too many attempts: nobody is told which."""

    code = "invalid_credentials"
    what_to_do = "Check both and try again; after many attempts wait, at first a minute, at most an hour."

    def __init__(self) -> None:
        super().__init__("Email or password is wrong, or there were too many attempts; try again later")


class PasswordTooCommon(InvalidRequest):
    """The password is one of those that are guessed first: common, one character again and again, or mostly the caller's own name."""

    code = "password_too_common"
    what_to_do = "Choose four or more words that have nothing to do with each other, with you, or with the bank."

    def __init__(self) -> None:
        super().__init__(("password", "is one of those that are guessed first"))


class InvalidRefreshToken(Unauthenticated):
    """The refresh token is unknown, used or expired; if it was used before, its session is over now."""

    code = "invalid_refresh_token"
    what_to_do = "Log in again, and keep only the newest refresh token: each works once."

    def __init__(self) -> None:
        super().__init__("The refresh token is unknown, used or expired; log in again")


class SessionExpired(Unauthenticated):
    """The session has run out, after seven days without a refresh or thirty in all, or its user ended it."""

    code = "session_expired"
    what_to_do = "Log in again."

    def __init__(self) -> None:
        super().__init__("The session is over; log in again")


class UnknownSession(NotFound):
    """The caller has no session under this id: perhaps it has ended."""

    code = "session_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such session")


class CustomerIsNoStaff(Conflict):
    """Staff and customers are different people, also where one person is both."""

    code = "customer_is_no_staff"

    def __init__(self) -> None:
        super().__init__("This email is a customer's; a member of staff is another user, under an address of their own")


class EmailTaken(Conflict):
    """Somebody has registered with this email before."""

    code = "email_taken"
    what_to_do = "Log in with it, or register with another email."

    def __init__(self) -> None:
        super().__init__("This email is registered already")


class UnknownStaff(NotFound):
    """Nobody of the staff has this id."""

    code = "staff_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such member of staff")


class StaffChanged(Conflict):
    """Their roles are others than when this was proposed."""

    code = "staff_changed"
    what_to_do = "Look at their roles, and propose it anew."
