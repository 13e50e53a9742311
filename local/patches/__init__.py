"""Where the emulator (ministack, pinned) differs from AWS in a way that matters to us, and what we do about it.

Each patch is one function with its reason; tests/integration/test_emulator_patches.py shows each one at work, and fails
when a newer ministack no longer has what it mends.
"""

from local.patches import dynamodb, functions, histories, integrations, keys, permissions, persistence, states

ALL = (
    *states.PATCHES,
    *integrations.PATCHES,
    *histories.PATCHES,
    *dynamodb.PATCHES,
    *functions.PATCHES,
    *permissions.PATCHES,
    *keys.PATCHES,
    *persistence.PATCHES,
)


def apply() -> None:
    """Applies every patch to the ministack of this process."""
    for patch in ALL:
        patch()
