"""REST routes of the lists of those who are never paid, or always, for staff with the role risk."""

from functools import partial

from chalicelib.fraud import queries
from chalicelib.fraud.errors import UnknownEntry
from chalicelib.fraud.lists import Colour
from chalicelib.fraud.operations.change_lists import list_subject, unlist_subject
from chalicelib.fraud.schemas import EntryPage, EntryReply, EntryRequest
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Fraud lists",
    about="Who is never paid, or always",
    entry_id="an entry, as the list names it",
)


@routes.post(
    "/api/v1/fraud/blacklist",
    location="/api/v1/fraud/blacklist/{entryId}",
    summary="Have somebody never be paid, or never pay",
    status=201,
    access="risk",
    body=EntryRequest,
    answer=EntryReply,
    keys="record",
)
def blacklist_subject(request: Request[EntryRequest, None]) -> Answer:
    """Holds for the next payment. Nothing beats it."""
    return _listed(request, "black")


@routes.post(
    "/api/v1/fraud/whitelist",
    location="/api/v1/fraud/whitelist/{entryId}",
    summary="Have somebody's payments not be held for review",
    status=201,
    access="risk",
    body=EntryRequest,
    answer=EntryReply,
    keys="record",
)
def whitelist_subject(request: Request[EntryRequest, None]) -> Answer:
    """Holds for the next payment. A blacklist and a rule that blocks beat it."""
    return _listed(request, "white")


@routes.get("/api/v1/fraud/blacklist", summary="Who is never paid", access="risk", query=paging.Page, answer=EntryPage)
def list_blacklist(request: Request[None, paging.Page]) -> Answer:
    """Every entry, those whose end has come too."""
    return _list(request, "black")


@routes.get("/api/v1/fraud/whitelist", summary="Whose payments are not held", access="risk", query=paging.Page, answer=EntryPage)
def list_whitelist(request: Request[None, paging.Page]) -> Answer:
    """Every entry, those whose end has come too."""
    return _list(request, "white")


@routes.get(
    "/api/v1/fraud/blacklist/{entry_id}",
    summary="An entry of the blacklist",
    access="risk",
    answer=EntryReply,
    failures=(UnknownEntry,),
)
def get_blacklisted(request: Request[None, None]) -> Answer:
    """Whom it is about, why and until when."""
    return Answer(200, EntryReply.of(queries.find_entry("black", request.path["entry_id"])))


@routes.delete(
    "/api/v1/fraud/blacklist/{entry_id}",
    summary="Take somebody off the blacklist",
    access="risk",
    answer=EntryReply,
    failures=(UnknownEntry,),
)
def unblacklist_subject(request: Request[None, None]) -> Answer:
    """Answers what stood there."""
    return Answer(200, EntryReply.of(unlist_subject("black", request.path["entry_id"], request.call)))


@routes.get(
    "/api/v1/fraud/whitelist/{entry_id}",
    summary="An entry of the whitelist",
    access="risk",
    answer=EntryReply,
    failures=(UnknownEntry,),
)
def get_whitelisted(request: Request[None, None]) -> Answer:
    """Whom it is about, why and until when."""
    return Answer(200, EntryReply.of(queries.find_entry("white", request.path["entry_id"])))


@routes.delete(
    "/api/v1/fraud/whitelist/{entry_id}",
    summary="Take somebody off the whitelist",
    access="risk",
    answer=EntryReply,
    failures=(UnknownEntry,),
)
def unwhitelist_subject(request: Request[None, None]) -> Answer:
    """Answers what stood there."""
    return Answer(200, EntryReply.of(unlist_subject("white", request.path["entry_id"], request.call)))


def _listed(request: Request[EntryRequest, None], colour: Colour) -> Answer:
    body = request.body
    receipt = list_subject(
        colour, body.kind, body.value, body.reason, body.end(), request.call, render=lambda entry: plain(EntryReply.of(entry))
    )
    return Answer.of(receipt)


def _list(request: Request[None, paging.Page], colour: Colour) -> Answer:
    found, cursor = paging.page(request, partial(queries.list_entries, colour))
    return Answer(200, EntryPage(items=[EntryReply.of(entry) for entry in found], next_cursor=cursor))
