"""REST routes of how a customer is told."""

from chalicelib.customers import public as customers
from chalicelib.kernel.failures import VersionConflict
from chalicelib.notifications import queries
from chalicelib.notifications.errors import CategoryRequired
from chalicelib.notifications.operations.change_preferences import change_preferences
from chalicelib.notifications.schemas import PreferencesReply, PreferencesRequest
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(__name__, tag="Preferences", about="On which channels, when and in which language the bank tells a customer")
PATH = "/api/v1/notifications/preferences"


@routes.get(PATH, summary="How the caller is told", answer=PreferencesReply, failures=(customers.UnknownCustomer,))
def get_preferences(request: Request[None, None]) -> Answer:
    """The preferences as a whole, with the `version` that a change names."""
    return Answer(200, PreferencesReply.of(*queries.preferences_of(request.caller.user_id)))


@routes.put(
    PATH,
    summary="Change how the caller is told",
    body=PreferencesRequest,
    answer=PreferencesReply,
    failures=(customers.UnknownCustomer, VersionConflict, CategoryRequired),
)
def put_preferences(request: Request[PreferencesRequest, None]) -> Answer:
    """Changes them as a whole, if they still are the ones that were read. What is on its way already comes as it was to."""
    body = request.body
    changed = change_preferences(body.preferences(), body.locale, body.version, request.call)
    return Answer(200, PreferencesReply.of(changed, body.locale))
