"""Planned failures of identity. None of them tells whether an email has an account, but the one at registration."""

from chalicelib.kernel.failures import Conflict, Unauthenticated


class InvalidCredentials(Unauthenticated):
    """401: unknown email, wrong password or locked account, which callers cannot tell apart."""

    code = "invalid_credentials"

    def __init__(self) -> None:
        super().__init__("Email or password is wrong, or there were too many attempts; try again later")


class InvalidRefreshToken(Unauthenticated):
    """401: not a refresh token of a session that goes on; if it once was one, the session is over now."""

    code = "invalid_refresh_token"

    def __init__(self) -> None:
        super().__init__("The refresh token is unknown, used or expired; log in again")


class CustomerIsNoStaff(Conflict):
    """409: staff and customers are different people, also where one person is both."""

    code = "customer_is_no_staff"

    def __init__(self) -> None:
        super().__init__("This email is a customer's; a member of staff is another user, under an address of their own")


class EmailTaken(Conflict):
    code = "email_taken"

    def __init__(self) -> None:
        super().__init__("This email is registered already")
