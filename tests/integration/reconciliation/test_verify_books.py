"""Verify on the emulator: nothing to find in honest books, each planted corruption found."""

import json
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.ledger.public import every_journal_item
from chalicelib.payments.operations.settle_payment import settle_payment
from chalicelib.platform import dynamo, outbox
from chalicelib.platform.call import Call
from chalicelib.reconciliation.operations.verify_books import verify_books
from chalicelib.wallets.operations.process_payment import process_payment
from ops.pointing import pointed_at
from tests.support.accounts import Saver, bodies_to, deliver, ledger_events, outbox_of
from tests.support.api import staff

KEYS = {
    "ledger-accounts": ("owner_id", "account_id"),
    "ledger-journal": ("scope",),
    "ledger-entries": ("account_id", "position"),
    "ledger-holds": ("hold_id",),
    "balances": ("owner_id", "account_id"),
    "transactions": ("account_id", "position"),
    "transaction-table": ("uuid", "createdAt"),
    "accounts_projection": ("owner_id", "account_id"),
    "account-table": ("account_id",),
    "operations": ("operation_id",),
    "payment-table": ("payment_id",),
    "loan-table": ("loan_id",),
}


@pytest.fixture(scope="module")
def bank(provisioned_account):
    """An account of the emulator with a wallet, four movements, a hold, two payments, a checking account with two deposits,
    a hold and a refused withdrawal, a loan in another wallet, and their projections; nothing else is there."""
    own = provisioned_account("300000000077")
    with pointed_at(own.url, own.account):
        ada = Saver()
        wallet_id = ada.post("/wallet")["walletId"]
        ada.post(f"/wallet/{wallet_id}/credit", {"amount": "100.00"})
        ada.post(f"/wallet/{wallet_id}/debit", {"amount": "30.00"})
        ada.post(f"/wallet/{wallet_id}/debit", {"amount": "999.00"})
        end = clock.to_text(clock.now() + timedelta(hours=1))
        ada.post("/holds", {"accountId": wallet_id, "amount": "20.00", "expiresAt": end})
        account_id = ada.open(balance="5.00")
        ada.settle(ada.begin("deposit", account_id, "1.00"))
        ada.settle(ada.begin("withdraw", account_id, "999.00"))
        ada.post("/holds", {"accountId": account_id, "amount": "2.00", "expiresAt": end})
        for amount in ("7.00", "999.00"):
            pay(ada, wallet_id, amount)
        borrow(ada, ada.post("/wallet")["walletId"])
        ada.project()
        yield wallet_id


def pay(ada: Saver, wallet_id: str, amount: str) -> None:
    payment_id = ada.post("/payment", {"walletId": wallet_id, "merchant": "Shop", "amount": amount})["transactionId"]
    (request,) = (json.loads(each["body"]) for each in outbox_of(payment_id) if each.get("eventType") == "PAYMENT_REQUESTED")
    process_payment(request, Call(clock.now()))
    settle_payment(payment_id, Call(clock.now()))


def borrow(ada: Saver, wallet_id: str) -> None:
    terms = {"walletId": wallet_id, "amount": "50.00", "interestRate": "5", "termMonths": 12}
    loan_id = ada.post("/loan", terms)["loanId"]
    assert staff("lending").post(f"/loan/{loan_id}/approve").status == 200
    (approved,) = bodies_to("loan_events", loan_id)
    assert deliver("wallets_credit_loan", approved) == []
    paid_out = [event for event in ledger_events(ada.user_id) if event["kind"] == "loan.disbursed"]
    assert deliver("loans_disbursed", *paid_out) == []


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


def projected() -> dict:
    """The one balance that the query side keeps: the checking account's."""
    (row,) = dynamo.scan_all("balances")
    return row


class TestHonestBooks:
    def test_have_nothing_to_find(self, wallet):
        report = verify_books(now=clock.now(), grace_seconds=0)
        assert [each for each in report.findings if each.check != "outbox"] == []
        trial = {"customers": "69.00", "bank:cash": "-76.00", "bank:settlement": "7.00", "total": "0.00"}
        assert report.trial_of("USD") == trial

    def test_tell_how_much_was_read(self, wallet):
        told = []
        verify_books(now=clock.now(), grace_seconds=0, progress=lambda what, done: told.append((what, done)))
        assert {("accounts", 2), ("entries", 7), ("operations", 3), ("payment-table", 2)} <= set(told)


class TestWhatIsYoung:
    """Nothing is a difference that may still be on its way: the whole bank is younger than the usual grace."""

    def test_is_left_for_the_next_time(self, wallet):
        spoil("operations", {"status": "PENDING"}, status="SUCCESSFUL")
        spoil("payment-table", {"status": "PENDING"}, status="FAILED")
        spoil("accounts_projection", {"status": "FROZEN"})
        spoil("balances", {"balance": 1})
        spoil("account-table", {"pending": 1})
        assert verify_books(now=clock.now()).findings == []
        found = verify_books(now=clock.now() + timedelta(minutes=6)).findings
        assert {each.check for each in found} >= {"operations", "payment-table", "accounts_projection", "balances"}


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
        spoil("ledger-accounts", {"posted": 6301, "available": 4301}, account_id=wallet)
        assert {"posted against journal", "posted against entries", "last entry"} <= found()

    def test_a_wrong_available(self, wallet):
        spoil("ledger-accounts", {"available": 6300}, account_id=wallet)
        assert found() == {"available"}

    def test_a_wrong_held(self, wallet):
        spoil("ledger-accounts", {"held": 0, "available": 6300}, account_id=wallet)
        assert found() == {"held"}

    def test_a_gap_in_the_sequence(self, wallet):
        remove("ledger-entries", ("account_id", "position"), account_id=wallet, seq=2)
        assert {"sequence", "posted against entries"} <= found()

    def test_an_entry_of_another_posting(self, wallet):
        spoil("ledger-entries", {"posting_id": "nobody's"}, account_id=wallet, seq=2)
        assert found() == {"entries against journal"}

    def test_an_orphan_entry_beyond_the_sequence_of_its_account(self, wallet):
        item = next(each for each in dynamo.scan_all("ledger-entries") if each["account_id"] == wallet)
        orphan = {"seq": 99, "amount": 1_000_000, "position": f"{item['at']}#000000000099"}
        dynamo.write(dynamo.put("item", "ledger-entries", {**item, **orphan}))
        assert found() == {"beyond the account"}

    def test_an_orphan_hold(self, wallet):
        item = next(iter(dynamo.scan_all("ledger-holds")))
        dynamo.write(dynamo.put("item", "ledger-holds", {**item, "hold_id": "orphan"}))
        assert found() == {"hold", "hold against journal"}

    def test_a_hold_without_its_record(self, wallet):
        remove("ledger-holds", ("hold_id",), account_id=wallet)
        assert found() == {"hold without record"}

    def test_a_balance_off_by_one(self, wallet):
        spoil("balances", {"balance": 601})
        assert found() == {"balances"}

    def test_a_balance_that_stayed_behind(self, wallet):
        spoil("balances", {"seq": 2})
        assert found() == {"balances"}

    def test_a_balance_with_another_hold(self, wallet):
        for holds in ({}, {name: {**hold, "remaining": 1} for name, hold in projected()["holds"].items()}):
            spoil("balances", {"holds": holds})
            assert found() == {"balances"}

    def test_a_balance_of_no_account(self, wallet):
        dynamo.write(dynamo.put("row", "balances", {**projected(), "account_id": "nobody"}))
        assert found() == {"balances"}

    def test_a_balance_of_a_product_that_is_not_projected(self, wallet):
        dynamo.write(dynamo.put("row", "balances", {**projected(), "account_id": wallet, "product": "wallet"}))
        assert found() == {"balances"}

    @pytest.mark.parametrize("at", ["2026-01-01T00:00:00.000Z", "2199-01-01T00:00:00.000Z"])
    def test_a_balance_ahead_of_the_ledger(self, wallet, at):
        spoil("balances", {"seq": 999, "at": at})
        assert found() == {"balances"}

    @pytest.mark.parametrize("at", ["2026-01-01T00:00:00.000Z", "2199-01-01T00:00:00.000Z"])
    def test_a_transaction_the_ledger_does_not_know(self, wallet, at):
        row = next(iter(dynamo.scan_all("transactions")))
        dynamo.write(dynamo.put("row", "transactions", {**row, "position": f"{at}#000000000999", "seq": 999, "at": at}))
        assert found() == {"transactions"}

    def test_an_operation_that_ended_when_no_clock_was(self, wallet):
        row = next(each for each in dynamo.scan_all("operations") if each["status"] == "SUCCESSFUL")
        late = {"operation_id": "late", "completed_at": "2199-01-01T00:00:00.000Z"}
        dynamo.write(dynamo.put("row", "operations", {**row, **late}))
        assert found() == {"operations"}

    @pytest.mark.parametrize("changes", [{"status": "FROZEN"}, {"revision": 9}, {"account_number": "x"}], ids=str)
    def test_an_account_that_is_projected_wrong(self, wallet, changes):
        spoil("accounts_projection", changes)
        assert found() == {"accounts_projection"}

    def test_an_account_that_is_not_projected(self, wallet):
        remove("accounts_projection", ("owner_id", "account_id"))
        assert found() == {"accounts_projection"}

    def test_a_projected_account_that_does_not_exist(self, wallet):
        row = next(iter(dynamo.scan_all("accounts_projection")))
        dynamo.write(dynamo.put("row", "accounts_projection", {**row, "account_id": "nobody"}))
        assert found() == {"accounts_projection"}

    @pytest.mark.parametrize(("type", "status"), [("DEPOSIT", "SUCCESSFUL"), ("WITHDRAW", "FAILED")])
    def test_an_operation_nobody_told_of_its_end(self, wallet, type, status):
        spoil("operations", {"status": "PENDING", "completed_at": "", "transaction_id": ""}, type=type, status=status)
        spoil("account-table", {"pending": 1})
        assert found() == {"operations"}

    def test_an_operation_that_was_posted_otherwise(self, wallet):
        spoil("operations", {"amount_minor": 101}, status="SUCCESSFUL")
        assert found() == {"operations"}

    def test_an_operation_called_failed_that_was_posted(self, wallet):
        spoil("operations", {"status": "FAILED"}, status="SUCCESSFUL")
        assert found() == {"operations"}

    @pytest.mark.parametrize("counted", [1, -1])
    def test_a_count_of_operations_that_are_not_there(self, wallet, counted):
        spoil("account-table", {"pending": counted})
        assert found() == {"pending"}

    def test_an_operation_its_account_does_not_count(self, wallet):
        row = next(each for each in dynamo.scan_all("operations") if each["status"] == "SUCCESSFUL")
        dynamo.write(dynamo.put("row", "operations", {**row, "operation_id": "lost", "status": "PENDING"}))
        assert found() == {"pending"}

    @pytest.mark.parametrize("status", ["SUCCESSFUL", "FAILED"])
    def test_a_payment_nobody_told_of_its_end(self, wallet, status):
        spoil("payment-table", {"status": "PENDING", "settled_at": ""}, status=status)
        assert found() == {"payment-table"}

    def test_a_payment_called_successful_that_was_refused(self, wallet):
        spoil("payment-table", {"status": "SUCCESSFUL"}, status="FAILED")
        assert found() == {"payment-table"}

    def test_a_payment_called_failed_that_was_posted(self, wallet):
        spoil("payment-table", {"status": "FAILED"}, status="SUCCESSFUL")
        assert found() == {"payment-table"}

    def test_a_loan_nobody_told_of_its_payout(self, wallet):
        for status in ("APPROVED", "REJECTED"):
            spoil("loan-table", {"disbursed_at": "", "status": status})
            assert found() == {"loan-table"}

    @pytest.mark.parametrize(
        "changes", [{"principal": 1}, {"wallet_id": "w"}, {"disbursed_at": "2026-01-01T00:00:00.000Z"}], ids=str
    )
    def test_a_loan_that_was_paid_out_otherwise(self, wallet, changes):
        spoil("loan-table", changes)
        assert found() == {"loan-table"}

    def test_a_transaction_that_is_missing(self, wallet):
        remove("transactions", ("account_id", "position"), account_id=projected()["account_id"], seq=1)
        assert found() == {"transactions"}

    def test_a_transaction_with_another_amount(self, wallet):
        spoil("transactions", {"amount": 101}, account_id=projected()["account_id"], seq=2)
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
        late, done = (outbox.record(fact, [], Call(early)) for fact in ("late", "done"))
        dynamo.transact([late, dynamo.Change("second", done.request)])
        marked = next(item for item in dynamo.scan_all("outbox-table") if item["fact"] == "done")
        outbox.mark_delivered(marked["id"], clock.now())
        findings = verify_books(now=clock.now()).findings
        assert [each.detail.split()[0] for each in findings if each.check == "outbox"] == ["late"]
