"""boto3 clients of the operator's tools: root of one account of an emulator, or on AWS who the environment says."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from release.declaration import LOCAL_ACCOUNT, LOCAL_REGION

# StartSyncExecution would otherwise go to sync-<host>, which no laptop resolves.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 3}, inject_host_prefix=False, s3={"addressing_style": "path"})


@dataclass(frozen=True)
class Keys:
    """An access key of an emulator."""

    access_key_id: str
    secret_access_key: str

    def environment(self) -> dict[str, str]:
        return {"AWS_ACCESS_KEY_ID": self.access_key_id, "AWS_SECRET_ACCESS_KEY": self.secret_access_key}


def keys_of(account: str) -> Keys:
    """Those of an account's root in an emulator that has no keys of its own: it takes any secret."""
    return Keys(account, "test")


@dataclass
class Clients:
    """`clients("sqs")` is the client of that service."""

    endpoint: str | None  # None is AWS itself
    account: str = LOCAL_ACCOUNT
    region: str = LOCAL_REGION
    keys: Keys | None = None  # an emulator's own, if it has any

    @cached_property
    def _session(self) -> boto3.Session:
        if self.endpoint is None:
            return boto3.Session()
        keys = self.keys or keys_of(self.account)
        return boto3.Session(keys.access_key_id, keys.secret_access_key, region_name=self.region)

    @cached_property
    def _made(self) -> dict[str, Any]:
        return {}

    def __call__(self, service: str) -> Any:
        if service not in self._made:
            self._made[service] = self._session.client(service, endpoint_url=self.endpoint, config=_CONFIG)
        return self._made[service]
