"""`make guards-by-seeds`: removes one guard of tests/guards.json at a time and plays the fixed seeds: do they notice?

Only guards that concern money, facts or time, as the list says: what is kept or told would be other than the rules have it. First
each seed is played as it is, and says which guards' statements it runs; without a guard only those are played, the quick ones
first. The bank is read anew for each guard, by a process of its own (`checks/without.py`); what stands in a state machine's
definition is taken to be run by every seed. A guard that the seed named beside it does not notice any more, nor any other, fails the run.

    python -m checks.seeds [WORD]            only guards whose file or test contains WORD
    python -m checks.seeds [WORD] --note     names the seeds in the list anew
    python -m checks.seeds [WORD] --known    only guards that a seed is known to notice
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from checks.guards import GUARDS, Guard, load
from checks.without import Seed
from ops.progress import say
from release.declaration import ROOT
from simulation import scenarios

_AT_ONCE, _LONGEST_SECONDS = 2, 900
_NOTICED, _UNSEEN, _UNREACHED, _LOST = "noticed", "not noticed", "never reached", "NOT NOTICED ANY MORE"


def fixed() -> list[Seed]:
    return [(name, seed) for name in scenarios.NAMES for seed in scenarios.named(name).fixed]


def reach(guards: Sequence[Guard], seeds: Sequence[Seed]) -> list[list[Seed]]:
    """Of each guard the seeds that run its statement; all of them, where that runs when the bank is read."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parts = [seeds[at::_AT_ONCE] for at in range(min(_AT_ONCE, len(seeds)))]
        told = list(pool.map(lambda part: _asked(guards=[asdict(each) for each in guards], seeds=part), parts))
    ran = {tuple(seed) if seed else None: set(numbers) for part in told for seed, numbers in part}
    return [[seed for seed in seeds if number in ran[seed] | ran[None]] for number in range(len(guards))]


def judge(guard: Guard, seeds: Sequence[Seed]) -> tuple[str, str]:
    """The first of the seeds that notices that the guard is gone, and what it says; "" where none does."""
    try:
        told = _asked(guard=asdict(guard), seeds=sorted(seeds, key=lambda seed: _name(seed) != guard.seed))
    except subprocess.TimeoutExpired:
        return "every seed", f"has no end in {_LONGEST_SECONDS} s"
    except subprocess.CalledProcessError as broken:
        return "every seed", f"cannot even read the bank: {broken.stderr.splitlines()[-1]}"
    return (_name(told[0]), told[1]) if told else ("", "")


def _asked(**what: object) -> list:  # type: ignore[type-arg]
    command = [sys.executable, "-m", "checks.without"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(what), capture_output=True, text=True, timeout=_LONGEST_SECONDS, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def _name(seed: Sequence[object]) -> str:
    return " ".join(map(str, seed))


def note(seeds: Mapping[Guard, str], path: Path = GUARDS) -> None:
    """Names in the list, a guard a line, the seeds that notice; "" of none."""
    lines = path.read_text().splitlines()
    for at, line in enumerate(lines):
        begin, body, end = line.partition("{")[0], line.strip().rstrip(","), "," * line.endswith(",")
        if body.startswith("{") and (guard := Guard(**(kept := json.loads(body)))) in seeds:
            kept = {name: text for name, text in (kept | {"seed": seeds[guard]}).items() if text or name != "seed"}
            lines[at] = begin + json.dumps(kept, ensure_ascii=False) + end
    path.write_text("\n".join([*lines, ""]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--note", action="store_true")
    parser.add_argument("--known", action="store_true")
    asked, begun = parser.parse_args(), time.monotonic()
    guards = [each for each in load() if each.concerns and (asked.word in each.file or asked.word in each.test)]
    guards = [each for each in guards if each.seed or not (asked.known or each.held_by)]
    seeds = fixed()
    runs = reach(guards, seeds)
    say(f"{len(seeds)} seeds run {sum(map(bool, runs))} of {len(guards)} guards, {time.monotonic() - begun:.0f} s")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    noticing: dict[Guard, str] = {}

    def check(guard: Guard, seeds: list[Seed]) -> None:
        began = time.monotonic()
        noticing[guard], told = judge(guard, seeds) if seeds else ("", "")
        outcome = _NOTICED if told else _LOST if guard.seed else _UNSEEN if seeds else _UNREACHED
        counts[guard.concerns][outcome] += 1
        said = f"\n      {noticing[guard]}: {told[:200]}" if told else ""
        say(f"  {outcome:<13} {time.monotonic() - began:5.1f} s  {guard.file}: {guard.find!r}{said}")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(check, guards, runs))
    if asked.note:
        note(noticing)
    for concerns, found in counts.items():
        say(
            f"{concerns}: " + ", ".join(f"{found[each]} {each}" for each in (_NOTICED, _UNSEEN, _UNREACHED, _LOST) if found[each])
        )
    say(f"{time.monotonic() - begun:.0f} s")
    return 1 if not asked.note and any(found[_LOST] for found in counts.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
