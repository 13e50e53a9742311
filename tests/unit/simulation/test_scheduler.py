"""Tasks in virtual time: who runs when, who waits for whom, and how one is ended."""

from datetime import UTC, datetime

import pytest

from simulation.scheduler import Killed, Promise, Scheduler

START = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def scheduler() -> Scheduler:
    return Scheduler(START)


def test_the_earliest_goes_next_and_months_take_no_time(scheduler):
    seen = []

    def sleeping(name, *pauses):
        def run():
            for pause in pauses:
                scheduler.sleep(pause)
                seen.append((name, scheduler.now() - START))

        return run

    scheduler.start("long", sleeping("long", 90 * 86_400))
    scheduler.start("short", sleeping("short", 1, 2))
    scheduler.run()
    assert [(name, passed.total_seconds()) for name, passed in seen] == [("short", 1), ("short", 3), ("long", 90 * 86_400)]


def test_a_task_waits_for_what_another_says(scheduler):
    promise = Promise("word")
    waiting = scheduler.start("waiting", lambda: scheduler.wait(promise))
    scheduler.after(5, lambda: promise.settle("said"))
    scheduler.run()
    assert waiting.promise.value() == "said"


def test_patience_ends_and_the_promise_still_comes(scheduler):
    promise = Promise("word")

    def run():
        with pytest.raises(TimeoutError):
            scheduler.wait(promise, 3)
        return scheduler.wait(promise)

    waiting = scheduler.start("waiting", run)
    scheduler.after(5, lambda: promise.settle("late"))
    scheduler.run()
    assert waiting.promise.value() == "late"


def test_the_error_of_a_task_is_its_waiters_error(scheduler):
    def broken():
        raise LookupError("gone")

    task = scheduler.start("broken", broken)
    waiting = scheduler.start("waiting", lambda: scheduler.wait(task.promise))
    scheduler.run()
    with pytest.raises(LookupError, match="gone"):
        waiting.promise.value()


def test_a_killed_task_ends_where_it_stands_and_no_handler_of_errors_sees_it(scheduler):
    seen = []

    def run():
        try:
            scheduler.sleep(10)
        except Exception:
            seen.append("handled")
        finally:
            seen.append("left")

    task = scheduler.start("victim", run)
    scheduler.after(1, task.kill)
    scheduler.run()
    with pytest.raises(Killed):
        task.promise.value()
    assert seen == ["left"]
    assert scheduler.now() == datetime(2027, 1, 1, 0, 0, 10, tzinfo=UTC)  # its alarm rang for nobody


def test_the_clock_jumps_and_nothing_comes_nearer(scheduler):
    scheduler.start("sleeping", lambda: scheduler.sleep(10))
    scheduler.jump(3600)
    scheduler.run()
    assert (scheduler.monotonic() - START.timestamp(), scheduler.time() - START.timestamp()) == (10, 3610)


def test_the_end_leaves_no_task_behind(scheduler):
    left = []

    def run():
        try:
            scheduler.sleep(10**9)
        finally:
            left.append(True)

    scheduler.start("one", run)
    scheduler.run(until=scheduler.seconds + 1)
    scheduler.end()
    assert left == [True]
