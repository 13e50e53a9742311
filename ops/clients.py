"""boto3 clients of the operator's tools: root of one account of an emulator, or on AWS who the environment says."""

from dataclasses import dataclass
from functools import cached_property

import boto3
from botocore.config import Config

from release.declaration import LOCAL_ACCOUNT, LOCAL_REGION

# StartSyncExecution would otherwise go to sync-<host>, which no laptop resolves.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 3}, inject_host_prefix=False, s3={"addressing_style": "path"})


@dataclass
class Clients:
    """`clients("sqs")` is the client of that service."""

    endpoint: str | None  # None is AWS itself
    account: str = LOCAL_ACCOUNT
    region: str = LOCAL_REGION

    @cached_property
    def _session(self) -> boto3.Session:
        if self.endpoint is None:
            return boto3.Session()
        # The emulator takes twelve digits for an account's root, with any secret.
        return boto3.Session(aws_access_key_id=self.account, aws_secret_access_key="test", region_name=self.region)

    @cached_property
    def _made(self) -> dict:
        return {}

    def __call__(self, service: str):
        if service not in self._made:
            self._made[service] = self._session.client(service, endpoint_url=self.endpoint, config=_CONFIG)
        return self._made[service]
