"""The emulator's process: ministack with our patches, bound to this machine only, its state in one folder.

`python -m local.emulator FOLDER` is that process; an `Emulator` starts it and asks it things from outside.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.clients import Keys
from release.declaration import LOCAL_ACCOUNT, LOCAL_REGION

HOST = "127.0.0.1"
OWN_ONLY = 0o077  # what the bank knows is its developer's alone
_KEPT_FROM_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SYSTEMROOT", "COVERAGE_PROCESS_START")
_START_SECONDS = 120  # some two on a machine at rest
_LONGEST_SOCKET_FOLDER = 70  # a path of a Unix socket has 108 bytes, and its own name takes some of them


class EmulatorFailed(Exception):
    """The emulator did not start; the message carries the end of its log."""


@dataclass(frozen=True)
class Emulator:
    """One emulator: its port, the folder that holds its state and log, and whether IAM policies are enforced."""

    port: int
    folder: Path
    enforce_iam: bool = True
    keep_state: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)  # extra environment of its process and of the functions
    keys: Keys | None = None  # without keys of its own it takes any, and the id says the account: for tests

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "emulator.log"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def environment(self) -> dict[str, str]:
        """The whole environment of the process: nothing of the developer's AWS settings gets in."""
        inherited = {name: os.environ[name] for name in _KEPT_FROM_ENVIRONMENT if name in os.environ}
        temporary = self._temporary()
        return inherited | {
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": HOST,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": LOCAL_REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AUTH": "true" if self.enforce_iam else "false",
            "PERSIST_STATE": "1" if self.keep_state else "0",
            "STATE_DIR": str(self.state),
            "S3_PERSIST": "1" if self.keep_state else "0",
            "S3_DATA_DIR": str(self.folder / "s3"),
            "TMPDIR": str(temporary),
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "LAMBDA_EXECUTOR": "local",
            "DOCKER_HOST": f"unix://{temporary}/no-docker.sock",
            "LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
            **(self.keys.environment() if self.keys else {}),
            **dict(self.settings),
        }

    def _temporary(self) -> Path:
        """The bank's own temporary folder; a short one elsewhere when sockets in it would have too long a path."""
        own = self.folder / "tmp"
        if len(str(own)) > _LONGEST_SOCKET_FOLDER:
            mark = hashlib.sha256(str(own).encode()).hexdigest()[:12]
            own = Path(tempfile.gettempdir()) / f"inferno-{os.getuid()}-{mark}"
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        if own.stat().st_uid != os.getuid():  # the functions' code lies in it
            raise EmulatorFailed(f"{own} belongs to somebody else")
        return own

    def start(self) -> int:
        """Starts the process, waits until it answers, and returns its process id. Raises EmulatorFailed."""
        process = self.launch()
        self.wait_for(process)
        return process.pid

    def launch(self) -> subprocess.Popen[bytes]:
        """Starts the process and does not wait for it: who may be interrupted while waiting notes its id first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "local.emulator", str(self.folder.resolve())],
                cwd=Path(__file__).resolve().parent.parent,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                umask=OWN_ONLY,
            )

    def wait_for(self, process: subprocess.Popen[bytes]) -> None:
        """Returns when the process answers. Raises EmulatorFailed, and leaves nothing running then."""
        deadline = time.monotonic() + _START_SECONDS
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise EmulatorFailed(f"the emulator did not start on port {self.port}:\n{self.end_of_log()}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether this emulator answers. Another one on the same port, with the state of another bank, does not count."""
        try:
            return self.ask("busy").get("state") == str(self.state)
        except (OSError, ValueError):
            return False

    def ask(self, name: str, timeout_seconds: float = 5, **query: str) -> dict[str, Any]:
        """One of local.hooks' requests. Raises OSError when the emulator does not answer."""
        parameters = "&".join(f"{key}={value}" for key, value in query.items())
        return self._get(f"/_bank/{name}?{parameters}", timeout_seconds)

    def mails(self, account: str = LOCAL_ACCOUNT) -> list[dict[str, Any]]:
        """Every mail that was sent, in order."""
        return self._get("/_ministack/ses/messages")["messages"].get(account, [])

    def sms(self) -> list[dict[str, Any]]:
        """Every SMS that was sent, by number."""
        found = self._get("/_ministack/sns/sms-messages")["sms_messages"]
        return [each for _, sent in sorted(found.items()) for each in sent]

    def _get(self, path: str, timeout_seconds: float = 5) -> dict[str, Any]:
        """One of the requests that nobody signs: they carry the secret itself."""
        headers = {"Authorization": f"Bearer {self.keys.secret_access_key}"} if self.keys else {}
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=timeout_seconds) as answer:
            return json.load(answer)

    def end_of_log(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


def end_with(starter: int) -> None:
    """Ends this process when another one has ended, however it ended: tests leave nothing running."""
    while True:
        time.sleep(1)
        try:
            os.kill(starter, 0)
        except ProcessLookupError:
            os.kill(os.getpid(), signal.SIGTERM)
            return


def main() -> None:
    """The process itself."""
    from local import gate, hooks, patches

    patches.apply()
    hooks.install()
    gate.install()
    if starter := os.environ.get("BANK_ENDS_WITH"):
        threading.Thread(target=end_with, args=(int(starter),), daemon=True).start()
    sys.argv = sys.argv[:1]  # the folder is there for `ps` only; ministack reads the arguments too
    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
