"""The customer to sign in as on this laptop: the first who played the journey, with a password that stays on it."""

import json
from pathlib import Path

from local.settings import write


def known(folder: Path) -> dict[str, dict[str, str]]:
    """Email and password under `demo`, as in stack.json; nothing before somebody has played."""
    try:
        return {"demo": json.loads((folder / "demo.json").read_text())}
    except FileNotFoundError:
        return {}


def keep(folder: Path, email: str, password: str) -> None:
    """Keeps the first one only: what somebody has done as that customer is still there the next time."""
    if not known(folder):
        write(folder / "demo.json", {"email": email, "password": password})
        stack = folder / "stack.json"
        write(stack, json.loads(stack.read_text()) | known(folder))
