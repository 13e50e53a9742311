"""The bank on a laptop: it starts, answers on one origin, and says what is wrong when it cannot."""

import http.client
import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing

import boto3
import pytest
from botocore.exceptions import ClientError

from local.processes import free_port, holder_of
from local.settings import Settings
from local.waiting import until
from release.declaration import ROOT, load
from tests.support.stack import command, environment_for


class TestTheApiAtTheRoot:
    def test_answers_health(self, stack):
        answer = stack.api.get("/health")
        assert (answer.status, answer.body) == (200, {"status": "ok"})

    def test_serves_the_description_and_the_docs_page(self, stack):
        assert stack.api.get("/openapi.json").body["openapi"].startswith("3.1")
        assert "<html" in stack.api.get("/docs").text

    def test_keeps_a_connection_for_several_requests(self, stack):
        with closing(http.client.HTTPConnection("127.0.0.1", stack.settings.port, timeout=10)) as connection:
            for path, status in (("/health", 200), ("/nowhere", 404), ("/health", 200)):
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == status
                assert not answer.will_close


class TestWhatTheGatewayAnswersItself:
    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nowhere", 404, "not_found"),
            ("DELETE", "/health", 404, "not_found"),
            ("OPTIONS", "/health", 404, "not_found"),
            ("GET", "/admin/errors", 401, "unauthorized"),
        ],
    )
    def test_is_a_problem_document(self, stack, method, path, status, code):
        answer = stack.api.call(method, path)
        assert (answer.status, answer.code) == (status, code)
        assert answer.body["status"] == status
        assert {"type", "title", "detail", "instance"} <= answer.body.keys()

    def test_names_the_path_as_it_was_asked_for(self, stack):
        answer = stack.api.post("/login", {})
        assert (answer.status, answer.body["instance"]) == (400, "/login")

    def test_answers_head_without_a_body(self, stack):
        known, unknown = stack.api.call("HEAD", "/health"), stack.api.call("HEAD", "/nowhere")
        assert [(answer.status, answer.text) for answer in (known, unknown)] == [(200, ""), (404, "")]

    def test_refuses_a_body_over_ten_megabytes_before_reading_it(self, stack):
        with closing(socket.create_connection(("127.0.0.1", stack.settings.port), timeout=10)) as connection:
            connection.sendall(
                b"POST /login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 10485761\r\n\r\n" % stack.settings.port
            )
            answer = connection.makefile("rb").read().decode()
        assert answer.startswith("HTTP/1.1 413 ")
        assert "application/problem+json" in answer
        assert json.loads(answer.partition("\r\n\r\n")[2])["code"] == "payload_too_large"

    def test_answers_who_sends_everything_before_reading(self, stack):
        """A client that does not look up until its body is sent still gets the 413, not a cut line."""
        answer = stack.api.call("POST", "/login", raw=b"x" * (16 * 1024 * 1024))
        assert (answer.status, answer.code) == (413, "payload_too_large")

    @pytest.mark.parametrize(
        "head",
        [
            b"POST /login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: -1\r\n\r\n",
            b"POST /login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: nonsense\r\n\r\n",
            b"POST /login HTTP/1.1\r\nHost: localhost:%d\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ],
    )
    def test_refuses_a_body_without_a_readable_length(self, stack, head):
        with closing(socket.create_connection(("127.0.0.1", stack.settings.port), timeout=10)) as connection:
            connection.sendall(head % stack.settings.port)
            answer = connection.makefile("rb").read().decode()
        assert answer.startswith("HTTP/1.1 400 ")
        assert "application/problem+json" in answer

    @pytest.mark.parametrize(
        ("head", "status", "code"),
        [
            (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, "uri_too_long"),
            (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431, "request_header_fields_too_large"),
        ],
        ids=["path", "header"],
    )
    def test_names_what_is_too_long_to_read(self, stack, head, status, code):
        with closing(socket.create_connection(("127.0.0.1", stack.settings.port), timeout=10)) as connection:
            connection.sendall(head)
            lines, _, body = connection.makefile("rb").read().decode().partition("\r\n\r\n")
        assert lines.startswith(f"HTTP/1.1 {status} ") and "application/problem+json" in lines
        problem = json.loads(body)
        assert (problem["status"], problem["code"]) == (status, code) and problem["type"].endswith(f"#{code}")

    def test_takes_a_body_in_chunks(self, stack):
        with closing(http.client.HTTPConnection("127.0.0.1", stack.settings.port, timeout=10)) as connection:
            body = json.dumps({"email": "nobody@example.com", "password": "not the right one"}).encode()
            chunks = iter([body[:10], body[10:]])
            connection.request("POST", "/login", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
            answer = connection.getresponse()
            assert (answer.status, json.load(answer)["code"]) == (401, "invalid_credentials")


class TestTheFrontDoorAlone:
    def test_answers_a_problem_document_when_the_emulator_is_away(self, tmp_path):
        port = free_port()
        (tmp_path / "internal.json").write_text(json.dumps({"execute_url": f"http://127.0.0.1:{free_port()}/x"}))
        door = subprocess.Popen([sys.executable, "-m", "local.front_door", str(tmp_path), str(port)], cwd=ROOT)
        try:
            with pytest.raises(urllib.error.HTTPError) as refused:
                _patiently(f"http://127.0.0.1:{port}/health")
            assert refused.value.code == 502
            assert refused.value.headers["Content-Type"] == "application/problem+json"
            assert json.load(refused.value)["status"] == 502
        finally:
            door.kill()
            door.wait()


class TestPagesForADeveloper:
    def test_show_where_things_are(self, stack):
        page = stack.api.get("/_local")
        assert page.status == 200
        assert stack.settings.api_url in page.text

    def test_show_mails_and_executions(self, stack):
        assert "<h1>Mails" in stack.api.get("/_local/mails").text
        assert "<h1>Executions" in stack.api.get("/_local/executions").text

    def test_know_what_they_do_not_have(self, stack):
        assert stack.api.get("/_local/mails/999999").status == 404
        assert stack.api.get("/_local/executions/no-such-thing").status == 404
        assert stack.api.get("/_local/elsewhere").status == 404


class TestUp:
    def test_leaves_a_file_that_says_where_everything_is(self, stack):
        found = json.loads((stack.settings.folder / "stack.json").read_text())
        assert found["api_url"] == stack.settings.api_url
        assert found["aws_endpoint_url"] == stack.settings.emulator.url
        assert found["region"] == "us-east-1"
        assert found["admin"].keys() == found["staff"].keys() == {"email", "password"}

    def test_makes_two_members_of_staff_who_can_sign_in(self, stack):
        assert stack.as_admin.get("/admin/errors").status == 200
        assert stack.as_colleague.get("/admin/errors").status == 200
        assert (stack.settings.folder / "staff.json").stat().st_mode & 0o777 == 0o600

    def test_shows_the_staff_again_and_changes_nothing(self, stack):
        environment = environment_for(stack.settings.folder, PORT="", EMULATOR_PORT="")
        environment.pop("AWS_ENDPOINT_URL", None)
        shown = subprocess.run(
            [sys.executable, "-m", "ops.admin"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
        )
        assert shown.returncode == 0, shown.stderr
        assert f"email:    {stack.admin['email']}\npassword: {stack.admin['password']}\n" in shown.stdout
        assert stack.as_admin.get("/admin/errors").status == 200

    def test_may_be_repeated(self, stack):
        environment = environment_for(stack.settings.folder, PORT="", EMULATOR_PORT="", SFN_WAIT_SCALE="0.2", BCRYPT_ROUNDS="6")
        again = command("up", environment)
        assert again.returncode == 0, again.stderr
        assert "runs already" in again.stdout
        assert "unchanged" in again.stdout
        assert stack.api.get("/health").status == 200

    def test_refuses_other_ports_while_it_runs(self, stack):
        environment = environment_for(stack.settings.folder)
        refused = command("up", environment)
        assert refused.returncode == 1
        assert "make down" in refused.stderr

    @pytest.mark.parametrize("variable", ["PORT", "EMULATOR_PORT"])
    def test_names_who_holds_a_port_and_what_to_set(self, tmp_path, variable):
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            refused = command("up", environment_for(tmp_path, **{variable: str(port)}))
            assert holder_of(port) in refused.stderr
        assert refused.returncode == 1
        assert f"make run {variable}={port + 1}" in refused.stderr
        assert not (tmp_path / "emulator.log").exists()


class TestWhatIsDeployed:
    def test_every_declared_function_with_its_role_alone(self, stack):
        deployed = {
            each["FunctionName"]: each["Role"]
            for each in stack.clients("lambda").get_paginator("list_functions").paginate().build_full_result()["Functions"]
        }
        expected = {stack.place.name("function", name) for name in load().functions if name != "api_handler"} | {"inferno-local"}
        assert deployed.keys() == expected
        assert len(set(deployed.values())) == len(deployed)

    def test_every_queue_consumer_reports_the_messages_that_failed(self, stack):
        mappings = stack.clients("lambda").list_event_source_mappings()["EventSourceMappings"]
        queues = [each for each in mappings if ":sqs:" in each["EventSourceArn"]]
        assert len(queues) == sum("queue" in function.get("trigger", {}) for function in load().functions.values())
        assert all(each["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for each in queues)

    def test_iam_is_enforced(self, stack):
        function = stack.place.name("function", "cards_post_purchase")
        settings = stack.clients("lambda").get_function_configuration(FunctionName=function)
        role = stack.clients("sts").assume_role(RoleArn=settings["Role"], RoleSessionName="tests")["Credentials"]
        keys = {
            "aws_access_key_id": role["AccessKeyId"],
            "aws_secret_access_key": role["SecretAccessKey"],
            "aws_session_token": role["SessionToken"],
        }
        client = boto3.client("s3", endpoint_url=stack.settings.emulator.url, region_name="us-east-1", **keys)
        with pytest.raises(ClientError, match="AccessDenied"):
            client.list_buckets()


class TestSettings:
    def test_a_running_stack_keeps_its_ports(self, stack):
        assert Settings.of_running(stack.settings.folder).port == stack.settings.port


def _patiently(url: str) -> None:
    """Opens a URL of a server that may be starting."""

    def answered() -> bool:
        try:
            urllib.request.urlopen(url, timeout=5)
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            return False
        return True

    until(answered, f"an answer of {url}")
