"""Planned failures of identity. None of them tells whether an email has an account, but the one at registration."""

from typing import Literal, NotRequired, TypedDict

from chalicelib.kernel.failures import Conflict, Forbidden, InvalidRequest, NotFound, Unauthenticated
from chalicelib.platform.schemas import AmountText, Currency, Identifier


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


class InvalidCode(Unauthenticated):
    """The code is wrong, used, too old or of another challenge, or there were too many tries: nobody is told which."""

    code = "invalid_code"
    what_to_do = "Check the code of the newest message or of the authenticator app; after five tries ask for another one."

    def __init__(self) -> None:
        super().__init__("The code is wrong, used or expired, or there were too many tries")


class SecondFactorRequired(Unauthenticated):
    """The code was right, and the account has a second factor that has to be given with it. That was no try."""

    code = "second_factor_required"
    what_to_do = "Send the same code once more, with `secondFactor` beside it."

    def __init__(self) -> None:
        super().__init__("This account has a second factor: send a code of it as well")


class AlreadyVerified(Conflict):
    """The address is confirmed already."""

    code = "already_verified"

    def __init__(self) -> None:
        super().__init__("This is confirmed already")


class NothingToVerify(Conflict):
    """The user has no such address that a code could be sent to: a phone number in the international form, say."""

    code = "nothing_to_verify"
    what_to_do = "Give the profile a phone number such as +573001234567 first."

    def __init__(self) -> None:
        super().__init__("There is no phone number in the international form to send a code to")


class EmailNotVerified(Conflict):
    """This waits until the caller has confirmed their email."""

    code = "email_not_verified"
    what_to_do = "Confirm the email with POST /api/v1/auth/verify, then try again."

    def __init__(self) -> None:
        super().__init__("Confirm the email first")


class UnknownFactor(NotFound):
    """The caller has no second factor under this id."""

    code = "factor_not_found"

    def __init__(self) -> None:
        super().__init__("No such second factor")


class FactorConfirmed(Conflict):
    """The second factor was confirmed before."""

    code = "factor_confirmed"

    def __init__(self) -> None:
        super().__init__("This second factor is confirmed already")


class TooManyFactors(Conflict):
    """A user has five authenticator apps at most."""

    code = "too_many_factors"
    what_to_do = "Remove one that is no longer used."

    def __init__(self) -> None:
        super().__init__("There are five second factors already")


class NoFactor(Conflict):
    """Recovery codes stand in for a second factor, and there is none."""

    code = "no_second_factor"
    what_to_do = "Enrol an authenticator app with POST /api/v1/auth/mfa/totp first."

    def __init__(self) -> None:
        super().__init__("There is no second factor that a recovery code could stand in for")


class StepUpRequired(Forbidden):
    """This payment needs the caller's consent once more; nothing has moved, and no key remembers it."""

    code = "step_up_required"
    what_to_do = (
        "Show the amount and the payee, answer the challenge with POST /api/v1/auth/step-up/{challenge_id}, and send the "
        "same request again with what that gives as Payment-Authorization."
    )

    class Facts(TypedDict):
        """challengeId: the challenge to answer
        methods: what it can be answered with
        amount: the amount that is paid, such as 25.00
        currency: its currency, such as USD
        payee: who is paid
        """

        challengeId: NotRequired[Identifier]
        methods: NotRequired[list[Literal["totp", "recovery", "email", "phone"]]]
        amount: NotRequired[AmountText]
        currency: NotRequired[Currency]
        payee: NotRequired[str]


class AuthorizationMismatch(Forbidden):
    """The authorization is for another payment or session, too old, or used."""

    code = "authorization_mismatch"
    what_to_do = "Send the request without it: the answer brings a new challenge."

    def __init__(self) -> None:
        super().__init__("This authorization is not for this payment, or is no longer good")
