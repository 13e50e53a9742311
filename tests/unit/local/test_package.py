"""The package for the laptop: Chalice's template with our names and event sources, and a runtime that starts anywhere."""

import io
import shutil
import subprocess
import sys
import zipfile

import pytest

from local.package import adapt, package_for, with_runtime
from release import package
from release.declaration import FOLDER, ROOT, Declaration, Place

PLACE = Place("local")
DECLARATION = Declaration(
    functions={
        "api_handler": {},
        "notify": {"ephemeral_storage_mb": 2048, "trigger": {"queue": "mail-sqs", "batch_size": 10}},
        "relay_outbox": {"trigger": {"stream": "outbox-table", "batch_size": 25, "on_failure": "failures-sqs"}},
    }
)


def function(**events: dict) -> dict:
    return {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": "python3.11", "Events": events}}


@pytest.fixture
def adapted() -> dict:
    template = {
        "Resources": {
            "APIHandler": function(),
            "Notify": function(E={"Type": "SQS", "Properties": {"Queue": "x", "BatchSize": 10}}),
            "RelayOutbox": function(E={"Type": "DynamoDB", "Properties": {"Stream": "latest", "BatchSize": 25}}),
            "NotifyRole": {"Type": "AWS::IAM::Role", "Properties": {}},
        }
    }
    resources = adapt(template, DECLARATION, PLACE)["Resources"]
    return {name: resource["Properties"] for name, resource in resources.items()}


class TestAdapt:
    def test_gives_functions_the_names_that_chalice_deploy_would(self, adapted):
        names = {name: properties.get("FunctionName") for name, properties in adapted.items()}
        assert names == {
            "APIHandler": "inferno-local", "Notify": "inferno-local-notify", "RelayOutbox": "inferno-local-relay_outbox",
            "NotifyRole": None,
        }  # fmt: skip

    def test_gives_functions_the_disk_they_declare(self, adapted):
        assert adapted["Notify"]["EphemeralStorage"] == {"Size": 2048}
        assert "EphemeralStorage" not in adapted["APIHandler"]

    def test_lets_a_queue_take_back_single_messages(self, adapted):
        assert adapted["Notify"]["Events"]["E"]["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]

    def test_reads_a_stream_from_its_beginning_and_parks_what_fails(self, adapted):
        source = adapted["RelayOutbox"]["Events"]["E"]["Properties"]
        assert (source["Stream"], source["StartingPosition"]) == ("outbox-table", "TRIM_HORIZON")
        assert source["DestinationConfig"]["OnFailure"]["Destination"] == PLACE.arn("queue/failures-sqs")


class TestWithRuntime:
    def test_starts_a_python_whose_path_holds_blanks_and_quotes(self, tmp_path):
        python = tmp_path / "O'Brien's laptop" / "python"
        python.parent.mkdir()
        python.write_text(f"#!/bin/sh\necho started \"$1\"\nexec '{sys.executable}' -c pass\n")
        python.chmod(0o755)
        empty = io.BytesIO()
        zipfile.ZipFile(empty, "w").close()
        with zipfile.ZipFile(io.BytesIO(with_runtime(empty.getvalue(), str(python)))) as archive:
            archive.extractall(tmp_path / "task")
            assert archive.getinfo("bootstrap").external_attr >> 16 == 0o755
        bootstrap = tmp_path / "task" / "bootstrap"
        bootstrap.chmod(0o755)
        result = subprocess.run([bootstrap], env={"LAMBDA_TASK_ROOT": str(bootstrap.parent)}, capture_output=True, text=True)
        assert result.stdout == f"started {bootstrap.parent}/inferno_runtime.py\n"


class TestPackageFor:
    @pytest.fixture
    def tree(self, tmp_path):
        """A throw-away application with one route and one function."""
        root = tmp_path / "tree"
        (root / "chalicelib").mkdir(parents=True)
        (root / "chalicelib" / "__init__.py").write_text("")
        (root / "app.py").write_text(
            "from chalice import Chalice\napp = Chalice(app_name='inferno')\n@app.route('/')\ndef index():\n    return {}\n"
        )
        (root / "requirements.txt").write_text("")
        folder = root / FOLDER.relative_to(ROOT)
        folder.mkdir(parents=True)
        (folder / "one.json").write_text('{"functions": {"api_handler": {"memory_mb": 256, "timeout_seconds": 5}}}')
        return root

    def test_packages_once_and_again_only_after_a_change(self, tree, tmp_path):
        first = package_for(PLACE, tmp_path / "out", tree)
        assert not first.reused
        assert package_for(PLACE, tmp_path / "out", tree).reused
        (tree / "chalicelib" / "more.py").write_text("x = 1\n")
        changed = package_for(PLACE, tmp_path / "out", tree)
        assert not changed.reused
        assert "chalicelib/more.py" in zipfile.ZipFile(io.BytesIO(changed.code)).namelist()

    def test_says_so_when_a_function_is_not_declared(self, tree, tmp_path):
        with (tree / "app.py").open("a") as app:
            app.write("@app.lambda_function(name='stranger')\ndef stranger(event, context):\n    return 1\n")
        with pytest.raises(package.PackagingFailed, match="stands in no terraform/declaration"):
            package_for(PLACE, tmp_path / "out", tree)

    def test_leaves_dependencies_out_of_the_laptops_zip_only(self, tree, tmp_path, monkeypatch):
        installed = []
        monkeypatch.setattr(package.dependencies, "install", lambda *paths: installed.append(paths))
        slim = package.copy_of_tree("local", tmp_path / "slim", slim=True, root=tree)
        whole = package.copy_of_tree("dev", tmp_path / "whole", slim=False, root=tree)
        assert installed == [(tree / "requirements.txt", whole / "vendor")]
        assert {(each / "requirements.txt").read_text() for each in (slim, whole)} == {""}, "Chalice fetches nothing itself"
        shutil.rmtree(tmp_path / "slim")
