"""Who is turned away at both of the laptop's doors: what a web page from elsewhere sends.

A browser lets any page send requests to 127.0.0.1. It says so: `Origin` names the page, and where the page's own name was
made to lead here (DNS rebinding), so does `Host`. Where it leaves `Origin` out, `Sec-Fetch-Site` still says that a page asks.
"""

from collections.abc import Collection, Iterable

_ELSEWHERE = "Pages from elsewhere may not speak to the bank on a laptop."
_READING = {"GET", "HEAD", "OPTIONS"}
_OWN_SITE = {"same-origin", "none"}  # a page of ours, or the person at the browser


def hosts_of(port: int) -> frozenset[str]:
    """How a client of this machine names one of our ports."""
    return frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})


def origins_of(*ports: int) -> frozenset[str]:
    """The origins of the pages that we serve ourselves."""
    return frozenset(f"http://{host}" for port in ports for host in hosts_of(port))


def refusal(
    method: str, headers: Iterable[tuple[str, str]], hosts: Collection[str], origins: Collection[str]
) -> str | None:  # fmt: skip
    """Why a request with these headers is refused, or None. It needs one `Host` of ours, and no `Origin` but ours; a link from
    elsewhere may lead to what only reads."""
    given = [(name.lower(), value.lower()) for name, value in headers]
    named = [value for name, value in given if name == "host"]
    if len(named) != 1 or named[0] not in hosts:
        return f"The bank on a laptop answers at {' and '.join(sorted(hosts))} only."
    if any(value not in origins for name, value in given if name == "origin"):
        return _ELSEWHERE
    if method not in _READING and any(value not in _OWN_SITE for name, value in given if name == "sec-fetch-site"):
        return _ELSEWHERE
    return None
