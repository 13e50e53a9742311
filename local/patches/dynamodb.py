"""DynamoDB: expressions that AWS refuses, and streams that survive a restart."""

import copy
import json
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb, lambda_svc


def refuse_arithmetic_in_conditions() -> None:
    """AWS refuses `posted - held >= :x`; ministack's grammar check gives up at a sign it does not know and takes the
    condition for true, so money that isn't there could leave."""
    original = dynamodb._condition_syntax_error

    def check(expression: str, slot: str) -> str | None:
        for token in dynamodb._COND_TOKEN_RE.finditer(expression):
            if token["other"]:
                near = expression[max(token.start() - 10, 0) : token.end() + 10].strip()
                return f'Invalid {slot}: Syntax error; token: "{token["other"]}", near: "{near}"'
        return original(expression, slot)

    dynamodb._condition_syntax_error = check


def keep_streams_over_restarts() -> None:
    """ministack saves how far a consumer has read a stream but not the stream, which then starts again at zero: every
    fact until the old position would be skipped. Saves what no consumer has read yet, and where the stream stands."""
    get_state, load = dynamodb.get_state, dynamodb.load_persisted_state

    def state_with_streams() -> dict[str, Any]:
        unread, trimmed = AccountRegionScopedDict(), AccountRegionScopedDict()
        for account, region, table in list(dynamodb._stream_records._data):
            horizon = dynamodb._stream_trimmed.get_scoped(account, region, table, 0)
            records = list(dynamodb._stream_records.get_scoped(account, region, table) or [])
            read_up_to = _read_by_all(account, region, table, otherwise=horizon + len(records))
            unread.set_scoped(account, region, table, copy.deepcopy(records[max(read_up_to - horizon, 0) :]))
            trimmed.set_scoped(account, region, table, max(read_up_to, horizon))
        return get_state() | {"unread_stream_records": unread, "stream_positions": trimmed}

    def load_with_streams(data: dict[str, Any]) -> None:
        load(data)
        for key, records in data.get("unread_stream_records", AccountRegionScopedDict())._data.items():
            dynamodb._stream_records._data[key] = records
        for key, position in data.get("stream_positions", AccountRegionScopedDict())._data.items():
            dynamodb._stream_trimmed._data[key] = position

    dynamodb.get_state, dynamodb.load_persisted_state = state_with_streams, load_with_streams


def _read_by_all(account: str, region: str, table: str, otherwise: int) -> int:
    """The position up to which every consumer of a table's stream has read."""
    suffix = f":table/{table}/stream/"
    positions = [
        lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping_id)
        for (owner, place, mapping_id), mapping in list(lambda_svc._esms._data.items())
        if owner == account and place == region and suffix in mapping.get("EventSourceArn", "")
    ]
    return min((position for position in positions if position is not None), default=otherwise)


def remember_the_past_since_a_table_was_made() -> None:
    """Point-in-time recovery says of every table that it reaches from now to now, so that no second can be asked for."""
    original = dynamodb._describe_continuous_backups

    def describe(data):
        status, headers, body = original(data)
        answer = json.loads(body)
        recovery = answer.get("ContinuousBackupsDescription", {}).get("PointInTimeRecoveryDescription", {})
        if "EarliestRestorableDateTime" in recovery:
            table = dynamodb._tables[dynamodb._normalize_table_name(data["TableName"])]
            recovery["EarliestRestorableDateTime"] = int(table["CreationDateTime"])
        return status, headers, json.dumps(answer).encode()

    dynamodb._describe_continuous_backups = describe


PATCHES = (refuse_arithmetic_in_conditions, keep_streams_over_restarts, remember_the_past_since_a_table_was_made)
