"""What `up`, `down` and `run` do when something dies, is taken, or is stopped by somebody else. Sleepers stand in."""

import http.server
import json
import os
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from local import journey, running, stack
from local.emulator import Emulator
from local.processes import free_port
from local.settings import Settings, internal, remember, write
from local.waiting import NotInTime, until


@pytest.fixture
def settings(tmp_path):
    known = {who: {"email": f"{who}@inferno.example", "password": "x"} for who in ("admin", "staff")}
    write(tmp_path / "stack.json", known)
    return Settings(tmp_path, free_port(), free_port())


@pytest.fixture
def start(settings):
    """Starts a process that is known as one of the stack's two."""
    started = []

    def start(name: str) -> subprocess.Popen:
        mark = f"local.{name} {settings.folder}"
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", mark])
        started.append(process)
        remember(settings.folder, **{name: process.pid})
        until(lambda: running.alive(settings.folder)[name], name)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


class TestAFolderThatCannotBeMade:
    def test_is_named_in_a_sentence(self, tmp_path):
        (tmp_path / "file").touch()
        with (
            pytest.raises(running.StackFailed, match="BANK_LOCAL_DIR names another"),
            running.alone(tmp_path / "file" / "bank"),
        ):
            pass


class TestClearAway:
    def test_ends_a_front_door_whose_emulator_has_died(self, settings, start):
        start("front_door")
        running.clear_away(settings.folder)
        assert not running.alive(settings.folder)["front_door"]

    def test_leaves_a_bank_that_runs_alone(self, settings, start):
        start("front_door")
        start("emulator")
        running.clear_away(settings.folder)
        assert all(running.alive(settings.folder).values())

    def test_comes_before_everything_else_in_up(self, settings, start):
        """The ports asked for may be others than the front door's that was left behind."""
        start("front_door")
        remember(settings.folder, port=free_port(), emulator_port=settings.emulator_port)
        with closing(_server(settings.port)), pytest.raises(running.StackFailed, match="is taken"):
            stack.up(settings)
        assert not running.alive(settings.folder)["front_door"]


class _Interrupted(Settings):
    """Ctrl-C arrives while the emulator is awaited."""

    @property
    def emulator(self) -> Emulator:
        class Slow(Emulator):
            def wait_for(self, process: subprocess.Popen) -> None:
                raise KeyboardInterrupt

        return Slow(self.emulator_port, self.folder, settings={"BANK_ENDS_WITH": str(os.getpid())})


class TestDown:
    def test_knows_an_emulator_that_was_not_awaited(self, tmp_path):
        settings = _Interrupted(tmp_path, free_port(), free_port())
        with pytest.raises(KeyboardInterrupt):
            stack.up(settings)
        pid = internal(tmp_path)["emulator"]
        assert running.alive(tmp_path)["emulator"]
        assert stack.down(settings)
        assert running.processes.command_of(pid) == ""

    def test_forgets_the_ports(self, settings, start):
        start("emulator")
        remember(settings.folder, port=settings.port, emulator_port=settings.emulator_port)
        assert stack.down(settings)
        assert Settings.of_running(settings.folder).port == 8000
        assert Settings.of_running(settings.folder).emulator_port == 4566


class TestAnswers:
    def test_takes_another_server_for_no_bank(self, settings):
        with closing(_server(settings.port)):
            assert not stack.answers(settings)

    def test_takes_another_banks_emulator_for_none_of_this_folder(self, settings):
        with closing(_server(settings.emulator_port)):
            assert not settings.emulator.answers()


class TestStayOpen:
    def test_outlives_a_journey_that_fails_and_ends_when_the_bank_does(self, settings, start, monkeypatch, capsys):
        monkeypatch.setattr(stack, "_LOOK_SECONDS", 0.05)
        emulator = start("emulator")
        start("front_door")
        codes = []
        thread = threading.Thread(target=lambda: codes.append(stack.stay_open(settings)), daemon=True)
        thread.start()
        thread.join(1)
        printed = capsys.readouterr()
        assert "until Ctrl-C" in printed.out
        assert printed.err.startswith(f"\nThe journey failed: the bank does not answer at {settings.api_url} (")
        assert thread.is_alive()
        emulator.kill()
        thread.join(10)
        assert codes == [1]
        assert "The bank runs no more" in capsys.readouterr().err


class TestTheJourney:
    @pytest.mark.parametrize("failure", [NotInTime("the deposit did not come"), KeyError("balance"), ConnectionResetError("cut")])
    def test_says_in_one_sentence_what_stopped_it(self, settings, monkeypatch, capsys, failure):
        def play(settings: Settings) -> None:
            raise failure

        monkeypatch.setattr(journey, "play", play)
        assert not journey.played(settings)
        complaint = capsys.readouterr().err
        assert complaint.startswith("\nThe journey failed: ")
        assert complaint.count("\n") == 2
        assert str(failure) in complaint


class _Cordial(http.server.BaseHTTPRequestHandler):
    """Says 200 to everything, as another bank's emulator would."""

    def do_GET(self) -> None:
        body = json.dumps({"status": "ok"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def close(self) -> None:
        self.shutdown()
        self.server_close()


def _server(port: int) -> _Server:
    server = _Server(("127.0.0.1", port), _Cordial)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
