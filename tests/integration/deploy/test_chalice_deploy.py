"""The real `chalice deploy`, run to its end against a stand-in AWS, then the wiring step: nothing may be missing."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import boto3
import pytest

from local.processes import free_port
from local.waiting import until
from release import config, layers, wire
from release.declaration import ROOT, Place, load
from release.package import copy_of_tree

pytestmark = pytest.mark.xdist_group("chalice-deploy")  # one deployment for all of them
STAGE = "dev"
ACCOUNT = "000000000000"
# Chalice waits five seconds for each function to become active: the stand-in's are active at once.
CHALICE = (
    "import sys, time; pause = time.sleep; time.sleep = lambda seconds: pause(min(seconds, 0.01));"
    "from chalice.cli import main; sys.exit(main())"
)
LONGEST_SECONDS = 240


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    """A stand-in AWS of this test's own: the environment that points at it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "BANK_"))}
    environment |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT),
    }
    own = {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}
    log = tmp_path_factory.mktemp("stand-in") / "log"
    with log.open("w") as output:
        program = Path(__file__).with_name("stand_in.py")
        server = subprocess.Popen([sys.executable, str(program)], env=environment | own, stdout=output, stderr=output)
    try:
        _wait_for(f"{environment['AWS_ENDPOINT_URL']}/_ministack/health", server, log)
        yield environment
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    def answers() -> bool:
        assert server.poll() is None, log.read_text()
        try:
            return urllib.request.urlopen(url, timeout=1).status == 200
        except OSError:
            return False

    until(answers, "an answer of the stand-in AWS", 30)


@pytest.fixture(scope="module")
def session(aws):
    patch = pytest.MonkeyPatch()
    patch.setenv("AWS_ENDPOINT_URL", aws["AWS_ENDPOINT_URL"])
    yield boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    patch.undo()


@pytest.fixture(scope="module")
def declaration():
    return load()


@pytest.fixture(scope="module")
def place():
    return Place(STAGE, ACCOUNT)


@pytest.fixture(scope="module")
def project(aws, session, declaration, place, tmp_path_factory):
    """The application, deployed by Chalice where Terraform had made tables and queues before."""
    _make_sources(declaration, place, session)
    tree = copy_of_tree(STAGE, tmp_path_factory.mktemp("project"), slim=True, place=place)
    _chalice_deploy(tree, aws | wire.environment(declaration, place, session))
    yield tree
    shutil.rmtree(tree)


def _make_sources(declaration, place, session) -> None:
    for name, table in declaration.tables.items():
        keys = [(table["hash_key"], "HASH")] + ([(table["range_key"], "RANGE")] if table.get("range_key") else [])
        session.client("dynamodb").create_table(
            TableName=place.name("table", name),
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": attribute, "KeyType": kind} for attribute, kind in keys],
            AttributeDefinitions=[{"AttributeName": each, "AttributeType": table["attributes"][each]} for each, _ in keys],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
            if table.get("stream")
            else {"StreamEnabled": False},
        )
    for name in declaration.queues:
        session.client("sqs").create_queue(QueueName=place.name("queue", name))


def _chalice_deploy(tree: Path, environment: dict[str, str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", CHALICE, "deploy", "--stage", STAGE],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def rest_api_id(project):
    return wire.deployed_api(STAGE, project)


def content_of(layer: str) -> bytes:
    return layers.archive({"python/what.txt": layer.encode()})


@pytest.fixture(scope="module")
def changed(project, session, declaration, place, rest_api_id):
    """What the wiring step says it changed, run once after the deployment."""
    return (
        wire.wire_event_sources(declaration, place, session)
        + wire.wire_room(declaration, place, session)
        + wire.wire_layers(declaration, place, session, content_of)
        + wire.wire_api(declaration, place, session, rest_api_id)
    )


class TestChaliceDeploy:
    def test_deploys_every_declared_function_with_its_settings(self, project, session, declaration, place):
        functions = {
            each["FunctionName"]: each
            for page in session.client("lambda").get_paginator("list_functions").paginate()
            for each in page["Functions"]
        }
        wanted = {config.function_name(place, name): function for name, function in declaration.functions.items()}
        assert set(functions) == set(wanted)
        for name, function in wanted.items():
            assert functions[name]["MemorySize"] == function["memory_mb"], name
            assert functions[name]["Timeout"] == function["timeout_seconds"], name
            assert functions[name]["Environment"]["Variables"]["BANK_STAGE"] == STAGE, name

    def test_gives_every_function_a_role_with_exactly_its_declared_policy(self, project, session, declaration, place):
        iam = session.client("iam")
        for name in declaration.functions:
            role = f"{place.prefix}{name}"
            documents = [
                iam.get_role_policy(RoleName=role, PolicyName=each)["PolicyDocument"]
                for each in iam.list_role_policies(RoleName=role)["PolicyNames"]
            ]
            assert documents == [config.policy(declaration, name, place)], name

    def test_connects_every_trigger_to_its_queue_or_stream(self, project, session, declaration, place):
        for name, function in declaration.functions.items():
            sources = session.client("lambda").list_event_source_mappings(FunctionName=config.function_name(place, name))
            found = [
                (each["EventSourceArn"].partition("/stream/")[0], each["BatchSize"]) for each in sources["EventSourceMappings"]
            ]
            assert found == _wanted_source(function.get("trigger"), place), name

    def test_makes_the_rest_api_with_every_route_and_the_authorizer(self, project, session, rest_api_id):
        gateway = session.client("apigateway")
        resources = gateway.get_resources(restApiId=rest_api_id, limit=500, embed=["methods"])["items"]
        found = {(each["path"], method) for each in resources for method in each.get("resourceMethods", {})}
        assert found == _routes(project)
        authorizers = gateway.get_authorizers(restApiId=rest_api_id)["items"]
        assert [each["name"] for each in authorizers] == ["authorize"]
        assert f"inferno-{STAGE}-authorize" in authorizers[0]["authorizerUri"]
        guarded = [m for each in resources for m in each.get("resourceMethods", {}).values() if m.get("authorizerId")]
        assert guarded
        assert {each["authorizerId"] for each in guarded} == {authorizers[0]["id"]}

    def test_answers_over_http(self, aws, project, rest_api_id):
        status, headers, body = _ask(aws, rest_api_id, "/health")
        assert status == 200, body
        assert headers["Content-Type"].startswith("application/json")


class TestWiring:
    def test_sets_what_chalice_cannot_say(self, changed, session, declaration, place):
        for name, function in declaration.functions.items():
            if "trigger" not in function:
                continue
            assert name in changed
            sources = session.client("lambda").list_event_source_mappings(FunctionName=config.function_name(place, name))
            for source in sources["EventSourceMappings"]:
                assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
                if "stream" in function["trigger"]:
                    failures = place.arn(f"queue/{function['trigger']['on_failure']}")
                    assert source["DestinationConfig"]["OnFailure"]["Destination"] == failures, name
                    assert source["MaximumRetryAttempts"] > 0, name

    def test_gives_a_function_the_disk_it_declares(self, changed, session, place):
        name = "reports_build_report"
        assert name in changed
        found = session.client("lambda").get_function_configuration(FunctionName=config.function_name(place, name))
        assert found["EphemeralStorage"] == {"Size": 10_240}

    def test_gives_each_layer_to_the_functions_that_have_it(self, changed, session, declaration, place):
        assert "api_handler" in changed
        for name, function in declaration.functions.items():
            found = session.client("lambda").get_function_configuration(FunctionName=config.function_name(place, name))
            names = [each["Arn"].split(":")[-2] for each in found.get("Layers", ())]
            assert names == [f"inferno-dev-{layer}" for layer in function.get("layers", ())], name

    def test_makes_the_gateways_own_answers_problem_documents(self, changed, aws, rest_api_id):
        for path, expected in (("/no-such-route", 404), ("/admin/errors", 401)):
            status, headers, body = _ask(aws, rest_api_id, path)
            problem = json.loads(body)
            assert (status, problem["status"]) == (expected, expected)
            assert headers["Content-Type"] == "application/problem+json"
            assert set(problem) == {"type", "title", "status", "detail", "instance", "code"}

    def test_changes_nothing_the_second_time(self, changed, session, declaration, place, rest_api_id):
        assert wire.wire_event_sources(declaration, place, session) == []
        assert wire.wire_room(declaration, place, session) == []
        assert wire.wire_layers(declaration, place, session, content_of) == []
        assert wire.wire_api(declaration, place, session, rest_api_id) == []

    def test_publishes_a_layer_again_when_its_content_changed(self, changed, session, declaration, place):
        assert wire.wire_layers(declaration, place, session, lambda name: layers.archive({"python/new.txt": b""})) == [
            "api_handler",
            "kyc_scan_document",
            "statements_build_files",
        ]

    def test_is_needed_again_after_another_deploy_and_then_complete(
        self, changed, aws, project, session, declaration, place, rest_api_id
    ):
        _chalice_deploy(project, aws | wire.environment(declaration, place, session))
        assert wire.deployed_api(STAGE, project) == rest_api_id
        again = wire.wire_api(declaration, place, session, rest_api_id)
        assert set(again) == {"name", *declaration.gateway_responses}
        assert _ask(aws, rest_api_id, "/admin/errors")[0] == 401


def _wanted_source(trigger: dict | None, place: Place) -> list[tuple[str, int]]:
    if trigger is None:
        return []
    token = f"queue/{trigger['queue']}" if "queue" in trigger else f"table/{trigger['stream']}"
    return [(place.arn(token), trigger["batch_size"])]


def _routes(project: Path) -> set[tuple[str, str]]:
    listing = "import json, app; print(json.dumps([[path, m] for path, methods in app.app.routes.items() for m in methods]))"
    result = subprocess.run([sys.executable, "-c", listing], cwd=project, capture_output=True, text=True, check=True)
    return {(path, method) for path, method in json.loads(result.stdout)}


def _ask(aws: dict[str, str], rest_api_id: str, path: str) -> tuple[int, dict, str]:
    url = f"{aws['AWS_ENDPOINT_URL']}/_aws/execute-api/{rest_api_id}/{config.API_STAGE}{path}"
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, dict(refusal.headers), refusal.read().decode()
