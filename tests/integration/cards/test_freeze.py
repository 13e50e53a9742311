"""Cards of a customer of whom everything is frozen."""

from tests.support.api import staff


class TestFrozenCards:
    def test_buy_nothing_and_thaw_each_as_it_was(self, ada):
        def set_freeze(act: str):
            return staff("support").post(f"/admin/customers/{ada.user_id}/{act}", {"reason": "asked to"}, key=None)

        for _ in range(9):
            ada.save("1.00")
        set_freeze("freeze")
        assert ada.buy("1.00")["code"] == "account_frozen"
        # The tenth transaction activates the credit card; that is no way out of the freeze.
        ada.save("1.00")
        assert ada.activate().status == 200
        assert ada.buy("1.00", card_id=ada.credit)["code"] == "account_frozen"
        assert {each["status"] for each in set_freeze("unfreeze")["accounts"]} == {"OPEN"}
        assert ada.buy("1.00", card_id=ada.credit).status == 201


class TestOwnFreeze:
    def test_lets_the_card_buy_nothing_until_its_owner_unfreezes_it(self, ada):
        ada.save("9.00")
        for _ in range(2):
            frozen = ada.post(f"/card/{ada.debit}/freeze", None, key=None)
            assert (frozen.status, frozen["frozen"], frozen["status"]) == (200, True, "ACTIVATED")
        assert ada.buy("1.00")["code"] == "account_frozen" and ada.save("1.00").status == 201
        for _ in range(2):
            assert ada.post(f"/card/{ada.debit}/unfreeze", None, key=None)["frozen"] is False
        assert ada.buy("1.00").status == 201 and ada.get(f"/cards/{ada.debit}")["balance"] == "9.00"

    def test_of_a_card_that_is_not_active_yet_outlives_its_activation(self, ada):
        ada.post(f"/card/{ada.credit}/freeze", None, key=None)
        ada.with_active_credit()
        assert ada.buy("1.00", card_id=ada.credit)["code"] == "account_frozen"
        assert ada.post(f"/card/{ada.credit}/unfreeze", None, key=None)["status"] == "ACTIVATED"
        assert ada.buy("1.00", card_id=ada.credit).status == 201

    def test_lifts_no_freeze_of_the_banks(self, ada):
        ada.save("9.00")
        ada.post(f"/card/{ada.debit}/freeze", None, key=None)
        for card in (ada.debit, ada.credit):
            staff("support").post(f"/admin/customers/{ada.user_id}/freeze", {"reason": "asked to"}, key=None)
            assert ada.post(f"/card/{card}/unfreeze", None, key=None)["code"] == "customer_frozen"
        assert ada.buy("1.00")["code"] == "account_frozen"
        staff("support").post(f"/admin/customers/{ada.user_id}/unfreeze", {"reason": "asked to"}, key=None)
        assert [ada.get(f"/cards/{card}")["frozen"] for card in (ada.debit, ada.credit)] == [True, False]

    def test_is_for_nobody_elses_card(self, ada, bob):
        for act in ("freeze", "unfreeze"):
            assert bob.post(f"/card/{ada.debit}/{act}", None, key=None)["code"] == "card_not_found"
        assert ada.get(f"/cards/{ada.debit}")["frozen"] is False
