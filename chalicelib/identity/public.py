"""What other contexts may use of identity."""

from chalicelib.identity.challenges import Payment
from chalicelib.identity.errors import AuthorizationMismatch, EmailNotVerified, EmailTaken, PasswordTooCommon, StepUpRequired
from chalicelib.identity.events import registered
from chalicelib.identity.factor_schemas import CodeSent, Email
from chalicelib.identity.model import Credential, email_key
from chalicelib.identity.operations.begin_registration import begin_registration, begin_verification
from chalicelib.identity.operations.change_phone import changing_phone
from chalicelib.identity.operations.step_up import ask_step_up, authorization_row, require_step_up, spending, step_up_methods
from chalicelib.identity.passwords import check as check_password
from chalicelib.identity.passwords import fingerprint, new_hash
from chalicelib.identity.queries import find_code, proven_of
from chalicelib.identity.standing import level_of
from chalicelib.identity.store import describing, end_every_session, ending_all, lifting_lock, standing_of, standing_row
from chalicelib.platform.roles import CUSTOMER

__all__ = [
    "CUSTOMER", "AuthorizationMismatch", "CodeSent", "Credential", "Email", "EmailNotVerified", "EmailTaken", "PasswordTooCommon", "Payment",
    "StepUpRequired", "ask_step_up", "authorization_row", "begin_registration", "begin_verification", "changing_phone", "check_password", "describing", "email_key",
    "end_every_session", "ending_all", "find_code", "fingerprint", "level_of", "lifting_lock", "new_hash", "proven_of", "registered", "require_step_up",
    "spending", "standing_of", "standing_row", "step_up_methods",
]  # fmt: skip
