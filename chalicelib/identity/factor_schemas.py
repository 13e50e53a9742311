"""Wire shapes of codes, second factors and step-up."""

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from chalicelib.identity.challenges import Challenge, Channel, Method
from chalicelib.identity.codes import DIGITS, PATTERN
from chalicelib.identity.model import EMAIL_PATTERN, MAXIMUM_EMAIL_CHARACTERS, check_email
from chalicelib.identity.operations.pass_second_factor import METHODS
from chalicelib.identity.operations.prove_factor import FactorMethod
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform.schemas import Body, Identifier, Reply, Timestamp, typed

Email = Annotated[
    str,
    typed(
        check_email,
        maximum=MAXIMUM_EMAIL_CHARACTERS,
        title="Email",
        description="An email address such as ada@example.com",
        pattern=EMAIL_PATTERN,
        format="email",
        examples=["ada@example.com"],
    ),
]
Code = Annotated[
    str,
    msgspec.Meta(
        title="Code",
        description=f"{DIGITS} digits, such as 123456",
        pattern=PATTERN,
        examples=["123456"],
    ),
]
# Of an app or of the recovery codes, however those are typed.
AnyCode = Annotated[
    str,
    msgspec.Meta(
        title="FactorCode",
        description="A code of an authenticator app or a recovery code, such as 123456",
        pattern=r"^[0-9A-Za-z -]{6,40}\Z",
        examples=["123456"],
    ),
]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]


class Secret(Body):
    """A body of which no fingerprint may keep anything."""

    def canonical(self) -> dict[str, Any]:
        return {}


class ForgotRequest(Body):
    """Who has forgotten the password.

    email: the address to log in with, such as ada@example.com
    """

    email: Email


class SecondFactorGiven(Body):
    """A code of a second factor.

    method: what it is of
    code: the code, such as 123456
    """

    method: FactorMethod
    code: AnyCode


class ResetRequest(Secret):
    """A new password, and what shows that one may set it.

    challenge_id: the challenge that POST /api/v1/auth/forgot answered
    code: the code that was mailed
    new_password: the password from now on, such as correct horse battery staple
    second_factor: needed where one is enrolled
    """

    challenge_id: Identifier
    code: Code
    new_password: Password
    second_factor: SecondFactorGiven | None = None


class PasswordReset(Reply):
    """The password is set and every session is over.

    status: always PASSWORD_RESET
    """

    status: Literal["PASSWORD_RESET"] = "PASSWORD_RESET"


class VerifyRequest(Secret):
    """Either `channel`, which sends a code, or the code that was sent with its challenge.

    channel: which address to confirm
    challenge_id: the challenge of the code
    code: the code that was sent
    """

    JSON_SCHEMA: ClassVar[dict[str, object]] = {
        "minProperties": 1,
        "maxProperties": 2,
        "examples": [{"challengeId": "0198c0de-0000-7000-8000-000000000000", "code": "123456"}],
    }

    channel: Channel | None = None
    challenge_id: Identifier | None = None
    code: Code | None = None

    def __post_init__(self) -> None:
        given = (self.channel is not None, self.challenge_id is not None, self.code is not None)
        if given not in ((True, False, False), (False, True, True)):
            raise InvalidRequest(("body", "must have either channel, or challengeId and code"))


class Verified(Reply):
    """What is confirmed now.

    verified: the addresses that are proven to be the caller's own
    """

    verified: list[Channel]


class CodeSent(Reply):
    """A code is on its way, if there is anybody to send it to.

    challenge_id: what to send back together with the code
    expires_at: when the code is no longer good
    """

    challenge_id: Identifier
    expires_at: Timestamp

    @classmethod
    def of(cls, challenge: Challenge) -> "CodeSent":
        return cls(challenge_id=challenge.challenge_id, expires_at=challenge.ends_at)


class MfaRequired(Reply):
    """The password was right, and a second factor is asked for; there is no session yet.

    status: always MFA_REQUIRED
    challenge_id: what to send to POST /api/v1/auth/mfa/verify with the code
    methods: what the code can be of
    expires_at: when it has to be begun anew
    """

    challenge_id: Identifier
    methods: list[FactorMethod]
    expires_at: Timestamp
    status: Literal["MFA_REQUIRED"] = "MFA_REQUIRED"

    @classmethod
    def of(cls, challenge: Challenge) -> "MfaRequired":
        return cls(challenge_id=challenge.challenge_id, methods=list(METHODS), expires_at=challenge.ends_at)


class MfaVerifyRequest(Secret):
    """The second step of a login.

    challenge_id: what the login answered
    method: what the code is of
    code: the code, such as 123456
    """

    challenge_id: Identifier
    method: FactorMethod
    code: AnyCode


class TotpBegun(Reply):
    """An authenticator app to be confirmed. The secret is not told again.

    factor_id: the new factor
    secret: what to type into the app, in base32, such as JBSWY3DPEHPK3PXP
    otpauth_uri: what to show as a QR code, such as otpauth://totp/Inferno%20Bank:ada@example.com?secret=JBSWY3DPEHPK3PXP
    """

    factor_id: Identifier
    secret: str
    otpauth_uri: str


class ConfirmRequest(Secret):
    """A code of the app, which shows that it has the secret.

    code: what the app shows, such as 123456
    """

    code: Code


class FactorStatus(Reply):
    """A second factor.

    factor_id: the factor
    status: CONFIRMED when logging in takes a code of it from now on, REMOVED when it no longer does
    """

    factor_id: Identifier
    status: Literal["CONFIRMED", "REMOVED"]


class RecoveryCodesMade(Reply):
    """Ten codes, each good once instead of the app. They are not told again, and the former ones are no longer good.

    recovery_codes: the codes, of 16 letters and digits each
    """

    recovery_codes: list[str]


class StepUpRequest(Secret):
    """The caller's answer to a step-up.

    method: one of those that the refusal named
    code: the code of the app, a recovery code, or the code that was sent
    """

    method: Method
    code: AnyCode


class Authorized(Reply):
    """Consent to one payment.

    authorization: what to send as Payment-Authorization with the same request, once
    expires_at: until when it is good
    """

    authorization: str
    expires_at: Timestamp
