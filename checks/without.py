"""The bank without one of its guards, or with a mark at each of them, read and played by a process of its own."""

import ast
import atexit
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from checks.guards import Guard
from release import declaration
from release.declaration import ROOT

Seed = tuple[str, int]  # the scenario's name and its seed
RUN: set[int] = set()  # the guards whose statements ran, by their marks


def read_instead(texts: Mapping[str, str | ast.Module]) -> None:
    """Whoever reads one of these files of the bank from now on reads this."""
    _define_instead({file: text for file, text in texts.items() if isinstance(text, str) and not file.endswith(".py")})
    texts = {file: text for file, text in texts.items() if file.endswith(".py")}
    if read_before := {file for file in texts if file.removesuffix(".py").replace("/", ".") in sys.modules}:
        raise RuntimeError(f"These were read before: {read_before}")
    codes = {str(ROOT / file): compile(text, str(ROOT / file), "exec") for file, text in texts.items()}
    read = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        return codes.get(self.path) or read(self, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


def _define_instead(texts: Mapping[str, str]) -> None:
    """Definitions of state machines are read from a folder: now from one that has these instead."""
    if texts:
        folder = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, folder)
        shutil.copytree(declaration.MACHINES, folder, dirs_exist_ok=True)
        for file, text in texts.items():
            (folder / Path(file).name).write_text(text)
        declaration.MACHINES = folder


def marked(guards: Sequence[Guard]) -> dict[str, ast.Module]:
    """The files of the guards, in which each guard's statement says first that it runs. One in a definition of a state machine is
    taken to run whenever the bank is read."""
    trees: dict[str, ast.Module] = {}
    for number, guard in enumerate(guards):
        if not guard.file.endswith(".py"):
            RUN.add(number)
            continue
        text = (ROOT / guard.file).read_text()
        tree = trees.setdefault(guard.file, ast.parse(text))
        begin = text.index(guard.find) + len(guard.find) - len(guard.find.lstrip())
        _Marking(number, text.count("\n", 0, begin) + 1).visit(tree)
        ast.fix_missing_locations(tree)
    return trees


class _Marking(ast.NodeTransformer):
    """Puts a mark before the innermost statement that a line belongs to."""

    def __init__(self, number: int, line: int) -> None:
        self._mark, self._line, self._found = f"__import__({__name__!r}, fromlist='*').RUN.add({number})", line, False

    def generic_visit(self, node: ast.AST) -> Any:
        super().generic_visit(node)
        if self._found or not isinstance(node, ast.stmt) or not node.lineno <= self._line <= (node.end_lineno or 0):
            return node
        self._found = True
        return [*ast.parse(self._mark).body, node]


def failure(seed: Seed) -> str | None:
    """What does not hold in a run."""
    from simulation import scenarios  # not before its files are read as they are to be
    from simulation.run import run

    name, number = seed
    try:
        return run(scenarios.named(name), number).failure
    except Exception as error:
        return repr(error)


def reached(guards: Sequence[Guard], seeds: Sequence[Seed]) -> list[tuple[Seed | None, list[int]]]:
    """Which guards each seed runs, by their numbers; those of None run when the bank is read."""
    read_instead(marked(guards))
    from simulation import functions, scenarios  # not before its files are read as they are to be

    functions.handler("api_handler")
    for name in scenarios.NAMES:
        scenarios.named(name)
    found: list[tuple[Seed | None, list[int]]] = [(None, sorted(RUN))]
    for seed in seeds:
        RUN.clear()
        failure(seed)
        found.append((seed, sorted(RUN)))
    return found


def main() -> None:
    """Reads what is asked for from the standard input: seeds, and the `guard` to leave out or the `guards` to mark."""
    asked = json.load(sys.stdin)
    seeds = [(name, number) for name, number in asked["seeds"]]
    if "guards" in asked:
        print(json.dumps(reached([Guard(**each) for each in asked["guards"]], seeds)))
        return
    guard = Guard(**asked["guard"])
    read_instead({guard.file: (ROOT / guard.file).read_text().replace(guard.find, guard.replace)})
    print(json.dumps(next(((seed, told) for seed in seeds if (told := failure(seed))), None)))


if __name__ == "__main__":
    from checks import without  # the module of that name, whose marks these are

    without.main()
