"""Verify on the emulator: nothing to find in honest books, each planted corruption found."""

from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import event_of, every_journal_item
from chalicelib.platform import dynamo, outbox
from chalicelib.query.events import entries_of
from chalicelib.query.operations.project_entry import project_entry
from chalicelib.reconciliation.operations.verify_books import verify_books
from local.pointing import pointed_at
from tests.support.api import Caller

KEYS = {
    "ledger-accounts": ("owner_id", "account_id"),
    "ledger-journal": ("scope",),
    "ledger-entries": ("account_id", "position"),
    "ledger-holds": ("hold_id",),
    "balances": ("owner_id", "account_id"),
    "transactions": ("account_id", "position"),
    "transaction-table": ("uuid", "createdAt"),
}


@pytest.fixture(scope="module")
def bank(provisioned_account):
    """An account of the emulator with a wallet, four movements, a hold, and their projections; nothing else is there."""
    own = provisioned_account("300000000077")
    with pointed_at(own.url, own.account):
        ada = Caller()
        wallet_id = ada.post("/wallet")["walletId"]
        ada.post(f"/wallet/{wallet_id}/credit", {"amount": "100.00"})
        ada.post(f"/wallet/{wallet_id}/debit", {"amount": "30.00"})
        ada.post(f"/wallet/{wallet_id}/debit", {"amount": "999.00"})
        end = clock.to_text(clock.now() + timedelta(hours=1))
        ada.post("/holds", {"accountId": wallet_id, "amount": "20.00", "expiresAt": end})
        project()
        yield wallet_id


@pytest.fixture
def wallet(bank):
    """The wallet; afterwards every table is as it was."""
    before = {table: list(dynamo.scan_all(table)) for table in KEYS}
    yield bank
    for table, names in KEYS.items():
        for item in dynamo.scan_all(table):
            if item not in before[table]:
                dynamo.write(dynamo.delete("item", table, {name: item[name] for name in names}))
        for item in before[table]:
            dynamo.write(dynamo.put("item", table, item))


def project() -> None:
    items = [item for item in every_journal_item() if item.get("touched")]
    for item in sorted(items, key=lambda each: each["touched"][0]["seq"]):
        for entry in entries_of(event_of(item)):
            project_entry(entry, patient=False)


def found() -> set[str]:
    """The names of the checks that find something; no relay runs here, so the outbox is left out."""
    return {finding.check for finding in verify_books(now=clock.now(), grace_seconds=0).findings} - {"outbox"}


def spoil(table: str, changes: dict, **key: object) -> None:
    """Changes the first item of a table that has these members."""
    item = next(each for each in dynamo.scan_all(table) if key.items() <= each.items())
    dynamo.write(dynamo.put("item", table, {**item, **changes}))


def remove(table: str, names: tuple[str, ...], **key: object) -> None:
    item = next(each for each in dynamo.scan_all(table) if key.items() <= each.items())
    dynamo.write(dynamo.delete("item", table, {name: item[name] for name in names}))


class TestHonestBooks:
    def test_have_nothing_to_find(self, wallet):
        report = verify_books(now=clock.now(), grace_seconds=0)
        assert [each for each in report.findings if each.check != "outbox"] == []
        assert report.trial_of("USD") == {"customers": "70.00", "bank:cash": "-70.00", "total": "0.00"}

    def test_tell_how_much_was_read(self, wallet):
        told = []
        verify_books(now=clock.now(), grace_seconds=0, progress=lambda what, done: told.append((what, done)))
        assert ("accounts", 1) in told and ("entries", 3) in told


class TestPlantedCorruptions:
    def test_a_missing_leg(self, wallet):
        item = next(each for each in every_journal_item() if each["kind"] == "wallet.debited" and "legs" in each)
        spoil("ledger-journal", {"legs": item["legs"][:1]}, scope=item["scope"])
        assert {"legs", "trial balance"} <= found()

    def test_a_changed_amount_on_both_legs(self, wallet):
        item = next(each for each in every_journal_item() if each["kind"] == "wallet.debited" and "legs" in each)
        legs = [{**leg, "amount": leg["amount"] * 2} for leg in item["legs"]]
        spoil("ledger-journal", {"legs": legs}, scope=item["scope"])
        assert {"posted against journal", "entries against journal"} <= found()

    def test_a_changed_balance(self, wallet):
        spoil("ledger-accounts", {"posted": 7001, "available": 5001}, account_id=wallet)
        assert {"posted against journal", "posted against entries", "last entry"} <= found()

    def test_a_wrong_available(self, wallet):
        spoil("ledger-accounts", {"available": 7000}, account_id=wallet)
        assert found() == {"available"}

    def test_a_wrong_held(self, wallet):
        spoil("ledger-accounts", {"held": 0, "available": 7000}, account_id=wallet)
        assert found() == {"held"}

    def test_a_gap_in_the_sequence(self, wallet):
        remove("ledger-entries", ("account_id", "position"), account_id=wallet, seq=2)
        assert {"sequence", "posted against entries"} <= found()

    def test_an_entry_of_another_posting(self, wallet):
        spoil("ledger-entries", {"posting_id": "nobody's"}, account_id=wallet, seq=2)
        assert found() == {"entries against journal"}

    def test_an_orphan_hold(self, wallet):
        item = next(iter(dynamo.scan_all("ledger-holds")))
        dynamo.write(dynamo.put("item", "ledger-holds", {**item, "hold_id": "orphan"}))
        assert found() == {"hold", "hold against journal"}

    def test_a_hold_without_its_record(self, wallet):
        remove("ledger-holds", ("hold_id",), account_id=wallet)
        assert found() == {"hold without record"}

    def test_a_balance_off_by_one(self, wallet):
        spoil("balances", {"balance": 7001}, account_id=wallet)
        assert found() == {"balances"}

    def test_a_balance_that_stayed_behind(self, wallet):
        spoil("balances", {"seq": 2}, account_id=wallet)
        assert found() == {"balances"}

    def test_a_transaction_that_is_missing(self, wallet):
        remove("transactions", ("account_id", "position"), account_id=wallet, seq=1)
        assert found() == {"transactions"}

    def test_a_transaction_with_another_amount(self, wallet):
        spoil("transactions", {"amount": -3001}, account_id=wallet, seq=2)
        assert found() == {"transactions"}

    def test_a_card_transaction_the_ledger_does_not_know(self, wallet):
        row = {"uuid": "x", "createdAt": "y", "card_id": "c", "at": clock.to_text(clock.now()), "status": "COMPLETED"}
        dynamo.write(dynamo.put("item", "transaction-table", {**row, "signed_minor": 1, "seq": 1}))
        assert found() == {"transaction-table"}

    def test_an_entry_of_no_account(self, wallet):
        item = next(iter(dynamo.scan_all("ledger-entries")))
        dynamo.write(dynamo.put("item", "ledger-entries", {**item, "account_id": "nobody"}))
        assert found() == {"entry without account"}

    def test_an_outbox_record_nobody_delivered(self, wallet):
        early = clock.now() - timedelta(minutes=10)
        late, done = (outbox.record(fact, [], early) for fact in ("late", "done"))
        dynamo.transact([late, dynamo.Change("second", done.request)])
        marked = next(item for item in dynamo.scan_all("outbox-table") if item["fact"] == "done")
        outbox.mark_delivered(marked["id"], clock.now())
        findings = verify_books(now=clock.now()).findings
        assert [each.detail.split()[0] for each in findings if each.check == "outbox"] == ["late"]
