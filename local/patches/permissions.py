"""IAM: the resource a request is about, where the emulator names another one than AWS does."""

import json

from ministack.core import iam_actions


def name_schedules_and_senders() -> None:
    """CreateSchedule is judged as if every schedule lay in the group `default`, and SendEmail as if it had no resource.
    AWS judges the group that the request names, and the identity of the sender's domain."""
    resource_arn = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        named = _member(body, "GroupName") if service == "scheduler" else None
        if named and "/schedules/" in path:
            name = path.rstrip("/").rsplit("/", 1)[1]
            return f"arn:aws:scheduler:{region}:{account_id}:schedule/{named}/{name}"
        sender = _member(body, "FromEmailAddress") if service == "ses" else None
        if sender and path.rstrip("/").endswith("/outbound-emails"):
            domain = sender.rsplit("@", 1)[-1].rstrip("> ")
            return f"arn:aws:ses:{region}:{account_id}:identity/{domain}"
        return resource_arn(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = extract_resource_arn


def _member(body: bytes, name: str) -> str | None:
    try:
        value = json.loads(body).get(name)
    except (ValueError, AttributeError):
        return None
    return value if isinstance(value, str) else None


PATCHES = (name_schedules_and_senders,)
