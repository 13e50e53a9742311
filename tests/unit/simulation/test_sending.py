"""The rules of sending that a run looks at in each write: each says what is wrong, and nothing of what is right."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from chalicelib.identity.challenges import Payment
from chalicelib.kernel.money import Money
from chalicelib.platform.dynamo import to_wire
from simulation.bank.sending import Sending
from simulation.bank.writes import Writes
from simulation.doubles.dynamodb import DynamoDB, Written

NOW = datetime(2027, 1, 5, 12, tzinfo=UTC)
AT = "2027-01-05T12:00:00.000Z"
KNOWN = {"user_id": "ana", "verified": ["email", "phone"], "timezone": "America/Bogota"}
MADE = {
    "transaction_id": "t", "owner_id": "ana", "from_account": "a", "payee_id": "ben", "to_account": "b", "amount_minor": 40_00,
    "currency": "USD", "status": "COMPLETED", "created_at": AT, "reversed_minor": 0, "external": None,
    "decision": '{"outcome":"allow","listed":[],"hits":[],"facts":{"hourLocal":7}}',
}  # fmt: skip
LIMIT = {
    "owner_id": "ana", "currency": "USD", "day": "2027-01-05", "zone": "America/Bogota", "since": AT, "day_minor": 40_00,
    "month": "2027-01", "month_minor": 40_00, "count": 1, "unasked": 0, "version": 1,
}  # fmt: skip
PAYEE = {
    "owner_id": "ana", "payee_id": "p", "account_id": "b", "made_at": AT, "paid_at": AT, "first_day_minor": 40_00, "name": "",
    "trusted": False, "external": None,
}  # fmt: skip
CHALLENGE = {
    "challenge_id": "c", "session_id": "s", "payment_digest": Payment("s", "a", "b", "Ben", Money(40_00, "USD")).digest,
}  # fmt: skip


@pytest.fixture
def wrong():
    """What is wrong with a transaction, by table the rows before and after."""
    rules = Sending(SimpleNamespace(doubles={"dynamodb": DynamoDB()}, now=lambda: NOW))  # type: ignore[arg-type]

    def found(**tables):
        tables = {name.replace("_", "-"): rows for name, rows in tables.items()}
        written = [Written(name, *(row and to_wire(row) for row in rows)) for name, rows in tables.items()]
        return list(rules.wrong(Writes(written)))

    assert found(credential_table=(None, KNOWN)) == []
    return found


def made(**other):
    consented = (CHALLENGE, {**CHALLENGE, "used_by": "payment"})
    usual = {"transfer_table": (None, MADE), "transfer_limits": (None, LIMIT), "payee_table": (None, PAYEE)}
    return {**usual, "challenge_table": consented, **other}


def test_what_is_right_is_not_told(wrong):
    assert wrong(**made()) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"challenge_table": (None, CHALLENGE)}, "without consent"),
        ({"challenge_table": (None, None)}, "without consent"),
        ({"transfer_table": (None, {**MADE, "amount_minor": 41_00})}, "without consent"),
        ({"transfer_limits": (None, {**LIMIT, "day_minor": 0})}, "makes"),
        ({"transfer_limits": (None, {**LIMIT, "day": "2027-01-06"})}, "makes"),
        ({"transfer_limits": (None, {**LIMIT, "unasked": 1})}, "in a row without consent"),
        ({"payee_table": (None, {**PAYEE, "first_day_minor": 0})}, "of a first day"),
        ({"transfer_table": (None, {**MADE, "status": "UNDER_REVIEW"})}, "the screening says allow"),
        ({"transfer_table": (None, {**MADE, "external": {"trace_number": ""}})}, "of level {'BASIC'}"),
        ({"transfer_table": ({**MADE, "status": "CANCELLED"}, MADE)}, "from CANCELLED to COMPLETED"),
    ],
)
def test_what_is_wrong_is(wrong, other, told):
    assert any(told in each for each in wrong(**made(**other)))


@pytest.mark.parametrize(("before", "after", "twice"), [("", "7", False), ("7", "7", True), ("7", "8", True)])
def test_a_network_takes_a_transfer_once(wrong, before, after, twice):
    was, is_now = ({**MADE, "status": "SUBMITTED", "external": {"trace_number": number}} for number in (before, after))
    assert any("taken twice by its network" in each for each in wrong(transfer_table=(was, is_now))) == twice


def test_who_is_on_the_blacklist_is_not_paid(wrong, monkeypatch):
    entry = {"place": "e", "listed": "black", "kind": "account", "value": "b"}
    assert wrong(fraud_lists=(None, entry)) == []
    monkeypatch.setitem(globals(), "NOW", NOW + timedelta(minutes=4))
    assert any("is on the blacklist" in each for each in wrong(**made()))
    assert wrong(fraud_lists=(entry, None)) == []
    assert wrong(**made()) == []


@pytest.mark.parametrize(
    "paid",
    [
        {"payment_table": (None, {"owner_id": "ana", "merchant": "Bikes"})},
        {"ledger_journal": (None, {"kind": "card.purchase", "touched": [{"owner": "ana", "details": {"merchant": "Bikes"}}]})},
        {"ledger_journal": (None, {"kind": "WITHDRAW_EVENT", "touched": [{"owner": "ana", "details": {}}]})},
    ],
)
def test_who_is_on_the_blacklist_pays_nobody_and_for_how_long(wrong, monkeypatch, paid):
    entry = {"place": "e", "listed": "black", "kind": "customer", "value": "ana"}
    begin = NOW
    assert wrong(fraud_lists=(None, entry)) == [] == wrong(**paid)
    monkeypatch.setitem(globals(), "NOW", begin + timedelta(minutes=2))
    assert any("is on the blacklist" in each for each in wrong(**paid))
    for until, listed in (("2027-01-05T12:03:00.000Z", True), ("2027-01-05T12:01:00.000Z", False)):
        wrong(fraud_lists=(entry, {**entry, "until": until}))
        assert bool(wrong(**paid)) == listed
