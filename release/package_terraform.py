"""Chalice's Terraform package, made to fit ours: `make package STAGE=...`, `python -m release.package_terraform STAGE`.

As it stands, current Terraform and AWS provider refuse it (old version pins, a deployment with a stage name), and it
knows nothing of our tables, queues and variables. Afterwards terraform/ with chalice.tf.json and deployment.zip is one
root: one `terraform apply` makes everything. Every function below takes the package's template and changes one thing.
"""

import argparse
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from release import event_sources, gateway_responses, layers
from release.declaration import ROOT, STAGES, Declaration, Place, load
from release.dependencies import ARCHITECTURE, RUNTIME, NotInstalled
from release.package import PackagingFailed, chalice_package
from release.publish import WEB_BUCKET

TERRAFORM = ROOT / "terraform"
Template = dict[str, Any]
NO_CLOUDFORMATION = """\
There is no package for CloudFormation. Tables, queues and state machines are Terraform's here, and what Chalice writes for
CloudFormation names log groups that it does not make, streams it cannot know and a runtime that follows the packing Python.
`make package STAGE=...` and `terraform apply` make everything: docs/deploy.md."""
# Characters, with room below IAM's 10,240 and 6,144: a document names account and region by longer words than they are.
MOST_IN_A_ROLE, MOST_IN_A_POLICY = 8_000, 4_800
_FUNCTION = re.compile(r"\$\{aws_lambda_function\.([\w-]+)\.arn\}")


def package(stage: str, out: Path, *, into: Path = TERRAFORM, slim: bool = False) -> None:
    """Packages the application for a stage and puts chalice.tf.json, deployment.zip and the layers beside our own Terraform
    files.

    `slim` leaves the dependencies out: enough to check the configuration with, not to run it. Raises PackagingFailed.
    """
    declaration = load()
    here = Place(stage, account="${local.account}", region="${var.region}")
    made = chalice_package(stage, out, "terraform", slim=slim, place=here)
    template = adapt(json.loads((made / "chalice.tf.json").read_text()), declaration, stage)
    (into / "chalice.tf.json").write_text(json.dumps(template, indent=2) + "\n")
    shutil.copy2(made / "deployment.zip", into / "deployment.zip")
    try:
        for name in layers.names(declaration):
            content = layers.archive({}) if slim else layers.zipped(name, out / "layers")
            (into / f"layer-{name}.zip").write_bytes(content)
    except NotInstalled as reason:
        raise PackagingFailed(str(reason)) from reason


def adapt(template: Template, declaration: Declaration, stage: str) -> Template:
    """The package as our Terraform root takes it."""
    # The attribute's name since AWS provider 6.
    template = json.loads(json.dumps(template).replace("data.aws_region.chalice.name", "data.aws_region.chalice.region"))
    drop_requirements(template)
    allow_mails_from_our_domain_only(template)
    spread_policies(template, stage)
    give_functions_their_surroundings(template)
    give_functions_their_room(template, declaration)
    give_functions_their_layers(template, declaration, stage)
    connect_event_sources(template, declaration)
    describe_the_api(template, declaration)
    deploy_the_api(template)
    open_the_web(template)
    refuse_another_stage(template, stage)
    return template


def drop_requirements(template: Template) -> None:
    """Versions are versions.tf's business; the null data source only carried tags."""
    template.pop("terraform", None)
    template["data"].pop("null_data_source", None)


def allow_mails_from_our_domain_only(template: Template) -> None:
    """A token says no more than "any identity of the account": only Terraform knows the stage's domain."""
    for policy in template["resource"]["aws_iam_role_policy"].values():
        policy["policy"] = re.sub(r'arn:aws:ses:[^"]*:identity/[^"]+', "${aws_ses_domain_identity.mail.arn}", policy["policy"])


def spread_policies(template: Template, stage: str) -> None:
    """What a role may holds 10,240 characters in itself, and ten policies of 6,144 beside it: a longer one goes there."""
    policies, attachments = {}, {}
    own = template["resource"]["aws_iam_role_policy"]
    for role in [name for name, each in own.items() if len(each["policy"]) > MOST_IN_A_ROLE]:
        policy = own.pop(role)
        for number, document in enumerate(parts(json.loads(policy["policy"])), start=1):
            part = f"{role}_{number}"
            policies[part] = {"name": Place(stage).name("policy", f"{role}-{number}"), "policy": json.dumps(document)}
            attachments[part] = {"role": policy["role"], "policy_arn": f"${{aws_iam_policy.{part}.arn}}"}
    template["resource"] |= {"aws_iam_policy": policies, "aws_iam_role_policy_attachment": attachments}


def parts(document: dict[str, Any]) -> list[dict[str, Any]]:
    """A policy as several that allow the same together, each short enough for IAM."""
    found: list[list[dict[str, Any]]] = [[]]
    for statement in document["Statement"]:
        if found[-1] and len(json.dumps([*found[-1], statement], separators=(",", ":"))) > MOST_IN_A_POLICY:
            found.append([])
        found[-1].append(statement)
    return [{**document, "Statement": statements} for statements in found]


def give_functions_their_surroundings(template: Template) -> None:
    """One runtime, tracing, a log group with an end, the settings that are Terraform variables; a role is ready before its function."""
    groups = {}
    for name, function in template["resource"]["aws_lambda_function"].items():
        role = function["role"].removeprefix("${aws_iam_role.").removesuffix(".arn}")
        groups[name] = {"name": f"/aws/lambda/{function['function_name']}", "retention_in_days": "${var.log_retention_days}"}
        function["runtime"] = RUNTIME  # Chalice takes that of the Python it runs under
        function["tracing_config"] = {"mode": "Active"}
        kept = "aws_iam_role_policy" if role in template["resource"]["aws_iam_role_policy"] else "aws_iam_role_policy_attachment"
        rights = [f"{kept}.{each}" for each in template["resource"][kept] if each == role or each.startswith(f"{role}_")]
        function["depends_on"] = [f"aws_cloudwatch_log_group.{name}", *rights]
        variables = function.setdefault("environment", {}).setdefault("variables", {})
        variables |= {
            "BANK_MAIL_SENDER": "${local.mail_sender}",
            "BANK_PUBLIC_URL": "${local.public_url}",
            "BANK_PUBLIC_ORIGINS": "${local.public_origins}",
            "BANK_ADDRESS_HEADER": "${local.address_header}",
            "RATE_LIMIT_PER_MINUTE": "${var.requests_per_minute}",
            "SMS_ORIGIN": "${var.sms_origin}",
            "PUSH_ANDROID": "${var.push_android}",
            "PUSH_IOS": "${var.push_ios}",
        }
    template["resource"]["aws_cloudwatch_log_group"] = groups


def give_functions_their_room(template: Template, declaration: Declaration) -> None:
    """Disk beyond the 512 MB that every function has."""
    for name, function in template["resource"]["aws_lambda_function"].items():
        if size := declaration.functions[name].get("ephemeral_storage_mb"):
            function["ephemeral_storage"] = {"size": size}


def give_functions_their_layers(template: Template, declaration: Declaration, stage: str) -> None:
    """Libraries that only some functions need: Chalice has one zip for all."""
    for name, function in template["resource"]["aws_lambda_function"].items():
        if wanted := declaration.functions[name].get("layers"):
            function["layers"] = [f"${{aws_lambda_layer_version.{each}.arn}}" for each in wanted]
    template["resource"]["aws_lambda_layer_version"] = {
        name: {
            "layer_name": Place(stage).name("layer", name),
            "filename": f"${{path.module}}/layer-{name}.zip",
            "source_code_hash": f'${{filebase64sha256("${{path.module}}/layer-{name}.zip")}}',
            "compatible_runtimes": [RUNTIME],
            "compatible_architectures": [ARCHITECTURE],
            "lifecycle": {"create_before_destroy": True},
        }
        for name in layers.names(declaration)
    }


def connect_event_sources(template: Template, declaration: Declaration) -> None:
    """Sources become references to our queues and streams, with what Chalice cannot say about them."""
    for source in template["resource"].get("aws_lambda_event_source_mapping", {}).values():
        (function,) = _FUNCTION.findall(source["function_name"])
        trigger = declaration.functions[function]["trigger"]
        failures = trigger.get("on_failure")
        wanted = event_sources.mapping(trigger, f'${{aws_sqs_queue.queue["{failures}"].arn}}' if failures else None)
        source["function_response_types"] = wanted["FunctionResponseTypes"]
        if "ScalingConfig" in wanted:
            source["scaling_config"] = {"maximum_concurrency": wanted["ScalingConfig"]["MaximumConcurrency"]}
        if "queue" in trigger:
            source["event_source_arn"] = f'${{aws_sqs_queue.queue["{trigger["queue"]}"].arn}}'
            continue
        source |= {
            "event_source_arn": f'${{aws_dynamodb_table.table["{trigger["stream"]}"].stream_arn}}',
            "starting_position": "TRIM_HORIZON",  # what was written before the function came counts too
            "bisect_batch_on_function_error": wanted["BisectBatchOnFunctionError"],
            "maximum_retry_attempts": wanted["MaximumRetryAttempts"],
            "filter_criteria": {"filter": [{"pattern": each["Pattern"]} for each in wanted["FilterCriteria"]["Filters"]]},
        }
        if "DestinationConfig" in wanted:
            source["destination_config"] = {
                "on_failure": {"destination_arn": wanted["DestinationConfig"]["OnFailure"]["Destination"]}
            }


def describe_the_api(template: Template, declaration: Declaration) -> None:
    """The API's own answers go into its description: apart from it, the next import of the description would drop them."""
    description = json.loads(template["locals"]["chalice_api_swagger"])
    description["info"]["title"] = "${local.api_name}"
    description["x-amazon-apigateway-gateway-responses"] = gateway_responses.rendered(
        declaration.gateway_responses, "${local.public_url}"
    )
    template["locals"]["chalice_api_swagger"] = json.dumps(description)
    template["resource"]["aws_api_gateway_rest_api"]["rest_api"]["name"] = "${local.api_name}"


def deploy_the_api(template: Template) -> None:
    """A deployment for every change of the description, and a stage of our own: logs, tracing, throttling, firewall, domain."""
    rest_api_id = "${aws_api_gateway_rest_api.rest_api.id}"
    template["resource"]["aws_api_gateway_deployment"]["rest_api"] = {
        "rest_api_id": rest_api_id,
        "triggers": {"description": "${sha1(local.chalice_api_swagger)}"},
        "lifecycle": {"create_before_destroy": True},
    }
    template["resource"]["aws_api_gateway_stage"] = {
        "rest_api": {
            "rest_api_id": rest_api_id,
            "deployment_id": "${aws_api_gateway_deployment.rest_api.id}",
            "stage_name": "${local.api_stage}",
            "xray_tracing_enabled": True,
            "access_log_settings": {
                "destination_arn": "${aws_cloudwatch_log_group.api.arn}",
                "format": "${local.access_log_format}",
            },
            "depends_on": ["aws_api_gateway_account.logging"],
        }
    }
    template["resource"]["aws_api_gateway_method_settings"] = {
        "rest_api": {
            "rest_api_id": rest_api_id,
            "stage_name": "${aws_api_gateway_stage.rest_api.stage_name}",
            "method_path": "*/*",
            "settings": {
                "metrics_enabled": True,
                "logging_level": "OFF",
                "throttling_rate_limit": "${var.api_rate_limit}",
                "throttling_burst_limit": "${var.api_burst_limit}",
            },
        }
    }
    template["resource"]["aws_wafv2_web_acl_association"] = {
        "rest_api": {
            "count": '${contains(keys(local.firewalls), "api") ? 1 : 0}',
            "resource_arn": "${aws_api_gateway_stage.rest_api.arn}",
            "web_acl_arn": '${aws_wafv2_web_acl.door["api"].arn}',
        }
    }
    template["resource"]["aws_api_gateway_base_path_mapping"] = {
        "rest_api": {
            "for_each": "${local.api_domains}",
            "api_id": rest_api_id,
            "stage_name": "${aws_api_gateway_stage.rest_api.stage_name}",
            "domain_name": "${aws_api_gateway_domain_name.api[each.key].domain_name}",
        }
    }
    template["output"]["EndpointURL"]["value"] = "${aws_api_gateway_stage.rest_api.invoke_url}"


def open_the_web(template: Template) -> None:
    """Where the stage has a web, CloudFront before the API, which only the package knows: terraform/web."""
    template["module"] = {
        "web": {
            "count": "${local.web ? 1 : 0}",
            "source": "./web",
            "name": "${local.prefix}",
            "domain": "${var.web_domain}",
            "hosted_zone_id": "${var.web_hosted_zone_id}",
            "bucket": f"${{local.prefix}}-${{local.account}}-{WEB_BUCKET}",
            "bucket_goes_full": "${!var.deletion_protection}",
            "api": {
                "host": "${aws_api_gateway_rest_api.rest_api.id}.execute-api.${var.region}.amazonaws.com",
                "path": "/${aws_api_gateway_stage.rest_api.stage_name}",
            },
            "origin_header": {"name": "${local.origin_header}", "value": "${terraform_data.origin_secret[0].output}"},
            "page_headers": "${local.page_headers}",
            "firewall_arn": '${try(aws_wafv2_web_acl.door["web"].arn, null)}',
        }
    }
    template["output"]["bank_url"] = {
        "value": "${local.public_domain == null ? aws_api_gateway_stage.rest_api.invoke_url : local.public_url}"
    }
    template["output"]["web_distribution"] = {"value": '${local.web ? module.web[0].distribution_id : ""}'}
    # Two, since the first is wanted before there can be the second.
    template["output"]["web_certificate_record"] = {"value": "${module.web[*].certificate_record}"}
    template["output"]["web_name_record"] = {"value": "${module.web[*].name_record}"}


def refuse_another_stage(template: Template, stage: str) -> None:
    """A package carries its stage in names and settings: applied with another stage's variables it must stop."""
    template["resource"]["aws_api_gateway_rest_api"]["rest_api"]["lifecycle"] = {
        "precondition": {
            "condition": f'${{var.stage == "{stage}"}}',
            "error_message": f"This package was made for {stage}: run make package STAGE=... for the stage you apply.",
        }
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stage", choices=[stage for stage in STAGES if stage != "local"])
    parser.add_argument("--format", choices=("terraform", "cloudformation"), default="terraform")
    given = parser.parse_args()
    if given.format == "cloudformation":
        print(NO_CLOUDFORMATION, file=sys.stderr)
        return 1
    stage = given.stage
    try:
        package(stage, ROOT / "build" / stage)
    except PackagingFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"terraform/chalice.tf.json, deployment.zip and layer-*.zip are for stage {stage}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
