"""The nightly results in `reconciliation-bucket`, one object a run."""

import json
from datetime import datetime, timedelta
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


def latest_reports(limit: int, until: datetime) -> list[dict[str, Any]]:
    """The newest reports of the days up to `until`, this month's and the one's before, newest first."""
    bucket, last_month = settings.bucket_name(BUCKET), until.replace(day=1) - timedelta(days=1)
    keys: list[str] = []
    for month in (until, last_month):
        if len(keys) < limit:
            listed = client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{month:%Y-%m}-")
            keys += sorted((each["Key"] for each in listed.get("Contents", ())), reverse=True)
    wanted = [key for key in keys if key[:10] <= f"{until:%Y-%m-%d}"][:limit]
    reports = [json.loads(client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()) for key in wanted]
    return sorted(reports, key=lambda each: str(each["at"]), reverse=True)
