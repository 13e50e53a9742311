"""Many at once on one account, through the real gateway: everybody is served, whatever the order."""

from concurrent.futures import ThreadPoolExecutor

from local.waiting import until

AT_ONCE = 24  # well within an account's twelve seconds, on a busy machine too


def test_two_dozen_top_ups_at_once_on_one_card_are_all_made(stack):
    ada = stack.registered().api

    def debit_card() -> dict | None:
        return next((card for card in ada.call("GET", "/cards").body["items"] if card["type"] == "DEBIT"), None)

    card_id = until(debit_card, "the debit card")["cardId"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        # A function each, started: what is tried is the crowd.
        list(pool.map(lambda _: ada.call("GET", "/cards"), range(AT_ONCE)))
        answers = list(pool.map(lambda _: ada.post(f"/transactions/save/{card_id}", {"amount": "1.00"}), range(AT_ONCE)))
    assert [(answer.status, answer.code) for answer in answers if answer.status != 201] == []
    assert debit_card()["balance"] == f"{AT_ONCE}.00"
