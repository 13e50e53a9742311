"""Have a template sent to some customers, on one channel, because a member of staff asks for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.kernel import ids
from chalicelib.notifications.catalogue import KINDS
from chalicelib.notifications.errors import ChannelNotSupported, TemplateNotSendable, UnknownTemplate
from chalicelib.notifications.model import QUEUE, SendMail
from chalicelib.notifications.preferences import Channel
from chalicelib.platform import audit, dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.platform.idempotency import Receipt


@dataclass(frozen=True, slots=True)
class SendByHand:
    """What to whom: `data` are the template's variables, as plain text."""

    channel: Channel
    template: str
    user_ids: Sequence[str]
    data: Mapping[str, str]


def send_by_hand(
    command: SendByHand,
    call: Call,
    rehearse: Callable[[str, Mapping[str, str]], object],
    render: Callable[[str, int], dict[str, Any]],
) -> Receipt:
    """What is answered. One message a customer is on its way then, through their preferences; the audit log names everybody.

    `rehearse` writes it once in every language and raises what is wrong with it. Raises UnknownTemplate, TemplateNotSendable for
    what only a fact may send, ChannelNotSupported.
    """
    kind = KINDS.get(command.template)
    if kind is None:
        raise UnknownTemplate(f"There is no template {command.template}")
    if not kind.is_sendable:
        raise TemplateNotSendable
    if command.channel == "sms" and not kind.sms:
        raise ChannelNotSupported
    rehearse(command.template, command.data)
    send_id = ids.new_id(call.now)
    users = sorted(set(command.user_ids))
    messages = [
        SendMail(
            message_id=f"{send_id}:{command.template}:{user_id}",
            template=command.template,
            user_id=user_id,
            data=command.data,
            correlation_id=call.correlation_id,
            channel=command.channel,
            hand_picked=True,
        ).message()
        for user_id in users
    ]
    receipt = Receipt(202, render(send_id, len(users)))
    entry = audit.record(
        "notification.send",
        call,
        whom=users[0] if len(users) == 1 else None,  # a transaction has no room for an entry each
        subject=send_id,
        after={"channel": command.channel, "template": command.template, "users": " ".join(users)},
    )
    asked = outbox.record("notification.asked", [outbox.to_queue(QUEUE, each) for each in messages], call)
    dynamo.transact([call.record(receipt), entry, asked])
    return receipt
