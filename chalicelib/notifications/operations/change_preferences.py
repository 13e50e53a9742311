"""Change how a customer is told: as a whole, on the version that they have read."""

from dataclasses import replace

from chalicelib.customers import public as customers
from chalicelib.kernel.failures import RequestInProgress, VersionConflict
from chalicelib.notifications import recipients
from chalicelib.notifications.model import Subscriber
from chalicelib.notifications.preferences import Preferences
from chalicelib.notifications.unsubscribe import Wish
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call


def unsubscribe(wish: Wish, call: Call) -> Subscriber:
    """How they are told from now on: no mails of these categories. To say it again changes nothing."""
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        seen = recipients.find(wish.user_id)
        wanted = seen.preferences.without_mails_of(wish.categories)
        if wanted == seen.preferences:
            return seen
        try:
            dynamo.write(replace(recipients.changing(seen, wanted), refusal=None))
        except dynamo.Refused:  # the customer changed them meanwhile
            dynamo.pause(attempt)
            continue
        return replace(seen, preferences=wanted, version=seen.version + 1)
    raise RequestInProgress("Too many changes to these preferences at once; try again")


def change_preferences(preferences: Preferences, locale: customers.Locale, version: int, call: Call) -> Subscriber:
    """How they are told from now on. The language is the profile's: it changes there, in the same transaction.

    Raises VersionConflict unless `version` is the newest, and UnknownCustomer.
    """
    seen = recipients.find(call.caller_id)
    if seen.version != version:
        raise VersionConflict
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        spoken = customers.changing_locale(call.caller_id, locale, call)
        try:
            dynamo.transact([recipients.changing(seen, preferences), *spoken])
        except dynamo.Refused:  # the profile changed meanwhile
            dynamo.pause(attempt)
            continue
        return replace(seen, preferences=preferences, version=version + 1)
    raise RequestInProgress("Too many changes to this profile at once; try again")
