"""Let a device of a customer's take push messages."""

from collections.abc import Callable
from typing import Any

from chalicelib.kernel import clock
from chalicelib.notifications import devices
from chalicelib.notifications.errors import TooManyDevices, UnknownDevice
from chalicelib.notifications.model import Device, Platform
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


def register_device(platform: Platform, token: str, call: Call, render: Callable[[Device], dict[str, Any]]) -> Receipt:
    """The device, the caller's from now on. An app says this whenever it starts: its token may be another. Raises TooManyDevices."""
    device_id = devices.device_id(platform, token)
    own = {each.device_id for each in devices.of(call.caller_id)}
    if device_id not in own and len(own) >= devices.MAXIMUM_DEVICES:
        raise TooManyDevices
    device = Device(device_id, call.caller_id, platform, devices.endpoint_of(platform, token), clock.to_text(call.now))
    receipt = Receipt(201, render(device))
    dynamo.transact([call.record(receipt), devices.keeping(device)])
    return receipt


def remove_device(device_id: str, call: Call) -> None:
    """It takes nothing any more. Raises UnknownDevice, for another's too."""
    device = next((each for each in devices.of(call.caller_id) if each.device_id == device_id), None)
    if device is None:
        raise UnknownDevice
    devices.forget(device)
