"""What a key may be answered later: the same for ever where an answer is kept, and another refusal where it was of the moment."""

import pytest

from simulation.bank.api import Answer, Request, Who, ask
from tests.support.one_life import DAY, Fate, Life, life

SCHEDULES = "/api/v1/transactions/scheduled"


@pytest.mark.parametrize("status", [200, 201, 202, 409, 422, 423])
def test_what_is_kept_is_told_again_for_ever(status):
    told = Answer(status, {"code": "so"})
    assert told.may_become(Answer(status, {"code": "so"}))
    assert not told.may_become(Answer(status, {"code": "otherwise"}))


def test_a_refusal_of_the_moment_may_become_what_is_true_by_then():
    unknown = Answer(404, {"code": "payee_not_found"})
    assert unknown.may_become(Answer(400, {"code": "invalid_request"}))
    assert unknown.may_become(Answer(201, {}))


def test_a_wrong_request_becomes_no_right_one():
    assert not Answer(400, {"code": "invalid_request"}).may_become(Answer(201, {}))


def scheduled(ana: Life, try_: str, **target: str) -> Answer:
    """What Ana hears of a transfer for tomorrow, whenever she asks; her key is the same every time."""
    tomorrow = {"startOn": "2027-01-06", "frequency": "once", "timezone": "UTC", "amount": "1.00"}
    who = Who(ana.ana.user_id, "ana@example.com")
    asked = Request("POST", SCHEDULES, {**tomorrow, **target}, key=f"schedule {sorted(target)}")
    return ana.world.call(try_, lambda: ask(ana.world, f"{try_}, asked", asked, who))


def test_once_its_first_day_is_over_a_schedule_that_was_refused_hears_of_the_day_and_one_that_was_made_is_told_again():
    with life(Fate(())) as ana:
        ana.becomes_a_customer()
        sender, receiver = (
            ana.ask("POST", "/accounts", {"type": "checking", "currency": "USD"}).body["accountId"] for _ in range(2)
        )
        to_nobody = {"fromAccountId": sender, "payeeId": "01890000-0000-7000-8000-000000000000"}
        to_herself = {"fromAccountId": sender, "toAccountId": receiver}
        refused, made = scheduled(ana, "refused", **to_nobody), scheduled(ana, "made", **to_herself)
        assert (refused.status, refused.code, made.status) == (404, "payee_not_found", 201)
        ana.pass_time(4 * DAY)
        refused_again, made_again = scheduled(ana, "refused again", **to_nobody), scheduled(ana, "made again", **to_herself)
        assert (refused_again.status, refused_again.body["errors"][0]["field"]) == (400, "startOn")
        assert refused.may_become(refused_again)
        assert made_again == made
