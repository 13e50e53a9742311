"""Step Functions' direct integrations with other services."""

import json
import os
from typing import Any

from ministack.services import stepfunctions as sfn


def call_other_services_through_boto3() -> None:
    """`aws-sdk:` integrations that ministack does not dispatch itself (sesv2, scheduler, s3 objects) fail as unsupported."""
    original = sfn._invoke_aws_sdk_integration

    def invoke(resource, input_data):
        try:
            return original(resource, input_data)
        except sfn._ExecutionError as error:
            if error.error != "States.Runtime":
                raise
        return _through_boto3(resource, input_data)

    sfn._invoke_aws_sdk_integration = invoke


def _through_boto3(resource: str, input_data: dict[str, Any]) -> dict[str, Any]:
    import boto3
    import botocore.exceptions
    from botocore import xform_name

    service, action = resource.replace(".waitForTaskToken", "").split(":")[-2:]
    client = boto3.client(
        {"sfn": "stepfunctions"}.get(service, service),
        endpoint_url=f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        region_name=sfn.get_region(),
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", sfn.get_account_id()),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
    )
    arguments = {
        name: json.dumps(value) if (service, name) == ("s3", "Body") and not isinstance(value, str) else value
        for name, value in input_data.items()
    }
    try:
        answer = getattr(client, xform_name(action))(**arguments)
    except botocore.exceptions.ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        raise sfn._ExecutionError(f"{service.capitalize()}.{code}", message) from error
    answer.pop("ResponseMetadata", None)
    readable = {name: value.read().decode() if hasattr(value, "read") else value for name, value in answer.items()}
    return json.loads(json.dumps(readable, default=str))


PATCHES = (call_other_services_through_boto3,)
