"""How functions hang on queues and streams: what Chalice's decorators cannot say, declared with each function's trigger.

Without `ReportBatchItemFailures` Lambda deletes every message of a batch, also those that our consumers hand back.
Without limits one stream image that cannot be delivered would block its shard for a day and then be lost unseen.
"""

import json
from collections.abc import Mapping
from typing import Any

REPORT = ["ReportBatchItemFailures"]
# Lambda waits up to a minute between tries: hours for a service to come back, then the batch goes to `on_failure`.
STREAM_RETRIES = 240
# Journal and outbox are append only: a mark set later and an item that expires are nobody's news.
STREAM_PATTERN = json.dumps({"eventName": ["INSERT"]})


def mapping(trigger: Mapping[str, Any], failure_queue_arn: str | None) -> dict[str, Any]:
    """Parameters of UpdateEventSourceMapping for a declared trigger."""
    if "queue" in trigger:
        limit = trigger.get("maximum_concurrency")
        return {"FunctionResponseTypes": REPORT} | ({"ScalingConfig": {"MaximumConcurrency": limit}} if limit else {})
    parameters = {
        "FunctionResponseTypes": REPORT,
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": STREAM_RETRIES,
        "FilterCriteria": {"Filters": [{"Pattern": STREAM_PATTERN}]},
    }
    if failure_queue_arn:
        parameters["DestinationConfig"] = {"OnFailure": {"Destination": failure_queue_arn}}
    return parameters
