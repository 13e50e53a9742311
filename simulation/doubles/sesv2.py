"""SES: mails that were taken."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.platform import settings
from simulation.doubles.errors import Exceptions, NotKnown, refused

if TYPE_CHECKING:
    from simulation.world import World


@dataclass(frozen=True)
class Mail:
    id: str
    at: float  # in seconds since the epoch
    to: str
    subject: str
    text: str


class SesV2:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self._world = world
        self.mails: list[Mail] = []

    def send_email(
        self,
        *,
        FromEmailAddress: str,
        Destination: dict[str, Any],
        Content: dict[str, Any],
        ConfigurationSetName: str,
        EmailTags: list[dict[str, str]],
    ) -> dict[str, Any]:
        """What becomes of it afterwards is told to nobody in here."""
        if ConfigurationSetName != settings.mail_configuration():
            raise refused("NotFoundException", f"Configuration set <{ConfigurationSetName}> does not exist.")
        if set(Content) != {"Simple"}:
            raise NotKnown(f"a mail of {', '.join(sorted(Content))}")
        simple = Content["Simple"]
        (to,) = Destination["ToAddresses"]
        mail = Mail(
            str(uuid.uuid4()), self._world.scheduler.time(), to, simple["Subject"]["Data"], simple["Body"]["Text"]["Data"]
        )
        self.mails.append(mail)
        return {"MessageId": mail.id}

    def busy(self) -> bool:
        return False
