"""`make demo`: the journey against the bank that runs here."""

from local.journey import played
from local.settings import Settings
from ops.progress import complain


def main() -> int:
    """Plays the journey against the bank that runs here."""
    settings = Settings.from_environment()
    if not (settings.folder / "stack.json").exists():
        complain("The bank is not running here: `make up` starts it.")
        return 1
    return 0 if played(settings) else 1


if __name__ == "__main__":
    raise SystemExit(main())
