"""What other contexts may use of kyc."""

from chalicelib.kyc.queries import has_reused_document, screened_name

__all__ = ["has_reused_document", "screened_name"]
