"""What plain `chalice deploy` leaves undone, done afterwards: `python -m release.wire STAGE`. Running it again changes nothing.

Chalice cannot say how a function hangs on its queue or stream (without ReportBatchItemFailures the messages that our
consumers hand back would be deleted) nor its disk, knows no layer of ours, and no answers of API Gateway's own. `make package` + `terraform apply`
says all this in the package; this is for those who deploy the functions with Chalice.

    eval "$(python -m release.wire STAGE --environment)"     before the first `chalice deploy`: account and streams
"""

import argparse
import base64
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3

from release import event_sources, gateway_responses, layers
from release.config import API_STAGE, PUBLIC_URL, function_name
from release.declaration import ROOT, STAGES, Declaration, Place, load
from release.dependencies import ARCHITECTURE, RUNTIME, NotInstalled

UNDER_WAY = {"Creating", "Enabling", "Updating", "Disabling", "Deleting"}
MAXIMUM_LOOKS = 60
SECONDS_BETWEEN_LOOKS = 5


class NotSettled(Exception):
    """Lambda has not finished with an event source."""


class NotDeployed(Exception):
    """`chalice deploy` has not run for this stage."""


def environment(declaration: Declaration, place: Place, session: boto3.Session) -> dict[str, str]:
    """What `chalice deploy` must find set: account, region, and the streams that exist by now."""
    dynamodb = session.client("dynamodb")
    variables = {"BANK_STAGE": place.stage, "BANK_ACCOUNT_ID": place.account, "AWS_REGION": place.region}
    for name, table in declaration.tables.items():
        if table.get("stream"):
            described = dynamodb.describe_table(TableName=place.name("table", name))["Table"]
            variables["BANK_STREAM_" + name.upper().replace("-", "_")] = described["LatestStreamArn"]
    return variables


def wire_event_sources(declaration: Declaration, place: Place, session: boto3.Session) -> list[str]:
    """Brings every event source in line with its declared trigger; the functions that were changed."""
    functions = session.client("lambda")
    changed = []
    for name, function in declaration.functions.items():
        if "trigger" not in function:
            continue
        failures = function["trigger"].get("on_failure")
        wanted = event_sources.mapping(function["trigger"], place.arn(f"queue/{failures}") if failures else None)
        sources = functions.list_event_source_mappings(FunctionName=function_name(place, name))["EventSourceMappings"]
        if not sources:
            raise NotDeployed(f"{name} has no event source: run `chalice deploy --stage {place.stage}` first")
        for source in sources:
            source = settled(functions, source)
            if any(source.get(parameter) != value for parameter, value in wanted.items()):
                functions.update_event_source_mapping(UUID=source["UUID"], **wanted)
                changed.append(name)
    return changed


def settled(functions: Any, source: dict[str, Any], *, sleep: Callable[[float], None] = time.sleep) -> dict[str, Any]:
    """The event source once Lambda is done with what it was asked before: one under way takes no change.

    Raises NotSettled after MAXIMUM_LOOKS.
    """
    for _ in range(MAXIMUM_LOOKS):
        if source["State"] not in UNDER_WAY:
            return source
        sleep(SECONDS_BETWEEN_LOOKS)
        source = functions.get_event_source_mapping(UUID=source["UUID"])
    raise NotSettled(f"{source['FunctionArn']}: its event source has been {source['State']} for minutes: run this again later")


def wire_room(declaration: Declaration, place: Place, session: boto3.Session) -> list[str]:
    """Gives functions the disk they declare; the functions that were changed."""
    functions = session.client("lambda")
    changed = []
    for name, function in declaration.functions.items():
        if size := function.get("ephemeral_storage_mb"):
            full_name, wanted = function_name(place, name), {"Size": size}
            if functions.get_function_configuration(FunctionName=full_name).get("EphemeralStorage") != wanted:
                functions.update_function_configuration(FunctionName=full_name, EphemeralStorage=wanted)
                changed.append(name)
    return changed


def wire_layers(declaration: Declaration, place: Place, session: boto3.Session, zipped: Callable[[str], bytes]) -> list[str]:
    """Publishes the layers whose content is new and gives them to their functions; the functions that were changed.

    `zipped(name)` makes a layer's content. Raises `dependencies.NotInstalled`.
    """
    functions = session.client("lambda")
    published = {name: _published(functions, place.name("layer", name), zipped(name)) for name in layers.names(declaration)}
    changed = []
    for name, function in declaration.functions.items():
        if wanted := [published[each] for each in function.get("layers", ())]:
            full_name = function_name(place, name)
            found = functions.get_function_configuration(FunctionName=full_name).get("Layers", ())
            if [each["Arn"] for each in found] != wanted:
                functions.update_function_configuration(FunctionName=full_name, Layers=wanted)
                changed.append(name)
    return changed


def _published(functions: Any, layer_name: str, content: bytes) -> str:
    """The ARN of the layer's newest version, which has this content: the one that is there, or a new one."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    for newest in functions.list_layer_versions(LayerName=layer_name, MaxItems=1)["LayerVersions"]:
        known = functions.get_layer_version(LayerName=layer_name, VersionNumber=newest["Version"])
        if known["Content"]["CodeSha256"] == digest:
            return known["LayerVersionArn"]
    return functions.publish_layer_version(
        LayerName=layer_name,
        Content={"ZipFile": content},
        CompatibleRuntimes=[RUNTIME],
        CompatibleArchitectures=[ARCHITECTURE],
    )["LayerVersionArn"]


def wire_api(declaration: Declaration, place: Place, session: boto3.Session, rest_api_id: str) -> list[str]:
    """Gives the API its stage's name (the alarms look for it) and its problem documents; what was changed."""
    gateway = session.client("apigateway")
    changed = []
    name = place.prefix.rstrip("-")
    if gateway.get_rest_api(restApiId=rest_api_id)["name"] != name:
        gateway.update_rest_api(restApiId=rest_api_id, patchOperations=[{"op": "replace", "path": "/name", "value": name}])
        changed.append("name")
    current = {each["responseType"]: each for each in gateway.get_gateway_responses(restApiId=rest_api_id)["items"]}
    for response_type, wanted in gateway_responses.rendered(declaration.gateway_responses, PUBLIC_URL).items():
        if any(current.get(response_type, {}).get(parameter) != value for parameter, value in wanted.items()):
            gateway.put_gateway_response(restApiId=rest_api_id, responseType=response_type, **wanted)
            changed.append(response_type)
    if changed:
        gateway.create_deployment(restApiId=rest_api_id, stageName=API_STAGE, description="Answers of the gateway's own")
    return changed


def deployed_api(stage: str, root: Path = ROOT) -> str:
    """The id of the API that Chalice deployed, from its own record. Raises NotDeployed."""
    record = root / ".chalice" / "deployed" / f"{stage}.json"
    if not record.exists():
        raise NotDeployed(f"{record} is missing: run `chalice deploy --stage {stage}` first")
    resources = json.loads(record.read_text())["resources"]
    return next(each["rest_api_id"] for each in resources if each["resource_type"] == "rest_api")


def place_of(stage: str, session: boto3.Session) -> Place:
    return Place(stage, session.client("sts").get_caller_identity()["Account"], session.region_name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stage", choices=[stage for stage in STAGES if stage != "local"])
    parser.add_argument("--environment", action="store_true", help="print what `chalice deploy` needs; change nothing")
    options = parser.parse_args()
    session = boto3.Session()
    declaration, place = load(), place_of(options.stage, session)
    if options.environment:
        print("\n".join(f"export {name}={value}" for name, value in environment(declaration, place, session).items()))
        return 0
    try:
        changed = wire_event_sources(declaration, place, session) + wire_room(declaration, place, session)
        folder = ROOT / "build" / options.stage / "layers"
        changed += wire_layers(declaration, place, session, lambda name: layers.zipped(name, folder))
        changed += wire_api(declaration, place, session, deployed_api(options.stage))
    except (NotDeployed, NotSettled, NotInstalled) as missing:
        print(missing)
        return 1
    print("changed: " + ", ".join(changed) if changed else "everything was wired already")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
