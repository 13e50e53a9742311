"""Builds a report of many rows in a process of its own and prints what it took.

The database and the bucket are answered on the wire, below botocore: pages are read, parsed and turned into rows, parts
are signed and sent, as in the Lambda; only nobody is at the other end. Usage: build_many.py <rows> <csv|xlsx>
"""

import json
import os
import re
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ |= {
    "BANK_STAGE": "local",
    "BANK_ACCOUNT_ID": "000000000000",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
}

from botocore.awsrequest import AWSResponse

from chalicelib.platform import clients, dynamo
from chalicelib.reports.operations.build_report import build_report

OWNER, CARD, REPORT = ("018f0000-0000-7000-8000-00000000000" + digit for digit in "123")
ROWS_OF_A_PAGE = 2_500  # about one megabyte, which is where DynamoDB ends a page
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Body:
    """What urllib3 would hand to botocore."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_):
        yield self._content

    def read(self, *_):
        content, self._content = self._content, b""
        return content


def _template() -> str:
    """One entry as DynamoDB writes it, with `%(seq)d` where it differs: making a million of them must cost little."""
    entry = {
        "account_id": CARD,
        "position": "2026-01-01T00:00:00.000Z#SEQ",
        "amount": "AMOUNT",
        "held": 0,
        "floor": 0,
        "posting_id": "018f0000-0000-7000-8000-SEQ",
        "kind": "card.purchase",
        "at": "2026-01-01T00:00:00.000Z",
        "details": {"merchant": "Shop SEQ", "transactionId": "018f0000-0000-7000-8000-SEQ"},
    }
    text = json.dumps(dynamo.to_wire(entry)).replace("SEQ", "%(seq)012d").replace('{"S": "AMOUNT"}', '{"N": "-%(seq)d"}')
    return text[:-1] + ', "seq": {"N": "%(seq)d"}, "balance": {"N": "%(seq)d"}}'


ENTRY = _template()


class Wire:
    """Answers every request of the task, and counts."""

    def __init__(self, rows: int, format: str) -> None:
        self.rows, self.format, self.stored_bytes, self.pages = rows, format, 0, 0

    def __call__(self, request, **_):
        target = request.headers.get("X-Amz-Target", b"")
        target = target.decode() if isinstance(target, bytes) else target
        if target.endswith("GetItem"):
            item = self._item(json.loads(request.body)["TableName"])
            return self._answer(json.dumps({"Item": dynamo.to_wire(item)}))
        if target.endswith("Query"):
            return self._page(json.loads(request.body))
        return self._store(request)

    def _item(self, table: str) -> dict:
        if table.endswith("report-table"):
            about = {"report_id": REPORT, "owner_id": OWNER, "card_id": CARD, "seq": self.rows, "start": "", "end": ""}
            return {**about, "format": self.format, "status": "PENDING"}
        names = ("posted", "held", "floor", "version", "completed")
        about = {"owner_id": OWNER, "account_id": CARD, "product": "debit_card", "currency": "USD", "normal_side": "credit"}
        times = {"status": "OPEN", "opened_at": "2026-01-01T00:00:00.000Z", "entry_at": "", "holds": {}}
        return {**about, **times, **dict.fromkeys(names, 0), "entry_seq": self.rows}

    def _page(self, query: dict):
        after = int(query["ExclusiveStartKey"]["position"]["S"][-12:]) if "ExclusiveStartKey" in query else 0
        last = min(after + ROWS_OF_A_PAGE, self.rows)
        items = ", ".join([ENTRY % {"seq": seq} for seq in range(after + 1, last + 1)])
        self.pages += 1
        key = {"account_id": {"S": CARD}, "position": {"S": f"2026-01-01T00:00:00.000Z#{last:012d}"}}
        more = f', "LastEvaluatedKey": {json.dumps(key)}' if last < self.rows else ""
        return self._answer(f'{{"Items": [{items}]{more}}}')

    def _store(self, request):
        body = request.body
        if request.method == "PUT":
            while piece := body.read(64 * 1024):
                self.stored_bytes += len(piece)
            return AWSResponse(request.url, 200, {"ETag": '"part"'}, Body(b""))
        named = "Complete" if "uploadId" in request.url else "Initiate"
        member = "<UploadId>one</UploadId>" if named == "Initiate" else '<ETag>"whole"</ETag>'
        answer = f"<{named}MultipartUploadResult>{member}</{named}MultipartUploadResult>"
        return AWSResponse(request.url, 200, {"Content-Type": "application/xml"}, Body(answer.encode()))

    @staticmethod
    def _answer(text: str):
        return AWSResponse("", 200, {"Content-Type": "application/x-amz-json-1.0"}, Body(text.encode()))


def peak_megabytes() -> float:
    """The peak of this process alone: getrusage would start from what its parent had when it was forked."""
    try:
        return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    rows, format = int(sys.argv[1]), sys.argv[2]
    wire = Wire(rows, format)
    for service in ("dynamodb", "s3"):
        clients.client(service).meta.events.register("before-send", wire)
    started = time.perf_counter()
    built = build_report(REPORT, now=NOW, last4_of=lambda owner_id, card_id: "4242")
    figures = {"rows": built.rows, "pages": wire.pages, "bytes": wire.stored_bytes}
    print(json.dumps({**figures, "seconds": round(time.perf_counter() - started, 1), "peak_mb": round(peak_megabytes())}))


if __name__ == "__main__":
    main()
