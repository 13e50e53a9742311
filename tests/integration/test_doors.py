"""The laptop's two doors, the API's and the emulator's: a web page from elsewhere gets through neither."""

import http.client
import json
import re
import urllib.error
import urllib.request
from contextlib import closing
from stat import S_IMODE

import boto3
import pytest
from botocore.exceptions import ClientError

from local import snapshot
from ops.clients import Clients, Keys

EVIL = "http://evil.example"


def asked(port: int, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """One request as it stands, with the headers given and no other; its status, headers and text."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": f"127.0.0.1:{port}", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        content = (body or "").encode()
        connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


@pytest.fixture
def door(stack) -> int:
    return stack.settings.port


@pytest.fixture
def emulator_port(stack) -> int:
    return stack.settings.emulator_port


@pytest.fixture
def secret(stack) -> dict[str, str]:
    return {"Authorization": f"Bearer {stack.settings.keys.secret_access_key}"}


PERSON = {"name": "Eve", "lastName": "L", "email": "eve@evil.example", "password": "a horse of evil", "documentNumber": "EVIL1"}


class TestAForeignOrigin:
    @pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1:1", "https://localhost"])
    def test_does_nothing_at_the_front_door(self, stack, door, origin):
        status, headers, text = asked(
            door, "POST", "/register", json.dumps(PERSON), Origin=origin, Content_Type="application/json"
        )
        assert (status, json.loads(text)["code"]) == (403, "forbidden")
        assert "access-control-allow-origin" not in headers
        assert stack.api.call("POST", "/login", {"email": PERSON["email"], "password": PERSON["password"]}).status == 401

    def test_sees_no_page_of_a_developer(self, door):
        assert asked(door, "GET", "/_local/mails", Origin=EVIL)[0] == 403

    @pytest.mark.parametrize("origin", [EVIL, "null"])
    def test_does_nothing_at_the_emulator(self, stack, emulator_port, secret, origin):
        status, headers, _ = asked(emulator_port, "POST", "/_ministack/reset", Origin=origin, **secret)
        assert status == 403
        assert "access-control-allow-origin" not in headers
        assert stack.clients("dynamodb").describe_table(TableName=stack.place.name("table", "user-table"))

    def test_is_not_told_that_it_may_ask(self, emulator_port):
        asking = {"Origin": EVIL, "Access_Control_Request_Method": "POST"}
        status, headers, _ = asked(emulator_port, "OPTIONS", "/", **asking)
        assert status == 403
        assert "access-control-allow-origin" not in headers

    def test_cannot_use_the_api_behind_the_front_door(self, stack, emulator_port):
        path = json.loads((stack.settings.folder / "internal.json").read_text())["execute_url"].partition(str(emulator_port))[2]
        assert asked(emulator_port, "GET", f"{path}/health")[0] == 200
        assert asked(emulator_port, "GET", f"{path}/health", Origin=EVIL)[0] == 403

    @pytest.mark.parametrize("sender", [{"Origin": EVIL}, {"Origin": "http://127.0.0.1:1"}, {"Sec_Fetch_Site": "same-site"}])
    def test_sends_no_file(self, stack, emulator_port, sender):
        """A page of the front door may, from its other port: what judges a form is who sends it, and what signs it."""
        where = f"/{stack.place.name('bucket', 'kyc-quarantine')}"
        form = {"Content_Type": "multipart/form-data; boundary=b"}
        assert "Pages from elsewhere" in asked(emulator_port, "POST", where, "--b--\r\n", **form, **sender)[2]
        own = {"Origin": stack.settings.api_url, "Sec_Fetch_Site": "same-site"}
        assert "Pages from elsewhere" not in asked(emulator_port, "POST", where, "--b--\r\n", **form, **own)[2]

    def test_is_not_the_banks_own(self, door):
        for host in ("127.0.0.1", "localhost"):
            assert asked(door, "GET", "/health", Origin=f"http://{host}:{door}")[0] == 200


class TestAForeignHost:
    """What a browser sends after DNS rebinding: no `Origin`, since the page believes to speak to its own server."""

    @pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", ""])
    def test_is_refused_by_both(self, door, emulator_port, secret, host):
        assert asked(door, "GET", "/health", Host=host.format(port=door))[0] == 403
        assert asked(emulator_port, "GET", "/_bank/busy", Host=host.format(port=emulator_port), **secret)[0] == 403

    def test_localhost_is_none(self, door, emulator_port, secret):
        assert asked(door, "GET", "/health", Host=f"localhost:{door}")[0] == 200
        assert asked(emulator_port, "GET", "/_bank/busy", Host=f"localhost:{emulator_port}", **secret)[0] == 200


CALLS = {
    "dynamodb": lambda client: client.list_tables(),
    "lambda": lambda client: client.list_functions(),
    "s3": lambda client: client.list_buckets(),
    "secretsmanager": lambda client: client.list_secrets(),
    "sqs": lambda client: client.list_queues(),
    "stepfunctions": lambda client: client.list_state_machines(),
    "iam": lambda client: client.list_roles(),
    "ses": lambda client: client.list_identities(),
    "logs": lambda client: client.describe_log_groups(),
}


class TestTheEmulatorsKeys:
    @pytest.mark.parametrize("service", CALLS)
    def test_open_it(self, stack, service):
        CALLS[service](stack.clients(service))

    @pytest.mark.parametrize("service", CALLS)
    def test_are_the_only_ones_that_do(self, stack, service):
        url, own = stack.settings.emulator.url, stack.settings.keys
        wrong = [Keys("test", "test"), Keys("000000000000", "test"), Keys("000000000000", own.secret_access_key)]
        for keys in [*wrong, Keys("AKIA0000000000000000", own.secret_access_key), Keys(own.access_key_id, "guessed")]:
            with pytest.raises(ClientError) as refused:
                CALLS[service](Clients(url, keys=keys)(service))
            assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 401, 403), keys

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/"),
            ("GET", "/health"),
            ("POST", "/_ministack/reset"),
            ("GET", "/_ministack/ses/messages"),
            ("GET", "/_ministack/health"),
            ("POST", "/_ministack/config"),
            ("GET", "/_bank/save"),
            ("GET", "/_aws/lambda-url/x"),
            ("GET", "/_localstack/health"),
            ("PUT", "/inferno-local-000000000000-avatars/x"),
        ],
    )
    def test_are_needed_for_everything_but_the_api(self, emulator_port, method, path):
        assert asked(emulator_port, method, path)[0] == 403
        assert asked(emulator_port, method, path, Authorization="Bearer guessed")[0] == 403

    def test_of_a_function_cannot_be_guessed(self, stack):
        """ministack makes them of the names of function and role alone."""
        from ministack.core import lambda_runtime

        name = stack.place.name("function", "cards_post_purchase")
        config = stack.clients("lambda").get_function_configuration(FunctionName=name)
        guessed = lambda_runtime.hashlib.sha256(f"{config['FunctionArn']}:{config['Role']}".encode()).hexdigest()
        keys = {
            "aws_access_key_id": f"ASIA{guessed[:16].upper()}",
            "aws_secret_access_key": lambda_runtime.hashlib.sha256(f"secret:{guessed}".encode()).hexdigest(),
            "aws_session_token": lambda_runtime.hashlib.sha256(f"token:{guessed}".encode()).hexdigest(),
        }
        sts = boto3.client("sts", endpoint_url=stack.settings.emulator.url, region_name="us-east-1", **keys)
        with pytest.raises(ClientError):
            sts.get_caller_identity()

    def test_sign_links_that_need_none(self, stack):
        s3, bucket = stack.clients("s3"), stack.place.name("bucket", "reports")
        buckets = [each["Name"] for each in s3.list_buckets()["Buckets"]]
        bucket = bucket if bucket in buckets else buckets[0]
        s3.put_object(Bucket=bucket, Key="tests/signed", Body=b"signed")
        link = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "tests/signed"})
        with urllib.request.urlopen(link, timeout=10) as answer:
            assert answer.read() == b"signed"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(link.replace("tests/signed", "tests/other"), timeout=10)
        assert refused.value.code == 403

    def test_and_all_else_are_for_the_developers_eyes_only(self, stack):
        folder = stack.settings.folder
        stack.settings.emulator.ask("save", timeout_seconds=30)
        assert S_IMODE(folder.stat().st_mode) == 0o700
        files = [
            path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] not in ("build", "tmp")
        ]
        assert {"stack.json", "internal.json", snapshot.NAME} <= {path.name for path in files}
        assert [str(path) for path in files if S_IMODE(path.stat().st_mode) & 0o077] == []

    def test_are_told_to_whoever_reads_where_the_bank_is(self, stack):
        found = json.loads((stack.settings.folder / "stack.json").read_text())
        assert Keys(found["aws_access_key_id"], found["aws_secret_access_key"]) == stack.settings.keys


class TestAForwardedAddress:
    def test_is_nobodys_word(self, stack, door, emulator_port):
        """What the API counts by is the address that it was asked from, whatever the caller says about it."""
        path = json.loads((stack.settings.folder / "internal.json").read_text())["execute_url"].partition(str(emulator_port))[2]
        for number, (port, prefix) in enumerate([(door, ""), (emulator_port, path)]):
            forged = {"X_Forwarded_For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
            login = json.dumps({"email": "nobody@example.com", "password": "not the right one"})
            assert asked(port, "POST", f"{prefix}/login", login, Content_Type="application/json", **forged)[0] == 401
        table = stack.clients("dynamodb").scan(TableName=stack.place.name("table", "rate-limit-table"))["Items"]
        counted = json.dumps(table)
        assert "login#127.0.0.1" in counted
        assert "203.0.113" not in counted


class TestEveryPage:
    @pytest.mark.parametrize(
        "path",
        [
            "/app/",
            "/app/cards",
            "/_local",
            "/docs",
            "/problems",
            "/_local/mails",
            "/_local/executions",
            "/_local/traces",
            "/_local/nowhere",
        ],
    )
    def test_runs_and_shows_only_what_this_origin_serves(self, stack, path):
        answer = stack.api.get(path)
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert answer.headers["content-type"].startswith("text/html")
        assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
        assert (policy["require-trusted-types-for"], policy["frame-ancestors"]) == ("'script'", "'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert answer.headers["referrer-policy"] == "no-referrer"

    def test_of_ours_has_no_script_or_style_inside(self, stack):
        customer = stack.registered()
        stack.settle()
        mail = stack.mails(customer.email)[-1]
        run = stack.executions("cards_registration")[0]
        trace = "/_local/traces/" + stack.api.get("/health").headers["x-correlation-id"]
        for path in ("/_local", f"/_local/mails/{mail.number}", f"/_local/executions/{run.name}", trace):
            page = stack.api.get(path)
            assert page.status == 200
            inside = re.sub(r'<script [^>]*src="/[^"]+"></script>', "", page.text)
            assert not [word for word in ("<script", "<style", "style=", "onclick", "javascript:", "srcdoc") if word in inside], (
                path
            )

    def test_of_a_mail_does_nothing_but_show_it(self, stack):
        customer = stack.registered()
        stack.settle()
        shown = stack.api.get(f"/_local/mails/{stack.mails(customer.email)[-1].number}/shown")
        policy = shown.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
