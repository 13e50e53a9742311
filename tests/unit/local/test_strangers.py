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
        [OWN, ("Sec-Fetch-Site", "same-origin")],
        [OWN, ("Sec-Fetch-Site", "none")],
    ],
)
def test_lets_this_machine_in(headers):
    assert refusal("POST", headers, HOSTS, ORIGINS) is None


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
        [OWN, ("Sec-Fetch-Site", "cross-site")],
        [OWN, ("Sec-Fetch-Site", "same-site")],
        [OWN, ("sec-fetch-site", "")],
        [OWN, ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Site", "cross-site")],
        [OWN, ("Origin", "")],
        [OWN, ("Origin", "https://127.0.0.1:8000")],
        [OWN, ("Origin", "http://127.0.0.1:8001")],
        [OWN, ("Origin", "http://127.0.0.1:8000"), ("Origin", "http://evil.example")],
    ],
)
def test_lets_nobody_else_in(headers):
    assert refusal("POST", headers, HOSTS, ORIGINS)


def test_a_worker_serves_no_page_at_all():
    assert refusal("POST", [OWN, ("Origin", "http://127.0.0.1:8000")], HOSTS, ())


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_link_from_elsewhere_leads_to_what_reads(method):
    assert refusal(method, [OWN, ("Sec-Fetch-Site", "cross-site")], HOSTS, ORIGINS) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW", ""])
def test_and_to_nothing_that_changes(method):
    assert refusal(method, [OWN, ("Sec-Fetch-Site", "cross-site")], HOSTS, ORIGINS)
