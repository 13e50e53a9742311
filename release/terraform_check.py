"""Runs Terraform over our files and a fresh package, for every stage: `python -m release.terraform_check [STAGE ...] [--var NAME=VALUE]`.

With TERRAFORM_CHECK set, that program is called as `PROGRAM DIRECTORY --var-file FILE [--var NAME=VALUE]` and may plan and apply against
whatever it stands in for. Otherwise `terraform` itself checks format and validity, which needs its registry.
Nothing is written to terraform/: a package that lies there stays as it is.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from release import package_terraform
from release.declaration import ROOT, STAGES

# What the Terraform files read from the repository.
SOURCES = ("terraform", "statemachines", "chalicelib/notifications/templates", "chalicelib/platform")
_LEFT_OUT = shutil.ignore_patterns(".terraform*", "*.tfstate*", "chalice.tf.json", "*.zip")


def copy_of_tree(tree: Path) -> Path:
    """Copies what Terraform reads; the folder to run it in."""
    for source in SOURCES:
        shutil.copytree(ROOT / source, tree / source, ignore=_LEFT_OUT)
    return tree / "terraform"


def commands(folder: Path, stage: str, variables: Sequence[str] = ()) -> list[list[str]]:
    """What to run in `folder`, in order; `variables` are NAME=VALUE, beside those of the stage."""
    checker = os.environ.get("TERRAFORM_CHECK")
    if checker:
        return [
            [
                str(Path(checker).resolve()),
                str(folder),
                "--root",
                str(folder.parent),
                "--var-file",
                str(folder / "stages" / f"{stage}.tfvars"),
                *(part for each in variables for part in ("--var", each)),
            ]
        ]
    return [
        ["terraform", "fmt", "-check", "-recursive", "-diff"],
        ["terraform", "init", "-backend=false", "-input=false", "-no-color"],
        ["terraform", "validate", "-no-color"],
    ]


def check(stage: str, variables: Sequence[str] = ()) -> bool:
    """Packages and checks one stage in a folder of its own; says what failed."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"inferno-terraform-{stage}-") as name:
        folder = copy_of_tree(Path(name) / "tree")
        package_terraform.package(stage, Path(name) / "package", into=folder, slim=True)
        for command in commands(folder, stage, variables):
            result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            if result.returncode != 0:
                print(f"{stage}: {' '.join(command[:2])} failed\n{result.stdout}{result.stderr}", file=sys.stderr)
                return False
    print(f"{stage}: Terraform takes it ({time.monotonic() - started:.0f} s)")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="default: all of them")
    parser.add_argument("--var", action="append", default=[], metavar="NAME=VALUE", help="web_domain=bank.example: with the web")
    given = parser.parse_args()
    with ThreadPoolExecutor(os.cpu_count()) as several:  # what takes the time are processes of their own
        taken = list(several.map(lambda stage: check(stage, given.var), given.stages or STAGES[1:]))
    return 0 if all(taken) else 1


if __name__ == "__main__":
    raise SystemExit(main())
