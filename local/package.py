"""Chalice's CloudFormation package, made to fit the emulator: names, event sources, our runtime.

What only the running emulator knows (its address, the tables' streams, where the code lies) is put in by `local.deploy`.
"""

import hashlib
import io
import json
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalice.utils import to_cfn_resource_name

from release import event_sources
from release.config import function_name
from release.declaration import FOLDER, ROOT, Declaration, Place, load
from release.package import SOURCES, chalice_package

RUNTIME = Path(__file__).with_name("runtime.py")
_MADE = ("template.json", "deployment.zip")


@dataclass(frozen=True)
class LocalPackage:
    """A finished package: the template's text, the code, and the fingerprint of what both follow from."""

    folder: Path
    fingerprint: str
    reused: bool

    @property
    def template(self) -> dict[str, Any]:
        return json.loads((self.folder / "template.json").read_text())

    @property
    def code(self) -> bytes:
        return (self.folder / "deployment.zip").read_bytes()

    def describe(self) -> str:
        functions = sum(each["Type"] == "AWS::Serverless::Function" for each in self.template["Resources"].values())
        return f"{functions} functions, {len(self.code) // 1024} KB{', unchanged' if self.reused else ''}"


def package_for(place: Place, out: Path, root: Path = ROOT) -> LocalPackage:
    """The package for one account of the emulator, made only when something it follows from has changed.

    Raises `release.package.PackagingFailed`.
    """
    current = fingerprint(place, root)
    mark = out / "fingerprint"
    if mark.exists() and mark.read_text() == current and all((out / name).exists() for name in _MADE):
        return LocalPackage(out, current, reused=True)
    mark.unlink(missing_ok=True)
    made = chalice_package("local", out, "cloudformation", slim=True, place=place, root=root)
    declaration = load(root / FOLDER.relative_to(ROOT))
    template = adapt(json.loads((made / "sam.json").read_text()), declaration, place)
    (out / "template.json").write_text(json.dumps(template))
    (out / "deployment.zip").write_bytes(with_runtime((made / "deployment.zip").read_bytes()))
    shutil.rmtree(made)
    mark.write_text(current)
    return LocalPackage(out, current, reused=False)


def fingerprint(place: Place, root: Path = ROOT) -> str:
    """A hash over everything that the package follows from; the same hash means that packaging again changes nothing."""
    digest = hashlib.sha256(json.dumps([place.account, sys.version, sys.executable]).encode())
    code = [root / source for source in SOURCES] + [root / FOLDER.relative_to(ROOT), root / "requirements.txt"]
    for start in [*code, ROOT / "release", Path(__file__), RUNTIME]:
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(start)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def adapt(template: dict[str, Any], declaration: Declaration, place: Place) -> dict[str, Any]:
    """Chalice's template with our names, our event sources and a runtime that the emulator runs as AWS would."""
    names = {to_cfn_resource_name(name): name for name in declaration.functions} | {"APIHandler": "api_handler"}
    for logical_id, resource in template["Resources"].items():
        properties = resource["Properties"]
        if resource["Type"] == "AWS::Serverless::Function":
            name = names[logical_id]
            properties |= {"FunctionName": function_name(place, name), "Runtime": "provided.al2023"}
            if size := declaration.functions[name].get("ephemeral_storage_mb"):
                properties["EphemeralStorage"] = {"Size": size}
            for source in properties.get("Events", {}).values():
                connect(source, declaration.functions[name]["trigger"], place)
    return template


def connect(source: dict[str, Any], trigger: dict[str, Any], place: Place) -> None:
    """One event source of a function as its declared trigger says."""
    queue = trigger.get("on_failure")
    source["Properties"] |= event_sources.mapping(trigger, place.arn(f"queue/{queue}") if queue else None)
    if source["Type"] == "DynamoDB":
        source["Properties"] |= {"Stream": trigger["stream"], "StartingPosition": "TRIM_HORIZON"}


def with_runtime(code: bytes, python: str = sys.executable) -> bytes:
    """The zip with our runtime in it. A shell starts it, since a path in a #! line may neither be long nor hold blanks."""
    buffer = io.BytesIO(code)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        quoted = python.replace("'", "'\\''")
        archive.writestr(entry, f"#!/bin/sh\nexec '{quoted}' \"$LAMBDA_TASK_ROOT/inferno_runtime.py\"\n")
        archive.writestr("inferno_runtime.py", RUNTIME.read_text())
    return buffer.getvalue()
