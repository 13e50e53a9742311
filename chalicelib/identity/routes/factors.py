"""REST routes of second factors: enrol, confirm, remove, recovery codes, the second step of a login, step-up."""

from chalicelib.identity.errors import (
    EmailNotVerified,
    FactorConfirmed,
    InvalidCode,
    NoFactor,
    TooManyFactors,
    UnknownFactor,
)
from chalicelib.identity.factor_schemas import (
    Authorized,
    CodeSent,
    ConfirmRequest,
    FactorStatus,
    MfaVerifyRequest,
    RecoveryCodesMade,
    StepUpRequest,
    TotpBegun,
)
from chalicelib.identity.operations.change_factors import confirm_totp, enrol_totp, make_recovery_codes, remove_factor
from chalicelib.identity.operations.pass_second_factor import pass_second_factor
from chalicelib.identity.operations.step_up import answer_step_up, resend_step_up
from chalicelib.identity.schemas import Tokens
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(
    __name__,
    tag="Second factors",
    about="Authenticator apps, recovery codes, the second step of a login, consent to a payment",
    factor_id="an authenticator app of the caller",
    challenge_id="what a refused payment asked the caller to answer",
)


@routes.post(
    "/api/v1/auth/mfa/verify",
    summary="Finish a login with a code of the second factor",
    access="open",
    body=MfaVerifyRequest,
    answer=Tokens,
    failures=(InvalidCode,),
    limit="exact",
)
def verify_factor(request: Request[MfaVerifyRequest, None]) -> Answer:
    """A code of an app passes once, for one login; so does a recovery code, and a mail tells of it."""
    body: MfaVerifyRequest = request.body
    return Answer(200, Tokens.of(pass_second_factor(body.challenge_id, body.method, body.code, request.call)))


@routes.post(
    "/api/v1/auth/mfa/totp",
    summary="Begin to enrol an authenticator app",
    status=201,
    access="own",
    reauthenticated=True,
    answer=TotpBegun,
    failures=(EmailNotVerified, TooManyFactors),
)
def begin_totp(request: Request[None, None]) -> Answer:
    """A secret for the app. It counts once a code of it was confirmed; begun anew, one that was never confirmed is forgotten."""
    made = enrol_totp(request.caller, request.call)
    return Answer(201, TotpBegun(factor_id=made.factor_id, secret=made.secret, otpauth_uri=made.uri))


@routes.post(
    "/api/v1/auth/mfa/totp/{factor_id}/confirm",
    summary="Enrol an authenticator app with a code that it shows",
    access="own",
    reauthenticated=True,
    body=ConfirmRequest,
    answer=FactorStatus,
    failures=(UnknownFactor, FactorConfirmed, InvalidCode, EmailNotVerified, TooManyFactors),
)
def confirm_factor(request: Request[ConfirmRequest, None]) -> Answer:
    """From now on logging in takes a code of it. The code that confirms it is used, and logs nobody in."""
    confirm_totp(request.caller, request.path["factor_id"], request.body.code, request.call)
    return Answer(200, FactorStatus(factor_id=request.path["factor_id"], status="CONFIRMED"))


@routes.delete(
    "/api/v1/auth/mfa/totp/{factor_id}",
    summary="Remove an authenticator app",
    access="own",
    reauthenticated=True,
    answer=FactorStatus,
    failures=(UnknownFactor,),
)
def delete_factor(request: Request[None, None]) -> Answer:
    """With the last one the recovery codes are gone, too."""
    remove_factor(request.caller, request.path["factor_id"], request.call)
    return Answer(200, FactorStatus(factor_id=request.path["factor_id"], status="REMOVED"))


@routes.post(
    "/api/v1/auth/mfa/recovery-codes",
    summary="Make ten recovery codes for the day on which the app is gone",
    status=201,
    access="own",
    reauthenticated=True,
    answer=RecoveryCodesMade,
    failures=(NoFactor,),
)
def create_recovery_codes(request: Request[None, None]) -> Answer:
    """They are told once, and take the place of the former ones."""
    return Answer(201, RecoveryCodesMade(recovery_codes=make_recovery_codes(request.caller, request.call)))


@routes.post(
    "/api/v1/auth/step-up/{challenge_id}",
    summary="Consent to a payment once more",
    access="own",
    body=StepUpRequest,
    answer=Authorized,
    failures=(InvalidCode,),
)
def step_up(request: Request[StepUpRequest, None]) -> Answer:
    """Gives what the same payment is sent again with, within five minutes and once. Another's challenge is an unknown one."""
    made = answer_step_up(request.caller, request.path["challenge_id"], request.body.method, request.body.code, request.call)
    return Answer(200, Authorized(authorization=made.text, expires_at=made.expires_at))


@routes.post(
    "/api/v1/auth/step-up/{challenge_id}/resend",
    summary="Have the code of a step-up sent again",
    status=202,
    access="own",
    answer=CodeSent,
    failures=(InvalidCode, TooManyRequests),
)
def resend_step_up_code(request: Request[None, None]) -> Answer:
    """Where the code was sent, another one goes the same way; the former is no longer good."""
    return Answer(202, CodeSent.of(resend_step_up(request.caller, request.path["challenge_id"], request.call)))
