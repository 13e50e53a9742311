"""What may not be exceeded. Counts only: times on a shared machine prove nothing."""

from math import ceil

from benchmarks.groups import Crowded, Grouped
from benchmarks.measure import READS, Measured
from benchmarks.modules import third_party

MODULES_OF_A_MONEY_TASK = 487
MODULES_OF_THE_API = 1_000  # 521 of them our own, some 20 a context: before transfers, fraud and KYC 850 were allowed
MONEY_TASKS = ("cards_post_purchase",)
# Our own modules are small and cheap, and the standard library's differ from one Python to the next. What others wrote may
# only become less: these are pinned at what it is.
THIRD_PARTY_MODULES_OF_A_MONEY_TASK = 218
THIRD_PARTY_MODULES_OF_THE_API = 234
PEAK_MEGABYTES = 400
COMMANDS_OF_A_TRANSACTION = 5  # at least, when they wait for one account
CREDITS_OF_A_TRANSACTION, ITEMS_OF_A_CREDIT = 16, 6  # of what a crowd pays; and one item a transaction, the account that is paid
CALLS_OF_A_PAYER, ITEMS_OF_A_PAYER = 3, 6  # whose money is held


def exceeded(measured: Measured) -> list[str]:
    """What the operation spends beyond its budget, in words."""
    budget, found = measured.operation.budget, []

    def compare(what: str, allowed: int | None, spent: int, exact: bool = True) -> None:
        if allowed is not None and (spent > allowed or (exact and spent != allowed)):
            found.append(f"{measured.operation.name}: {spent} {what}, allowed {allowed}")

    names = [call.operation for call in measured.request_calls]
    compare("reads", budget.reads, sum(name in READS for name in names))
    compare("transactions", budget.transactions, len(measured.items))
    compare("transactional items", budget.items, max(measured.items, default=0))
    writes = sum(name in ("PutItem", "UpdateItem", "DeleteItem") for name in names)
    compare("writes beside the transaction", budget.beside if budget.transactions else None, writes)
    compare("Lambda tasks", budget.tasks, sum(call.service == "lambda" for call in measured.request_calls), exact=False)
    compare("units written after the answer", budget.units_after, int(measured.units_after))
    compare("round trips to the end", budget.final_round_trips, measured.final_round_trips, exact=False)
    return found


def modules_exceeded(imported: dict[str, list[str]]) -> list[str]:
    """Functions that import more than they may, of all modules or of others'."""
    task = (MODULES_OF_A_MONEY_TASK, THIRD_PARTY_MODULES_OF_A_MONEY_TASK)
    limits = dict.fromkeys(MONEY_TASKS, task) | {"api_handler": (MODULES_OF_THE_API, THIRD_PARTY_MODULES_OF_THE_API)}
    found = []
    for name, (all_of_them, others) in limits.items():
        counted = (
            ("modules", len(imported[name]), all_of_them),
            ("third-party modules", len(third_party(imported[name])), others),
        )
        found += [f"{name}: {count} {what}, allowed {limit}" for what, count, limit in counted if count > limit]
    return found


def groups_exceeded(grouped: Grouped) -> list[str]:
    """Whether commands that waited together were posted together."""
    allowed = grouped.commands // COMMANDS_OF_A_TRANSACTION
    if grouped.transactions <= allowed:
        return []
    return [f"{grouped.commands} commands for one account: {grouped.transactions} transactions, allowed {allowed}"]


def crowd_exceeded(crowded: Crowded) -> list[str]:
    """Whether a crowd that pays one account takes more than it may, at the payers and where all are credited."""
    transactions = ceil(crowded.payers / CREDITS_OF_A_TRANSACTION)
    allowed = {
        "calls of one whose turn did not come": (crowded.calls, CALLS_OF_A_PAYER),
        "items to hold what one pays": (crowded.items, ITEMS_OF_A_PAYER),
        "transactions to credit all": (crowded.transactions, transactions),
        "items to credit all": (crowded.items_credited, crowded.payers * ITEMS_OF_A_CREDIT + transactions),
    }
    return [
        f"{crowded.payers} who pay one account: {spent} {what}, allowed {most}"
        for what, (spent, most) in allowed.items()
        if spent > most
    ]
