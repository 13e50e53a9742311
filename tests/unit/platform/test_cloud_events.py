"""CloudEvents: what is told of a fact, and reading it back."""

import json
from datetime import UTC, datetime

import msgspec
import pytest

from chalicelib.accounts.events import AccountClosed, AccountCreated
from chalicelib.identity.events import UserLoggedIn, UserRegistered
from chalicelib.kernel import ids
from chalicelib.platform import cloud_events
from chalicelib.platform.call import Call

NOW = datetime(2026, 11, 21, 6, 47, 12, tzinfo=UTC)
USER = ids.new_id(NOW)


def body_of(delivery: dict) -> dict:
    return json.loads(delivery["body"])


class TestAbout:
    def test_is_a_cloud_event_on_the_topic_of_its_type(self):
        told = cloud_events.about(USER, UserRegistered(user_id=USER), Call(NOW, correlation_id="c-1"))
        assert (told["kind"], told["topic"], told["type"]) == (
            "topic", "identity-events", "com.infernobank.identity.user.registered",
        )  # fmt: skip
        body = body_of(told)
        assert ids.moment_of(body.pop("id")) == NOW
        assert body == {
            "specversion": "1.0",
            "source": "urn:infernobank:identity",
            "type": told["type"],
            "subject": USER,
            "time": "2026-11-21T06:47:12.000Z",
            "datacontenttype": "application/json",
            "correlationid": "c-1",
            "data": {"userId": USER},
        }

    def test_names_no_correlation_where_nobody_asked(self):
        assert "correlationid" not in body_of(cloud_events.about(USER, UserRegistered(user_id=USER), Call(NOW)))

    def test_keeps_the_id_it_is_given(self):
        told = cloud_events.about(USER, UserRegistered(user_id=USER), Call(NOW), event_id=USER)
        assert body_of(told)["id"] == USER

    def test_refuses_what_its_schema_does_not_allow(self):
        with pytest.raises(msgspec.ValidationError):
            cloud_events.about(USER, UserRegistered(user_id="ada@example.com"), Call(NOW))


class TestRead:
    def received(self) -> dict:
        return body_of(cloud_events.about(USER, UserRegistered(user_id=USER), Call(NOW)))

    def test_gives_the_data_back(self):
        assert cloud_events.read(self.received(), UserRegistered) == UserRegistered(user_id=USER)

    def test_refuses_another_type(self):
        with pytest.raises(msgspec.ValidationError):
            cloud_events.read(self.received(), UserLoggedIn)

    @pytest.mark.parametrize(
        "change", [{"specversion": "0.3"}, {"data": {}}, {"data": None}, {"id": "7"}, {"datacontenttype": "text/plain"}]
    )
    def test_refuses_what_is_no_such_event(self, change):
        with pytest.raises(msgspec.ValidationError):
            cloud_events.read({**self.received(), **change}, UserRegistered)

    def test_takes_members_that_came_later(self):
        body = self.received()
        body["data"]["since"] = 1
        assert cloud_events.read({**body, "dataschema": "x"}, UserRegistered) == UserRegistered(user_id=USER)


def test_each_fact_has_a_type_of_its_own():
    types = [each.type for each in cloud_events.declared()]
    assert len(types) == len(set(types)) and AccountClosed is not AccountCreated
