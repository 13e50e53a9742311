"""What one call wrote, by table and as plain rows, for those who say what must hold of it."""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from chalicelib.kernel.money import to_decimal
from chalicelib.platform.dynamo import from_wire
from simulation.doubles.dynamodb import Written

Row = dict[str, Any]
Change = tuple[Row | None, Row | None]  # a row before and after


class Writes:
    def __init__(self, written: Sequence[Written]) -> None:
        self._written = written
        self.tables = {each.table for each in written}
        self._read: dict[str, list[Change]] = {}

    def of(self, table: str) -> list[Change]:
        if table not in self.tables:
            return []
        if table not in self._read:
            self._read[table] = [(_plain(each.before), _plain(each.after)) for each in self._written if each.table == table]
        return self._read[table]

    def put(self, *tables: str) -> list[Row]:
        """What stands in these tables by it."""
        return [after for table in tables for _, after in self.of(table) if after is not None]

    def one(self, table: str) -> Change:
        return next(iter(self.of(table)), (None, None))

    @cached_property
    def consents(self) -> list[Row]:
        """The challenges that were answered, and are used up by this."""
        return [
            after
            for before, after in self.of("challenge-table")
            if before and after and after.get("used_by") and not before.get("used_by") and after.get("payment_digest")
        ]

    def consents_to(self, *what: str) -> bool:
        """Whether one of them is to just this: source, payee, amount and currency if it has them, and purpose."""
        return any(each["payment_digest"] == _digest(each["session_id"], *what) for each in self.consents)


def money(row: Row) -> tuple[str, str]:
    return to_decimal(row["amount_minor"], row["currency"]), row["currency"]


def is_outgoing(transfer: Row) -> bool:
    """Whether it goes to somebody else, here or at another bank; not what comes from there."""
    return bool(transfer["owner_id"]) and transfer["owner_id"] != transfer["payee_id"]


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _plain(item: Any) -> Row | None:
    return None if item is None else from_wire(item)
