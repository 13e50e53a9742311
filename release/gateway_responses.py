"""What API Gateway answers by itself (no token, no such route, too many requests): problem documents like every other.

Declared under `gateway_responses` by API Gateway's own response type; rendered for the API's description (packaging)
and for PutGatewayResponse (an API that was deployed without it).
"""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.platform.problems import CONTENT_TYPE, PAGE


def rendered(declared: Mapping[str, Mapping[str, Any]], public_url: str) -> dict[str, dict[str, Any]]:
    """PutGatewayResponse's parameters (statusCode, responseParameters, responseTemplates) by response type.

    `public_url` is what callers put before a path of the API, as in the functions' BANK_PUBLIC_URL.
    """
    return {response_type: _response(response, public_url) for response_type, response in declared.items()}


def _response(response: Mapping[str, Any], public_url: str) -> dict[str, Any]:
    problem = {
        "type": f"{public_url}{PAGE}#{response['code']}",
        "title": response["title"],
        "status": response["status"],
        "detail": response["detail"],
        "instance": "urn:uuid:$context.requestId",
        "code": response["code"],
    }
    headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", **response.get("headers", {})}
    parameters = {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()}
    return {
        "statusCode": str(response["status"]),
        "responseParameters": parameters | {"gatewayresponse.header.X-Correlation-Id": "context.requestId"},
        # API Gateway takes the JSON template whatever the caller accepts; the header above then names the true type.
        "responseTemplates": {"application/json": json.dumps(problem)},
    }
