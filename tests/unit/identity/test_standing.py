"""How far the bank knows a user, from the row that they sign in by."""

from datetime import timedelta

import pytest

from chalicelib.identity.model import Credential
from chalicelib.identity.standing import kyc_status_of
from chalicelib.kernel import clock

NOW = clock.from_text("2026-03-01T12:00:00.000Z")
LATER, BEFORE = (clock.to_text(NOW + timedelta(days=days)) for days in (1, -1))


class TestKycStatus:
    @pytest.mark.parametrize(
        ("status", "level", "until", "told"),
        [
            ("APPROVED", "FULL", LATER, "APPROVED"),
            ("APPROVED", "FULL", BEFORE, "EXPIRED"),
            ("APPROVED", "FULL", clock.to_text(NOW), "EXPIRED"),
            ("APPROVED", "", "", "EXPIRED"),  # another name, or a match by night
            ("IN_REVIEW", "FULL", BEFORE, "IN_REVIEW"),
            ("PENDING", "", "", "PENDING"),
            (None, "", "", None),
        ],
    )
    def test_is_what_was_decided_until_nothing_is_left_of_it(self, status, level, until, told):
        known = Credential("u", "a@example.com", "-", ("customer",), "", kyc_status=status, kyc_level=level, kyc_until=until)
        assert kyc_status_of(known, NOW) == told
