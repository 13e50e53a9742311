"""Secrets Manager: the declared secrets, with the content that an operator gives them."""

import json
from typing import TYPE_CHECKING, Any

from ops import identity_keys, signing_keys
from simulation.doubles.errors import Exceptions, refused

if TYPE_CHECKING:
    from simulation.world import World

_CONTENT = {"signing_keys": signing_keys.with_new_key, "identity_keys": identity_keys.complete}


class SecretsManager:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self._world = world
        self._known: dict[str, str] = {}

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:
        name = SecretId.removeprefix(self._world.place.name("secret", ""))
        if name not in self._world.declaration.secrets:
            raise refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        if name not in self._known:
            self._known[name] = json.dumps(_CONTENT[self._world.declaration.secrets[name]["content"]](None))
        return {"Name": SecretId, "SecretString": self._known[name]}

    def busy(self) -> bool:
        return False
