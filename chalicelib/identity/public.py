"""What other contexts may use of identity."""

from chalicelib.identity.errors import EmailTaken, PasswordTooCommon
from chalicelib.identity.events import registered
from chalicelib.identity.model import EMAIL_PATTERN, MAXIMUM_EMAIL_CHARACTERS, Credential, check_email, email_key
from chalicelib.identity.passwords import check as check_password
from chalicelib.identity.passwords import check_length, fingerprint, hash_password
from chalicelib.identity.standing import level_of
from chalicelib.identity.store import describing, end_every_session, lifting_lock, new_credential, standing_of, standing_row
from chalicelib.platform.roles import CUSTOMER

__all__ = [
    "CUSTOMER", "EMAIL_PATTERN", "MAXIMUM_EMAIL_CHARACTERS", "Credential", "EmailTaken", "PasswordTooCommon", "check_email", "check_length",
    "check_password", "describing", "email_key",
    "end_every_session", "fingerprint", "hash_password", "level_of", "lifting_lock", "new_credential", "registered", "standing_of", "standing_row",
]  # fmt: skip
