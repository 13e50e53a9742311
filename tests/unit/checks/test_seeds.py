"""`make guards-by-seeds`: a guard is taken out of the functions that run, and the seeds are asked."""

import multiprocessing

import pytest

from checks import seeds
from checks.guards import Guard, load

REFUSAL = next(
    guard for guard in load() if guard.file == "chalicelib/ledger/operations/post.py" and "journal.refusal_change" in guard.find
)


def apart(ask, guard):
    """In a process of its own, whose functions are replaced."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(ask, [guard])


def test_a_guard_of_money_is_missed_by_the_seeds():
    assert apart(seeds.judge, REFUSAL).startswith("ledger ")


def test_a_guard_is_taken_out_of_functions_only():
    text = "MAXIMUM_ATTEMPTS = 8\n"
    nothing = Guard("chalicelib/cards/operations/activate_card.py", text, "MAXIMUM_ATTEMPTS = 9\n", "")
    assert (apart(seeds.remove, REFUSAL), apart(seeds.remove, nothing)) == (True, False)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("chalicelib/ledger/operations/post.py", "money"),
        ("chalicelib/platform/relay.py", "facts"),
        ("chalicelib/schedules/plans.py", "time"),
        ("chalicelib/platform/sheets.py", None),
    ],
)
def test_guards_are_told_apart_by_what_they_concern(file, kind):
    assert seeds.kind_of(Guard(file, "", "", "")) == kind
