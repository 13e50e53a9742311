"""What Lambda installs beside our code: exactly the files that requirements.txt names by hash, for Lambda's own platform.

Chalice would fetch wheels itself, by name and version only, for the Python that runs it. Put into `vendor/`, it takes them as
they are; so the package is the same whichever Python packs it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PYTHON = "3.12"
RUNTIME = f"python{PYTHON}"
ARCHITECTURE = "arm64"
# Amazon Linux 2023 has glibc 2.34.
PLATFORMS = ("manylinux_2_34_aarch64", "manylinux_2_28_aarch64", "manylinux2014_aarch64")
_SECONDS = 300


class NotInstalled(Exception):
    """A dependency is missing, or is not the file that requirements.txt names; the message is what pip said."""


def install(requirements: Path, target: Path) -> None:
    """Makes `target` hold what `requirements` names, and nothing else. What is there already for the same file is kept."""
    mark, wanted = target.with_name(target.name + ".mark"), fingerprint(requirements)
    if target.is_dir() and mark.exists() and mark.read_text() == wanted:
        return
    mark.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    only = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", PYTHON]
    only += [argument for platform in PLATFORMS for argument in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps",
               "--require-hashes", *only, "--target", str(target), "--requirement", str(requirements)]  # fmt: skip
    # Said outright: Chalice's test client puts another mapping in the place of os.environ, which a child would not inherit.
    result = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, env=dict(os.environ))
    if result.returncode != 0:
        raise NotInstalled(f"{requirements.name} cannot be installed for {RUNTIME} on {ARCHITECTURE}:\n{result.stderr}")
    # Scripts name the Python that packs, and RECORD counts them: neither is of use in a function.
    shutil.rmtree(target / "bin", ignore_errors=True)
    for record in target.glob("*.dist-info/RECORD"):
        record.unlink()
    mark.write_text(wanted)


def fingerprint(requirements: Path) -> str:
    """What an installation follows from."""
    said = "\0".join([PYTHON, *PLATFORMS, requirements.read_text()])
    return hashlib.sha256(said.encode()).hexdigest()
