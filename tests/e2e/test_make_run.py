"""`make run` from an empty folder: a day at the bank, open until Ctrl-C, and everything still there the next time."""

import json
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from local import mails
from local.client import Api
from local.journey import MAILS
from local.settings import Settings, internal
from release.declaration import ROOT
from tests.support.stack import command, environment_for

_DAY_SECONDS = 240


@dataclass(frozen=True)
class Day:
    """What one `run` printed, and how it ended after Ctrl-C."""

    printed: str
    exit_code: int


def run_until_open(environment: dict[str, str]) -> Day:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "local.stack", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = threading.Timer(_DAY_SECONDS, process.kill)
    watchdog.start()
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "until Ctrl-C" in line:
            process.send_signal(signal.SIGINT)
    code = process.wait()
    watchdog.cancel()
    return Day("".join(lines), code)


def test_plays_a_day_stays_until_interrupted_and_keeps_its_state(tmp_path: Path):
    environment = environment_for(tmp_path)
    first = run_until_open(environment)
    assert first.exit_code == 0, first.printed
    settings = Settings.from_environment(environment)
    for place in (settings.api_url, "/docs", "/_local/mails", "/_local/executions", "/_local/traces"):
        assert place in first.printed
    assert f"{sum(MAILS.values())} to ada." in first.printed
    assert not (tmp_path / "stack.json").exists()
    assert not {"emulator", "front_door"} & internal(tmp_path).keys()

    again = command("up", environment)
    try:
        assert again.returncode == 0, again.stderr
        assert again.stdout.count("unchanged") == 3  # the package, what is provisioned, the web
        kept = mails.sent(settings.emulator)
        assert len(kept) >= sum(MAILS.values())
        for name in ("admin", "staff"):
            person = json.loads((tmp_path / "stack.json").read_text())[name]
            assert Api(settings.api_url).as_user(person["email"], person["password"]).get("/admin/errors").body["items"] == []
    finally:
        command("down", environment)
