"""Verify: a clean ledger has no finding; every number changed by one and every item taken away is found."""

import copy
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.ledger import journal, store
from chalicelib.ledger import public as ledger
from chalicelib.ledger.errors import InsufficientFunds
from chalicelib.ledger.operations.reverse import reverse
from chalicelib.ledger.operations.verify import Finding, TrialBalance, verify_ledger
from tests.support.ledger import NOW, called, keyed, later, move, open_account, transfer

# What no rule ties to anything else: limits and counts are the product's, a version only ever guards a write.
FREE = {
    ("ledger-accounts", "ceiling"), ("ledger-accounts", "version"), ("ledger-accounts", "completed"),
    ("ledger-accounts", "overtaken"),
    ("ledger-journal", "status"), ("ledger-journal", "expires_at"), ("ledger-journal", "refusal"),
}  # fmt: skip


def verify(trial: TrialBalance | None = None) -> list[Finding]:
    return list(verify_ledger(later(1), trial or TrialBalance(), lambda what, done: None))


@pytest.fixture
def books(database):
    """A little of everything: deposits, a transfer, holds in each state, a reversal, refusals, two currencies."""
    ana, bob, kim = open_account(1_000), open_account(500), open_account(7, currency="JPY")
    transfer(ana, bob, 300, keyed("transfer"))
    reverse(keyed("transfer").scope, called(keyed("back")), reason="test")
    held = [
        ledger.place_hold(
            ana.key, lambda read: 100, NOW + timedelta(hours=1), called(keyed(f"h{number}"), caller_id=ana.owner_id)
        )
        for number in range(4)
    ]
    ids = [receipt.body["holdId"] for receipt in held]
    for hold_id, amount, final in ((ids[0], 40, False), (ids[1], 30, True)):
        ledger.capture_hold(
            ana.owner_id, hold_id, lambda read, amount=amount: amount, called(keyed(hold_id), caller_id=ana.owner_id), final=final
        )
    ledger.void_hold(ana.owner_id, ids[2], called(keyed(ids[2]), caller_id=ana.owner_id))
    with pytest.raises(InsufficientFunds):
        move(kim.key, -8, keyed("too much"), currency="JPY")
    return database


def numbers(value: object, path: tuple = ()) -> Iterator[tuple]:
    """The paths of every number inside a wire item."""
    if isinstance(value, dict):
        if set(value) == {"N"}:
            yield path
        for name, each in value.items():
            yield from numbers(each, (*path, name))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from numbers(each, (*path, at))


def add_one(item: dict, path: tuple) -> None:
    for step in path:
        item = item[step]
    item["N"] = str(int(item["N"]) + 1)


def test_a_clean_ledger_has_no_finding_and_sums_to_zero(books):
    trial = TrialBalance()
    assert verify(trial) == []
    assert trial.currencies == ["JPY", "USD"]
    assert [trial.total(currency) for currency in trial.currencies] == [0, 0]
    assert trial.customers == {"USD": 1_430, "JPY": 7}
    assert trial.bank["USD"] == {"bank:cash": -1_500, "bank:settlement": 70}


def test_every_number_changed_by_one_is_found(books):
    checked, missed = 0, []
    for table, items in books.tables.items():
        name = table.removeprefix("inferno-local-")
        for key, item in list(items.items()):
            for path in numbers(item):
                if (name, path[0]) in FREE or path[-1] == "completed":
                    continue
                items[key] = copy.deepcopy(item)
                add_one(items[key], path)
                missed += [(name, path)] if verify() == [] else []
                checked += 1
            items[key] = item
    assert missed == []
    assert checked > 150 and verify() == []


def test_every_item_taken_away_is_found(books):
    checked, missed = 0, []
    for table, items in books.tables.items():
        for key, item in list(items.items()):
            ended = "captured" in item and item["state"]["S"] != "ACTIVE"
            if ended or not ({"legs", "balance", "posted", "captured"} & set(item)):
                continue  # the story of a hold that ended, a refusal, or the mark of a reversal
            del items[key]
            missed += [(table, key)] if verify() == [] else []
            items[key] = item
            checked += 1
    assert missed == []
    assert checked > 20 and verify() == []


def test_legs_that_do_not_sum_to_zero_are_named_by_their_posting(books):
    item = next(item for item in books.tables["inferno-local-ledger-journal"].values() if "legs" in item)
    item["legs"]["L"][1]["M"]["amount"]["N"] = "0"  # the bank's side
    assert ("legs", item["posting_id"]["S"]) in {(finding.check, finding.subject) for finding in verify()}


def plant(books, table: str, key: tuple, item: dict) -> None:
    books.tables[f"inferno-local-{table}"][key] = item


def copy_of(books, table: str, kind: str) -> dict:
    items = books.tables[f"inferno-local-{table}"].values()
    return copy.deepcopy(
        next(item for item in items if item["kind"]["S"].startswith(kind) and (table == "ledger-entries" or "touched" in item))
    )


class TestBeyondAnAccountsSequence:
    """Nothing is passed over because it stands later than its account knows: whatever its date, it is nobody's."""

    @pytest.mark.parametrize("at", ["2026-01-01T00:00:00.000Z", "2026-11-21T06:47:11.000Z", "2199-01-01T00:00:00.000Z"])
    def test_an_orphan_entry_is_found(self, books, at):
        entry = copy_of(books, "ledger-entries", "test")
        entry |= {"seq": {"N": "99"}, "amount": {"N": "1000000"}, "at": {"S": at}, "position": {"S": f"{at}#000000000099"}}
        plant(books, "ledger-entries", ("orphan",), entry)
        assert [(each.check, each.subject) for each in verify()] == [("beyond the account", entry["account_id"]["S"])]

    def test_an_orphan_posting_is_found(self, books):
        item = copy_of(books, "ledger-journal", "test")
        item["touched"]["L"][0]["M"]["seq"]["N"] = "99"
        plant(books, "ledger-journal", ("orphan",), item | {"scope": {"S": "orphan"}, "posting_id": {"S": "orphan"}})
        (account,) = {each["M"]["account"]["S"] for each in item["touched"]["L"]}
        assert [(each.check, each.subject) for each in verify()] == [("beyond the account", account)]

    def test_a_posting_on_an_account_that_is_none_is_found(self, books):
        item = copy_of(books, "ledger-journal", "test")
        item["touched"]["L"][0]["M"]["account"]["S"] = item["legs"]["L"][0]["M"]["account"]["S"] = "nobody"
        plant(books, "ledger-journal", ("orphan",), item | {"scope": {"S": "orphan"}, "posting_id": {"S": "orphan"}})
        assert [(each.check, each.subject) for each in verify()] == [("entry without account", "nobody")]

    def test_a_leg_of_which_the_posting_tells_nothing_is_found(self, books):
        item = copy_of(books, "ledger-journal", "test")
        legs = [
            {"M": {"account": {"S": name}, "amount": {"N": n}, "currency": {"S": "USD"}}} for name, n in (("x", "5"), ("y", "-5"))
        ]
        orphan = {"scope": {"S": "orphan"}, "posting_id": {"S": "orphan"}, "legs": {"L": legs}, "touched": {"L": []}}
        plant(books, "ledger-journal", ("orphan",), item | orphan)
        assert {(each.check, each.subject) for each in verify()} == {("legs", "orphan")}

    def test_what_was_posted_or_opened_meanwhile_is_no_finding(self, books, monkeypatch):
        ana = open_account(1_000)
        read, seen = store.every_account_item, []

        def and_goes_on() -> Iterator[dict]:
            yield from list(read())
            if not seen:
                seen.append(move(ana.key, 5, keyed("meanwhile")))
                open_account(10)

        monkeypatch.setattr(store, "every_account_item", and_goes_on)
        assert verify() == [] and seen


def test_items_from_before_details_were_by_account_are_read_as_their_entries(books):
    written = books.tables["inferno-local-ledger-journal"]
    for item in written.values():
        touched = [each["M"] for each in item.get("touched", {"L": []})["L"]]
        if touched and all(each["details"] == touched[0]["details"] for each in touched):
            item["details"] = touched[0]["details"]
            for each in touched:
                del each["details"]
    assert verify() == [] and sum("details" in item for item in written.values()) > 5
    refused = ledger.event_of(journal._by_account({"posting_id": "p", "scope": "s", "kind": "k", "at": "t", "details": {"cardId": "c"},
                                                   "refusal": {"code": "x", "facts": "{}"}}))  # fmt: skip
    assert refused["refused"] == {"cardId": "c"}


def test_details_that_differ_are_found(books):
    entry = next(iter(books.tables["inferno-local-ledger-entries"].values()))
    entry["details"]["M"]["memo"] = {"S": "somebody else's"}
    assert [each.check for each in verify()] == ["entries against journal"]


def test_holds_that_have_ended_by_the_clock_are_no_finding(books):
    assert list(verify_ledger(later(7200), TrialBalance(), lambda what, done: None)) == []


def test_tells_its_progress(books):
    told = []
    list(verify_ledger(NOW, TrialBalance(), lambda what, done: told.append((what, done))))
    assert {what for what, _ in told} == {"accounts", "journal", "entries", "holds"}
    assert max(done for what, done in told if what == "accounts") == 3
