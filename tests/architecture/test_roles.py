"""What a pipeline's roles may do (terraform/roles): their own stage's, never another's state, never a key, never a customer.

Judged as IAM does: what a statement allows is allowed unless another denies it.
"""

import json
import re
from fnmatch import fnmatchcase
from string import Template

import pytest

from tests.architecture.test_terraform import TERRAFORM

ROLES = TERRAFORM / "roles"
VALUES = {
    "STAGE": "dev", "ACCOUNT": "123456789012", "REGION": "eu-west-1", "STATE_BUCKET": "the-states",
    "REPOSITORY": "somebody/bank", "ENVIRONMENT": "dev-plan",
}  # fmt: skip
READS = ("Get", "List", "Describe", "GET", "Validate")
# IAM's name for the services behind Terraform's resource types.
SERVICES = {
    "aws_acm": "acm", "aws_api": "apigateway", "aws_backup": "backup", "aws_cloudfront": "cloudfront",
    "aws_cloudwatch": "cloudwatch", "aws_dynamodb": "dynamodb",
    "aws_iam": "iam", "aws_kms": "kms", "aws_lambda": "lambda", "aws_route53": "route53", "aws_s3": "s3", "aws_scheduler": "scheduler",
    "aws_secretsmanager": "secretsmanager", "aws_ses": "ses", "aws_sesv2": "ses", "aws_sfn": "states", "aws_sns": "sns", "aws_sqs": "sqs", "aws_wafv2": "wafv2",
}  # fmt: skip
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/inferno-dev-ledger-accounts"
KEYS = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:inferno-dev-password-secret-Ab12Cd"


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def policy(name: str) -> dict:
    return json.loads(Template((ROLES / f"{name}.json").read_text()).substitute(VALUES))


def allowed(name: str, action: str, resource: str) -> bool:
    effects = set()
    for statement in policy(name)["Statement"]:
        names_action = any(fnmatchcase(action, each) for each in listed(statement["Action"]))
        if "NotResource" in statement:
            names_resource = not any(fnmatchcase(resource, each) for each in listed(statement["NotResource"]))
        else:
            names_resource = any(fnmatchcase(resource, each) for each in listed(statement["Resource"]))
        if names_action and names_resource:
            effects.add(statement["Effect"])
    return effects == {"Allow"}


@pytest.mark.parametrize("role", ["plan", "deploy"])
class TestBoth:
    def test_read_the_state_of_their_own_stage_only(self, role):
        assert allowed(role, "s3:GetObject", "arn:aws:s3:::the-states/inferno/dev.tfstate")
        for other in ("inferno/prod.tfstate", "inferno/dev.tfstate.backup", "anything"):
            assert not allowed(role, "s3:GetObject", f"arn:aws:s3:::the-states/{other}"), other
            assert not allowed(role, "s3:GetObjectVersion", f"arn:aws:s3:::the-states/{other}"), other

    def test_read_no_key_of_any_stage(self, role):
        for resource in (KEYS, KEYS.replace("-dev-", "-prod-")):
            assert not allowed(role, "secretsmanager:GetSecretValue", resource)
            assert not allowed(role, "secretsmanager:PutSecretValue", resource)
        assert allowed(role, "secretsmanager:DescribeSecret", KEYS)
        key = "arn:aws:kms:eu-west-1:123456789012:key/1234"
        assert allowed(role, "kms:DescribeKey", key) and not allowed(role, "kms:Decrypt", key)

    @pytest.mark.parametrize(
        ("action", "resource"),
        [("dynamodb:GetItem", TABLE), ("dynamodb:Scan", TABLE), ("dynamodb:UpdateItem", TABLE), ("dynamodb:PartiQLUpdate", TABLE),
         ("sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:123456789012:inferno-dev-notification-email-sqs"),
         ("logs:GetLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/inferno-dev:log-stream:x"),
         ("states:GetExecutionHistory", "arn:aws:states:eu-west-1:123456789012:execution:inferno-dev-reports_report:x")],
    )  # fmt: skip
    def test_see_and_touch_nothing_of_a_customer(self, role, action, resource):
        assert not allowed(role, action, resource)

    def test_stay_with_what_carries_their_stages_name(self, role):
        assert allowed(role, "dynamodb:DescribeTable", TABLE)
        assert not allowed(role, "dynamodb:DescribeTable", TABLE.replace("-dev-", "-prod-"))
        assert not allowed(role, "iam:GetRole", "arn:aws:iam::123456789012:role/inferno-deploy-dev"), "the pipeline's own"

    def test_reach_every_service_that_terraform_uses(self, role):
        text = "\n".join(path.read_text() for path in TERRAFORM.rglob("*.tf"))
        used = {SERVICES[kind] for kind in re.findall(r'^resource "(aws_[a-z0-9]+)', text, re.MULTILINE)}
        used |= {"lambda", "logs", "events"}
        actions = [each for each in policy(role)["Statement"] if each["Effect"] == "Allow"]
        assert used <= {action.split(":")[0] for statement in actions for action in listed(statement["Action"])}

    def test_fit(self, role):
        assert len(json.dumps(policy(role), separators=(",", ":"))) <= 0.8 * 10_240


def test_a_plan_changes_nothing():
    for statement in policy("plan")["Statement"]:
        if statement["Effect"] == "Allow":
            for action in listed(statement["Action"]):
                assert action.split(":")[1].startswith(READS), action


def test_a_deployment_writes_its_own_state():
    assert allowed("deploy", "s3:PutObject", "arn:aws:s3:::the-states/inferno/dev.tfstate")
    assert allowed("deploy", "s3:DeleteObject", "arn:aws:s3:::the-states/inferno/dev.tfstate.tflock")
    assert not allowed("deploy", "s3:PutObject", "arn:aws:s3:::the-states/inferno/prod.tfstate")
    assert not allowed("plan", "s3:PutObject", "arn:aws:s3:::the-states/inferno/dev.tfstate")


def test_a_release_of_the_web_puts_its_bundle_and_nothing_else():
    put = "arn:aws:s3:::inferno-dev-123456789012-web/app/index.html"
    assert allowed("web", "s3:PutObject", put)
    for other in (put.replace("-dev-", "-prod-"), put.replace("-web/", "-statements/"), put.replace("/app/", "/")):
        assert not allowed("web", "s3:PutObject", other), other
    actions = [action for each in policy("web")["Statement"] for action in listed(each["Action"])]
    assert actions == ["s3:PutObject", "cloudfront:CreateInvalidation"]


def test_a_role_is_taken_by_one_environment_of_one_repository():
    (statement,) = policy("trust")["Statement"]
    assert (
        statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
        == "repo:somebody/bank:environment:dev-plan"
    )
