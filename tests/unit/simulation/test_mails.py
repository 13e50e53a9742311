"""What is looked at in messages, statements and reports whenever one is written: each rule, kept and broken."""

import json
from types import SimpleNamespace

import pytest

from chalicelib.platform import settings
from chalicelib.platform.dynamo import to_wire
from simulation.bank.mails import Mails
from simulation.bank.rest import what_is_sealed_stays
from simulation.bank.statements import Statements
from simulation.bank.writes import Writes
from simulation.doubles.dynamodb import Written
from simulation.world import World

NOW_MS = 1_799_049_600_000  # when a world begins
MAIL = {"uuid": "n", "messageId": "m", "userId": "ana", "channel": "email", "template": "USER.UPDATE", "status": "SENDING"}
PERHAPS = MAIL | {"status": "UNKNOWN", "deadLetter": "letter"}
LETTER = {"uuid": "e", "createdAt": "1", "status": "RETRIED", "retry": {"body": '{"resend": "letter"}'}}
SUPPRESSED = MAIL | {"status": "SUPPRESSED", "cause": "address_bounced"}
ENTRY = MAIL | {"channel": "inbox", "status": "DELIVERED", "number": 1}
ANA = ("user-table", {"uuid": "ana", "document": "d", "email": "ana@example.com"})
BOUNCES = ("notification-recipient-table", {"user_id": "ana", "bounced": "ana@example.com"})
ANOTHER = ("notification-recipient-table", {"user_id": "ana", "bounced": "ana@old.example"})
REACHABLE = ("credential-table", {"email_key": "ana", "user_id": "ana", "phone": "+573000000001", "verified": ["phone"]})
INSTEAD = {"id": "f", "fact": "notification.told", "deliveries": [{"body": json.dumps({"channel": "sms"})}]}
GATHERED = {"slot": "a", "due": "1#ana#n", "user_id": "ana", "template": "TRANSACTION.SAVE", "title": "Saved"}
DIGEST = {"deliveries": [{"body": json.dumps({"data": {"messages": [{"title": "Saved"}]}})}], "fact": "notification.digest"}
UNWANTED = ("notification-recipient-table", {"user_id": "ana", "preferences": {"categories": {"transactions": {"email": False}}}})
REPORT = {"report_id": "r", "card_id": "c", "seq": 1, "start": "", "end": "", "at": "1", "asked_again": 0, "status": "PENDING"}
READY = REPORT | {"status": "READY", "rows": 1}
BOUGHT = ("ledger-entries", {"account_id": "c", "position": "1", "seq": 1, "at": "1", "amount": 5})
SINCE = ("ledger-entries", {"account_id": "c", "position": "2", "seq": 2, "at": "2", "amount": 5})


def put(table, after, before=None):
    return Written(table, to_wire(before) if before else None, to_wire(after) if after else None)


def found(there, *written):
    """What is said of what one call writes while that is there."""
    world = World(0)
    with world.entered():
        for table, row in there:
            world.doubles["dynamodb"].put_item(TableName=settings.table_name(table), Item=to_wire(row))
        writes = Writes(written)
        return [*Mails(world).wrong(writes), *Statements(world).wrong(writes)]


@pytest.mark.parametrize(
    ("kept", "broken", "words"),
    [
        (
            ([], put("notification-table", PERHAPS, MAIL | {"leaseUntil": NOW_MS})),
            ([], put("notification-table", PERHAPS, MAIL | {"leaseUntil": NOW_MS + 1})),
            "is given up while somebody has it",
        ),
        (
            ([("notification-error-table", LETTER)], put("notification-table", MAIL, PERHAPS)),
            ([("notification-error-table", LETTER | {"status": "OPEN"})], put("notification-table", MAIL, PERHAPS)),
            "goes though it may have gone",
        ),
        (
            ([ANA, ANOTHER], put("notification-table", MAIL)),
            ([ANA, BOUNCES], put("notification-table", MAIL)),
            "goes to an address that mails come back from",
        ),
        (
            ([ANA, BOUNCES], put("notification-table", SUPPRESSED)),
            ([ANA, ANOTHER], put("notification-table", SUPPRESSED)),
            "from their address nothing came back",
        ),
        (
            ([ANA, BOUNCES, REACHABLE], put("notification-table", ENTRY), put("outbox-table", INSTEAD)),
            ([ANA, BOUNCES, REACHABLE], put("notification-table", ENTRY)),
            "is told in the inbox only",
        ),
        (
            ([], put("notification-recipient-table", {"user_id": "ana", "entries": 2}, {"user_id": "ana", "entries": 2})),
            ([], put("notification-recipient-table", {"user_id": "ana", "entries": 1}, {"user_id": "ana", "entries": 2})),
            "has 1 messages, and had 2",
        ),
        (
            ([], put("notification-held-table", None, GATHERED), put("outbox-table", DIGEST)),
            ([UNWANTED], put("notification-held-table", None, GATHERED), put("outbox-table", DIGEST)),
            "a digest tells of other messages than []",
        ),
        (
            ([BOUGHT, SINCE], put("report-table", READY, REPORT)),
            ([BOUGHT, SINCE], put("report-table", READY | {"rows": 2}, REPORT)),
            "has 2 rows, and is of 1",
        ),
        (
            ([], put("report-table", REPORT | {"at": "2", "asked_again": 1}, REPORT | {"status": "FAILED"})),
            ([], put("report-table", REPORT | {"at": "2", "asked_again": 1}, REPORT | {"at": "1", "asked_again": 1})),
            "is begun again, for the 1. time, where it was PENDING",
        ),
    ],
)
def test_each_rule(kept, broken, words):
    assert not found(*kept)
    assert words in str(found(*broken))


def test_what_is_sealed_has_one_content():
    world = World(0)
    with world.entered():
        place = {"Bucket": settings.bucket_name("sealed-statements"), "Key": "a month"}
        for content in (b"one", b"one"):
            world.doubles["s3"].put_object(Body=content, **place)
        assert not list(what_is_sealed_stays(SimpleNamespace(world=world)))
        world.doubles["s3"].put_object(Body=b"two", **place)
        assert list(what_is_sealed_stays(SimpleNamespace(world=world))) == ["a month has another content"]
