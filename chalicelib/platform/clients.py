"""boto3 clients, made once and only when first used: a Lambda pays for the services it calls, nothing else.

The one door to AWS: whoever opens another (`through`) stands in for all of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from chalicelib.platform import settings

# A call must fail well inside a synchronous flow's 25 seconds; the SDK repeats it with the same request token.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    signature_version=None,
    max_pool_connections=32,
)
_OF_ITS_OWN = {
    # What is sent comes from `dynamo.to_wire`; looking through it once more took a seventh of a posting's processor time.
    "dynamodb": Config(parameter_validation=False),
    # Longer than a synchronous flow may take, shorter than the API's function lives: what became of a key is looked up after it.
    "stepfunctions": Config(read_timeout=25, retries={"mode": "standard", "total_max_attempts": 1}),
    # SES knows no idempotency token: a call that the SDK repeats is a second mail.
    "sesv2": Config(read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1}),
}


_door: Callable[[str], Any] | None = None
# In ResponseMetadata, or of what is raised without one: an earlier try of this call got no answer, or one that says nothing.
IN_DOUBT = "InDoubt"


@cache
def client(service: str) -> Any:
    """The shared client of `service`."""
    if _door is not None:
        return _door(service)
    made = boto3.client(service, region_name=settings.region(), config=config_of(service))
    if service == "dynamodb":
        made.meta.events.register("needs-retry.dynamodb", note_doubt)
    return made


@cache
def config_of(service: str) -> Config:
    """How long the SDK waits for `service`, and how often it tries."""
    return _CONFIG.merge(_OF_ITS_OWN.get(service, Config()))


@contextmanager
def through(door: Callable[[str], Any]) -> Iterator[None]:
    """Within, every client is what `door` answers to the service's name."""
    global _door
    before, _door = _door, door
    forget()
    try:
        yield
    finally:
        _door = before
        forget()


def forget() -> None:
    """For a process that turns to another place, or opens another door: clients are made anew."""
    client.cache_clear()
    signing_s3.cache_clear()


def was_never_reached(error: Exception | None) -> bool:
    """Whether the service certainly did nothing, in none of the SDK's tries."""
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError)) and not getattr(error, IN_DOUBT, False)


def did_nothing(error: BotoCoreError | ClientError) -> bool:
    """Whether a call certainly came to nothing: the service refused it, or was never reached."""
    if isinstance(error, ClientError):
        return bool(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500) < 500)
    return was_never_reached(error)


def note_doubt(response: Any, request_dict: dict[str, Any], caught_exception: Exception | None = None, **unused: object) -> None:
    """The SDK shows the last try only: a conflict, throttling or no connection after a timeout would look like certainty."""
    context = request_dict["context"]
    if response is not None:
        response[1].setdefault("ResponseMetadata", {})[IN_DOUBT] = context.get(IN_DOUBT, False)
    elif caught_exception is not None and context.get(IN_DOUBT):
        setattr(caught_exception, IN_DOUBT, True)
    elif was_never_reached(caught_exception):
        return
    if response is None or response[0].status_code >= 500:
        context[IN_DOUBT] = True


@cache
def signing_s3() -> Any:
    """An S3 client whose signed links name the host that a browser reaches: on AWS the bucket's own, in its region.

    A link is signed for its host. S3's general host, which `auto` names, sends a browser on to the region's with a signature
    that no longer fits, or knows nothing of a younger region.
    """
    if _door is not None:
        return _door("s3")
    endpoint = settings.public_s3_endpoint()
    config = Config(signature_version="s3v4", s3={"addressing_style": "path" if endpoint else "virtual"})
    return boto3.client("s3", region_name=settings.region(), config=config, endpoint_url=endpoint)
