"""Puts the web's bundle where a stage's CloudFront finds it: `python -m release.publish STAGE DISTRIBUTION`, after `python -m release.web`.

What is named by its content comes first and index.html last, so that nobody gets a page whose scripts are not there yet; nothing
is taken away, so that a page that is open finds the scripts it was made with.
"""

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3

from release.declaration import STAGES, Place
from release.web import DIST, headers_of

WEB_BUCKET = "web"
FOLDER = "app/"  # the bundle's place in the bucket is its path on the web


class NotBuilt(Exception):
    """There is no bundle to publish."""


def publish(s3: Any, cloudfront: Any, bucket: str, distribution: str, dist: Path = DIST) -> list[str]:
    """Puts every file of the bundle into the bucket, then has CloudFront ask anew for what is not named by its content.

    Returns their names in the order they were put. Raises NotBuilt.
    """
    if not (dist / "index.html").exists():
        raise NotBuilt(f"there is no {dist / 'index.html'}: python -m release.web")
    names = in_order(path.relative_to(dist) for path in dist.rglob("*") if path.is_file())
    for name in names:
        headers = headers_of(name)
        s3.put_object(
            Bucket=bucket, Key=FOLDER + name, Body=(dist / name).read_bytes(),
            ContentType=headers["Content-Type"], CacheControl=headers["Cache-Control"],
        )  # fmt: skip
    anew = [f"/{FOLDER}{name}" for name in names if not _is_asset(name)]
    batch = {"Paths": {"Quantity": len(anew), "Items": anew}, "CallerReference": str(time.time_ns())}
    cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    return names


def in_order(files: Iterable[Path]) -> list[str]:
    """What is served of a bundle: assets, then other files, then index.html. Hidden files are the build's own."""
    names = [file.as_posix() for file in files if not any(part.startswith(".") for part in file.parts)]
    return sorted(names, key=lambda name: (name == "index.html", not _is_asset(name), name))


def _is_asset(name: str) -> bool:
    return name.startswith("assets/")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stage", choices=[stage for stage in STAGES if stage != "local"])
    parser.add_argument("distribution", help="terraform -chdir=terraform output -raw web_distribution")
    given = parser.parse_args()
    account = boto3.client("sts").get_caller_identity()["Account"]
    bucket = Place(given.stage, account).name("bucket", WEB_BUCKET)
    try:
        names = publish(boto3.client("s3"), boto3.client("cloudfront"), bucket, given.distribution)
    except NotBuilt as reason:
        print(f"Nothing was published: {reason}", file=sys.stderr)
        return 1
    print(f"{len(names)} files are in {bucket}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
