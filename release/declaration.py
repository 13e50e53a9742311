"""The one declaration of infrastructure: terraform/declaration/*.json, merged by kind.

Terraform reads the same files. A resource is named by a token, kind/name (`table/user-table`, `queue/notification-email-sqs`),
and its ARN is a prefix that depends on kind, region, account and stage, followed by the name.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "terraform" / "declaration"
MACHINES = ROOT / "statemachines"
APP = "inferno"
# The laptop's bank lives in the emulator's first account.
LOCAL_ACCOUNT = "000000000000"
LOCAL_REGION = "us-east-1"
STAGES = ("local", "dev", "staging", "prod")
KINDS = (
    "tables", "queues", "topics", "subscriptions", "buckets", "secrets", "keys", "machines", "functions", "schedules",
    "gateway_responses",
)  # fmt: skip
# Functions that act for every context: each context's file declares the permissions its own routes and deliveries need.
SHARED = frozenset({"api_handler", "platform_keep_token", "platform_sweep_waits", "relay_journal", "relay_outbox"})
_PLACEHOLDER = re.compile(r"\$\{(functions|queues|tables|topics|machines|buckets)\.([\w-]+)\}")


class DeclarationError(Exception):
    """The declaration contradicts itself."""


@dataclass(frozen=True)
class Place:
    """Where resources live: stage, account and region (either may be `*` in a policy, or a Terraform reference).

    `mail_domain` is the one that functions may send from.
    """

    stage: str
    account: str = LOCAL_ACCOUNT
    region: str = LOCAL_REGION
    mail_domain: str = "*"

    @property
    def prefix(self) -> str:
        return f"{APP}-{self.stage}-"

    def name(self, kind: str, name: str) -> str:
        """The full name of a declared resource."""
        return f"{self.prefix}{self.account}-{name}" if kind == "bucket" else self.prefix + name

    def queue_url(self, name: str, endpoint: str | None = None) -> str:
        host = (endpoint or f"https://sqs.{self.region}.amazonaws.com").rstrip("/")
        return f"{host}/{self.account}/{self.prefix}{name}"

    def arn(self, token: str) -> str:
        """The ARN of a resource token such as `table/user-table/index/*`."""
        kind, _, rest = token.partition("/")
        where = f"{self.region}:{self.account}"
        prefixes = {
            "table": f"arn:aws:dynamodb:{where}:table/{self.prefix}",
            "queue": f"arn:aws:sqs:{where}:{self.prefix}",
            "topic": f"arn:aws:sns:{where}:{self.prefix}",
            "bucket": f"arn:aws:s3:::{self.prefix}{self.account}-",
            "machine": f"arn:aws:states:{where}:stateMachine:{self.prefix}",
            "execution": f"arn:aws:states:{where}:execution:{self.prefix}",
            "express": f"arn:aws:states:{where}:express:{self.prefix}",
            "function": f"arn:aws:lambda:{where}:function:{self.prefix}",
            "secret": f"arn:aws:secretsmanager:{where}:secret:{self.prefix}",
            "key": f"arn:aws:kms:{where}:alias/{self.prefix}",
            "schedule": f"arn:aws:scheduler:{where}:schedule/{APP}-{self.stage}/",
            "role": f"arn:aws:iam::{self.account}:role/{self.prefix}",
            "log": f"arn:aws:logs:{where}:log-group:/aws/lambda/{APP}-{self.stage}",
            "statelog": f"arn:aws:logs:{where}:log-group:/aws/vendedlogs/states/{self.prefix}",
            # The stage's application of SNS's on either platform, which holds the credentials of its push service; and a device
            # there, which the emulator puts under the application (`pushes//*`).
            "pushes": f"arn:aws:sns:{where}:app/*/{APP}-{self.stage}",
            "push": f"arn:aws:sns:{where}:endpoint/*/{APP}-{self.stage}/",
            "ses": f"arn:aws:ses:{where}:",
            "mails": f"arn:aws:ses:{where}:configuration-set/{self.prefix}",
        }
        if kind not in prefixes:
            raise DeclarationError(f"unknown kind in resource token {token!r}")
        return prefixes[kind] + (f"{rest}/{self.mail_domain}" if kind == "ses" else rest)

    def statements(self, policy: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Declared policy statements as IAM's: the same rights in as few characters as they take."""
        return [{"Effect": "Allow", "Action": each["actions"], **self._reach(each["resources"])} for each in merged(policy)]

    def _reach(self, tokens: list[str]) -> dict[str, Any]:
        """What a statement is about. A key's own ARN is known only to KMS, which is told it by its alias."""
        if tokens == [SMS]:  # a phone has no ARN: whatever is no topic
            return {"NotResource": ["arn:aws:sns:*:*:*"]}
        aliases = [f"alias/{self.prefix}{token.removeprefix('key/')}" for token in tokens if token.startswith("key/")]
        if not aliases:
            return {"Resource": [self.arn(token) for token in tokens]}
        return {
            "Resource": [f"arn:aws:kms:{self.region}:{self.account}:key/*"],
            "Condition": {"StringEquals": {"kms:RequestAlias": aliases}},
        }


# The resource token of sending an SMS.
SMS = "sms"


def merged(policy: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rights with each resource named once: everything allowed on it together, and what is allowed alike together.

    Several contexts ask for a shared function's rights on the same tables, and a role's policies hold 10,240 characters in all.
    """
    allowed: dict[str, set[str]] = {}
    for statement in policy:
        for token in statement["resources"]:
            allowed.setdefault(token, set()).update(statement["actions"])
    alike: dict[tuple[Any, ...], list[str]] = {}
    for token, actions in sorted(allowed.items()):
        alike.setdefault((token == SMS, *sorted(actions)), []).append(token)
    return [{"actions": list(actions), "resources": tokens} for (_, *actions), tokens in sorted(alike.items())]


@dataclass(frozen=True)
class Declaration:
    """Everything declared, by kind and name."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    queues: dict[str, dict[str, Any]] = field(default_factory=dict)
    topics: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    buckets: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    machines: dict[str, dict[str, Any]] = field(default_factory=dict)
    functions: dict[str, dict[str, Any]] = field(default_factory=dict)
    schedules: dict[str, dict[str, Any]] = field(default_factory=dict)
    gateway_responses: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def restorable(self) -> dict[str, dict[str, Any]]:
        """The tables that a restoration brings back to their past: not those where nothing is ever taken back."""
        return {name: table for name, table in self.tables.items() if not table.get("append_only")}

    def machine_definition(self, name: str, place: Place, endpoint: str | None = None) -> str:
        """A state machine's ASL with its placeholders replaced."""
        values = {
            "functions": lambda key: place.arn(f"function/{key}"),
            "queues": lambda key: place.queue_url(key, endpoint),
            "tables": lambda key: place.name("table", key),
            "topics": lambda key: place.arn(f"topic/{key}"),
            "machines": lambda key: place.arn(f"machine/{key}"),
            "buckets": lambda key: place.name("bucket", key),
        }
        text = (MACHINES / f"{name}.asl.json").read_text()
        return _PLACEHOLDER.sub(lambda match: values[match[1]](match[2]), text)


@cache
def load(folder: Path = FOLDER) -> Declaration:
    """Reads and merges all files. Raises DeclarationError when a name is declared twice.

    A function of SHARED may stand in several files: what the contexts need of it adds up in its policy and its layers.
    """
    merged: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for path in sorted(folder.glob("*.json")):
        for kind, resources in json.loads(path.read_text()).items():
            if kind not in merged:
                raise DeclarationError(f"{path.name}: unknown kind {kind!r}")
            for name, resource in resources.items():
                known = merged[kind].get(name)
                if known is None:
                    merged[kind][name] = dict(resource)
                elif kind == "functions" and name in SHARED:
                    lists = {key: [*known.get(key, ()), *resource.get(key, ())] for key in ("policy", "layers")}
                    merged[kind][name] = {**known, **resource, **lists}
                else:
                    raise DeclarationError(f"{path.name}: {kind} {name!r} is declared twice")
    return Declaration(**merged)
