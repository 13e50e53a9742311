"""What topics are told of the facts of the rows, once all rests: each rule, kept and broken."""

from collections import Counter
from types import SimpleNamespace

import pytest

from simulation.bank.facts import every_topic_was_told_of_its_facts

EVENT = {"kind": "topic", "topic": "customer-events", "type": "customer.created", "body": '{"id": "1"}'}
OLDER = {"kind": "topic", "topic": "loan_events", "eventType": "LOAN_APPROVED", "body": "{}", "lists": {"product": ["loan"]}}
ROW = {"id": "o", "deliveries": [EVENT, OLDER, {"kind": "queue", "queue": "q", "body": "{}"}]}
RELAY, AGAIN, OPERATOR = ("shard 1 / reader 1 / 1 relay_outbox", "shard 1 / reader 1 / 2 relay_outbox", "Ana 3 waits, try 1")
POSTED = "01a2dfb6-5c00-734b-97b1-df8a9d1cea03"
PUBLISH = "platform.relay.perform publish"


def published(delivery, by=RELAY, source="o", **more):
    name = "type" if "type" in delivery else "eventType"
    texts = {name: delivery[name], **({"outboxId": source} if source else {}), **more}
    attributes = {name: {"DataType": "String", "StringValue": text} for name, text in texts.items()}
    return delivery["topic"], delivery["body"], attributes, by


FIRST, SECOND = published(EVENT), published(OLDER, product='["loan"]')
ALL = [FIRST, SECOND]


def found(said, *faults, rows=(ROW,), journal=()):
    tables = {"outbox-table": rows, "ledger-journal": journal}
    doubles = {"sns": SimpleNamespace(published=said)}
    weather = SimpleNamespace(coverage=SimpleNamespace(faults=Counter(faults)))
    world = SimpleNamespace(doubles=doubles, wire=SimpleNamespace(weather=weather))
    town = SimpleNamespace(world=world, poison=set(), streams=SimpleNamespace(images=lambda table: tables[table]))
    return list(every_topic_was_told_of_its_facts(town))


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param((ALL,), id="once"),
        pytest.param(([*ALL, published(EVENT, OPERATOR)],), id="once more by an operator"),
        pytest.param(([*ALL, published(EVENT, AGAIN)], ("cards.store.put put_item", "broken")), id="a batch that comes again"),
        pytest.param(([*ALL, FIRST], (PUBLISH, "answer lost")), id="once more, where nobody heard of the first"),
        pytest.param(([SECOND, published(EVENT, "")], (PUBLISH, "late")), id="late"),
        pytest.param(([*ALL, published({**EVENT, "type": "PAYMENT_FAILED"}, source="")],), id="of no row"),
    ],
)
def test_what_explains_a_message_is_no_finding(kept):
    assert not found(*kept)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        pytest.param(([FIRST],), "loan_events was never told LOAN_APPROVED", id="never"),
        pytest.param(([FIRST, published(OLDER)],), "was never told LOAN_APPROVED", id="not to whom it concerns"),
        pytest.param(([FIRST, SECOND, published(OLDER, source="")],), "which is no fact", id="of nowhere"),
        pytest.param(([*ALL, FIRST],), "was told 2 times customer.created", id="twice in one go"),
        pytest.param(([*ALL, FIRST, FIRST], (PUBLISH, "late")), "was told 3 times", id="more than is explained"),
        pytest.param(([*ALL, FIRST], (PUBLISH, "unanswered")), "was told 2 times", id="twice, and the first was never done"),
        pytest.param(([*ALL, published(EVENT, AGAIN)],), "was told 2 times", id="in two goes, and nothing had gone wrong"),
    ],
)
def test_what_is_not_said_as_often_as_it_should_is_found(broken, words):
    assert words in str(found(*broken))


def test_a_posting_is_told_with_each_balance_that_it_moved():
    at = "2027-01-04T08:00:00.000Z"
    moved = {"account": POSTED, "owner": POSTED, "product": "checking", "currency": "USD", "seq": 1}
    moved |= {"balance": 100, "held": 0, "available": 100}
    posting = {"posting_id": POSTED, "scope": "s", "kind": "DEPOSIT_EVENT", "at": at}
    told = found([], rows=(), journal=[posting | {"legs": [], "touched": [moved]}])
    assert len(told) == 2 and "ledger-events was never told DEPOSIT_EVENT" in told[0] and "balance.updated" in told[1]
