"""Mails, their preferences and their ends. Numbers from 400 on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel import clock
from chalicelib.notifications.catalogue import CATEGORIES
from chalicelib.notifications.operations.release_held import release_held
from chalicelib.reconciliation.operations.redeliver import redeliver
from simulation.bank.errands.errand import errand
from simulation.bank.steps import until
from simulation.bank.wants import Want
from simulation.doubles.sesv2 import FOR_GOOD

if TYPE_CHECKING:
    from simulation.bank.people import Person

_PATH = "/api/v1/notifications"
_MINUTE, _A_WHILE, _HALF_AN_HOUR = 60.0, 600.0, 1_800.0
_ALWAYS = {"from": "22:00", "to": "21:00", "timezone": "UTC"}
_TELEPHONES, _TRIES_OF_A_MESSAGE = 2, 3


def _waits(seconds: float = _A_WHILE) -> Want:
    return Want("lets some time go by", "GET", "/me", later=seconds)


def _in_a_minute(me: "Person", name: str) -> Iterator[Want]:
    """Once the code for it has come."""
    yield _waits(_MINUTE)
    yield from until(me, name)


def _saves(me: "Person") -> Want:
    """Of which a mail tells."""
    return Want("saves on the card", "POST", f"/transactions/save/{me.need('DEBIT')}", {"amount": "10.00"}, granted=True)


def _moves(me: "Person", zone: str) -> Want:
    """Of which a mail tells that must not be lost."""
    return Want("moves", "PUT", f"/profile/{me.user_id}", {"timezone": zone}, keyed=False, granted=True)


def _prefers(version: int, *, off: tuple[str, ...] = (), **more: Any) -> Want:
    categories = {each: {"email": each not in off, "sms": True, "push": True} for each in CATEGORIES}
    body = {"version": version, "categories": categories, "quietHours": None, "digest": "none", "locale": "en", **more}
    return Want(f"changes version {version} of their preferences", "PUT", f"{_PATH}/preferences", body, keyed=False)


def _delivers_once_more(me: "Person") -> Want:
    since = me.world.now() - timedelta(days=1)
    return Want("waits while an operator delivers once more", act=lambda: redeliver(since, now=clock.now()), keyed=False)


def _releases() -> Want:
    return Want("waits while an operator lets go what is due", act=lambda: release_held(clock.now()), keyed=False)


def _is_told_of(me: "Person", kind: str, said: dict[str, str]) -> None:
    """What became of the newest mail to them, if one went."""
    ses = me.world.doubles["sesv2"]
    for mail in [each for each in ses.mails if each.to == me.email][-1:]:
        ses.tell(mail, kind, said)


@errand(400)
def what_comes_back_goes_another_way(me: "Person") -> Iterator[Want]:
    yield from until(me, "has a code sent to the telephone")
    yield from _in_a_minute(me, "proves the telephone")
    yield _moves(me, "America/Bogota")
    yield _waits()
    _is_told_of(me, "Bounce", FOR_GOOD)
    yield _waits()
    yield _saves(me)
    yield _waits()
    yield _moves(me, "UTC")
    yield _waits()


@errand(401)
def mails_come_back_from_an_address_that_was_another(me: "Person") -> Iterator[Want]:
    _is_told_of(me, "Bounce", FOR_GOOD)
    yield _waits()
    yield from until(me, "wants another address")
    yield from _in_a_minute(me, "confirms the other address")
    yield _waits()
    yield _saves(me)
    yield _waits()


@errand(402)
def what_has_arrived_is_asked_for_once_more(me: "Person") -> Iterator[Want]:
    yield _saves(me)
    yield _waits()
    _is_told_of(me, "Delivery", {})
    yield _waits()
    yield _delivers_once_more(me)
    yield _waits(_HALF_AN_HOUR)
    if me.town.calm and me.world.doubles["sqs"].queues["notification-email-error-sqs"].taken:
        me.world.broken("what has arrived and is asked for once more comes to the dead letters")


@errand(403)
def mails_are_not_wanted(me: "Person") -> Iterator[Want]:
    yield _prefers(0, off=("transactions",))
    yield _waits()
    yield _saves(me)
    yield _waits()


@errand(404)
def preferences_are_changed_from_what_they_were(me: "Person") -> Iterator[Want]:
    yield _prefers(0)
    yield replace(_prefers(0, digest="daily"), refused="version_conflict")


@errand(405)
def preferences_are_changed_by_another_telephone(me: "Person") -> Iterator[Want]:
    me.world.wire.weather.aim("notifications.operations.change_preferences.change_preferences", me.quick(_prefers(0)))
    yield _prefers(0, digest="daily")


@errand(406)
def it_is_quiet(me: "Person") -> Iterator[Want]:
    yield _prefers(0, quietHours=_ALWAYS)
    yield _waits()
    yield _saves(me)
    yield _waits()


@errand(407)
def what_is_held_is_asked_for_once_more(me: "Person") -> Iterator[Want]:
    """When it is quiet no more for who is told."""
    yield _prefers(0, quietHours=_ALWAYS)
    yield _waits()
    yield _saves(me)
    yield _waits()
    yield _prefers(1)
    yield _waits()
    yield _delivers_once_more(me)
    yield _waits()


@errand(408)
def two_let_go_what_was_held(me: "Person") -> Iterator[Want]:
    yield _prefers(0, quietHours={"from": "08:00", "to": "09:00", "timezone": "UTC"})
    yield _waits()
    yield _saves(me)
    me.world.wire.weather.aim("notifications.operations.release_held._done", me.quick(_releases()))
    yield _waits(2 * _HALF_AN_HOUR)
    yield _releases()


@errand(409)
def what_is_gathered_is_wanted_no_more(me: "Person") -> Iterator[Want]:
    yield _prefers(0, digest="hourly")
    yield _waits()
    yield _saves(me)
    yield _saves(me)
    yield _waits()
    yield _prefers(1, digest="hourly", off=("transactions",))
    yield _waits(2 * _HALF_AN_HOUR)
    yield _releases()


@errand(410)
def clocks_are_turned_back_where_it_is_quiet(me: "Person") -> Iterator[Want]:
    """Half past two comes twice that night."""
    yield _prefers(0, quietHours={"from": "22:00", "to": "02:30", "timezone": "Africa/Casablanca"})
    twice = datetime(2027, 2, 7, 2, 10, tzinfo=UTC)
    yield _waits((twice - me.world.now()).total_seconds())
    yield _saves(me)
    yield _waits()


@errand(411)
def a_message_comes_while_all_are_read(me: "Person") -> Iterator[Want]:
    def comes() -> None:
        me.quick(_saves(me))()
        me.world.sleep(_MINUTE / 6)

    me.world.wire.weather.aim("notifications.operations.mark_read.mark_all_read", comes)
    yield from until(me, "has read all messages")


@errand(412)
def nobody_knows_whether_a_telephone_was_told(me: "Person") -> Iterator[Want]:
    """Another one certainly was not."""
    for number in range(_TELEPHONES):
        yield Want("has a telephone", "POST", f"{_PATH}/devices", {"platform": "android", "token": f"{me.name}.{number}"})
    me.world.wire.weather.aim("notifications.delivery._by_push", *("done and broken",) * 3, *("throttled",) * 3)
    yield _saves(me)
    yield _waits(_HALF_AN_HOUR)
    told = len(me.world.doubles["sns"].pushed)
    if me.town.calm and told > 3:
        me.world.broken(f"telephones were told {told} times of what perhaps was told")


@errand(413)
def somebody_is_named_twice(me: "Person") -> Iterator[Want]:
    body = {"template": "PRODUCT.NEWS", "userIds": [me.user_id] * 2, "data": {"title": "News", "text": "There is news."}}
    counts = Want("gets news", "POST", f"{_PATH}/email", body, role="support", granted=True)
    yield replace(counts, wrong=lambda body: "" if body["accepted"] == 1 else f"counts {body['accepted']}")


@errand(414)
def nobody_knows_whether_a_mail_went_and_it_is_asked_for(me: "Person") -> Iterator[Want]:
    me.world.wire.weather.aim("notifications.delivery._by_mail", "done and broken")
    yield _saves(me)
    yield _waits(_HALF_AN_HOUR)
    yield _delivers_once_more(me)
    yield _waits()


@errand(415)
def a_mail_is_given_up_while_a_copy_of_it_goes(me: "Person") -> Iterator[Want]:
    aim = me.world.wire.weather.aim

    def copied() -> None:
        aim("notifications.delivery._by_mail", lambda: me.world.sleep(_MINUTE / 6))
        me.quick(_delivers_once_more(me))()
        me.world.sleep(_MINUTE / 12)

    aim("notifications.template_source.TemplateSource._look_again", *("unreachable",) * 9)
    aim("notifications.store.find", copied)
    yield _saves(me)
    yield _waits(_HALF_AN_HOUR)


@errand(416)
def a_code_is_used_of_which_nobody_knows_whether_it_went(me: "Person") -> Iterator[Want]:
    me.world.wire.weather.aim("notifications.delivery._by_mail", "killed after")
    yield from until(me, "has forgotten the password")
    yield from _in_a_minute(me, "sets a new password")
    yield _waits(_HALF_AN_HOUR)


@errand(417)
def a_text_in_their_language_does_not_come_at_once(me: "Person") -> Iterator[Want]:
    yield _prefers(0, locale="es")
    yield _waits()
    me.world.wire.weather.aim("notifications.template_source.TemplateSource._look_again", *("throttled",) * 3)
    yield _saves(me)
    yield _waits()
    told = [each.subject for each in me.world.doubles["sesv2"].mails if each.to == me.email][-1]
    if me.town.calm and "Recarga" not in told:
        me.world.broken(f"who speaks Spanish is told: {told}")


@errand(418)
def what_was_held_is_let_go_and_nobody_can_send_it(me: "Person") -> Iterator[Want]:
    """Whoever tries dies before they can say why: it lies in the error table, and goes when a person has it tried again."""
    yield _prefers(0, quietHours={"from": "08:00", "to": "09:00", "timezone": "UTC"})
    yield _waits()
    yield _saves(me)
    yield _waits(2 * _HALF_AN_HOUR)
    me.world.wire.weather.aim("notifications.recipients.find", *["killed before"] * _TRIES_OF_A_MESSAGE)
    yield _releases()
    yield _waits(_HALF_AN_HOUR)
