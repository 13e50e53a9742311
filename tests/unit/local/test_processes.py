"""Whose process is it: nothing that isn't ours is ever ended."""

import os
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from local import processes
from local.waiting import until


@pytest.fixture
def sleeper():
    """A process with a long command line, which a narrow terminal would cut."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "x" * 300, "marker-at-the-end"])
    until(lambda: "marker-at-the-end" in processes.command_of(process.pid), "the process")
    yield process
    process.kill()
    process.wait()


class TestRunning:
    def test_knows_a_process_by_a_mark_far_in_its_command_line(self, sleeper, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        assert processes.running(sleeper.pid, "marker-at-the-end")

    def test_takes_nobody_else_for_ours(self, sleeper):
        assert not processes.running(sleeper.pid, "local.emulator /somewhere")
        assert not processes.running(os.getpid(), "marker-at-the-end")

    def test_knows_what_has_ended(self, sleeper):
        sleeper.kill()
        sleeper.wait()
        assert not processes.running(sleeper.pid, "marker-at-the-end")
        assert not processes.running(None, "marker-at-the-end")


class TestStop:
    def test_ends_ours(self, sleeper):
        processes.stop(sleeper.pid, "marker-at-the-end")
        assert not processes.running(sleeper.pid, "marker-at-the-end")

    def test_leaves_another_process_alone_though_the_number_is_right(self, sleeper):
        processes.stop(sleeper.pid, "local.emulator /somewhere")
        assert sleeper.poll() is None


class TestPorts:
    def test_knows_a_taken_port(self):
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            assert not processes.is_free(taken.getsockname()[1])
        assert processes.is_free(free := processes.free_port()), free
