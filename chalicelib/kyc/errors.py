"""Planned failures of documents and reviews."""

from typing import Literal, TypedDict

from chalicelib.kernel.failures import NotFound, TooLarge, Unprocessable, UnsupportedMedia

# Why a file is not kept.
Reason = Literal[
    "unsupported_type", "too_large", "too_many_pixels", "too_complex", "damaged", "encrypted", "trailing_data", "active_content",
    "malware",
]  # fmt: skip


class Unsafe(Exception):
    """A file is not kept; `reason` says why. It becomes the document's, and is no answer by itself."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class UnknownDocument(NotFound):
    """The customer has no document under this id."""

    code = "document_not_found"

    def __init__(self) -> None:
        super().__init__("No such document")


class DocumentTooLarge(TooLarge):
    """A file is larger than what is taken."""

    code = "document_too_large"
    what_to_do = "Send at most 3 MiB in the body, or leave `content` out and send up to 10 MiB to the `upload` of the answer."


class DocumentUnsupported(UnsupportedMedia):
    """By its first bytes the file is neither a PDF nor a JPEG or PNG picture, whatever it is called."""

    code = "document_unsupported"
    what_to_do = "Send a PDF, a JPEG or a PNG."


class DocumentQuota(Unprocessable):
    """The customer has as many files as the bank takes, or as large ones."""

    code = "document_quota"
    what_to_do = "Ask the bank to take out what is not needed. An upload that was not used, or was rejected, counts for a day."

    class Facts(TypedDict):
        """maximumFiles: how many there may be
        maximumBytes: how large all of them together may be
        """

        maximumFiles: int
        maximumBytes: int
