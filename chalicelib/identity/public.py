"""What other contexts may use of identity."""

from chalicelib.identity.challenge_store import was_used_by
from chalicelib.identity.challenges import Payment
from chalicelib.identity.errors import (
    AuthorizationMismatch,
    EmailNotVerified,
    EmailTaken,
    InvalidCode,
    PasswordTooCommon,
    StepUpRequired,
)
from chalicelib.identity.events import registered
from chalicelib.identity.factor_schemas import Code, CodeSent, Email, Secret
from chalicelib.identity.model import Credential, email_key
from chalicelib.identity.operations.begin_registration import begin_registration, begin_verification
from chalicelib.identity.operations.change_email import ask_for_email, moving_email
from chalicelib.identity.operations.change_phone import changing_phone
from chalicelib.identity.operations.step_up import ask_step_up, authorization_row, require_step_up, spending, step_up_methods
from chalicelib.identity.passwords import check as check_password
from chalicelib.identity.passwords import fingerprint, new_hash
from chalicelib.identity.queries import find_code, proven_of
from chalicelib.identity.standing import Level, level_of
from chalicelib.identity.store import describing, end_every_session, ending_all, lifting_lock, standing_of, standing_row
from chalicelib.platform.roles import CUSTOMER

__all__ = [
    "CUSTOMER", "AuthorizationMismatch", "Code", "CodeSent", "Credential", "Email", "EmailNotVerified", "EmailTaken", "InvalidCode", "Level",
    "PasswordTooCommon", "Payment", "Secret", "StepUpRequired", "ask_for_email", "ask_step_up", "authorization_row", "begin_registration",
    "begin_verification", "changing_phone", "check_password", "describing", "email_key", "end_every_session", "ending_all", "find_code",
    "fingerprint", "level_of", "lifting_lock", "moving_email", "new_hash", "proven_of", "registered", "require_step_up", "spending",
    "standing_of", "standing_row", "step_up_methods", "was_used_by",
]  # fmt: skip
