"""Builds a statement of many movements in a process of its own and prints what it took.

The database and the bucket are answered on the wire, as for a report. Usage: build_many.py <rows> <csv|xlsx|pdf|camt053>
"""

import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.integration.reports.build_many import CARD, OWNER, REPORT, Wire, peak_megabytes  # isort: skip  # sets the environment
from chalicelib.platform import clients
from chalicelib.statements.operations.build_files import build_files

AT = "2026-01-01T00:00:00.000Z"


class Bank(Wire):
    """One account, of a customer whom nobody knows by name."""

    def __call__(self, request, **more):
        if b"user-table" in (request.body if isinstance(request.body, bytes) else b""):
            return self._answer('{"Items": []}')
        return super().__call__(request, **more)

    def _item(self, table: str) -> dict:
        if table.endswith("account-table"):
            about = {"account_id": CARD, "owner_id": OWNER, "account_number": "412345678901", "product": "checking"}
            return {**about, "currency": "USD", "status": "OPEN", "opened_at": AT}
        marks = {"opening": {"seq": 0, "at": "", "balance_minor": 0}, "closing": {"seq": self.rows, "at": AT, "balance_minor": 0}}
        about = {"account_id": CARD, "statement_id": REPORT, "owner_id": OWNER, "kind": "requested", "formats": [self.format]}
        period = {"period": {"first": "2026-01-01", "last": "2026-01-31", "zone": "UTC"}, "locale": "en", "currency": "USD"}
        return {**about, **period, **marks, "created_at": AT, "status": "PENDING", "asked_again": 0}


def main() -> None:
    bank = Bank(int(sys.argv[1]), sys.argv[2])
    for service in ("dynamodb", "s3"):
        clients.client(service).meta.events.register("before-send", bank)
    started = time.perf_counter()
    _, _, files = build_files(CARD, REPORT)
    figures = {"rows": sum(file.entries for file in files), "files": len(files), "bytes": sum(file.size_bytes for file in files)}
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024  # the largest of them
    print(
        json.dumps(
            {
                **figures,
                "seconds": round(time.perf_counter() - started, 1),
                "peak_mb": round(peak_megabytes()),
                "children_mb": children,
            }
        )
    )


if __name__ == "__main__":
    main()
