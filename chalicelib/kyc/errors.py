"""Planned failures of documents and reviews."""

from typing import Literal, TypedDict

from chalicelib.kernel.failures import Conflict, NotFound, TooLarge, Unprocessable, UnsupportedMedia
from chalicelib.platform.schemas import Identifier

# Why a file is not kept.
Reason = Literal[
    "unsupported_type", "too_large", "too_many_pixels", "too_complex", "damaged", "encrypted", "trailing_data", "active_content",
    "malware", "lost",
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


Missing = Literal["profile", "identity_document", "proof_of_address", "selfie", "clean_documents"]


class KycIncomplete(Unprocessable):
    """What was given is not enough to verify who the customer is."""

    code = "kyc_incomplete"
    what_to_do = (
        "Complete what `missing` names: the profile, or clean documents of that kind that have not ended; then submit again."
    )

    class Facts(TypedDict):
        """missing: what there is too little of"""

        missing: list[Missing]


class KycInReview(Conflict):
    """A submission of this customer is being looked at."""

    code = "kyc_in_review"
    what_to_do = "Wait for the decision; a mail tells of it."


class KycFinal(Conflict):
    """The customer was rejected for good."""

    code = "kyc_final"
    what_to_do = "Write to the bank."


class UnknownSubmission(NotFound):
    """The customer has submitted nothing."""

    code = "submission_not_found"

    def __init__(self) -> None:
        super().__init__("Nothing was submitted")


class SubmissionSuperseded(Conflict):
    """The decision is about another submission than the customer's latest."""

    code = "submission_superseded"
    what_to_do = "Read the review again and decide about `submissionId`."

    class Facts(TypedDict):
        """submissionId: the latest submission"""

        submissionId: Identifier


class AlreadyDecided(Conflict):
    """Somebody decided it before, or nobody did in time."""

    code = "already_decided"
    what_to_do = "Read the review again; another decision needs another submission."


class ScreeningPending(Conflict):
    """The submission has not been compared with the list of sanctions yet."""

    code = "screening_pending"
    what_to_do = "Wait a moment; where it lasts, look for an error of `customers_kyc_review`."


class ProfileChanged(Conflict):
    """The customer has another name or birth date than the submission was made with."""

    code = "profile_changed"
    what_to_do = "Ask the customer to submit again, with documents of who they are now."
