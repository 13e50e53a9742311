"""`notification-device-table` (device_id): the devices that take push messages, and SNS's endpoint of each.

A device's id follows from its token, so whoever registers it last has it: what a telephone's former owner is told goes nowhere.
Beside the devices one item an owner, under the owner's id, says which they have registered: none is the eleventh, of many at once either.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from botocore.exceptions import ClientError

from chalicelib.kernel import ids
from chalicelib.kernel.failures import InvalidRequest
from chalicelib.notifications.model import Device, Platform
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change

TABLE = "notification-device-table"
MAXIMUM_DEVICES = 10
_DEVICE = Codec(Device)
_BEFORE_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_EXISTS = re.compile(r"Endpoint (arn:\S+) already exists")
_REFUSED = "Invalid parameter: Token Reason: "


def device_id(platform: Platform, token: str) -> str:
    return ids.derived_id(_BEFORE_TIME, "device", platform, token)


def of(owner_id: str) -> list[Device]:
    items, _ = dynamo.owned(TABLE, owner_id, MAXIMUM_DEVICES, None, newest_first=False)
    return [_DEVICE.to_model(item) for item in items]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an owner has at this moment; `version` counts what they have registered."""

    device_ids: frozenset[str]
    version: int = 0


def shelf(owner_id: str) -> Shelf:
    item = dynamo.get(TABLE, {"device_id": owner_id})
    if item is None:  # an older release wrote none
        return Shelf(frozenset(each.device_id for each in of(owner_id)))
    found = dynamo.get_many([(TABLE, {"device_id": each}) for each in item["registered"]])
    return Shelf(frozenset(each["device_id"] for each in found if each and each["owner_id"] == owner_id), item["version"])


def keeping(device: Device, seen: Shelf) -> list[Change]:
    """Refused under `shelf` when its owner has registered another since."""
    item = {
        "device_id": device.owner_id,
        "registered": sorted({*seen.device_ids, device.device_id}),
        "version": seen.version + 1,
    }
    condition = "attribute_not_exists(version) OR version = :seen"
    return [
        dynamo.put("shelf", TABLE, item, condition=condition, seen=seen.version),
        dynamo.put("device", TABLE, _DEVICE.to_item(device)),
    ]


def forget(device: Device) -> None:
    """Unless somebody else has it by now."""
    key, condition = {"device_id": device.device_id}, "owner_id = :owner"
    try:
        dynamo.write(dynamo.delete("device", TABLE, key, condition=condition, owner=device.owner_id))
    except dynamo.Refused:
        pass


def endpoint_of(platform: Platform, token: str) -> str:
    """SNS's endpoint of a device, in use again if it was given up; empty where the stage has no credentials for the platform.

    Raises InvalidRequest for a token that SNS does not take.
    """
    application = settings.push_application(platform)
    if not application:
        return ""
    try:
        endpoint = client("sns").create_platform_endpoint(PlatformApplicationArn=application, Token=token)["EndpointArn"]
    except ClientError as error:
        said = error.response["Error"].get("Message", "")
        known = _EXISTS.search(said)
        if known is None and said.startswith(_REFUSED):
            raise InvalidRequest(("token", "is no token of this platform's")) from None
        if known is None:
            raise
        endpoint = known[1]
    client("sns").set_endpoint_attributes(EndpointArn=endpoint, Attributes={"Token": token, "Enabled": "true"})
    return str(endpoint)
