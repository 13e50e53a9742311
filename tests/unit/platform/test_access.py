"""Who reaches a route: each kind of access, for each kind of caller."""

import pytest

from chalicelib.kernel.failures import Forbidden
from chalicelib.platform.auth import Caller
from chalicelib.platform.roles import STAFF


def admitted(access: str, *roles: str) -> bool:
    try:
        Caller("somebody", "somebody@example.com", frozenset(roles)).require(access)
    except Forbidden:
        return False
    return True


class TestRequire:
    @pytest.mark.parametrize("role", STAFF)
    def test_keeps_staff_and_customers_apart(self, role):
        assert not admitted("customer", role)
        assert not admitted(role, "customer")
        assert not admitted("staff", "customer")

    def test_lets_each_to_their_own(self):
        assert admitted("customer", "customer")
        assert all(admitted(role, role) and admitted("staff", role) for role in STAFF)

    def test_takes_one_role_for_no_other(self):
        assert not any(admitted(access, role) for access in STAFF for role in STAFF if access != role)

    def test_lets_everybody_to_their_own_identity(self):
        assert all(admitted("own", role) for role in ("customer", *STAFF))

    def test_takes_somebody_with_both_for_staff(self):
        """A credential from before the two were kept apart, or a mistake in the table."""
        assert not admitted("customer", "customer", *STAFF)
        assert admitted("lending", "customer", *STAFF)

    @pytest.mark.parametrize("access", ["customer", "staff", "admin", "lending", "owner"])
    def test_opens_nothing_to_somebody_without_a_role(self, access):
        assert not admitted(access) and not admitted(access, "")
