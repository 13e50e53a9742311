"""A reader who has seen enough ends a command, and that is no error."""

import subprocess
import sys

import pytest

from release.declaration import ROOT

_COMMAND = """
from ops.output import may_be_cut_off

@may_be_cut_off
def main() -> int:
    print("first", flush=True)
    input()  # until the reader has gone
    {rest}
    return 3

raise SystemExit(main())
"""


def cut_off(rest: str) -> tuple[int, str]:
    """Exit code and complaints of a command whose reader leaves after the first line."""
    started = [sys.executable, "-c", _COMMAND.format(rest=rest)]
    process = subprocess.Popen(
        started, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "first\n"
    process.stdout.close()
    process.stdin.write("\n")
    process.stdin.close()
    complaints = process.stderr.read()
    return process.wait(timeout=30), complaints


@pytest.mark.parametrize("rest", ["print('little')", "print('much' * 100_000)"])
def test_ends_quietly_when_nobody_reads_on(rest):
    assert cut_off(rest) == (0, "")


def test_ends_with_its_own_code_otherwise():
    assert cut_off("pass") == (3, "")
