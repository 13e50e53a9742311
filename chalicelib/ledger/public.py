"""What other contexts may use of the ledger."""

from chalicelib.ledger import errors
from chalicelib.ledger.events import deliveries_of, event_of
from chalicelib.ledger.freezes import freeze_of
from chalicelib.ledger.journal import after_entry, every_journal_item, find_entry, find_journal, position, span_of
from chalicelib.ledger.model import NO_FLOOR_MINOR, Account, AccountKey, Freeze, Hold, Mark, figures
from chalicelib.ledger.operations.freeze import freeze, freeze_owner, thaw, thaw_owner
from chalicelib.ledger.operations.holds import (
    begin_hold,
    capture_hold,
    end_hold,
    place_hold,
    sweep_of,
    void_hold,
)
from chalicelib.ledger.operations.post import MAXIMUM_SECONDS, QUEUED_SECONDS, answered_before, find_answer, post, refuse
from chalicelib.ledger.operations.post_group import MOST_TOGETHER, post_group
from chalicelib.ledger.operations.verify import Finding, Progress, TrialBalance, verify_ledger
from chalicelib.ledger.posting import Draft, HoldChange, Leg, Posted, Posting, Seen, bank_leg
from chalicelib.ledger.queries import (
    accounts_of,
    balances_at,
    check_event,
    completed_by,
    entries,
    entries_at,
    find_account,
    find_account_beside,
    find_accounts,
    find_hold,
    list_holds,
    mark_at,
    movements,
    overdue_holds,
    stretch,
    stretch_page,
)
from chalicelib.ledger.store import opening, replacing, swept_hold
from chalicelib.ledger.tallies import KEPT

__all__ = [
    "KEPT", "MAXIMUM_SECONDS", "MOST_TOGETHER", "NO_FLOOR_MINOR", "QUEUED_SECONDS", "Account", "AccountKey", "Draft", "Finding", "Freeze", "Hold",
    "HoldChange", "Leg", "Mark", "Posted", "Posting", "Progress", "Seen", "TrialBalance", "accounts_of", "after_entry",
    "answered_before", "balances_at", "bank_leg", "begin_hold", "capture_hold", "check_event", "completed_by",
    "deliveries_of", "end_hold", "entries", "entries_at", "errors", "event_of", "every_journal_item", "figures",
    "find_account", "find_account_beside", "find_accounts", "find_answer", "find_entry", "find_hold", "find_journal",
    "freeze", "freeze_of", "freeze_owner", "list_holds", "mark_at", "movements", "opening", "overdue_holds", "place_hold",
    "position", "post", "post_group", "refuse", "replacing", "span_of", "stretch", "stretch_page", "sweep_of", "swept_hold",
    "thaw", "thaw_owner", "verify_ledger", "void_hold",
]  # fmt: skip
