"""The authorizer: which tokens still open something, once their session is over. No gateway here that remembers its answer."""

import pytest

from app import app
from chalicelib.identity import store
from chalicelib.kernel import clock
from chalicelib.platform import dynamo, tokens
from tests.support.api import call
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ana() -> Person:
    return someone()


def sid(person: Person) -> str:
    return person.refresh_token.partition(".")[0]


def is_let_in(person: Person, token: str | None = None) -> bool:
    status = call("GET", "/me", token=token or person.token).status
    assert status in (200, 401)
    return status == 200


class TestAuthorize:
    def test_costs_one_read(self, ana, database_calls):
        database_calls.clear()
        assert is_let_in(ana) and database_calls == ["BatchGetItem"]

    def test_is_asked_once_a_minute(self):
        """API Gateway keeps its answer so long, and no token outlives its session for longer."""
        assert [each.ttl_seconds for each in app.builtin_auth_handlers] == [60]

    def test_refuses_a_token_after_logout(self, ana):
        ana.call("POST", "/logout", {"refreshToken": ana.refresh_token})
        assert not is_let_in(ana)

    def test_refuses_a_token_after_a_reuse(self, ana):
        for _ in range(3):
            call("POST", "/refresh", {"refreshToken": ana.refresh_token})
        assert not is_let_in(ana)

    def test_refuses_a_token_of_a_session_that_has_run_out(self, ana):
        dynamo.write(dynamo.update("x", "session-table", {"family_id": sid(ana)}, {"expires_at": 1}))
        assert not is_let_in(ana)

    def test_refuses_every_token_once_all_sessions_are_over(self, ana):
        other = ana.token
        ana.log_in()
        dynamo.write(store.ending_all(ana.email, ana.user_id, clock.now()))
        assert not is_let_in(ana) and not is_let_in(ana, other)
        assert call("POST", "/refresh", {"refreshToken": ana.refresh_token})["code"] == "session_expired"
        ana.log_in()
        assert is_let_in(ana)

    def test_refuses_a_token_whose_user_is_no_more(self, ana):
        dynamo.write(dynamo.delete("x", "credential-table", {"email_key": ana.email.lower()}))
        assert not is_let_in(ana)

    def test_refuses_the_session_of_another(self, ana):
        said, other = tokens.verify(ana.token), someone()
        assert not is_let_in(ana, tokens.sign({**said, "sid": sid(other)}))
        assert not is_let_in(ana, tokens.sign({**said, "sub": other.user_id}))
