"""SES: mails that were taken."""

import uuid
from typing import TYPE_CHECKING, Any

from simulation.doubles.errors import Exceptions

if TYPE_CHECKING:
    from simulation.world import World


class SesV2:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self.mails: list[tuple[str, str, str]] = []  # to whom, subject, text

    def send_email(self, *, FromEmailAddress: str, Destination: dict[str, Any], Content: dict[str, Any]) -> dict[str, Any]:
        simple = Content["Simple"]
        (to,) = Destination["ToAddresses"]
        self.mails.append((to, simple["Subject"]["Data"], simple["Body"]["Text"]["Data"]))
        return {"MessageId": str(uuid.uuid4())}

    def busy(self) -> bool:
        return False
