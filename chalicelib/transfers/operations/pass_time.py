"""Let the time of the networks come: what is due by then is handed over and settled now."""

import json
from datetime import datetime

from chalicelib.platform import audit, waits
from chalicelib.platform.call import Call
from chalicelib.platform.dynamo import Change
from chalicelib.transfers import queries
from chalicelib.transfers.carrying import MACHINE
from chalicelib.transfers.model import Transfer
from chalicelib.transfers.operations.settle_transfer import settle_transfer
from chalicelib.transfers.operations.submit_transfer import submit_transfer

MOST_AT_ONCE = 50


def pass_time(at: datetime, call: Call) -> dict[str, object]:
    """Goes on with what waits for a moment until `at`, the longest first, MOST_AT_ONCE at most. Returns how many were `submitted` and
    `completed`, and whether there may be `more`."""
    done = {"submitted": 0, "completed": 0}
    due = waits.due_by(MACHINE, at, maximum=MOST_AT_ONCE)
    for wait in due:
        transfer = queries.find_external(json.loads(wait.input)["transactionId"])
        if not transfer.to_bank.trace_number:  # its money may be taken already, by a worker that died before the network had it
            done["submitted"] += submit_transfer(transfer.transaction_id, at, call, _told(transfer, call)) == "SUBMITTED"
        done["completed"] += settle_transfer(transfer.transaction_id, at, call, _told(transfer, call)) == "COMPLETED"
    return {**done, "more": len(due) == MOST_AT_ONCE}


def _told(transfer: Transfer, call: Call) -> list[Change]:
    return [audit.record("transfer.pass_time", call, whom=transfer.owner_id, subject=transfer.transaction_id)]
