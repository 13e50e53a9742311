"""A function's dependencies are the files that were named by hash, for Lambda's platform, whichever Python packs them."""

import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from release import dependencies
from release.declaration import ROOT
from release.dependencies import NotInstalled, install

TAG = "cp312-cp312-manylinux_2_28_aarch64"


def wheel(folder: Path, content: str = "x = 1\n", tag: str = TAG) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"thing-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("thing.py", content)
        archive.writestr("thing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n")
        archive.writestr("thing-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n")
        archive.writestr("thing-1.0.dist-info/RECORD", "")
    return path


@pytest.fixture
def shop(tmp_path, monkeypatch) -> Path:
    """The only place that packages come from."""
    shop = tmp_path / "shop"
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shop))
    return shop


@pytest.fixture
def requirements(tmp_path, shop) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text(f"thing==1.0 --hash=sha256:{hashlib.sha256(wheel(shop).read_bytes()).hexdigest()}\n")
    return path


class TestInstall:
    def test_takes_the_file_that_was_named(self, tmp_path, requirements):
        install(requirements, tmp_path / "vendor")
        assert (tmp_path / "vendor" / "thing.py").read_text() == "x = 1\n"
        assert list((tmp_path / "vendor").glob("*.dist-info/RECORD")) == [], "it differs with the Python that installs"

    def test_refuses_another_file_of_the_same_name_and_version(self, tmp_path, shop, requirements):
        wheel(shop, "x = 'somebody was here'\n")
        with pytest.raises(NotInstalled, match=r"(?i)hash"):
            install(requirements, tmp_path / "vendor")
        assert not (tmp_path / "vendor" / "thing.py").exists()

    def test_refuses_what_was_named_without_a_hash(self, tmp_path, shop, requirements):
        requirements.write_text("thing==1.0\n")
        with pytest.raises(NotInstalled, match=r"(?i)hash"):
            install(requirements, tmp_path / "vendor")

    @pytest.mark.parametrize("tag", ["cp312-cp312-manylinux_2_28_x86_64", "cp313-cp313-manylinux_2_28_aarch64"])
    def test_refuses_a_file_that_lambda_could_not_load(self, tmp_path, shop, requirements, tag):
        for path in shop.iterdir():
            path.unlink()
        digest = hashlib.sha256(wheel(shop, tag=tag).read_bytes()).hexdigest()
        requirements.write_text(f"thing==1.0 --hash=sha256:{digest}\n")
        with pytest.raises(NotInstalled, match=r"(?i)no matching"):
            install(requirements, tmp_path / "vendor")

    def test_does_it_once_for_the_same_requirements(self, tmp_path, shop, requirements):
        install(requirements, tmp_path / "vendor")
        for path in shop.iterdir():
            path.unlink()
        install(requirements, tmp_path / "vendor")
        requirements.write_text(requirements.read_text() + "# another\n")
        with pytest.raises(NotInstalled):
            install(requirements, tmp_path / "vendor")


class TestRequirements:
    def pins(self, name: str) -> dict[str, str]:
        text = (ROOT / name).read_text()
        return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", text, re.MULTILINE))

    @pytest.mark.parametrize("name", ["requirements", "requirements-pictures", "requirements-dev"])
    def test_name_every_package_by_version_and_hash(self, name):
        text = (ROOT / f"{name}.txt").read_text().replace("\\\n", "")
        for line in filter(lambda each: each and not each.startswith("#"), text.splitlines()):
            assert re.match(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", line), line[:80]

    @pytest.mark.parametrize("name", ["requirements", "requirements-pictures", "requirements-dev"])
    def test_follow_from_what_was_asked_for(self, name):
        assert self.pins(f"{name}.in").items() <= self.pins(f"{name}.txt").items(), "run `make requirements`"

    def test_are_the_same_on_a_workstation_and_in_lambda(self):
        assert self.pins("requirements.txt").items() <= self.pins("requirements-dev.txt").items(), "run `make requirements`"

    def test_hold_for_any_python_and_platform(self):
        """pip judges a marker by the Python that runs it, not by the one that it installs for."""
        assert ";" not in (ROOT / "requirements.txt").read_text()

    def test_leave_to_lambda_what_it_has(self):
        assert not {"boto3", "botocore", "chalice"} & self.pins("requirements.txt").keys()


def test_the_runtime_is_one_that_the_tests_run_under():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    assert f'"{dependencies.PYTHON}"' in workflow
