"""The packaging step that the laptop and AWS share: a clean copy of the application, its configuration and policies rendered
from the declaration, and the real `chalice package` over it.

What Chalice cannot say is added afterwards: for AWS by `release.package_terraform`, for the laptop by `local.package`.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from release import config, dependencies
from release.declaration import FOLDER, ROOT, Place, load

# The application as Lambda gets it; everything else in the repository stays on the workstation.
SOURCES = ("app.py", "chalicelib")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


class PackagingFailed(Exception):
    """Chalice or pip refused to package the application; the message is what it said."""


def chalice_package(
    stage: str, out: Path, pkg_format: str, *, slim: bool = False, place: Place | None = None, root: Path = ROOT
) -> Path:
    """Runs `chalice package` on a copy of the application and returns the folder with what it made.

    `pkg_format` is `cloudformation` (sam.json, deployment.zip) or `terraform` (chalice.tf.json, deployment.zip).
    `slim` leaves the dependencies out of the zip: on the laptop the functions run with the project's own Python.
    `place` is where the policies' ARNs point (default: as far as the environment tells, `*` where it doesn't).
    """
    tree = copy_of_tree(stage, out / "tree", slim=slim, place=place, root=root)
    if pkg_format == "terraform":
        _forget_log_retention(tree / ".chalice" / "config.json")
    made = out / "made"
    shutil.rmtree(made, ignore_errors=True)
    arguments = ["package", "--stage", stage, "--pkg-format", pkg_format, str(made.resolve())]
    environment = os.environ | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
        "BANK_STAGE": stage,
    }
    result = subprocess.run(
        [sys.executable, "-c", "import sys; from chalice.cli import main; sys.exit(main())", *arguments],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
    )
    if result.returncode != 0:
        said = result.stdout + result.stderr
        # Chalice looks for the stage's common policy when a function has none of its own.
        hint = "\nA function of app.py stands in no terraform/declaration/*.json." if f"policy-{stage}.json" in said else ""
        raise PackagingFailed(f"chalice package failed for stage {stage}:\n{said}{hint}")
    return made


def copy_of_tree(stage: str, tree: Path, *, slim: bool, place: Place | None = None, root: Path = ROOT) -> Path:
    """The application in a folder of its own, ready for Chalice. Dependencies that are there already are kept.

    Raises PackagingFailed.
    """
    for source in SOURCES:
        target = tree / source
        shutil.rmtree(target, ignore_errors=True)
        if (root / source).is_dir():
            shutil.copytree(root / source, target, ignore=_LEFT_OUT)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / source, target)
    (tree / "requirements.txt").write_text("")  # Chalice would fetch what it names by itself, unverified
    if not slim:
        try:
            dependencies.install(root / "requirements.txt", tree / "vendor")
        except dependencies.NotInstalled as reason:
            raise PackagingFailed(str(reason)) from reason
    declaration = load(root / FOLDER.relative_to(ROOT))
    settings = tree / ".chalice"
    settings.mkdir(exist_ok=True)
    (settings / "config.json").write_text(config.rendered(declaration))
    config.write_policies(declaration, place or config.place_of(stage), settings)
    return tree


def _forget_log_retention(path: Path) -> None:
    """Chalice cannot write log groups as Terraform (it refuses the setting); `release.package_terraform` adds ours."""
    settings = json.loads(path.read_text())
    for stage in settings["stages"].values():
        stage.pop("log_retention_in_days", None)
    path.write_text(json.dumps(settings, indent=2) + "\n")
