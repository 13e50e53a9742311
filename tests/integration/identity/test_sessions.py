"""Refresh tokens that work once, families that end, logout."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.identity.errors import InvalidRefreshToken, SessionExpired
from chalicelib.identity.model import RefreshToken
from chalicelib.identity.operations.make_staff import make_staff
from chalicelib.identity.operations.refresh_session import refresh_session
from chalicelib.kernel import clock
from chalicelib.platform import clients, dynamo, tokens
from tests.support.api import call
from tests.support.people import Person, someone

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def ana() -> Person:
    return someone()


def sid(person: Person) -> str:
    return person.refresh_token.partition(".")[0]


def refresh(token: str):
    return call("POST", "/refresh", {"refreshToken": token})


class TestRefresh:
    def test_gives_a_new_pair(self, ana):
        answer = refresh(ana.refresh_token)
        assert answer.status == 200 and answer["userId"] == ana.user_id
        assert answer["refreshToken"] != ana.refresh_token
        assert tokens.verify(answer["accessToken"])["sub"] == ana.user_id

    def test_goes_on_and_on(self, ana):
        token = ana.refresh_token
        for _ in range(4):
            token = refresh(token)["refreshToken"]

    def test_ends_the_family_when_a_token_comes_again(self, ana):
        now = clock.now()
        newest = refresh_session(ana.refresh_token, now=now).refresh_token
        with pytest.raises(InvalidRefreshToken):
            refresh_session(ana.refresh_token, now=now + timedelta(seconds=16))
        assert (answer := refresh(newest)).status == 401 and answer["code"] == "invalid_refresh_token"

    def test_ends_only_that_family(self, ana):
        other = ana.refresh_token
        ana.log_in()
        for _ in range(3):
            refresh(other)
        assert refresh(ana.refresh_token).status == 200

    def test_lasts_seven_days_from_its_last_use(self, ana):
        now = clock.now()
        pair = refresh_session(ana.refresh_token, now=now + timedelta(days=6, hours=23))
        pair = refresh_session(pair.refresh_token, now=now + timedelta(days=13, hours=22))
        with pytest.raises(SessionExpired):
            refresh_session(pair.refresh_token, now=now + timedelta(days=20, hours=23))

    def test_lasts_thirty_days_in_all(self, ana):
        now, pair = clock.now(), ana
        for days in (6, 12, 18, 24, 29):
            pair = refresh_session(pair.refresh_token, now=now + timedelta(days=days))
        with pytest.raises(SessionExpired):
            refresh_session(pair.refresh_token, now=now + timedelta(days=30, seconds=1))

    def test_keeps_saying_when_and_how_the_login_was(self, ana):
        began = tokens.verify(ana.token)
        refreshed = tokens.verify(refresh(ana.refresh_token)["accessToken"])
        assert all(refreshed[name] == began[name] for name in ("sid", "auth_time", "amr"))

    def test_says_the_roles_of_now(self):
        person = Person()
        make_staff(person.email, person.password, ["support"], now=clock.now())
        person.log_in()
        make_staff(person.email, person.password, ["risk"], now=clock.now())
        assert tokens.verify(refresh(person.refresh_token)["accessToken"])["roles"] == ["support", "risk"]

    @pytest.mark.parametrize("token", ["x", "a.b", "é", "01a1fd24-1a69-7928-a628-309699412de9." + "a" * 43])
    def test_refuses_what_it_never_gave(self, token):
        answer = refresh(token)
        assert (answer.status, answer["code"]) == (401, "invalid_refresh_token")

    @pytest.mark.parametrize(
        "body", [b"", {}, {"refreshToken": ""}, {"refreshToken": 5}, {"refreshToken": "x" * 201}, {"refreshToken": "x", "y": 1}]
    )
    def test_refuses_a_body_it_cannot_read(self, body):
        assert call("POST", "/refresh", body).status == 400

    def test_takes_its_own_lost_answer_for_a_success(self, ana, monkeypatch):
        """The write was done, the answer got lost, the SDK asks again: the condition now finds the new token."""
        real = dynamo.write

        def twice(change):
            real(change)
            return real(change)

        monkeypatch.setattr(dynamo, "write", twice)
        pair = refresh_session(ana.refresh_token, now=clock.now())
        monkeypatch.undo()
        assert refresh_session(pair.refresh_token, now=clock.now())

    def test_a_pair_that_cannot_be_signed_uses_nothing_up(self, ana, monkeypatch):
        def unreachable(**request):
            raise ReadTimeoutError(endpoint_url="secretsmanager")

        with monkeypatch.context() as fault:
            fault.setattr(clients.client("secretsmanager"), "get_secret_value", unreachable)
            tokens.forget_keys()
            assert refresh(ana.refresh_token).status == 503
        # Once, and once more as the token just used.
        assert [refresh(ana.refresh_token).status for _ in range(2)] == [200, 200]

    def test_looks_whether_a_write_without_any_answer_came_through(self, ana, monkeypatch):
        dynamodb = clients.client("dynamodb")
        real = dynamodb.update_item

        def lost(**request):
            real(**request)
            raise ReadTimeoutError(endpoint_url="dynamodb")

        with monkeypatch.context() as fault:
            fault.setattr(dynamodb, "update_item", lost)
            answer = refresh(ana.refresh_token)
        assert answer.status == 200
        assert refresh(answer["refreshToken"]).status == 200

    def test_a_write_that_did_not_happen_leaves_the_token_good(self, ana, monkeypatch):
        def lost(**request):
            raise ReadTimeoutError(endpoint_url="dynamodb")

        with monkeypatch.context() as fault:
            fault.setattr(clients.client("dynamodb"), "update_item", lost)
            assert refresh(ana.refresh_token).status == 503
        assert refresh(ana.refresh_token).status == 200

    def test_keeps_no_token_in_the_table(self, ana):
        family_id, _, secret = ana.refresh_token.partition(".")
        item = dynamo.get("session-table", {"family_id": family_id})
        assert item is not None and secret not in str(item)


class TestPredecessor:
    """The token just used passes once more, within fifteen seconds."""

    def test_gets_the_same_successor(self, ana):
        first, again = refresh(ana.refresh_token), refresh(ana.refresh_token)
        assert (first.status, again.status) == (200, 200)
        assert again["refreshToken"] == first["refreshToken"]
        assert tokens.verify(again["accessToken"])["sid"] == tokens.verify(first["accessToken"])["sid"]
        assert refresh(again["refreshToken"]).status == 200

    def test_passes_once(self, ana):
        newest = [refresh(ana.refresh_token) for _ in range(2)][-1]["refreshToken"]
        assert refresh(ana.refresh_token).status == 401
        assert refresh(newest).status == 401

    def test_passes_for_fifteen_seconds(self, ana):
        now = clock.now()
        refresh_session(ana.refresh_token, now=now)
        assert refresh_session(ana.refresh_token, now=now + timedelta(seconds=14))

    def test_is_no_more_once_its_successor_was_used(self, ana):
        refresh(refresh(ana.refresh_token)["refreshToken"])
        assert refresh(ana.refresh_token).status == 401

    def test_each_rotation_has_its_own(self, ana):
        second = [refresh(ana.refresh_token) for _ in range(2)][-1]["refreshToken"]
        third = [refresh(second) for _ in range(2)]
        assert third[0]["refreshToken"] == third[1]["refreshToken"]
        assert refresh(ana.refresh_token).status == 401

    def test_passes_when_two_come_at_once(self, ana):
        with ThreadPoolExecutor(2) as pool:
            pairs = list(pool.map(lambda _: refresh_session(ana.refresh_token, now=clock.now()), range(2)))
        assert pairs[0].refresh_token == pairs[1].refresh_token
        assert refresh(pairs[0].refresh_token).status == 200

    def test_of_many_at_once_two_pass_and_the_family_ends(self, ana):
        def attempt(_):
            try:
                return refresh_session(ana.refresh_token, now=clock.now())
            except InvalidRefreshToken:
                return None

        with ThreadPoolExecutor(8) as pool:
            won = [pair for pair in pool.map(attempt, range(8)) if pair]
        assert len(won) == 2 and won[0].refresh_token == won[1].refresh_token
        assert refresh(won[0].refresh_token).status == 401

    def test_is_no_use_to_who_has_only_the_table(self, ana):
        newest = refresh(ana.refresh_token)["refreshToken"].partition(".")[2]
        item = dynamo.get("session-table", {"family_id": sid(ana)})
        assert newest not in str(item) and ana.refresh_token.partition(".")[2] not in str(item)
        assert RefreshToken.parse(ana.refresh_token).successor("another salt").secret != newest

    def test_takes_its_own_lost_answer_for_a_success(self, ana, monkeypatch):
        first = refresh(ana.refresh_token)
        real = dynamo.write
        monkeypatch.setattr(dynamo, "write", lambda change: (real(change), real(change)))
        assert refresh(ana.refresh_token)["refreshToken"] == first["refreshToken"]


class TestLogout:
    def test_ends_the_session(self, ana):
        answer = ana.call("POST", "/logout", {"refreshToken": ana.refresh_token})
        assert (answer.status, answer.body) == (200, {"status": "LOGGED_OUT"})
        assert refresh(ana.refresh_token).status == 401

    def test_leaves_the_other_sessions(self, ana):
        first = ana.refresh_token
        ana.log_in()
        ana.call("POST", "/logout", {"refreshToken": first})
        assert refresh(ana.refresh_token).status == 200

    def test_is_done_as_well_the_second_time(self, ana):
        first = ana.refresh_token
        ana.log_in()
        for _ in range(2):
            assert ana.call("POST", "/logout", {"refreshToken": first}).status == 200

    def test_leaves_anothers_session_alone(self, ana):
        answer = someone().call("POST", "/logout", {"refreshToken": ana.refresh_token})
        assert (answer.status, answer["code"]) == (401, "invalid_refresh_token")
        assert refresh(ana.refresh_token).status == 200

    def test_needs_an_access_token(self, ana):
        assert call("POST", "/logout", {"refreshToken": ana.refresh_token}).status == 401
        assert refresh(ana.refresh_token).status == 200

    def test_refuses_text_that_is_no_refresh_token(self, ana):
        assert ana.call("POST", "/logout", {"refreshToken": "x"}).status == 401
