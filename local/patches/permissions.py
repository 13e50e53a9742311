"""IAM: the resource a request is about, where the emulator names another one than AWS does."""

import json
import threading
from urllib.parse import parse_qs

from ministack.core import iam_actions
from ministack.services import kms
from ministack.services import stepfunctions as sfn


def name_schedules_and_senders() -> None:
    """CreateSchedule is judged as if every schedule lay in the group `default`, and SendEmail as if it had no resource.
    AWS judges the group that the request names, and the identity of the sender's domain."""
    resource_arn = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        named = _member(body, "GroupName") if service == "scheduler" else None
        if named and "/schedules/" in path:
            name = path.rstrip("/").rsplit("/", 1)[1]
            return f"arn:aws:scheduler:{region}:{account_id}:schedule/{named}/{name}"
        sender = _member(body, "FromEmailAddress") if service == "ses" else None
        if sender and path.rstrip("/").endswith("/outbound-emails"):
            domain = sender.rsplit("@", 1)[-1].rstrip("> ")
            return f"arn:aws:ses:{region}:{account_id}:identity/{domain}"
        return resource_arn(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = extract_resource_arn


def name_push_applications() -> None:
    """CreatePlatformEndpoint and SetEndpointAttributes are judged as if they had no resource; AWS judges the application and
    the endpoint."""
    resource_arn = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        if service == "sns":
            form = parse_qs(body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or ""))
            for name in ("PlatformApplicationArn", "EndpointArn"):
                if name in form:
                    return form[name][0]
        return resource_arn(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = extract_resource_arn


def name_the_machine_of_a_token() -> None:
    """SendTaskSuccess and SendTaskFailure are judged as if they had no resource; AWS judges the machine that made the token.
    A token nobody knows is judged as one of a machine that waits for tokens: then the answer is about the token."""
    makers: dict[str, str] = {}
    running = threading.local()
    execute_task, invoke_with_callback, resource_arn = (
        sfn._execute_task,
        sfn._invoke_with_callback,
        iam_actions.extract_resource_arn,
    )

    def execute(state, raw_input, execution, ctx):
        running.machine = execution.get("stateMachineArn", "")
        return execute_task(state, raw_input, execution, ctx)

    def invoke(resource, input_data, token, state):
        makers[token] = running.machine
        return invoke_with_callback(resource, input_data, token, state)

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        token = _member(body, "taskToken") if service == "states" else None
        if token:
            waiting = (arn for arn, each in sfn._state_machines.items() if "waitForTaskToken" in each.get("definition", ""))
            return makers.get(token) or next(waiting, "*")
        return resource_arn(service, method, path, headers, body, query_params, region, account_id)

    sfn._execute_task = execute
    sfn._invoke_with_callback = invoke
    iam_actions.extract_resource_arn = extract_resource_arn


def name_the_key_of_an_alias() -> None:
    """A request that names a key by its alias is judged by the alias, and as if nobody had said one. AWS judges the key, and
    knows the alias as the condition `kms:RequestAlias`."""
    resource_arn, tag_context = iam_actions.extract_resource_arn, iam_actions.request_tag_context

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        key = kms._resolve_key(_alias(service, body)) if _alias(service, body) else None
        return key["Arn"] if key else resource_arn(service, method, path, headers, body, query_params, region, account_id)

    def request_tag_context(service, iam_action, body, params):
        alias = _alias(service, body)
        return tag_context(service, iam_action, body, params) | ({"kms:RequestAlias": alias} if alias else {})

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.request_tag_context = request_tag_context


def _alias(service: str, body: bytes) -> str | None:
    named = _member(body, "KeyId") if service == "kms" else None
    return named if named and named.startswith("alias/") else None


def _member(body: bytes, name: str) -> str | None:
    try:
        value = json.loads(body).get(name)
    except (ValueError, AttributeError):
        return None
    return value if isinstance(value, str) else None


PATCHES = (name_schedules_and_senders, name_push_applications, name_the_machine_of_a_token, name_the_key_of_an_alias)
