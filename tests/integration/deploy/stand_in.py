"""AWS for `chalice deploy`: the emulator, with the import of a REST API that it only offers through CloudFormation.

Started as a program of its own (python stand_in.py) with the emulator's environment variables.
"""

import json

from ministack.services import apigateway_v1, lambda_svc

_other_requests = apigateway_v1.handle_request


async def handle_request(method, path, headers, body, query_params):
    """ImportRestApi and PutRestApi (overwrite); everything else is the emulator's."""
    parts = path.strip("/").split("/")
    if parts[0] != "restapis" or "mode" not in query_params:
        return await _other_requests(method, path, headers, body, query_params)
    description = json.loads(body)
    if method == "POST":
        api_id = apigateway_v1._import_rest_api(description)
    else:
        api_id = parts[1]
        _overwrite(api_id, description)
    return apigateway_v1._get_rest_api(api_id)


def _overwrite(api_id: str, description: dict) -> None:
    """Replaces all that the description covers, gateway responses included, as AWS does."""
    resources = apigateway_v1._resources[api_id]
    for resource_id in [each for each, resource in resources.items() if resource.get("path") != "/"]:
        del resources[resource_id]
    apigateway_v1._authorizers_v1[api_id] = {}
    apigateway_v1._gateway_responses[api_id] = {}
    schemes = apigateway_v1._import_security_schemes(api_id, description)
    for path, item in description["paths"].items():
        apigateway_v1._import_path_item(api_id, path, item, schemes, None)
    apigateway_v1._rest_apis[api_id]["name"] = description["info"]["title"]


apigateway_v1.handle_request = handle_request
# A function becomes active after half a second, as on AWS it does after some: sixty times that is all this test would wait for.
lambda_svc._LAMBDA_STATE_TRANSITION_DELAY = 0.01

if __name__ == "__main__":
    from ministack.app import main

    main()
