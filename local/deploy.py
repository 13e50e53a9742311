"""Puts a local package into the emulator through CloudFormation, as one would on AWS, and says where the API is."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.package import LocalPackage
from local.provision import stream_arn
from local.waiting import NotInTime, until
from ops.clients import Clients
from release import gateway_responses
from release.config import API_STAGE
from release.declaration import APP, Declaration, Place

_STACK_SECONDS = 120
_MARK = "deployed.json"


class DeploymentFailed(Exception):
    """CloudFormation did not finish the stack; the message names the resources that failed."""


@dataclass(frozen=True)
class Deployed:
    """Where the REST API answers, and whether anything had to be done."""

    api_id: str
    api_url: str
    changed: bool


def deploy(
    built: LocalPackage, declaration: Declaration, place: Place, clients: Clients, settings: Mapping[str, str]
) -> Deployed:
    """Deploys the package unless exactly this one is there already. `settings` is extra environment of every function.

    Raises DeploymentFailed.
    """
    bucket = f"{APP}-{place.stage}-{place.account}-deployments"
    clients("s3").create_bucket(Bucket=bucket)
    template = completed(built.template, place, clients, bucket, code_key(built.code), settings)
    text = json.dumps(template)
    wanted = hashlib.sha256((text + json.dumps(declaration.gateway_responses)).encode()).hexdigest()
    known = _deployed(clients, bucket)
    if known.get("template") == wanted and _api_exists(clients, known["api_id"]):
        return Deployed(known["api_id"], _url(clients, known["api_id"]), changed=False)
    clients("s3").put_object(Bucket=bucket, Key=code_key(built.code), Body=built.code)
    clients("s3").put_object(Bucket=bucket, Key="template.json", Body=text.encode())
    api_id = _run_stack(clients, f"{APP}-{place.stage}", f"{clients.endpoint}/{bucket}/template.json")
    answer_problems(declaration, api_id, clients)
    clients("s3").put_object(Bucket=bucket, Key=_MARK, Body=json.dumps({"template": wanted, "api_id": api_id}).encode())
    return Deployed(api_id, _url(clients, api_id), changed=True)


def code_key(code: bytes) -> str:
    return hashlib.sha256(code).hexdigest()[:20] + ".zip"


def completed(
    template: dict[str, Any], place: Place, clients: Clients, bucket: str, key: str, settings: Mapping[str, str]
) -> dict[str, Any]:
    """The template with what only the running emulator knows: the code's place, its own address, the tables' streams."""
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        properties = resource["Properties"]
        properties["CodeUri"] = f"s3://{bucket}/{key}"
        variables = properties.setdefault("Environment", {}).setdefault("Variables", {})
        variables |= {"AWS_ENDPOINT_URL": clients.endpoint, **settings}
        for source in properties.get("Events", {}).values():
            if source["Type"] == "DynamoDB":
                source["Properties"]["Stream"] = stream_arn(source["Properties"]["Stream"], place, clients)
    return template


def answer_problems(declaration: Declaration, api_id: str, clients: Clients) -> None:
    """Errors that API Gateway makes itself become problem documents; they count from the next deployment of the API."""
    gateway = clients("apigateway")
    for response_type, response in gateway_responses.rendered(declaration.gateway_responses, public_url="").items():
        gateway.put_gateway_response(restApiId=api_id, responseType=response_type, **response)
    gateway.create_deployment(restApiId=api_id, stageName=API_STAGE)


def _run_stack(clients: Clients, name: str, template_url: str) -> str:
    """Creates or updates the stack and returns the API's id."""
    formation = clients("cloudformation")
    parameters = {
        "StackName": name,
        "TemplateURL": template_url,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        formation.create_stack(**parameters)
    except formation.exceptions.AlreadyExistsException:
        formation.update_stack(**parameters)

    def finished() -> dict[str, Any] | None:
        found = formation.describe_stacks(StackName=name)["Stacks"][0]
        return None if found["StackStatus"].endswith("IN_PROGRESS") else found

    try:
        stack = until(finished, "the finished stack", _STACK_SECONDS)
    except NotInTime as late:
        raise DeploymentFailed(str(late)) from late
    if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise DeploymentFailed(f"{stack['StackStatus']}: {_reasons(formation, name)}")
    return next(output["OutputValue"] for output in stack["Outputs"] if output["OutputKey"] == "RestAPIId")


def _reasons(formation: Any, name: str) -> str:
    events = formation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if "FAILED" in event["ResourceStatus"]]
    return "; ".join(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed)


def _deployed(clients: Clients, bucket: str) -> dict[str, Any]:
    try:
        return json.loads(clients("s3").get_object(Bucket=bucket, Key=_MARK)["Body"].read())
    except clients("s3").exceptions.NoSuchKey:
        return {}


def _api_exists(clients: Clients, api_id: str) -> bool:
    gateway = clients("apigateway")
    try:
        gateway.get_stage(restApiId=api_id, stageName=API_STAGE)
    except gateway.exceptions.NotFoundException:
        return False
    return True


def _url(clients: Clients, api_id: str) -> str:
    return f"{clients.endpoint}/_aws/execute-api/{api_id}/{API_STAGE}"
