"""Modules a Lambda imports, measured in a clean interpreter as deployed: packages that are on a workstation but not in
requirements.txt (cryptography, which pyjwt takes when it finds it) cannot be imported there."""

import re
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from typing import Any

from release.declaration import ROOT, Declaration

# What the Lambda runtime ships, and what Chalice vendors into the package without its own dependencies.
_SHIPPED = ("boto3",)
_VENDORED = {"chalice"}
_CLIENTS = {"states": "stepfunctions"}  # the IAM prefix, where it is not the client's name
_NO_CLIENT = {"lambda", "iam", "xray", "logs"}

_MEASURE = """
import sys
before = set(sys.modules)
handler, services, blocked = sys.argv[1], sys.argv[2].split(","), set(sys.argv[3].split(","))
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r} where this is deployed", name=name)
sys.meta_path.insert(0, Absent())
sys.path.insert(0, sys.argv[4])
__import__(handler)
from chalicelib.platform.clients import client
for service in filter(None, services):
    client(service)
if handler in ("app", "chalicelib.identity.authorizer"):
    import jwt
print("\\n".join(sorted(set(sys.modules) - before)))
"""


@cache
def absent() -> frozenset[str]:
    """Top-level packages of this environment that a Lambda does not have."""
    shipped = _closure({*_SHIPPED, *_required()}) | _VENDORED
    return frozenset(
        package
        for package, distributions in packages_distributions().items()
        if not any(_normal(name) in shipped for name in distributions)
    )


def _required() -> set[str]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return {_name(line) for line in lines if line[:1].isalnum()}


def _closure(names: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = {_normal(name) for name in names}
    while waiting:
        name = waiting.pop()
        found.add(name)
        try:
            needs = requires(name) or []
        except PackageNotFoundError:
            continue
        waiting |= {_normal(_name(each)) for each in needs if "extra ==" not in each} - found
    return found


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def services_of(declaration: Declaration, function: str) -> list[str]:
    """The services a function may call: a client of each is made when it is first used."""
    actions = (action for each in declaration.functions[function].get("policy", ()) for action in each["actions"])
    # A trigger's own permissions are used by Lambda itself.
    prefixes = {
        action.partition(":")[0]
        for action in actions
        if not re.search(r":(Receive|Delete)Message|Queue|Stream|GetRecords|ShardIterator", action)
    }
    return sorted(_CLIENTS.get(prefix, prefix) for prefix in prefixes - _NO_CLIENT)


def imported(handler: str, services: list[str]) -> list[str]:
    """Names of the modules that importing `handler` and making these clients loads, interpreter start excluded."""
    arguments = [handler, ",".join(services), ",".join(sorted(absent())), str(ROOT)]
    environment = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "BANK_STAGE": "local",
    }
    run = subprocess.run(
        [sys.executable, "-I", "-c", _MEASURE, *arguments], capture_output=True, text=True, env=environment, timeout=60
    )
    if run.returncode:
        raise RuntimeError(f"{handler} cannot be imported as deployed:\n{run.stderr[-2000:]}")
    return run.stdout.split()


def third_party(names: list[str]) -> list[str]:
    """Those that are neither ours nor of the standard library."""
    ours_or_pythons = {"app", "chalicelib", "__mp_main__", *sys.stdlib_module_names}
    return [name for name in names if name.partition(".")[0] not in ours_or_pythons]


def handlers(app: Any) -> dict[str, str]:
    """The module that each Lambda imports, by function name: the handler's own, or the whole application for the API."""
    registered = [*app.pure_lambda_functions, *app.event_sources, *app.builtin_auth_handlers]
    return {"api_handler": "app"} | {each.name: each.handler_string.rpartition(".")[0] for each in registered}
