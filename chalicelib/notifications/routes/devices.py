"""REST routes of the devices that take push messages."""

from chalicelib.notifications import queries
from chalicelib.notifications.errors import TooManyDevices, UnknownDevice
from chalicelib.notifications.operations.register_device import register_device, remove_device
from chalicelib.notifications.schemas import DeviceList, DeviceReply, DeviceRequest
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(__name__, tag="Devices", about="What takes a customer's push messages", device_id="a device of the caller's")
PATH = "/api/v1/notifications/devices"


@routes.post(
    PATH,
    summary="Let a device take push messages",
    status=201,
    location=PATH,
    body=DeviceRequest,
    answer=DeviceReply,
    keys="record",
    failures=(TooManyDevices,),
)
def add_device(request: Request[DeviceRequest, None]) -> Answer:
    """An app says this whenever it starts, with the token that it has then. A device belongs to who said it last."""
    body = request.body
    return Answer.of(register_device(body.platform, body.token, request.call, lambda made: plain(DeviceReply.of(made))))


@routes.get(PATH, summary="The caller's devices", answer=DeviceList)
def list_devices(request: Request[None, None]) -> Answer:
    """Those that take push messages."""
    return Answer(200, DeviceList(items=list(map(DeviceReply.of, queries.devices_of(request.caller.user_id)))))


@routes.delete(f"{PATH}/{{device_id}}", summary="Let a device take no more", answer=DeviceList, failures=(UnknownDevice,))
def delete_device(request: Request[None, None]) -> Answer:
    """Says which are left."""
    gone = request.path["device_id"]
    remove_device(gone, request.call)
    left = [each for each in queries.devices_of(request.caller.user_id) if each.device_id != gone]
    return Answer(200, DeviceList(items=list(map(DeviceReply.of, left))))
