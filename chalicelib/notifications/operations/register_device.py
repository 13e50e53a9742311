"""Let a device of a customer's take push messages."""

from collections.abc import Callable
from typing import Any

from chalicelib.kernel import clock
from chalicelib.kernel.failures import RequestInProgress
from chalicelib.notifications import devices
from chalicelib.notifications.errors import TooManyDevices, UnknownDevice
from chalicelib.notifications.model import Device, Platform
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


def register_device(platform: Platform, token: str, call: Call, render: Callable[[Device], dict[str, Any]]) -> Receipt:
    """The device, the caller's from now on. An app says this whenever it starts: its token may be another. Raises TooManyDevices."""
    device_id, endpoint = devices.device_id(platform, token), None
    for attempt in range(dynamo.MAXIMUM_ATTEMPTS):
        seen = devices.shelf(call.caller_id)
        if device_id not in seen.device_ids and len(seen.device_ids) >= devices.MAXIMUM_DEVICES:
            raise TooManyDevices
        endpoint = devices.endpoint_of(platform, token) if endpoint is None else endpoint
        device = Device(device_id, call.caller_id, platform, endpoint, clock.to_text(call.now))
        receipt = Receipt(201, render(device))
        try:
            dynamo.transact([call.record(receipt), *devices.keeping(device, seen)])
        except dynamo.Refused:  # the owner has registered another meanwhile
            dynamo.pause(attempt)
            continue
        return receipt
    raise RequestInProgress("Too many of your devices at once; try again")


def remove_device(device_id: str, call: Call) -> None:
    """It takes nothing any more. Raises UnknownDevice, for another's too."""
    device = next((each for each in devices.of(call.caller_id) if each.device_id == device_id), None)
    if device is None:
        raise UnknownDevice
    devices.forget(device)
