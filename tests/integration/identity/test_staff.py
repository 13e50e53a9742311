"""Staff and their roles: given and taken by two, and what was taken is gone with its sessions."""

from datetime import timedelta

import pytest

from chalicelib.identity import passwords
from chalicelib.identity.errors import InvalidCredentials
from chalicelib.identity.operations.log_in import log_in
from chalicelib.identity.operations.make_staff import make_staff
from chalicelib.kernel import clock, ids
from chalicelib.platform import audit, tokens
from chalicelib.platform.call import Call, Source
from tests.support.api import Caller, staff
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")
BECAUSE = "She joins the fraud desk"


@pytest.fixture
def grace() -> Person:
    """A member of staff with the role risk, logged in."""
    person = Person(email=f"{ids.new_id()}@inferno.example")
    person.user_id = make_staff(person.email, person.password, ["risk"], now=clock.now())
    assert person.log_in().status == 200
    return person


def change(user_id: str, roles: list[str], by: Caller | None = None):
    return (by or staff("admin")).put(f"/admin/staff/{user_id}/roles", {"roles": roles, "reason": BECAUSE})


def approve(approval: str, by: Caller | None = None):
    return (by or staff("admin")).post(f"/admin/approvals/{approval}/approve", {"reason": "Agreed"})


def roles_of(person: Person) -> list[str]:
    return tokens.verify(person.log_in()["accessToken"])["roles"]


class TestMake:
    def test_takes_a_second_person_before_they_may_do_anything(self):
        grace = Person(email=f"{ids.new_id()}@inferno.example")
        body = {"email": grace.email, "password": grace.password, "roles": ["risk", "support"], "reason": BECAUSE}
        made = staff("admin").post("/admin/staff", body)
        assert made.status == 202 and roles_of(grace) == []
        assert grace.call("GET", "/admin/approvals").status == 403
        assert approve(made["approvalId"]).status == 200
        assert roles_of(grace) == ["support", "risk"]

    def test_takes_no_address_that_somebody_has(self):
        body = {"email": someone().email, "password": "correct horse battery", "roles": ["risk"], "reason": BECAUSE}
        assert staff("admin").post("/admin/staff", body)["code"] == "email_taken"

    @pytest.mark.parametrize(
        "wrong", [{"roles": ["customer"]}, {"roles": ["root"]}, {"email": "grace"}, {"password": "short"}, {"reason": ""}]
    )
    def test_refuses_what_is_no_member_of_staff(self, wrong):
        body = {"email": f"{ids.new_id()}@inferno.example", "password": "correct horse battery", "roles": ["risk"]}
        assert staff("admin").post("/admin/staff", {**body, "reason": BECAUSE, **wrong}).status == 400


class TestRoles:
    def test_that_are_taken_during_a_login_are_in_none_of_its_tokens(self, grace, monkeypatch):
        proposed, real = change(grace.user_id, [])["approvalId"], passwords.matches

        def meanwhile(password: str, password_hash: str | None) -> bool:
            assert approve(proposed).status == 200
            return real(password, password_hash)

        monkeypatch.setattr(passwords, "matches", meanwhile)
        with pytest.raises(InvalidCredentials):  # it began after the roles' `valid_after`, so only they can tell
            log_in(grace.email, grace.password, Call(clock.now() + timedelta(minutes=1), source=Source("127.0.0.1")))

    def test_are_changed_once_another_one_has_approved(self, grace):
        admin = staff("admin")
        proposed = change(grace.user_id, ["risk", "lending"], admin)
        assert proposed.status == 202 and roles_of(grace) == ["risk"]
        assert approve(proposed["approvalId"], admin)["code"] == "own_proposal"
        assert approve(proposed["approvalId"]).status == 200
        assert roles_of(grace) == ["risk", "lending"]

    def test_given_leave_the_sessions_alone_and_taken_end_them(self, grace):
        approve(change(grace.user_id, ["risk", "lending"])["approvalId"])
        assert grace.call("GET", "/api/v1/auth/sessions").status == 200
        approve(change(grace.user_id, [])["approvalId"])
        assert grace.call("POST", "/refresh", {"refreshToken": grace.refresh_token}).status == 401
        assert roles_of(grace) == []

    def test_are_nobodys_to_decide_about_themselves(self, grace):
        admin = staff("admin")
        assert change(admin.user_id, ["risk"], admin)["code"] == "own_file"
        proposed = change(grace.user_id, ["risk", "admin"])["approvalId"]
        myself = Caller(roles=("admin",), user_id=grace.user_id)
        assert approve(proposed, myself)["code"] == "own_file"

    def test_that_changed_since_are_proposed_anew(self, grace):
        proposed = change(grace.user_id, ["lending"])["approvalId"]
        make_staff(grace.email, grace.password, ["support"], now=clock.now())
        assert approve(proposed)["code"] == "staff_changed"
        assert roles_of(grace) == ["support", "risk"]

    def test_of_a_customer_or_of_nobody_are_a_404(self):
        for user_id in (someone().user_id, ids.new_id()):
            assert change(user_id, ["risk"])["code"] == "staff_not_found"

    @pytest.mark.parametrize("role", ["support", "risk", "lending", "operations"])
    def test_are_for_administrators_alone(self, grace, role):
        assert change(grace.user_id, ["admin"], staff(role)).status == 403
        assert staff(role).get("/admin/staff").status == 403

    def test_are_in_the_audit_log_with_what_was_before(self, grace):
        approve(change(grace.user_id, ["lending"])["approvalId"])
        found = {each.what: each for each in audit.page(None, grace.user_id, None, limit=10, start=None)[0]}
        assert {"staff.make", "staff.roles.propose", "staff.roles"} <= found.keys()
        assert (found["staff.roles"].after["rolesBefore"], found["staff.roles"].after["roles"]) == ("risk", "lending")
        assert found["staff.make"].who == "operator"


class TestList:
    def test_has_the_staff_and_no_customer(self, grace):
        ana, found, cursor = someone(), {}, ""
        while cursor is not None:
            page = staff("admin").get(f"/admin/staff?limit=100{cursor}")
            found |= {each["userId"]: each["roles"] for each in page["items"]}
            cursor = f"&cursor={page['nextCursor']}" if page["nextCursor"] else None
            assert len(page["items"]) <= 100
            if cursor:
                break
        assert ana.user_id not in found and (found.get(grace.user_id) == ["risk"] or cursor)
