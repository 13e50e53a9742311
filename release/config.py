"""Renders Chalice's view of the declaration: `.chalice/config.json` and one IAM policy per function and stage.

    python -m release.config            writes .chalice/config.json and chalicelib/operations/deployed.json
    python -m release.config --check    says whether they are in sync (exit code 1 when not)

Both are committed, so that plain `chalice deploy` works; the policies are written before every packaging
(`write_policies`), because only then the account and the region may be known. Until then they read `*`.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release.declaration import APP, LOCAL_ACCOUNT, ROOT, STAGES, Declaration, Place, load
from release.dependencies import ARCHITECTURE, PYTHON

CONFIG = Path(".chalice/config.json")
DEPLOYED = Path("chalicelib/operations/deployed.json")
VARIABLES = ROOT / "terraform" / "stages"
API_STAGE = "api"
# What callers on AWS put before a path: API Gateway's own address begins with the stage.
PUBLIC_URL = f"/{API_STAGE}"
# API Gateway compresses answers larger than this many bytes when the client asks for it.
MINIMUM_COMPRESSION_BYTES = 1024
_LOG_LEVEL = {"local": "INFO", "dev": "DEBUG", "staging": "INFO", "prod": "INFO"}
_RATE_LIMIT_PER_MINUTE = {"local": "6000", "dev": "100", "staging": "100", "prod": "100"}
# Customers credit themselves with money from nowhere: not where money is real.
_SIMULATED_FUNDING = {"local": "true", "dev": "true", "staging": "true", "prod": "false"}
# What SMS come from: a number of nobody on a laptop, a Terraform variable on AWS. Without one a stage sends none.
_SMS_ORIGIN = {"local": "+15005550006", "dev": "", "staging": "", "prod": ""}
# What push messages go through, `GCM/name`: of the emulator on a laptop, a Terraform variable on AWS. Without one a stage sends none.
_PUSH_ANDROID = {"local": f"GCM/{APP}-local", "dev": "", "staging": "", "prod": ""}
_LOG_RETENTION_DAYS = {"dev": 14, "staging": 30, "prod": 365}
# What a developer may set for a local stack without editing anything.
LOCAL_SETTINGS = (
    "RATE_LIMIT_PER_MINUTE", "BANK_LOG_LEVEL", "BCRYPT_ROUNDS", "BANK_PUBLIC_S3_ENDPOINT",
    "SIMULATED_FUNDING", "LOAN_MAXIMUM", "LOAN_SECOND_PERSON_ABOVE",
)  # fmt: skip


def chalice_config(declaration: Declaration) -> dict[str, Any]:
    """The content of config.json."""
    return {
        "version": "2.0",
        "app_name": APP,
        "api_gateway_stage": API_STAGE,
        "minimum_compression_size": MINIMUM_COMPRESSION_BYTES,
        "autogen_policy": False,
        "xray": True,
        "stages": {stage: _stage(declaration, stage) for stage in STAGES},
    }


def _stage(declaration: Declaration, stage: str) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "environment_variables": {
            "BANK_STAGE": stage,
            "BANK_LOG_LEVEL": _LOG_LEVEL[stage],
            "RATE_LIMIT_PER_MINUTE": _RATE_LIMIT_PER_MINUTE[stage],
            "SIMULATED_FUNDING": _SIMULATED_FUNDING[stage],
            "SMS_ORIGIN": _SMS_ORIGIN[stage],
            "PUSH_ANDROID": _PUSH_ANDROID[stage],
            "PUSH_IOS": "",
            "POWERTOOLS_SERVICE_NAME": "inferno-bank",
            "POWERTOOLS_METRICS_NAMESPACE": "InfernoBank",
            "POWERTOOLS_LOG_LEVEL": _LOG_LEVEL[stage],
        },
        "lambda_functions": {
            name: {
                "lambda_memory_size": function["memory_mb"],
                "lambda_timeout": function["timeout_seconds"],
                "iam_policy_file": f"policies/{stage}/{name}.json",
            }
            for name, function in sorted(declaration.functions.items())
        },
    }
    if stage in _LOG_RETENTION_DAYS:
        settings["log_retention_in_days"] = _LOG_RETENTION_DAYS[stage]
    if stage != "local":  # a laptop runs its functions with its own Python, and has one region
        settings |= {"lambda_architecture": ARCHITECTURE, "api_gateway_endpoint_type": "REGIONAL"}
        settings["environment_variables"]["BANK_MAIL_SENDER"] = f"no-reply@{_mail_domain(stage)}"
        settings["environment_variables"]["BANK_PUBLIC_URL"] = PUBLIC_URL
    return settings


def _mail_domain(stage: str) -> str:
    """The domain that Terraform verifies with SES for a stage: the only one its functions may send from."""
    (domain,) = re.findall(r'^mail_domain\s*=\s*"([^"]+)"', (VARIABLES / f"{stage}.tfvars").read_text(), re.MULTILINE)
    return domain


def rendered(declaration: Declaration) -> str:
    return json.dumps(chalice_config(declaration), indent=2) + "\n"


def deployed(declaration: Declaration) -> str:
    """What the bank itself has to know of the declaration: its flows with their kinds, and its functions."""
    flows = {name: machine["type"] for name, machine in sorted(declaration.machines.items())}
    return json.dumps({"flows": flows, "functions": sorted(declaration.functions)}, indent=2) + "\n"


def function_name(place: Place, function: str) -> str:
    """The Lambda's full name. Chalice names the function behind the API after the app and stage alone."""
    return place.prefix.rstrip("-") if function == "api_handler" else place.name("function", function)


def policy(declaration: Declaration, function: str, place: Place) -> dict[str, Any]:
    """The execution policy of one function: what is declared, its own log group, and sending traces."""
    logs = f"arn:aws:logs:{place.region}:{place.account}:log-group:/aws/lambda/{function_name(place, function)}"
    own = [
        {
            "Effect": "Allow",
            # The group comes with the function, and ends its lines: one that a function makes would keep them for ever.
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [f"{logs}:*"],
        },
        # X-Ray has no resources to name.
        {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": ["*"]},
    ]
    return {"Version": "2012-10-17", "Statement": place.statements(declaration.functions[function].get("policy", [])) + own}


def write_policies(declaration: Declaration, place: Place, folder: Path) -> None:
    """Writes `policies/<stage>/<function>.json` under `folder` (a `.chalice` directory)."""
    target = folder / "policies" / place.stage
    target.mkdir(parents=True, exist_ok=True)
    for name in declaration.functions:
        (target / f"{name}.json").write_text(json.dumps(policy(declaration, name, place), indent=2) + "\n")


def place_of(stage: str, environment: Mapping[str, str] | None = None) -> Place:
    """Where a stage lives as far as is known before it is deployed: by `environment`, this process's unless given."""
    environment = os.environ if environment is None else environment
    if stage == "local":
        return Place("local", environment.get("BANK_ACCOUNT_ID", LOCAL_ACCOUNT))
    known = (environment.get("BANK_ACCOUNT_ID", "*"), environment.get("AWS_REGION", "*"))
    return Place(stage, *known, mail_domain=_mail_domain(stage))


def is_current(path: Path, text: str) -> bool:
    return (ROOT / path).exists() and (ROOT / path).read_text() == text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when config.json is out of date")
    parser.add_argument(
        "--policies", metavar="STAGE", choices=STAGES, help="also write this stage's policies, for `chalice deploy`"
    )
    options = parser.parse_args()
    place = place_of(options.policies) if options.policies else None
    if place and "*" in (place.account, place.region):
        parser.error(f'account and region are not known: eval "$(python -m release.wire {place.stage} --environment)" first')
    written = {CONFIG: rendered(load()), DEPLOYED: deployed(load())}
    if place and sys.version_info[:2] != tuple(map(int, PYTHON.split("."))):
        parser.error(
            f"`chalice deploy` takes for its runtime the Python that it runs under: use {PYTHON}, as `make package` does"
        )
    if options.check:
        stale = [str(path) for path, text in written.items() if not is_current(path, text)]
        for each in stale:
            print(f"{each} is out of date: run `make config`")
        return 1 if stale else 0
    for path, text in written.items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text)
    if place:
        write_policies(load(), place, (ROOT / CONFIG).parent)
    print(f"wrote {', '.join(map(str, written))}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
