"""`python -m benchmarks [--quick]`: prints what every operation costs; ends with 1 when a budget is exceeded."""

import argparse
import json
import subprocess
import sys

from benchmarks import budgets, groups, hashing, locks, modules, prices, screening, stand
from benchmarks.cloud import Cloud
from benchmarks.measure import Measured, hot_key_index, measure
from benchmarks.operations import OPERATIONS
from release.declaration import ROOT

ROWS = 1_000_000
FEW, CROWD = (10, 100), 1_000
BUILD_MANY = ROOT / "tests" / "integration" / "reports" / "build_many.py"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten customers and a mixed hundred; no races, no million rows")
    parser.add_argument("--port", type=int, help="the emulator's port; any free one when not given")
    options = parser.parse_args()
    with stand.bank(options.port) as cloud:
        found = operations(cloud)
        found += waiting_commands(cloud)
        found += crowded(cloud)
        found += screened()
        computed(cloud)
        found += hot_keys(cloud, crowd=not options.quick)
        if not options.quick:
            found += races(cloud)
    if not options.quick:
        found += many_rows()
    print("\n" + ("\n".join(f"EXCEEDED  {each}" for each in found) if found else "Every budget is kept."))
    return 1 if found else 0


def operations(cloud: Cloud) -> list[str]:
    """The table of operations."""
    imported = imported_modules(cloud)
    counts = {name: len(names) for name, names in imported.items()}
    print(
        f"Operations. Dollars per million at the prices of {prices.TAKEN}, mails themselves (about {prices.MAIL:.0f} each) apart."
    )
    print(
        "calls: AWS calls the caller waits for / to the end; trips: sequential round trips to the answer / to the end, from the"
    )
    print("caller's machine; items: of each transaction; units: written by the request / by what follows; $: of the request / to")
    print("the end; ms: of the request / of its bare AWS calls.\n")
    row = "{:<20}{:>8}{:>9}{:>8}{:>8}{:>8}{:>6}{:>7}{:>16}{:>16}   {}"
    print(row.format("operation", "calls", "trips", "items", "units", "states", "keys", "mails", "$/million", "ms", "modules"))
    found = budgets.modules_exceeded(imported)
    for operation in OPERATIONS:
        measured = measure(cloud, operation)
        found += budgets.exceeded(measured)
        print(row.format(*_cells(measured, counts)))
    return found


def _cells(measured: Measured, counts: dict[str, int]) -> tuple[str, ...]:
    return (
        measured.operation.name,
        f"{len(measured.request_calls)}/{len(measured.calls)}",
        f"{measured.round_trips}/{measured.final_round_trips}",
        "+".join(map(str, measured.items)) or "-",
        f"{measured.units:.0f}/{measured.units_after:.0f}",
        str(measured.transitions or "-"),
        str(measured.keys),
        str(measured.mails or "-"),
        f"{measured.dollars_of_request:.2f}/{measured.dollars:.2f}",
        f"{measured.milliseconds:.1f}/{measured.bare_milliseconds:.1f}",
        ", ".join(f"{name} {counts[name]}" for name in measured.functions),
    )


def imported_modules(cloud: Cloud) -> dict[str, list[str]]:
    """Modules of every Lambda that an operation's caller may wait for."""
    from app import app

    handlers = modules.handlers(app)
    names = ("api_handler", "authorize", *budgets.MONEY_TASKS, "reports_build_report")
    return {name: modules.imported(handlers[name], modules.services_of(cloud.declaration, name)) for name in names}


def waiting_commands(cloud: Cloud) -> list[str]:
    """A queue full of deposits to one account."""
    grouped = groups.post_waiting(cloud)
    print(
        f"\n{grouped.commands} deposits that wait for one account, in batches of {grouped.batch}: "
        f"{grouped.reads} reads, {grouped.transactions} transactions."
    )
    return budgets.groups_exceeded(grouped)


def crowded(cloud: Cloud) -> list[str]:
    """An account that more pay at once than are served in order."""
    crowd = groups.pay_one(cloud)
    print(
        f"\n{crowd.payers} who pay one account and whose turn did not come: each held by {crowd.calls} calls, in a transaction of "
        f"{crowd.items} items;\ncredited in batches of {crowd.batch} by {crowd.reads} reads and {crowd.transactions} transactions, "
        f"{crowd.items_credited / crowd.payers:.2f} items a payment."
    )
    return budgets.crowd_exceeded(crowd)


def screened() -> list[str]:
    """One decision by as many rules as may be in use."""
    one = screening.screen()
    print(
        f"\nScreening by {one.rules} rules: {one.milliseconds:.1f} ms of CPU, no further read; allowed {screening.MILLISECONDS:.0f}."
    )
    over = one.milliseconds > screening.MILLISECONDS
    return [f"screening by {one.rules} rules: {one.milliseconds:.1f} ms of CPU"] if over else []


def computed(cloud: Cloud) -> None:
    """What a registration computes."""
    one = hashing.register(cloud)
    print(
        f"\nA registration under a key: {one.all:.0f} ms of CPU, {one.bcrypt:.0f} of them bcrypt with {hashing.ROUNDS} rounds, "
        f"{one.rest:.0f} all the rest."
    )


def hot_keys(cloud: Cloud, *, crowd: bool) -> list[str]:
    """The table of the hot-key index, and a crowd that does different things at once; a thousand of them with `crowd`."""
    print("\nHot-key index H: operations on the most touched key / operations; with C customers in turn it may be 1/C.")
    print("Everything that follows an operation counts. A key carries about 500/H of them a second.\n")
    row = "{:<28}{:>8}{:>10}   {}"
    print(row.format("operation", "C", "H", "hottest"))
    asked = [operation for operation in OPERATIONS if operation.crowd]
    found = []
    alone, together = (FEW, CROWD) if crowd else (FEW[:1], FEW[1])
    for operations, customers in [([each], number) for each in asked for number in alone] + [(asked, together)]:
        name = operations[0].name if len(operations) == 1 else "all of these, mixed"
        index, hottest = hot_key_index(cloud, operations, customers)
        print(row.format(name, customers, f"{index:.4f}", hottest), flush=True)
        if index > 1 / customers + 1e-9:
            found.append(f"{name}: H = {index:.4f} with {customers} customers, on {hottest}")
    return found


def races(cloud: Cloud) -> list[str]:
    """The lock of document 002 and our posting under the same clients."""
    locks.make_tables(cloud.meter.unheard)
    print("\nCredits by many clients at once, on one emulator in one process: compare the columns, not the machine.\n")
    row = "{:<14}{:>9}{:>10}{:>10}{:>12}{:>10}{:>14}{:>12}"
    print(row.format("protocol", "clients", "accounts", "done/s", "of one's", "refused", "calls each", "longest s"))
    found = []
    for way in (make() for make in locks.WAYS):
        for one_account in (True, False):
            alone = 0.0
            for clients in locks.CLIENTS:
                raced = locks.race(way, cloud.recorder, clients, one_account=one_account)
                alone = alone or raced.per_second
                share = f"{raced.per_second / alone:.0%}"
                figures = (f"{raced.per_second:.0f}", share, raced.refused, f"{raced.calls_each:.2f}", f"{raced.longest:.1f}")
                print(row.format(raced.way, clients, raced.accounts, *figures), flush=True)
                if raced.refused and isinstance(way, locks.OurPosting):
                    found.append(f"{raced.refused} of {clients} clients at once were refused")
    print("\nA client that dies in the middle leaves behind, after so many calls:")
    for way in (make() for make in locks.WAYS):
        for survived, left in locks.killed_after(way, cloud.recorder, cloud.meter.unheard):
            print(f"  {way.name:<14}{survived}: {', '.join(left) or 'nothing'}")
            if left and isinstance(way, locks.OurPosting):
                found.append(f"a client killed after {survived} calls leaves {left}")
    return found


def many_rows() -> list[str]:
    """A report of a million rows in a process of its own."""
    print(f"\nA report of {ROWS:,} rows:")
    found = []
    for format in ("csv", "xlsx"):
        run = subprocess.run([sys.executable, BUILD_MANY, str(ROWS), format], capture_output=True, text=True, check=True)
        built = json.loads(run.stdout)
        print(
            f"  {format:<5}{built['seconds']:>7.1f} s {built['peak_mb']:>6} MB at most {built['bytes'] / 1e6:>8.1f} MB stored",
            flush=True,
        )
        if built["peak_mb"] > budgets.PEAK_MEGABYTES:
            found.append(f"report of {ROWS:,} rows as {format}: {built['peak_mb']} MB, allowed {budgets.PEAK_MEGABYTES}")
    return found


if __name__ == "__main__":
    sys.exit(main())
