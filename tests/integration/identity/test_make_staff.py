"""Staff are made by an operator, never out of a customer, and doing it twice changes nothing."""

from datetime import timedelta

import pytest

from chalicelib.identity import passwords, store
from chalicelib.identity.errors import CustomerIsNoStaff
from chalicelib.identity.operations.make_staff import make_staff
from chalicelib.kernel import clock, ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.platform import dynamo, tokens
from ops import admin
from tests.support.api import call
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")


class TestMakeStaff:
    def test_makes_one_who_can_sign_in_and_reach_the_routes_of_the_role(self):
        operator = Person()
        make_staff(operator.email, operator.password, ["operations"], now=clock.now())
        assert tokens.verify(operator.log_in()["accessToken"])["roles"] == ["operations"]
        assert operator.call("GET", "/admin/errors").status == 200

    def test_sends_an_operator_no_mail(self, facts):
        operator = Person()
        make_staff(operator.email, operator.password, ["operations"], now=clock.now())
        queues = [each for fact in facts(operator.log_in()["userId"]) for each in fact["deliveries"] if each["kind"] == "queue"]
        assert queues == []

    def test_takes_no_customer(self):
        ana = someone()
        with pytest.raises(CustomerIsNoStaff):
            make_staff(ana.email.upper(), "another password", ["lending"], now=clock.now())
        assert ana.log_in().status == 200
        assert tokens.verify(ana.token)["roles"] == ["customer"]

    def test_adds_roles_to_those_there_are(self):
        operator = Person()
        for roles in (["operations"], ["support", "admin"]):
            make_staff(operator.email, operator.password, roles, now=clock.now())
        assert tokens.verify(operator.log_in()["accessToken"])["roles"] == ["support", "operations", "admin"]

    @pytest.mark.parametrize("roles", [[], ["customer"], ["admin", "owner"]])
    def test_refuses_what_is_no_role_of_the_staff(self, roles):
        with pytest.raises(InvalidRequest, match="roles"):
            make_staff(Person().email, "a good long password", roles, now=clock.now())

    def test_changes_nothing_the_second_time(self):
        operator = Person()
        items = []
        for _ in range(2):
            make_staff(operator.email, operator.password, ["operations"], now=clock.now())
            items.append(dynamo.get("credential-table", {"email_key": operator.email.lower()}))
        assert items[0] == items[1]

    def test_with_another_password_ends_the_sessions_of_the_former(self):
        operator = Person()
        make_staff(operator.email, operator.password, ["operations"], now=clock.now())
        operator.log_in()
        make_staff(operator.email, "another horse, another battery", ["operations"], now=clock.now() + timedelta(seconds=1))
        assert call("POST", "/refresh", {"refreshToken": operator.refresh_token})["code"] == "session_expired"

    def test_leaves_alone_what_changed_meanwhile(self, monkeypatch):
        """A factor that is enrolled at this moment is not lost."""
        operator = Person()
        make_staff(operator.email, operator.password, ["operations"], now=clock.now())
        proved = {"verified": ["email"], "factors": [ids.new_id()]}
        real = passwords.matches

        def meanwhile(password: str, password_hash: str | None) -> bool:
            dynamo.write(dynamo.update("row", store.CREDENTIALS, {"email_key": operator.email.lower()}, proved))
            return real(password, password_hash)

        monkeypatch.setattr(passwords, "matches", meanwhile)
        make_staff(operator.email, operator.password, ["support"], now=clock.now())
        found = store.find_credential(operator.email)
        assert found.roles == ("support", "operations") and list(found.factors) == proved["factors"]

    def test_opens_a_locked_account(self):
        operator = Person()
        make_staff(operator.email, operator.password, ["operations"], now=clock.now())
        for _ in range(10):
            operator.log_in("wrong")
        make_staff(operator.email, operator.password, ["operations"], now=clock.now())
        assert operator.log_in().status == 200

    @pytest.mark.parametrize(("email", "password"), [("nobody", "x" * 12), ("a@x.org", "short"), ("a@x.org", "x" * 73)])
    def test_refuses_what_registration_would(self, email, password):
        with pytest.raises(InvalidRequest):
            make_staff(email, password, ["admin"], now=clock.now())


class TestCommand:
    def test_prints_an_email_and_a_password_that_sign_in(self, capsys):
        operator = Person()
        assert admin.main(["--email", operator.email]) == 0
        printed = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
        assert printed["email:"] == operator.email
        assert operator.log_in(printed["password:"]).status == 200

    def test_takes_a_password(self, capsys):
        operator = Person()
        admin.main(["--email", operator.email, "--password", "a password of mine"])
        assert operator.log_in("a password of mine").status == 200

    def test_refuses_a_short_one(self, capsys):
        with pytest.raises(SystemExit):
            admin.main(["--email", Person().email, "--password", "short"])

    def test_refuses_a_customers_email_and_says_why(self, capsys):
        with pytest.raises(SystemExit):
            admin.main(["--email", someone().email])
        assert "customer" in capsys.readouterr().err
