"""The nightly results in `reconciliation-bucket`, one object a run."""

import json
from typing import Any

from chalicelib.platform import settings
from chalicelib.platform.clients import client

BUCKET = "reconciliation-bucket"


def keep_report(name: str, report: dict[str, Any]) -> str:
    """Writes a report and returns its key; the same name again replaces it."""
    key = f"{report['at'][:10]}/{name}.json"
    content = json.dumps(report, indent=2).encode()
    client("s3").put_object(Bucket=settings.bucket_name(BUCKET), Key=key, Body=content, ContentType="application/json")
    return key
