"""What API Gateway answers by itself (no token, no such route, too many requests): problem documents like every other.

Declared under `gateway_responses` by API Gateway's own response type; rendered for the API's description (packaging)
and for PutGatewayResponse (an API that was deployed without it).
"""

import json
from collections.abc import Mapping

from chalicelib.platform.problems import CONTENT_TYPE, TYPE_ROOT


def rendered(declared: Mapping[str, Mapping]) -> dict[str, dict]:
    """PutGatewayResponse's parameters (statusCode, responseParameters, responseTemplates) by response type."""
    return {response_type: _response(response) for response_type, response in declared.items()}


def _response(response: Mapping) -> dict:
    problem = {
        "type": TYPE_ROOT + response["code"],
        "title": response["title"],
        "status": response["status"],
        "detail": response["detail"],
        "instance": "urn:uuid:$context.requestId",
        "code": response["code"],
    }
    headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", **response.get("headers", {})}
    return {
        "statusCode": str(response["status"]),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        # API Gateway takes the JSON template whatever the caller accepts; the header above then names the true type.
        "responseTemplates": {"application/json": json.dumps(problem)},
    }
