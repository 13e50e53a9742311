"""A customer's documents: what is taken, and what becomes of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from chalicelib.kyc.errors import Reason

DocumentType = Literal["passport", "national_id", "driver_license", "proof_of_address", "selfie"]
IDENTITY: tuple[DocumentType, ...] = ("passport", "national_id", "driver_license")
DocumentStatus = Literal["UPLOADING", "SCANNING", "CLEAN", "REJECTED"]
MAXIMUM_BYTES = 10 * 1024 * 1024
MAXIMUM_INLINE_BYTES = 3 * 1024 * 1024
MAXIMUM_FILES = 20
MAXIMUM_TOTAL_BYTES = 50 * 1024 * 1024
MAXIMUM_PIXELS = 40_000_000
UPLOAD_SECONDS = 15 * 60
LINK_SECONDS = 5 * 60
# A file that came to nothing counts for a day, so that nobody has the bank scan without end.
COUNTED = timedelta(days=1)
_BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a customer. `size_bytes` is the largest it may have until it came; `digest` is SHA-256 of what came.

    `expires_on` is the day that an identity document says it ends, as the customer gave it. `reused`: the same file came under
    another customer before. `expires_at`: when DynamoDB forgets a row that came to nothing, in epoch seconds.
    """

    customer_id: str
    document_id: str
    type: DocumentType
    status: DocumentStatus
    size_bytes: int
    created_at: str
    reason: Reason | None = None
    content_type: str | None = None
    digest: str | None = None
    expires_on: str | None = None
    reused: bool = False
    expires_at: int | None = None

    @property
    def place(self) -> str:
        """Its name in both buckets."""
        return f"{self.customer_id}/{self.document_id}"

    @property
    def file_name(self) -> str:
        """What a browser saves it as."""
        return f"{self.type}-{self.document_id}.{EXTENSIONS.get(self.content_type or '', 'bin')}"

    def counts(self, now_seconds: int) -> bool:
        return self.expires_at is None or self.expires_at > now_seconds


def content_type_of(content: bytes) -> str | None:
    """What a file is by its first bytes; None for what is not taken."""
    return next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)


def room_bytes(documents: Iterable[Document], now_seconds: int) -> int:
    """How large one more file may be; 0 where there may be none."""
    sizes = [each.size_bytes for each in documents if each.counts(now_seconds)]
    return max(0, min(MAXIMUM_BYTES, MAXIMUM_TOTAL_BYTES - sum(sizes))) if len(sizes) < MAXIMUM_FILES else 0
