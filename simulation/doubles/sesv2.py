"""SES: mails that were taken, and what it tells of them later: that they arrived, came back, or were complained of."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from chalicelib.platform import settings
from simulation.doubles.errors import Exceptions, NotKnown, refused

if TYPE_CHECKING:
    from simulation.world import World

_FEEDBACK = "notification-feedback-sqs"
FOR_GOOD = {"bounceType": "Permanent", "bounceSubType": "General"}
_OUTCOMES: tuple[tuple[str, dict[str, str]], ...] = (
    ("Delivery", {}),
    ("Bounce", FOR_GOOD),
    ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}),
    ("Bounce", {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"}),
    ("Complaint", {"complaintFeedbackType": "abuse"}),
    ("Delivery", {}),
)


@dataclass(frozen=True)
class Mail:
    id: str
    at: float  # in seconds since the epoch
    to: str
    subject: str
    text: str
    tags: Mapping[str, list[str]] = field(default_factory=dict, repr=False)


class SesV2:
    exceptions = Exceptions()

    def __init__(self, world: "World") -> None:
        self._world = world
        self.mails: list[Mail] = []
        self.told_of: set[str] = set()  # the ids of mails
        self.came_back: dict[str, str] = {}  # for good: the id of a mail and its address
        self.tells_of = world.decisions.pick("mails that are told of", (0.0, 0.0, 0.05, 0.3))

    def send_email(
        self,
        *,
        FromEmailAddress: str,
        Destination: dict[str, Any],
        Content: dict[str, Any],
        ConfigurationSetName: str,
        EmailTags: list[dict[str, str]],
    ) -> dict[str, Any]:
        if ConfigurationSetName != settings.mail_configuration():
            raise refused("NotFoundException", f"Configuration set <{ConfigurationSetName}> does not exist.")
        if set(Content) != {"Simple"}:
            raise NotKnown(f"a mail of {', '.join(sorted(Content))}")
        simple = Content["Simple"]
        (to,) = Destination["ToAddresses"]
        tags = {each["Name"]: [each["Value"]] for each in EmailTags}
        subject, text = simple["Subject"]["Data"], simple["Body"]["Text"]["Data"]
        mail = Mail(str(uuid.uuid4()), self._world.scheduler.time(), to, subject, text, tags)
        self.mails.append(mail)
        self._tell_later(mail)
        return {"MessageId": mail.id}

    def _tell_later(self, mail: Mail) -> None:
        """Of some: mostly seconds later, and now and then before the sender has noted what it sent."""
        world, about = self._world, f"mail {len(self.mails)}"
        if mail.tags and world.decisions.happens(f"{about} is told of", self.tells_of):
            kind, said = world.decisions.pick(f"{about} ends as", _OUTCOMES)
            delay = world.decisions.between(f"{about} is told of after", 0.01, 600)
            world.after(delay, lambda: self.tell(mail, kind, said))
            if world.decisions.happens(f"{about} is told of again", 0.3):
                other, more = world.decisions.pick(f"{about} ends in the end as", _OUTCOMES)
                world.after(delay + 60, lambda: self.tell(mail, other, more))
            if world.decisions.happens(f"{about} is lied about", 0.2):
                lie = replace(mail, id=f"{mail.id[:-4]}lied")
                world.after(delay, lambda: self.tell(lie, "Bounce", FOR_GOOD))

    def tell(self, mail: Mail, kind: str, said: Mapping[str, str]) -> None:
        """What became of a mail."""
        self._world.tell(f"SES tells of the mail {mail.subject!r} to {mail.to}: {' '.join((kind, *said.values()))}")
        event = {
            "eventType": kind,
            kind.lower(): {"timestamp": clock.to_text(self._world.now()), **said},
            "mail": {"messageId": mail.id, "destination": [mail.to], "tags": mail.tags},
        }
        if mail in self.mails:
            self.told_of.add(mail.id)
            if said.get("bounceType") == "Permanent":
                self.came_back[mail.id] = mail.to
        url = self._world.place.queue_url(_FEEDBACK)
        self._world.doubles["sqs"].send_message(QueueUrl=url, MessageBody=json.dumps(event))

    def busy(self) -> bool:
        return False
