"""Mails as they were sent: to whom, what, with which links. Read from the emulator; on the terminal with `make mails`, SMS too."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from local.emulator import Emulator
from ops.output import may_be_cut_off
from ops.progress import complain
from release.declaration import LOCAL_ACCOUNT


@dataclass(frozen=True)
class Mail:
    """One sent mail; `at` is RFC 3339, `links` are the addresses in its HTML."""

    number: int
    at: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    links: tuple[str, ...]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if tag == "a" and name == "href" and value and value not in self.found:
                self.found.append(value)


def links_in(html: str) -> tuple[str, ...]:
    parser = _Links()
    parser.feed(html)
    return tuple(parser.found)


def sent(emulator: Emulator, account: str = LOCAL_ACCOUNT) -> list[Mail]:
    """Every mail, the oldest first."""
    return [_mail(number, raw) for number, raw in enumerate(emulator.mails(account), start=1)]


def _mail(number: int, raw: dict[str, Any]) -> Mail:
    html = raw.get("BodyHtml") or ""
    return Mail(
        number,
        clock_time(raw["Timestamp"]),
        raw.get("Source", ""),
        tuple(raw.get("To") or ()),
        raw.get("Subject", ""),
        raw.get("BodyText") or "",
        html,
        links_in(html),
    )


def clock_time(epoch_seconds: float) -> str:
    return datetime.fromtimestamp(epoch_seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@may_be_cut_off
def main() -> int:
    """Prints every mail, or those whose recipient or subject contains the first argument."""
    from local.settings import Settings

    wanted = sys.argv[1].lower() if len(sys.argv) > 1 else ""
    emulator = Settings.from_environment().emulator
    if not emulator.answers():
        complain("The bank is not running here: `make up` starts it.")
        return 1
    mails = sent(emulator)
    shown = [mail for mail in mails if wanted in mail.subject.lower() or any(wanted in to.lower() for to in mail.to)]
    for mail in shown:
        print(f"─── {mail.number} ─ {mail.at} ─ to {', '.join(mail.to)}\n{mail.subject}\n\n{mail.text.strip()}\n")
        for link in mail.links:
            print(f"    link: {link}")
    for sms in emulator.sms():
        if wanted in sms["PhoneNumber"]:
            print(f"─── SMS to {sms['PhoneNumber']}\n{sms['Message']}\n")
    print(f"{len(shown)} mails" + (f" of {len(mails)}" if wanted else ""))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
