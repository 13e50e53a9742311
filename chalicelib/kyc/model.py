"""A customer's documents and what becomes of them; the review of a submission, and the level that it gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from chalicelib.kernel import clock
from chalicelib.kyc.errors import Missing, Reason

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

    `expires_on` is the day that an identity document says it ends, as the customer gave it, `number_last4` the end of its number. `reused`: the same file came under
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
    number_last4: str | None = None
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


KycStatus = Literal["PENDING", "SUBMITTED", "IN_REVIEW", "MORE_INFO", "APPROVED", "REJECTED", "EXPIRED"]
Level = Literal["NONE", "BASIC", "FULL", "ENHANCED"]
Wanted = Literal["FULL", "ENHANCED"]
Flag = Literal["sanctions_strong", "sanctions_candidate", "screening_failed", "document_reused"]
Stage = Literal["WAITING", "REMINDED", "ESCALATED"]
REVIEW_DAYS = 30
VALID_DAYS: dict[Wanted, int] = {"FULL": 2 * 365, "ENHANCED": 365}
_NEEDED: dict[Wanted, tuple[DocumentType, ...]] = {"FULL": ("proof_of_address",), "ENHANCED": ("proof_of_address", "selfie")}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class File:
    """What the bank knows of one customer's identity. `version` counts every change.

    The submission: `submission_id`, what it asks for and with what, what the screening found (`flags`, and `matches` as entry,
    percent and strong), how long it has waited (`stage`); `queue` is there while somebody has to look. `screened_as` says which list, to the byte, and which names and birth
    date were compared last, empty where they could not be. `profiled_as` is when names and
    birth date had last changed as it was submitted.
    The approval: `level`, from `approved_at` to the day `valid_until`, of who the customer was as `approved_as` says. A later submission
    leaves it standing. What guards money reads its copy beside the credential (identity's `kyc_level` and `kyc_until`).
    """

    customer_id: str
    status: KycStatus = "PENDING"
    submission_id: str = ""
    wanted: Wanted = "FULL"
    submitted_at: str = ""
    document_ids: tuple[str, ...] = ()
    profiled_as: str = ""
    flags: tuple[Flag, ...] = ()
    matches: tuple[tuple[str, int, bool], ...] = ()
    list_version: str = ""
    screened_as: str = ""
    stage: Stage = "WAITING"
    queue: str | None = None
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""
    level: Level = "NONE"
    approved_at: str = ""
    approved_as: str = ""
    valid_until: str = ""
    version: int = 0

    def status_on(self, day: str) -> KycStatus:
        """The clock ends an approval."""
        return "EXPIRED" if self.status == "APPROVED" and self.valid_until < day else self.status

    @property
    def is_under_review(self) -> bool:
        """Whether a submission waits to be compared, or for staff."""
        return self.status in ("SUBMITTED", "IN_REVIEW")

    def stands_on(self, day: str) -> bool:
        """Whether there is an approval that has not ended, though another submission may be under way."""
        return self.level != "NONE" and self.valid_until >= day

    @property
    def ends_at(self) -> str:
        """The moment from which nothing of the approval is left, empty without one: the last day is over."""
        if not self.valid_until:
            return ""
        return clock.to_text(datetime.combine(date.fromisoformat(self.valid_until) + timedelta(days=1), time.min, UTC))


def missing_in(wanted: Wanted, is_complete: bool, documents: Iterable[Document], day: str) -> list[Missing]:
    """What a submission lacks: a complete profile; clean documents, one of them an identity document that has not ended."""
    given = list(documents)
    good = {each.type for each in given if each.status == "CLEAN" and (each.expires_on is None or each.expires_on >= day)}
    missing: list[Missing] = [] if is_complete else ["profile"]
    missing += [] if good.intersection(IDENTITY) else ["identity_document"]
    missing += [kind for kind in ("proof_of_address", "selfie") if kind in _NEEDED[wanted] and kind not in good]
    return missing + (["clean_documents"] if any(each.status != "CLEAN" for each in given) else [])


def valid_until(level: Wanted, documents: Iterable[Document], today: date) -> str:
    """The last day of an approval: its own, or an identity document's where that ends before."""
    own = (today + timedelta(days=VALID_DAYS[level])).isoformat()
    ends = [each.expires_on for each in documents if each.type in IDENTITY and each.expires_on]
    return min([own, *ends])


def after_business_days(moment: datetime, days: int) -> datetime:
    """The same time of day so many weekdays later."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < _SATURDAY
    return moment
