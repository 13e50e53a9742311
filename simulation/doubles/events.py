"""The events that functions get, in the shapes that Lambda gives them."""

from typing import Any

REGION = "us-east-1"


def queue_record(
    message_id: str, body: str, attributes: dict[str, Any], *, receives: int, sent_milliseconds: int, arn: str = ""
) -> dict[str, Any]:
    """One message of a queue; `attributes` as they were sent."""
    return {
        "messageId": message_id,
        "receiptHandle": message_id,
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receives), "SentTimestamp": str(sent_milliseconds)},
        "messageAttributes": {
            name: {"stringValue": value["StringValue"], "dataType": value["DataType"]} for name, value in attributes.items()
        },
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def stream_record(
    item: dict[str, Any], event_id: str, *, name: str = "INSERT", arn: str = "", seconds: int = 0
) -> dict[str, Any]:
    """One new image of a table's stream, as it is on the wire; `seconds` since the epoch is about when it was written."""
    return {
        "eventID": event_id,
        "eventName": name,
        "awsRegion": REGION,
        "dynamodb": {"NewImage": item, "ApproximateCreationDateTime": seconds},
        "eventSource": "aws:dynamodb",
        "eventSourceARN": arn,
    }


def object_record(bucket: str, key: str, size: int) -> dict[str, Any]:
    """What S3 tells of a file that has come; `key` as S3 writes it, with its special characters escaped."""
    return {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "awsRegion": REGION,
        "s3": {"bucket": {"name": bucket}, "object": {"key": key, "size": size}},
    }
