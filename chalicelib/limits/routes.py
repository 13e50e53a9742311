"""REST routes of limits."""

from chalicelib.limits.queries import limits_of
from chalicelib.limits.schemas import LimitsReply
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(__name__, tag="Limits", about="How much a customer may send to others")


@routes.get("/api/v1/transactions/limits", summary="What the caller may send to others", answer=LimitsReply)
def get_limits(request: Request[None, None]) -> Answer:
    """By currency, in one transfer and a day, with what of it is used today; and what every level allows, so that one sees what the
    next would. Between own accounts nothing limits a transfer but the balance."""
    return Answer(200, LimitsReply.of(limits_of(request.caller.email, request.call)))
