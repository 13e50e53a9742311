"""`make guards`: removes one guard at a time, a condition, a check, an escaped cell, and expects its test to go red.

The list is tests/guards.json: `file`, `find` (stands there exactly once), `replace`, `test`; and of some what they concern,
"money", "facts" or "time", and the fixed `seed` that notices when they are gone (`checks/seeds.py`). Each removal happens in a
copy of the repository. A guard whose test stays green, or whose line is gone, fails the run.

    python -m checks.guards [WORD]     only guards whose file or test contains WORD
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from ops.progress import complain, say
from release.declaration import ROOT

GUARDS = ROOT / "tests" / "guards.json"
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".local", "build", "__pycache__", ".*_cache", "deployments", "*.zip")
_AT_ONCE = 2
_TEST_SECONDS = 300
_TESTS_FAILED = 1  # pytest's exit code when tests ran and failed; anything else proves nothing


@dataclass(frozen=True)
class Guard:
    file: str
    find: str
    replace: str
    test: str
    concerns: str = ""
    seed: str = ""
    held_by: str = ""  # what else refuses the same, so that no seed can notice


class Stale(Exception):
    """The guard's line is not where the list says."""


def load(path: Path = GUARDS) -> list[Guard]:
    return [Guard(**each) for each in json.loads(path.read_text())]


@contextmanager
def removed(guard: Guard, tree: Path) -> Iterator[None]:
    """Within, the guard is missing from the tree. Raises Stale unless its line stands there exactly once."""
    path = tree / guard.file
    text = path.read_text() if path.exists() else ""
    if text.count(guard.find) != 1:
        raise Stale(f"stands {text.count(guard.find)} times in {guard.file}")
    path.write_text(text.replace(guard.find, guard.replace))
    try:
        yield
    finally:
        path.write_text(text)


def run_tests(tree: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=_TEST_SECONDS)


def judge(guard: Guard, tree: Path) -> str | None:
    """What is wrong with a guard, or None when its test goes red without it."""
    try:
        with removed(guard, tree):
            result = run_tests(tree, guard.test)
    except Stale as stale:
        return str(stale)
    except subprocess.TimeoutExpired:
        return f"its test did not end within {_TEST_SECONDS} seconds"
    if result.returncode == 0:
        return "its test stays green without it"
    if result.returncode != _TESTS_FAILED:
        return f"its test did not run:\n{result.stdout[-1500:]}{result.stderr[-500:]}"
    return None


@contextmanager
def copies(count: int) -> Iterator[SimpleQueue[Path]]:
    """Copies of the repository, to take from and put back."""
    with tempfile.TemporaryDirectory(prefix="inferno-guards-") as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(count):
            trees.put(shutil.copytree(ROOT, Path(folder) / str(number), ignore=_LEFT_OUT, symlinks=True))
        yield trees


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("word", nargs="?", default="")
    word = parser.parse_args().word
    guards = [guard for guard in load() if word in guard.file or word in guard.test]
    printing, started, wrong = threading.Lock(), time.monotonic(), []
    with copies(_AT_ONCE) as trees:
        say(f"{len(guards)} guards; their tests first, with every guard in place")
        tree = trees.get()
        whole = run_tests(tree, *sorted({guard.test for guard in guards}))
        trees.put(tree)
        if whole.returncode != 0:
            complain(f"They must be green before a guard is removed:\n{whole.stdout[-3000:]}")
            return 1

        def check(guard: Guard) -> None:
            tree, begun = trees.get(), time.monotonic()
            try:
                problem = judge(guard, tree)
            finally:
                trees.put(tree)
            with printing:
                say(
                    f"  {'RED, as it should be' if problem is None else 'NOT GUARDED':<22}{time.monotonic() - begun:5.1f} s  {guard.test}"
                )
                if problem:
                    wrong.append(guard)
                    complain(f"      {guard.file}: {guard.find!r}: {problem}")

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(check, guards))
    say(f"{len(guards) - len(wrong)} of {len(guards)} guards are tested, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
