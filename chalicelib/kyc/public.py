"""What other contexts may use of kyc."""

from chalicelib.kyc.queries import has_reused_document

__all__ = ["has_reused_document"]
