"""What must hold of the whole bank once everything has come to rest."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from chalicelib.platform.error_log import next_name
from chalicelib.reconciliation.operations.verify_books import verify_books
from chalicelib.statements.store import SEALED_BUCKET
from simulation.bank import facts, owners, rows
from simulation.bank.reckoning import reckon
from simulation.bank.tables import errors, items
from simulation.doubles.executions import Execution

if TYPE_CHECKING:
    from simulation.bank.town import Town
    from simulation.world import World

Finding = Iterator[str]
_BY_SCREENING = {"declined_by_policy", "merchant_blocked", "under_review"}
_LOST_STARTS = "schedule-failures-sqs"
_ENDS_OF_A_MAIL = {"SENT", "DELIVERED", "BOUNCED", "SUPPRESSED", "COMPLAINED", "SKIPPED", "PENDING"}


def at_rest(town: "Town") -> int:
    """Tells the world of the first thing that does not hold; how many were looked at."""
    for number, check in enumerate(CHECKS, 1):
        if town.world.failure is not None:
            return number
        for found in check(town):
            town.world.broken(f"{check.__name__.replace('_', ' ')}: {found}")
            break
    return len(CHECKS)


def the_books_agree(town: "Town") -> Finding:
    report = verify_books(now=town.world.now(), grace_seconds=0)
    yield from (f"{each.check} {each.subject}: {each.detail}" for each in report.findings)


def the_model_agrees(town: "Town") -> Finding:
    """What the rules of the products make of what people asked for is what they have."""
    yield from reckon(town)


def every_message_was_taken(town: "Town") -> Finding:
    for queue in town.world.doubles["sqs"].queues.values():
        if queue.name == _LOST_STARTS:
            continue  # it alarms, and by night it is looked for what should have been started
        yield from (f"{queue.name} has {message.body[:200]}" for message in queue.messages.values())


def every_mail_went_once(town: "Town") -> Finding:
    """Each mail that a fact asked for is noted as sent, or why it was not; and what SES took is somebody's."""
    noted = items(town.world, "notification-table")
    known = {each.get("sesMessageId") for each in noted}
    doubtful = sum(1 for each in errors(town.world) if each["source"].startswith("send-notifications"))
    unexplained = [mail for mail in town.world.doubles["sesv2"].mails if mail.id not in known]
    if len(unexplained) > doubtful:
        yield f"{len(unexplained)} mails more than were noted, e.g. {unexplained[0].subject}"
    for each in noted:
        if each["status"] not in _ENDS_OF_A_MAIL and not doubtful:
            yield f"{each.get('template')} is {each['status']}, and no error tells of it"
    asked = [
        json.loads(delivery["body"])["messageId"]
        for item in items(town.world, "outbox-table")
        for delivery in item["deliveries"]
        if delivery.get("queue") == "notification-email-sqs"
    ]
    asked += [f"{each['posting_id']}:TRANSACTION.PURCHASE" for each in items(town.world, "ledger-journal") if _bought(each)]
    messages = {each.get("messageId") for each in noted}
    yield from (f"{each} was asked for, and nobody noted it" for each in asked if each not in messages)


def _bought(item: dict[str, Any]) -> bool:
    return item["kind"] == "card.purchase" and "refusal" not in item


def the_bank_understands_itself(town: "Town") -> Finding:
    """What one part of it says another can read: nobody else speaks on its queues here."""
    yield from (
        f"{each['source']}: {each['cause']}, of {each['input']}"
        for each in errors(town.world)
        if "Malformed" in each["error"] and each["input"] not in town.forged | town.poison
    )


def forgeries_are_kept_and_nothing_more(town: "Town") -> Finding:
    """Each that would move money lies in an error table, and can be tried again by nobody. An event of what is done does nothing."""
    orders = {text for text in town.forged if "amountMinor" in text}
    kept = [each for each in errors(town.world) if each["input"] in orders]
    for text in sorted(orders - {each["input"] for each in kept}):
        yield f"nobody heard of {text}"
    for each in kept:
        if each.get("retry") and each["source"] != "an older release":
            yield f"{each['source']} offers to try {each['input']} again"


def what_nobody_can_read_is_kept_once(town: "Town") -> Finding:
    """For a person, who can look at it; to send it once more is no use."""
    kept = Counter(each["input"] for each in errors(town.world))
    yield from (f"{text} is kept {kept[text]} times" for text in sorted(town.poison) if kept[text] != 1)


def every_execution_has_an_end(town: "Town") -> Finding:
    """It succeeded, or an error tells of it, or it sleeps until its day, or it waits for a person whose row waits too. An Express
    one's end is its caller's."""
    waiting = {each["execution"] for each in items(town.world, "wait-table") if not each["outcome"]}
    for execution in town.world.doubles["stepfunctions"].executions.values():
        if execution.status == "RUNNING" and execution.name not in waiting and not execution.sleeps:
            yield f"{execution.title} runs still, in {[strand.state for strand in execution.strands]}"
    yield from (f"{each.title} {each.status} with {each.failure}, and no error tells of it" for each in lost(town.world))


def what_is_sealed_stays(town: "Town") -> Finding:
    """A file of a month has one content for ever."""
    replaced = town.world.doubles["s3"].replaced
    yield from (f"{key} has another content" for bucket, key in replaced if bucket == SEALED_BUCKET)


def every_refusal_is_looked_at(town: "Town") -> Finding:
    """Whoever was not let pay by what rules or lists say has a case of it; a series that is not arranged is no payment yet."""
    looked_at = {each.get("owner_id") for each in items(town.world, "fraud-cases")}
    for customer in town.customers:
        for case in customer.cases:
            pays = "dryRun" not in case.request.path and "/scheduled" not in case.request.path
            refused = pays and case.answer is not None and case.answer.code in _BY_SCREENING
            if refused and case.want.role == "customer" and not case.want.by and customer.user_id not in looked_at:
                yield f"{customer.name}, who {case.want.told}, was refused, and nobody is to look at it"


def is_of_an_unknown_mail(world: "World", error: dict[str, Any]) -> bool:
    """SES tells of a mail whose own answer was lost: nobody noted it, and reading it once more does not help."""
    noted = (each.get("sesMessageId") for each in items(world, "notification-table"))
    return error["source"].startswith("notifications_feedback") and not any(each and each in error["input"] for each in noted)


def lost(world: "World") -> list[Execution]:
    """Executions that failed, of which no error tells, and which nobody has had done once more."""
    told = {each.get("executionArn") for each in errors(world)}
    # Books that differ are an alarm, not a fault of the execution: what they differ by lies in an error table meanwhile.
    alarms = {"BooksDiffer"}
    executions = world.doubles["stepfunctions"].executions
    return [
        each
        for each in executions.values()
        if each.failure
        and each.failure.error not in alarms
        and not (each.express or each.arn in told or _again(each) in executions)
    ]


def _again(execution: Execution) -> str:
    return execution.arn.removesuffix(execution.name) + next_name(execution.name)


CHECKS: tuple[Callable[["Town"], Finding], ...] = (
    every_message_was_taken,
    facts.every_fact_was_told,
    facts.every_topic_was_told_of_its_facts,
    the_bank_understands_itself,
    forgeries_are_kept_and_nothing_more,
    what_nobody_can_read_is_kept_once,
    every_execution_has_an_end,
    owners.nothing_is_open_that_nobody_ends,
    every_mail_went_once,
    what_is_sealed_stays,
    every_refusal_is_looked_at,
    the_books_agree,
    the_model_agrees,
    *rows.CHECKS,
)
