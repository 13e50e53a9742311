"""Who is turned away at both doors."""

import pytest

from local.strangers import hosts_of, origins_of, refusal

HOSTS, ORIGINS = hosts_of(8000), origins_of(8000)
OWN = ("Host", "127.0.0.1:8000")


@pytest.mark.parametrize(
    "headers",
    [
        [OWN],
        [("host", "LOCALHOST:8000")],
        [OWN, ("Origin", "http://127.0.0.1:8000")],
        [("Host", "localhost:8000"), ("origin", "http://localhost:8000")],
    ],
)
def test_lets_this_machine_in(headers):
    assert refusal(headers, HOSTS, ORIGINS) is None


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Host", "")],
        [("Host", "evil.example:8000")],
        [("Host", "127.0.0.1:8000.evil.example")],
        [("Host", "127.0.0.1")],
        [OWN, ("Host", "evil.example")],
        [OWN, OWN],
        [OWN, ("Origin", "null")],
        [OWN, ("Origin", "")],
        [OWN, ("Origin", "https://127.0.0.1:8000")],
        [OWN, ("Origin", "http://127.0.0.1:8001")],
        [OWN, ("Origin", "http://127.0.0.1:8000"), ("Origin", "http://evil.example")],
    ],
)
def test_lets_nobody_else_in(headers):
    assert refusal(headers, HOSTS, ORIGINS)


def test_a_worker_serves_no_page_at_all():
    assert refusal([OWN, ("Origin", "http://127.0.0.1:8000")], HOSTS, ())
