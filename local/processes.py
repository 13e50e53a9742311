"""Processes of ours in the background: whether one lives, how to end it, and who holds a port that we want."""

import os
import shutil
import signal
import socket
import subprocess
import time

_STOP_SECONDS = 20


def command_of(pid: int) -> str:
    """The command line of a process, or nothing."""
    result = subprocess.run(["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True)
    return result.stdout.strip()


def running(pid: int | None, marker: str) -> bool:
    """Whether `pid` lives and is the process we mean: a number may have been given to somebody else since."""
    if not pid:
        return False
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False  # a child of ours that has ended
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    command = command_of(pid)
    return marker in command and "<defunct>" not in command


def stop(pid: int | None, marker: str) -> None:
    """Asks a process to end, so that it can save its state; insists after a while."""
    if pid is None or not running(pid, marker):
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while running(pid, marker):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port of this machine that nobody holds at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def holder_of(port: int) -> str:
    """Who listens on a port, as far as this machine tells: `process 123 (python -m http.server)`."""
    if lsof := shutil.which("lsof"):
        found = subprocess.run([lsof, "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-t"], capture_output=True, text=True)
        pids = found.stdout.split()
    elif ss := shutil.which("ss"):
        found = subprocess.run([ss, "-Hltnp", f"sport = :{port}"], capture_output=True, text=True)
        pids = [part.split(",")[0] for part in found.stdout.split("pid=")[1:]]
    else:
        pids = []
    if not pids:
        return "another program"
    return f"process {pids[0]} ({command_of(int(pids[0]))[:80]})"
