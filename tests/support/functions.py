"""The declared functions in an emulator, running this checkout's code: what a flow or a queue really calls, without packaging.

Handlers are those that `app.py` registers, started by the same runtime as on a laptop. Permissions are not enforced here;
the end-to-end tests do that on the deployed package.
"""

import io
import sys
import zipfile
from pathlib import Path

from release.config import function_name
from release.declaration import ROOT, load
from release.event_sources import mapping

ROLE = "arn:aws:iam::000000000000:role/function"


def deploy(emulator, *names: str, timeout_seconds: int | None = None, **settings: str) -> None:
    """Makes the functions `names` with their triggers; `settings` is extra environment."""
    for name in names:
        _create(emulator, name, _handlers()[name], settings, timeout_seconds=timeout_seconds)
        trigger = load().functions[name].get("trigger")
        if trigger:
            _attach(emulator, name, trigger)


def remove(emulator, name: str) -> None:
    """Takes a function away, from what it hangs on too: whoever calls it is refused."""
    functions, full = emulator.clients("lambda"), function_name(emulator.place, name)
    for each in functions.list_event_source_mappings(FunctionName=full)["EventSourceMappings"]:
        functions.delete_event_source_mapping(UUID=each["UUID"])
    functions.delete_function(FunctionName=full)


def stand_in(emulator, name: str, code: str, *, timeout_seconds: int | None = None) -> str:
    """A function made of these lines (`handle(event, context)`) in place of the declared one, if there is one; its ARN."""
    arn = _create(emulator, name, "stand_in.handle", {}, {"stand_in.py": code}, timeout_seconds)
    if trigger := load().functions.get(name, {}).get("trigger"):
        _attach(emulator, name, trigger)
    return arn


def _handlers() -> dict[str, str]:
    from app import app

    return {each.name: each.handler_string for each in (*app.event_sources, *app.pure_lambda_functions)}


def _create(emulator, name: str, handler: str, settings: dict, files: dict[str, str] | None = None, timeout_seconds=None) -> str:
    declared = load().functions.get(name, {})
    made = emulator.clients("lambda").create_function(
        FunctionName=function_name(emulator.place, name),
        Runtime="provided.al2023",
        Handler=handler,
        Role=ROLE,
        Code={"ZipFile": _package(files or {})},
        Timeout=timeout_seconds or declared.get("timeout_seconds", 10),
        Environment={
            "Variables": {
                "PYTHONPATH": str(ROOT),
                "BANK_STAGE": "local",
                "AWS_ENDPOINT_URL": emulator.url,
                "AWS_ACCESS_KEY_ID": emulator.account,
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
                **settings,
            }
        },
    )
    return made["FunctionArn"]


def _package(files: dict[str, str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        start = zipfile.ZipInfo("bootstrap")
        start.external_attr = 0o755 << 16
        packed.writestr(start, f"#!{sys.executable}\n" + (Path(ROOT) / "local" / "runtime.py").read_text())
        for name, text in files.items():
            packed.writestr(name, text)
    return archive.getvalue()


def _attach(emulator, name: str, trigger: dict) -> None:
    kind, source = ("queue", trigger["queue"]) if "queue" in trigger else ("table", trigger["stream"])
    functions = emulator.clients("lambda")
    arn = emulator.place.arn(f"queue/{source}")
    start = {}
    if kind == "table":
        table = emulator.place.name("table", source)
        arn = emulator.clients("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
        start = {"StartingPosition": "TRIM_HORIZON"}
    functions.create_event_source_mapping(
        EventSourceArn=arn,
        FunctionName=function_name(emulator.place, name),
        BatchSize=trigger.get("batch_size", 10),
        **start,
        **mapping(trigger, None),
    )
