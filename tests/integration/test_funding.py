"""Where funding is not simulated, nobody gets money from nowhere, by whichever route; what they have they may use."""

import pytest

from chalicelib.platform import settings
from tests.support import streams
from tests.support.accounts import Saver
from tests.support.cards import Customer

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def production(monkeypatch):
    monkeypatch.setattr(settings, "simulated_funding", lambda: False)


def journal_of(ada: Saver) -> int:
    return len(streams.journal(ada.user_id))


class TestClosed:
    @pytest.mark.parametrize("dry_run", ["", "?dryRun=true"])
    def test_every_route_that_credits_from_nowhere(self, ada, account, monkeypatch, dry_run):
        wallet, cards = ada.open_wallet("50.00"), Customer(user_id=ada.user_id).with_cards()
        before = journal_of(ada)
        monkeypatch.setattr(settings, "simulated_funding", lambda: False)
        for path, body in (
            ("/deposit", {"accountId": account, "amount": "1.00"}),
            (f"/wallet/{wallet}/credit", {"amount": "1.00"}),
            ("/transactions", {"userId": ada.user_id, "type": "credit", "amount": "1.00"}),
            (f"/transactions/save/{cards.debit}", {"amount": "1.00"}),
            (f"/card/paid/{cards.credit}", {"amount": "1.00"}),
        ):
            refused = ada.post(path + dry_run, body)
            assert (refused.status, refused["code"]) == (403, "funding_source_required"), path
        assert journal_of(ada) == before

    def test_what_is_there_can_be_taken_out(self, ada, account, monkeypatch):
        wallet = ada.open_wallet("50.00")
        monkeypatch.setattr(settings, "simulated_funding", lambda: False)
        assert ada.post(f"/wallet/{wallet}/debit", {"amount": "1.00"}).status == 200
        assert ada.post("/withdraw", {"accountId": account, "amount": "1.00"}).status == 200

    def test_a_balance_opens_with_nothing(self, ada, production):
        assert ada.get(f"/balance?userId={ada.user_id}")["balance"] == "0.00"
        refused = ada.post("/transactions", {"userId": ada.user_id, "type": "debit", "amount": "1.00"})
        assert (refused.status, refused["code"]) == (422, "insufficient_funds")
        assert journal_of(ada) == 0  # the refusal is remembered without a word about the user

    def test_a_first_debit_finds_nothing_either(self, ada, production):
        for dry_run in ("?dryRun=true", ""):
            refused = ada.post(f"/transactions{dry_run}", {"userId": ada.user_id, "type": "debit", "amount": "1.00"})
            assert (refused.status, refused["code"]) == (422, "insufficient_funds")


class TestSetting:
    @pytest.mark.parametrize(("stage", "open"), [("local", True), ("dev", True), ("staging", True), ("prod", False)])
    def test_is_closed_in_production_unless_it_is_said(self, stage, open, monkeypatch):
        monkeypatch.delenv("SIMULATED_FUNDING", raising=False)
        monkeypatch.setenv("BANK_STAGE", stage)
        assert settings.simulated_funding() is open
        monkeypatch.setenv("SIMULATED_FUNDING", str(not open).lower())
        assert settings.simulated_funding() is not open
