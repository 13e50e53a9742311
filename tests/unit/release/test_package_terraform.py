"""Chalice's Terraform package becomes one that current Terraform and our root take."""

import copy
import json

import pytest

from release import package_terraform
from release.declaration import Declaration
from release.package_terraform import adapt

DECLARATION = Declaration(
    functions={
        "api_handler": {},
        "worker": {
            "layers": ["drawing"],
            "ephemeral_storage_mb": 2048,
            "trigger": {"maximum_concurrency": 5, "queue": "work-sqs", "batch_size": 10},
        },
        "relay": {"trigger": {"stream": "outbox-table", "batch_size": 25, "on_failure": "failures-sqs"}},
    },
    gateway_responses={
        "THROTTLED": {
            "status": 429,
            "code": "too_many_requests",
            "title": "Too many",
            "detail": "Later",
            "headers": {"Retry-After": "1"},
        },
    },
)


def function(name: str) -> dict:
    return {
        "function_name": "inferno-dev" if name == "api_handler" else f"inferno-dev-{name}",
        "runtime": "python3.13",
        "environment": {"variables": {"BANK_STAGE": "dev", "RATE_LIMIT_PER_MINUTE": "100"}},
        "role": f"${{aws_iam_role.{name}_role.arn}}",
    }


def source(name: str, arn: str) -> dict:
    return {"event_source_arn": arn, "batch_size": 10, "function_name": f"${{aws_lambda_function.{name}.arn}}"}


# What `chalice package --pkg-format terraform` writes, as far as it matters here.
CHALICE = {
    "terraform": {"required_version": ">= 0.12.26, < 1.4.0", "required_providers": {"aws": {"version": ">= 3.61.0, < 5"}}},
    "data": {"aws_region": {"chalice": {}}, "null_data_source": {"chalice": {"inputs": {"stage": "dev"}}}},
    "locals": {
        "chalice_api_swagger": json.dumps(
            {"swagger": "2.0", "info": {"version": "1.0", "title": "inferno"}, "x": "${data.aws_region.chalice.name}"}
        )
    },
    "resource": {
        "aws_iam_role_policy": {
            "worker_role": {
                "policy": json.dumps({"Statement": [{"Resource": ["arn:aws:ses:${var.region}:${local.account}:identity/*"]}]})
            }
        },
        "aws_lambda_function": {name: function(name) for name in ("api_handler", "worker", "relay")},
        "aws_lambda_event_source_mapping": {
            "worker-sqs-event-source": source("worker", "arn:aws:sqs:x:y:inferno-dev-work-sqs"),
            "relay-dynamodb-event-source": {
                **source("relay", "arn:aws:dynamodb:x:y:z/stream/latest"),
                "starting_position": "LATEST",
            },
        },
        "aws_api_gateway_rest_api": {"rest_api": {"name": "inferno", "body": "${local.chalice_api_swagger}"}},
        "aws_api_gateway_deployment": {
            "rest_api": {"stage_name": "api", "stage_description": "${md5(local.chalice_api_swagger)}"}
        },
    },
    "output": {"EndpointURL": {"value": "${aws_api_gateway_deployment.rest_api.invoke_url}"}},
}


@pytest.fixture
def packaged() -> dict:
    return adapt(copy.deepcopy(CHALICE), DECLARATION, "dev")


def resource(packaged: dict, kind: str, name: str = "rest_api") -> dict:
    return packaged["resource"][kind][name]


class TestAdapt:
    def test_leaves_versions_to_our_own_files(self, packaged):
        assert "terraform" not in packaged
        assert "null_data_source" not in packaged["data"]

    def test_uses_the_regions_name_in_provider_6(self, packaged):
        assert "data.aws_region.chalice.name" not in json.dumps(packaged)
        assert "data.aws_region.chalice.region" in packaged["locals"]["chalice_api_swagger"]

    def test_leaves_what_it_was_given_untouched(self):
        given = copy.deepcopy(CHALICE)
        adapt(given, DECLARATION, "dev")
        assert given == CHALICE


class TestPolicies:
    def test_allow_mails_from_the_stages_domain_only(self, packaged):
        policy = resource(packaged, "aws_iam_role_policy", "worker_role")["policy"]
        assert json.loads(policy) == {"Statement": [{"Resource": ["${aws_ses_domain_identity.mail.arn}"]}]}

    def test_too_long_for_a_role_lie_beside_it_and_say_the_same(self):
        given = copy.deepcopy(CHALICE)
        statements = [{"Action": ["dynamodb:GetItem"], "Resource": [f"arn:{number:0>200}"]} for number in range(60)]
        long = {
            "role": "${aws_iam_role.worker_role.id}",
            "policy": json.dumps({"Version": "2012-10-17", "Statement": statements}),
        }
        given["resource"]["aws_iam_role_policy"]["worker_role"] = long
        made = adapt(given, DECLARATION, "dev")["resource"]
        assert "worker_role" not in made["aws_iam_role_policy"]
        parts = [json.loads(each["policy"]) for each in made["aws_iam_policy"].values()]
        assert [each for part in parts for each in part["Statement"]] == statements
        assert all(len(json.dumps(part, separators=(",", ":"))) <= 6_144 for part in parts)
        attached = made["aws_iam_role_policy_attachment"]
        assert {each["role"] for each in attached.values()} == {long["role"]} and attached.keys() == made["aws_iam_policy"].keys()
        awaited = made["aws_lambda_function"]["worker"]["depends_on"][1:]
        assert awaited == [f"aws_iam_role_policy_attachment.{name}" for name in attached]


class TestFunctions:
    def test_run_on_one_python_whichever_packed_them(self, packaged):
        functions = packaged["resource"]["aws_lambda_function"]
        assert {each["runtime"] for each in functions.values()} == {"python3.12"}

    def test_are_traced_and_their_logs_end(self, packaged):
        for name, full_name in (("api_handler", "inferno-dev"), ("worker", "inferno-dev-worker")):
            assert resource(packaged, "aws_lambda_function", name)["tracing_config"] == {"mode": "Active"}
            group = resource(packaged, "aws_cloudwatch_log_group", name)
            assert group == {"name": f"/aws/lambda/{full_name}", "retention_in_days": "${var.log_retention_days}"}

    def test_come_after_their_logs_and_permissions(self, packaged):
        wanted = ["aws_cloudwatch_log_group.worker", "aws_iam_role_policy.worker_role"]
        assert resource(packaged, "aws_lambda_function", "worker")["depends_on"] == wanted

    def test_take_their_settings_from_the_stages_variables(self, packaged):
        variables = resource(packaged, "aws_lambda_function", "worker")["environment"]["variables"]
        assert variables == {
            "BANK_STAGE": "dev",
            "RATE_LIMIT_PER_MINUTE": "${var.requests_per_minute}",
            "SMS_ORIGIN": "${var.sms_origin}",
            "PUSH_ANDROID": "${var.push_android}",
            "PUSH_IOS": "${var.push_ios}",
            "BANK_MAIL_SENDER": "${local.mail_sender}",
            "BANK_PUBLIC_URL": "${local.public_url}",
            "BANK_PUBLIC_ORIGINS": "${local.public_origins}",
            "BANK_ADDRESS_HEADER": "${local.address_header}",
        }

    def test_have_the_disk_they_declare(self, packaged):
        assert resource(packaged, "aws_lambda_function", "worker")["ephemeral_storage"] == {"size": 2048}
        assert "ephemeral_storage" not in resource(packaged, "aws_lambda_function", "relay")

    def test_have_the_layers_they_declare_and_no_others(self, packaged):
        assert resource(packaged, "aws_lambda_function", "worker")["layers"] == ["${aws_lambda_layer_version.drawing.arn}"]
        assert "layers" not in resource(packaged, "aws_lambda_function", "relay")
        layer = resource(packaged, "aws_lambda_layer_version", "drawing")
        assert layer["layer_name"] == "inferno-dev-drawing"
        assert (layer["compatible_runtimes"], layer["compatible_architectures"]) == (["python3.12"], ["arm64"])
        assert "layer-drawing.zip" in layer["filename"] and layer["filename"] in layer["source_code_hash"]


class TestEventSources:
    def test_a_queue_takes_back_the_messages_that_failed(self, packaged):
        found = resource(packaged, "aws_lambda_event_source_mapping", "worker-sqs-event-source")
        assert found["event_source_arn"] == '${aws_sqs_queue.queue["work-sqs"].arn}'
        assert found["function_response_types"] == ["ReportBatchItemFailures"]
        assert found["scaling_config"] == {"maximum_concurrency": 5}
        assert "starting_position" not in found

    def test_a_stream_is_read_from_its_start_and_never_blocked_for_good(self, packaged):
        found = resource(packaged, "aws_lambda_event_source_mapping", "relay-dynamodb-event-source")
        assert found["event_source_arn"] == '${aws_dynamodb_table.table["outbox-table"].stream_arn}'
        assert found["starting_position"] == "TRIM_HORIZON"
        assert found["bisect_batch_on_function_error"] is True
        assert 0 < found["maximum_retry_attempts"] <= 10_000
        assert found["destination_config"] == {"on_failure": {"destination_arn": '${aws_sqs_queue.queue["failures-sqs"].arn}'}}
        assert json.loads(found["filter_criteria"]["filter"][0]["pattern"]) == {"eventName": ["INSERT"]}


class TestApi:
    def test_describes_its_own_answers_as_problem_documents(self, packaged):
        description = json.loads(packaged["locals"]["chalice_api_swagger"])
        answer = description["x-amazon-apigateway-gateway-responses"]["THROTTLED"]
        assert answer["statusCode"] == "429"
        assert answer["responseParameters"]["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert answer["responseParameters"]["gatewayresponse.header.Retry-After"] == "'1'"
        problem = json.loads(answer["responseTemplates"]["application/json"])
        assert (problem["status"], problem["code"]) == (429, "too_many_requests")

    def test_is_named_after_its_stage_in_name_and_description(self, packaged):
        assert resource(packaged, "aws_api_gateway_rest_api")["name"] == "${local.api_name}"
        assert json.loads(packaged["locals"]["chalice_api_swagger"])["info"]["title"] == "${local.api_name}"

    def test_is_deployed_again_when_its_description_changes(self, packaged):
        deployment = resource(packaged, "aws_api_gateway_deployment")
        assert deployment["triggers"] == {"description": "${sha1(local.chalice_api_swagger)}"}
        assert "stage_name" not in deployment
        assert "stage_description" not in deployment

    def test_has_a_stage_with_logs_tracing_and_limits(self, packaged):
        stage = resource(packaged, "aws_api_gateway_stage")
        assert stage["xray_tracing_enabled"] is True
        assert stage["access_log_settings"]["destination_arn"] == "${aws_cloudwatch_log_group.api.arn}"
        settings = resource(packaged, "aws_api_gateway_method_settings")["settings"]
        assert settings["throttling_rate_limit"] == "${var.api_rate_limit}"
        assert packaged["output"]["EndpointURL"]["value"] == "${aws_api_gateway_stage.rest_api.invoke_url}"

    def test_refuses_to_be_applied_as_another_stage(self, packaged):
        precondition = resource(packaged, "aws_api_gateway_rest_api")["lifecycle"]["precondition"]
        assert precondition["condition"] == '${var.stage == "dev"}'


class TestDomain:
    def test_leads_to_the_stage_where_there_is_one(self, packaged):
        mapping = resource(packaged, "aws_api_gateway_base_path_mapping", "rest_api")
        assert (mapping["for_each"], mapping["api_id"]) == ("${local.api_domains}", "${aws_api_gateway_rest_api.rest_api.id}")
        assert mapping["stage_name"] == "${aws_api_gateway_stage.rest_api.stage_name}"


class TestWeb:
    def test_stands_before_the_api_where_the_stage_has_one(self, packaged):
        web = packaged["module"]["web"]
        assert (web["source"], web["count"]) == ("./web", "${local.web ? 1 : 0}")
        assert web["api"]["path"] == "/${aws_api_gateway_stage.rest_api.stage_name}"

    def test_has_a_door_that_others_find_shut(self, packaged):
        association = resource(packaged, "aws_wafv2_web_acl_association")
        assert association["web_acl_arn"] == '${aws_wafv2_web_acl.door["api"].arn}'


class TestMain:
    def test_refuses_cloudformation_with_a_reason(self, monkeypatch, capsys):
        monkeypatch.setattr("sys.argv", ["package", "dev", "--format", "cloudformation"])
        assert package_terraform.main() == 1
        assert "terraform apply" in capsys.readouterr().err
