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
