"""Give a customer a new picture in place of the one before."""

from dataclasses import replace

from chalicelib.customers import pictures, store
from chalicelib.customers.errors import UnknownCustomer
from chalicelib.kernel import ids
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt

MAXIMUM_ATTEMPTS = 8


def set_avatar(user_id: str, content: bytes, claimed_type: str | None, call: Call) -> Receipt:
    """Returns the answer with a link good for an hour. The picture is in the bucket before any profile shows it.

    Raises UnknownCustomer, TooLarge, UnsupportedMedia.
    """
    picture = pictures.cleaned(content, claimed_type)
    customer = store.find_customer(user_id)
    if customer is None:
        raise UnknownCustomer
    name = f"{user_id}/{ids.new_id(call.now)}.{picture.extension}"
    store.keep_picture(name, picture.content, picture.content_type)
    receipt = Receipt(201, {"avatarUrl": store.link_to(name)})
    try:
        previous = _show(user_id, name, receipt, call)
    except (dynamo.Refused, dynamo.Repeated, RequestInProgress, UnknownCustomer):
        store.remove_picture(name)
        raise
    if previous is not None:
        store.remove_picture(previous)
    return receipt


def _show(user_id: str, name: str, receipt: Receipt, call: Call) -> str | None:
    """Puts the picture into the profile; returns the name of the one it had."""
    for attempt in range(MAXIMUM_ATTEMPTS):
        customer = store.find_customer(user_id)
        if customer is None:
            raise UnknownCustomer
        updated = replace(customer, avatar=name, version=customer.version + 1)
        try:
            dynamo.transact([store.replacing(updated, customer), call.record(receipt)])
        except dynamo.Refused:  # somebody else's change came between
            dynamo.pause(attempt)
            continue
        except dynamo.Repeated as repeated:
            if name not in repeated.item["body"]:
                raise
            # Our own record: the first try was applied, its answer lost. The profile shows this picture.
        return customer.avatar
    raise RequestInProgress("Too many changes to this profile at once; try again")
