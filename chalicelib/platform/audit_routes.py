"""The REST route of the audit log."""

from functools import partial
from typing import Annotated

import msgspec

from chalicelib.platform import audit, paging
from chalicelib.platform.http import Answer, Request, Routes
from chalicelib.platform.schemas import Identifier, Reply, Timestamp

routes = Routes(__name__, tag="Audit", about="What staff did, and what of customers they looked at")
Who = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f-]{36}|bank|operator)\Z")]
What = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,40}(\.[a-z_]{1,40}){0,3}\Z")]


class AuditQuery(paging.Page):
    """Which entries: those that agree with everything given.

    who: a member of staff, or bank or operator, such as 0198c0de-0000-7000-8000-000000000000
    whom: a customer, or a member of staff
    what: an act or a look, such as account.freeze
    """

    who: Who | None = None
    whom: Identifier | None = None
    what: What | None = None


class AuditEntry(Reply):
    """Something that was done, or looked at.

    entry_id: the entry
    who: the member of staff; bank where a clock or a rule did it, operator where it was typed beside the API, such as 0198c0de-0000-7000-8000-000000000000
    what: the act or the look, such as account.freeze
    at: when it was done
    whom: the customer or member of staff it concerned; null where it concerned nobody
    subject: the id of what was acted on, such as 0198c0de-0000-7000-8000-000000000000; null where it is the person
    before: what was so before, as words
    after: what is so since
    why: the reason that was given, such as The owner reports a theft
    correlation_id: the trace it belongs to, such as 6f1c2e9a-6d1f-4a57-9f0e-5a3f4f0c1d2b
    """

    entry_id: Identifier
    who: str
    what: str
    at: Timestamp
    whom: Identifier | None
    subject: str | None
    before: dict[str, str]
    after: dict[str, str]
    why: str
    correlation_id: str


class AuditPage(Reply):
    """A page of the audit log.

    items: the entries, newest first
    next_cursor: what to send as `cursor` for the next page; null at the end
    """

    items: list[AuditEntry]
    next_cursor: str | None


@routes.get(
    "/admin/audit",
    summary="What staff did and looked at, newest first",
    access="operations",
    query=AuditQuery,
    answer=AuditPage,
)
def list_audit(request: Request[None, AuditQuery]) -> Answer:
    """The audit log by who did it, to whom, and what it was. Nobody can change or remove an entry.

    A page may be short, or empty, before the last one.
    """
    query = request.query
    found, cursor = paging.page(request, partial(audit.page, query.who, query.whom, query.what))
    return Answer(200, AuditPage(items=[_reply(each) for each in found], next_cursor=cursor))


def _reply(entry: audit.Entry) -> AuditEntry:
    return AuditEntry(
        entry_id=entry.entry_id,
        who=entry.who,
        what=entry.what,
        at=entry.at,
        whom=entry.whom,
        subject=entry.subject,
        before=dict(entry.before),
        after=dict(entry.after),
        why=entry.why,
        correlation_id=entry.correlation_id,
    )
