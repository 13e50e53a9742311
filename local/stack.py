"""The bank on this laptop: `up`, `down`, `run`. Everything is safe to repeat; only what is missing or changed is done.

PORT (8000), EMULATOR_PORT (4566) and BANK_LOCAL_DIR (.local) say where. `up` returns when the API answers and leaves
`stack.json` in the folder for everything that wants to talk to the bank.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException

from chalicelib.customers.operations.seal_documents import seal_documents
from local import demo, deploy, front_door, journey, package, provision, running, snapshot, staff
from local.emulator import OWN_ONLY, EmulatorFailed
from local.running import StackFailed
from local.settings import Settings, internal, remember, write
from local.snapshot import SnapshotDamaged
from local.strangers import origins_of
from local.waiting import NotInTime, until
from ops.pointing import pointed_at
from ops.progress import complain, say, step
from release import web
from release.config import function_name
from release.declaration import APP, ROOT, Declaration, load
from release.package import PackagingFailed

_ANSWER_SECONDS = 30
_SAVE_SECONDS = 120
_QUIET_SECONDS = 5
_LOOK_SECONDS = 2
_CODE_OF_THE_DOOR = ("local", "ops", "release")
# Workers started ahead: the API takes several requests at once from the first second on.
_WARM_WORKERS = {"api_handler": 3}


def up(settings: Settings) -> None:
    """Starts or refreshes the stack. Raises StackFailed, EmulatorFailed, PackagingFailed or DeploymentFailed."""
    with running.alone(settings.folder), ThreadPoolExecutor(1) as aside:
        running.clear_away(settings.folder)
        running.check_ports(settings)
        building = aside.submit(_build_web)
        keys = settings.make_keys()
        load.cache_clear()
        declaration, place, clients = load(), settings.place, settings.clients
        with step("emulator") as outcome:
            outcome.note = _start_emulator(settings)
        with step("tables, queues, machines") as outcome:
            made = provision.provision(declaration, place, clients, origins=origins_of(settings.port))
            outcome.note = ", ".join(f"{count} {kind}" for kind, count in made.items() if count)
        with step("package of the application") as outcome:
            packed = package.package_for(place, settings.folder / "build")
            outcome.note = packed.describe()
        with step("functions and REST API") as outcome:
            deployed = deploy.deploy(packed, declaration, place, clients, settings.environment)
            outcome.note = "deployed" if deployed.changed else "unchanged"
            remember(settings.folder, execute_url=deployed.api_url)
        with step("workers") as outcome:
            outcome.note = _warm(settings, declaration)
        with step("web") as outcome:
            has_web, outcome.note = building.result()
            remember(settings.folder, web=has_web or None)
        with step("front door") as outcome:
            outcome.note = _open_front_door(settings)
        with step("customers of older releases") as outcome:
            with pointed_at(settings.emulator.url, keys=settings.keys):
                outcome.note = f"{seal_documents().sealed} sealed"
        with step("staff") as outcome:
            known = staff.ensure(settings)
            outcome.note = ", ".join(each["email"] for each in known.values())
        _save(settings)
        write(
            settings.folder / "stack.json",
            {
                **({"web_url": settings.web_url} if has_web else {}),
                "api_url": settings.api_url,
                "aws_endpoint_url": settings.emulator.url,
                "aws_access_key_id": keys.access_key_id,
                "aws_secret_access_key": keys.secret_access_key,
                "region": place.region,
                **known,
                **demo.known(settings.folder),
            },
        )


def down(settings: Settings) -> bool:
    """Stops the stack and keeps its state; what is under way may come to its end first. Says whether one was running.

    Raises StackFailed where the state cannot be kept: the emulator runs on then, and has it.
    """
    with running.alone(settings.folder):
        alive = running.alive(settings.folder)
        running.stop(settings.folder, "front_door")
        if alive["emulator"]:
            _wait_until_quiet(settings)
            if settings.emulator.answers():
                _save(settings)
        running.stop(settings.folder, "emulator")
        remember(settings.folder, front_door=None, emulator=None, port=None, emulator_port=None)
        (settings.folder / "stack.json").unlink(missing_ok=True)
        if alive["emulator"] and (since := _unsaved_since(settings)):
            raise StackFailed(
                f"Stopped, but the last save failed: what was answered after {since} is lost; see {settings.emulator.log}"
            )
        return any(alive.values())


def answers(settings: Settings) -> bool:
    """Whether the API answers through the front door; another server's answer does not count."""
    try:
        with urllib.request.urlopen(f"{settings.api_url}/health", timeout=5) as answer:
            return answer.headers["Server"] == front_door.SERVER
    except (OSError, HTTPException):
        return False


def _save(settings: Settings) -> None:
    """Has the emulator write its state. Raises StackFailed with the reason when it cannot."""
    try:
        settings.emulator.ask("save", timeout_seconds=_SAVE_SECONDS)
    except OSError as failed:
        reason = json.load(failed)["error"] if isinstance(failed, urllib.error.HTTPError) else failed
        raise StackFailed(
            f"The state is NOT kept: {reason}\nThe emulator runs on and has it. Mend that (is the disk full?), then `make down`."
        ) from failed


def _unsaved_since(settings: Settings) -> str:
    """The moment after which a bank that was not stopped may have forgotten its answers; nothing after a stop."""
    kept = snapshot.head(settings.emulator.state)
    return "" if kept is None or kept.stopped else kept.taken_at


def _start_emulator(settings: Settings) -> str:
    if running.alive(settings.folder)["emulator"] and settings.emulator.answers():
        return f"runs already, {settings.emulator.url}"
    running.stop(settings.folder, "emulator")
    since = _unsaved_since(settings)
    process = settings.emulator.launch()
    # Before it answers: whoever is interrupted from here on leaves a process that `down` knows.
    remember(settings.folder, emulator=process.pid, emulator_port=settings.emulator_port, port=settings.port)
    settings.emulator.wait_for(process)
    lost = f"; it was not stopped: what was answered after {since} may be missing" if since else ""
    return settings.emulator.url + lost


def _build_web() -> tuple[bool, str]:
    """Whether the web is there to be served, and a line about it. The bank runs without it, too."""
    if os.environ.get("WEB") == "0":
        return False, "left out (WEB=0)"
    try:
        return True, web.build()
    except web.WebFailed as failure:
        return False, f"not built, the bank runs without it: {failure}"


def _warm(settings: Settings, declaration: Declaration) -> str:
    place = settings.place
    wanted = [f"{function_name(place, name)}:{_WARM_WORKERS.get(name, 1)}" for name in declaration.functions]
    result = settings.emulator.ask("warm", timeout_seconds=120, functions=",".join(wanted))
    if result["failures"]:
        raise StackFailed("Functions that do not start:\n" + "\n".join(result["failures"]))
    return f"{result['started']} ready"


def _open_front_door(settings: Settings) -> str:
    code = max(path.stat().st_mtime for name in _CODE_OF_THE_DOOR for path in (ROOT / name).rglob("*.*") if path.suffix != ".pyc")
    if internal(settings.folder).get("front_door_code") != code:
        running.stop(settings.folder, "front_door")
    if not running.alive(settings.folder)["front_door"]:
        with (settings.folder / "front_door.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "local.front_door", str(settings.folder), str(settings.port)],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        remember(settings.folder, front_door=process.pid, front_door_code=code)
    try:
        until(lambda: answers(settings), "the API", _ANSWER_SECONDS)
    except NotInTime as late:
        raise StackFailed(f"The API does not answer at {settings.api_url}; see {settings.folder}/*.log") from late
    return settings.api_url


def _wait_until_quiet(settings: Settings) -> None:
    """Gives messages and executions a moment to finish: a restart would fail the executions that run."""

    def quiet() -> bool:
        busy = settings.emulator.ask("busy")
        return not (busy["executions"] or busy["stream_records"] or busy["messages"])

    with suppress(NotInTime, OSError):
        until(quiet, "the quiet", _QUIET_SECONDS)


def _run(settings: Settings) -> int:
    """`up`, the demo journey, and then the bank until Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        up(settings)
        say()
        return stay_open(settings)
    except KeyboardInterrupt:
        say("\nClosing.")
        down(settings)
        say("The state is kept.")
        return 0


def stay_open(settings: Settings) -> int:
    """Plays the journey, and returns only when the bank runs no more: another command has stopped it, or it has died."""
    journey.played(settings)
    say(f"\n{_where(settings)}\n\nThe bank stays open until Ctrl-C.")
    told = ""
    while _runs(settings):
        if (failure := _unsaved(settings)) != told:
            told = failure
            complain(f"The state is not kept: {failure}" if failure else "The state is kept again.")
        time.sleep(_LOOK_SECONDS)
    complain(f"\nThe bank runs no more: another command has stopped it, or {settings.folder}/*.log says why.")
    return 1


def _runs(settings: Settings) -> bool:
    """Whether both processes live. It waits for an `up` or `down` that is under way."""
    with running.alone(settings.folder):
        return all(running.alive(settings.folder).values())


def _unsaved(settings: Settings) -> str:
    """Why the last save failed; nothing when it did not, or nobody answers."""
    try:
        return settings.emulator.ask("busy")["save_failed"]
    except OSError:
        return ""


def _where(settings: Settings) -> str:
    stack = json.loads((settings.folder / "stack.json").read_text())
    people = {name: f"{stack[name]['email']}   {stack[name]['password']}" for name in ("demo", "admin", "staff") if name in stack}
    web = stack.get("web_url")
    places = {
        "The bank": web or settings.api_url,
        "  Customer": web and people.get("demo"),
        "  Staff": people["admin"],
        "  A colleague": people["staff"],  # for what needs two people
        "API": settings.api_url,
        "Its description": f"{settings.api_url}/docs",
        "Mails": f"{settings.api_url}/_local/mails",
        "Executions": f"{settings.api_url}/_local/executions",
        "Requests": f"{settings.api_url}/_local/traces",
        "For developers": f"{settings.api_url}/_local",
        "AWS endpoint": settings.emulator.url,
    }
    return "\n".join(f"  {title:<18}{place}" for title, place in places.items() if place)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("up", "down", "run"))
    parser.add_argument("--demo", action="store_true", help="after `up`, the journey once: a customer to sign in as")
    arguments, settings = parser.parse_args(), Settings.from_environment()
    command = arguments.command
    os.umask(OWN_ONLY)
    try:
        if command == "down":
            say("Stopped; the state is kept." if down(settings) else "Nothing was running.")
            return 0
        say(f"{APP.capitalize()} Bank, in {os.path.relpath(settings.folder)}:")
        if command == "run":
            return _run(settings)
        up(settings)
        if arguments.demo and not demo.known(settings.folder):
            say()
            journey.played(settings)
        say(f"\n{_where(settings)}")
        return 0
    except (StackFailed, EmulatorFailed, PackagingFailed, SnapshotDamaged, deploy.DeploymentFailed) as failure:
        complain(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        complain("\nInterrupted: `make down` stops what runs.")
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
