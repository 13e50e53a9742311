"""Levels by the clock, and when a business day is over."""

from datetime import UTC, datetime

import pytest

from chalicelib.kyc.model import Document, File, after_business_days, missing_in, valid_until

APPROVED = File("c", status="APPROVED", level="FULL", valid_until="2027-05-01", approved_as="2026-01-01T00:00:00.000Z")


def document(type: str, status: str = "CLEAN", expires_on: str | None = None) -> Document:
    return Document("c", type, type, status, 1, "", expires_on=expires_on)


class TestApproval:
    def test_holds_to_the_end_of_its_last_day(self):
        assert (APPROVED.status_on("2027-05-01"), APPROVED.status_on("2027-05-02")) == ("APPROVED", "EXPIRED")
        assert (APPROVED.ends_at, File("c").ends_at) == ("2027-05-02T00:00:00.000Z", "")


class TestMissing:
    def test_is_named(self):
        assert missing_in("FULL", False, [], "2026-01-01") == ["profile", "identity_document", "proof_of_address"]
        assert missing_in("ENHANCED", True, [document("passport")], "2026-01-01") == ["proof_of_address", "selfie"]
        good = [document("national_id"), document("proof_of_address")]
        assert missing_in("FULL", True, good, "2026-01-01") == []
        assert missing_in("FULL", True, [*good, document("selfie", "SCANNING")], "2026-01-01") == ["clean_documents"]

    def test_is_a_document_that_has_ended(self):
        given = [document("passport", expires_on="2026-01-01"), document("proof_of_address")]
        assert missing_in("FULL", True, given, "2026-01-01") == []
        assert missing_in("FULL", True, given, "2026-01-02") == ["identity_document"]


class TestValidUntil:
    def test_is_the_documents_end_where_that_comes_first(self):
        today = datetime(2026, 1, 1, tzinfo=UTC).date()
        assert valid_until("ENHANCED", [document("passport")], today) == "2027-01-01"
        assert valid_until("ENHANCED", [document("passport", expires_on="2026-03-01")], today) == "2026-03-01"
        assert valid_until("FULL", [document("proof_of_address", expires_on="2026-03-01")], today) == "2028-01-01"


@pytest.mark.parametrize(("day", "days", "expected"), [(26, 1, 27), (27, 1, 30), (27, 2, 31), (28, 1, 30), (29, 2, 31)])
def test_business_days_leave_out_the_weekend(day, days, expected):
    """The 27th of March 2026 is a Friday."""
    assert after_business_days(datetime(2026, 3, day, 15, tzinfo=UTC), days) == datetime(2026, 3, expected, 15, tzinfo=UTC)
