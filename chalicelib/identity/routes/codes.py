"""REST routes of codes that were sent: confirm an address, and set a new password without the old one."""

from chalicelib.identity.errors import AlreadyVerified, InvalidCode, NothingToVerify, PasswordTooCommon, SecondFactorRequired
from chalicelib.identity.factor_schemas import CodeSent, ForgotRequest, PasswordReset, ResetRequest, Verified, VerifyRequest
from chalicelib.identity.operations.forgot_password import forgot_password
from chalicelib.identity.operations.reset_password import SecondFactor, reset_password
from chalicelib.identity.operations.verify_address import send_verification, verify_address
from chalicelib.kernel.failures import TooManyRequests
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(__name__, tag="Codes", about="Confirm an address, set a new password")


@routes.post(
    "/api/v1/auth/forgot",
    summary="Ask for a code to set a new password with",
    status=202,
    access="open",
    body=ForgotRequest,
    answer=CodeSent,
    failures=(TooManyRequests,),
    limit="exact",
)
def forgot(request: Request[ForgotRequest, None]) -> Answer:
    """The same answer whether or not the address has an account; only a mail tells. A code an address every 60 seconds, five
    an hour; the newest one counts."""
    return Answer(202, CodeSent.of(forgot_password(request.body.email, request.call)))


@routes.post(
    "/api/v1/auth/reset",
    summary="Set a new password with the code that was mailed",
    access="open",
    body=ResetRequest,
    answer=PasswordReset,
    failures=(InvalidCode, SecondFactorRequired, PasswordTooCommon),
    limit="exact",
)
def reset(request: Request[ResetRequest, None]) -> Answer:
    """Ends every session and opens none. It proves the address as well: what somebody had set up who had not proven it is
    gone."""
    body: ResetRequest = request.body
    second = SecondFactor(body.second_factor.method, body.second_factor.code) if body.second_factor else None
    reset_password(body.challenge_id, body.code, body.new_password, second, request.call)
    return Answer(200, PasswordReset())


@routes.post(
    "/api/v1/auth/verify",
    summary="Confirm an address with the code that was sent to it, or have one sent",
    access="own",
    body=VerifyRequest,
    answer=Verified,
    accepted=CodeSent,
    failures=(InvalidCode, AlreadyVerified, NothingToVerify, TooManyRequests),
)
def verify(request: Request[VerifyRequest, None]) -> Answer:
    """With `channel` a code goes to the caller's email or phone (202); with that code the address is confirmed (200)."""
    body: VerifyRequest = request.body
    if body.channel:
        return Answer(202, CodeSent.of(send_verification(request.caller, body.channel, request.call)))
    verified = verify_address(request.caller, str(body.challenge_id), str(body.code), request.call)
    return Answer(200, Verified(verified=list(verified)))
