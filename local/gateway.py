"""The answers API Gateway gives by itself (401, 403, 404, 413, 429, 5xx) as problem documents.

They are declared under `gateway_responses`; here stands how one becomes a template, alike for the laptop and for AWS.
`$context.path` is the request's path with the stage in front.
"""

import json
from collections.abc import Mapping

TYPE_ROOT = "https://errors.infernobank.example/"
CONTENT_TYPE = "application/problem+json"


def body_template(response: Mapping) -> str:
    """The body of one declared response. A family (DEFAULT_4XX) has no status of its own, so its body names none."""
    body = {
        "type": TYPE_ROOT + response["code"],
        "title": response["title"],
        "status": response["status"],
        "detail": response["detail"],
        "instance": "$context.path",
        "code": response["code"],
    }
    return json.dumps({name: value for name, value in body.items() if value is not None})


def parameters(response: Mapping) -> dict[str, str]:
    """The response headers as API Gateway wants them: a constant stands in single quotes."""
    headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"} | response.get("headers", {})
    return {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()}
