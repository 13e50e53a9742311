"""`make guards-by-seeds`: removes one guard of tests/guards.json at a time and plays the fixed seeds: do they notice?

Only guards of what a bank-run can hurt: money, facts and time. What checks a request's form is for tests of its own. Each guard
has a process of its own, forked from one that has read the bank, in which the code of the guard's function is replaced.

    python -m checks.seeds [EVERY]     only every so manieth guard
"""

import gc
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from types import CodeType, FunctionType

from checks.guards import Guard, load
from ops.progress import say
from release.declaration import ROOT
from simulation import functions, scenarios
from simulation.run import run

_LONGEST_SECONDS = 900
_KINDS = {
    "money": (
        "accounts", "banking", "cards", "holds", "ledger", "loans", "networks", "payments", "query", "reconciliation", "savings",
        "statements", "transact", "transfers", "wallets",
    ),
    "facts": (
        "notifications", "onboarding", "reports", "platform/approvals", "platform/cloud_events", "platform/consumers",
        "platform/dynamo", "platform/error_log", "platform/idempotency", "platform/outbox", "platform/relay", "platform/tasks",
        "platform/workflows",
    ),
    "time": ("kernel/clock", "platform/waits", "schedules"),
}  # fmt: skip
_UNSEEN, _NO_FUNCTION = "not noticed", "in no function"


def kind_of(guard: Guard) -> str | None:
    """What a guard concerns; None where it is none of these."""
    path = guard.file.removeprefix("chalicelib/")
    return next((kind for kind, places in _KINDS.items() if path.startswith(places)), None)


def remove(guard: Guard) -> bool:
    """Takes the guard out of the functions of this process that have it; whether there is one."""
    path = ROOT / guard.file
    import_module(guard.file.removesuffix(".py").replace("/", "."))  # some are read only where they are used
    without = compile(path.read_text().replace(guard.find, guard.replace), str(path), "exec")
    codes, removed = {code.co_qualname: code for code in _codes(without)}, False
    for function in [each for each in gc.get_objects() if isinstance(each, FunctionType)]:
        code, old = codes.get(function.__code__.co_qualname), function.__code__
        if code is not None and old.co_filename == str(path) and not _same(code, old):
            function.__code__, removed = code, True
    return removed


def _codes(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _codes(inner)


def _same(one: object, other: object) -> bool:
    """Whether two do the same, wherever they stand."""
    if not (isinstance(one, CodeType) and isinstance(other, CodeType)):
        return type(one) is type(other) and one == other
    constants = zip(one.co_consts, other.co_consts, strict=False)
    return (one.co_code, one.co_names, len(one.co_consts)) == (other.co_code, other.co_names, len(other.co_consts)) and all(
        _same(*pair) for pair in constants
    )


def judge(guard: Guard) -> str:
    """What the seeds say without the guard."""
    if not remove(guard):
        return _NO_FUNCTION
    for name in scenarios.NAMES:
        scenario = scenarios.named(name)
        for seed in scenario.fixed:
            try:
                failure = run(scenario, seed).failure
            except Exception as error:
                failure = repr(error)
            if failure is not None:
                return f"{name} {seed}: {failure}"
    return _UNSEEN


def main() -> int:
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    functions.handler("api_handler")  # reads the bank
    found: dict[str, Counter[str]] = {kind: Counter() for kind in _KINDS}
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for guard in [guard for guard in load() if kind_of(guard)][::every]:
            begun, kind = time.monotonic(), kind_of(guard) or ""
            try:
                told = pool.apply_async(judge, [guard]).get(_LONGEST_SECONDS)
            except multiprocessing.TimeoutError:
                say(f"  has no end: {guard.file}: {guard.find!r}")
                return 1
            found[kind][told if told in (_UNSEEN, _NO_FUNCTION) else "noticed"] += 1
            say(f"  {told[:90]:<90} {time.monotonic() - begun:5.1f} s  {guard.file}: {guard.find[:70]!r}")
    for kind, counts in found.items():
        say(f"{kind}: {counts['noticed']} noticed, {counts[_UNSEEN]} not; {counts[_NO_FUNCTION]} are in no function")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
