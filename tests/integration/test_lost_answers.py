"""The database's answer gets lost on the way: the key tells what became of the request, and the answer never lies."""

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.platform import clients
from tests.support.api import Caller

pytestmark = pytest.mark.usefixtures("emulator")


@pytest.fixture
def lose(emulator, monkeypatch):
    """`lose(reads=True)` applies every transaction and loses its answer, and from then on those of reads too."""
    dynamodb = clients.client("dynamodb")
    write, read = dynamodb.transact_write_items, dynamodb.get_item
    written = []

    def lost(*, reads: bool, applied: bool = True) -> None:
        def transact(**request):
            if applied:
                write(**request)
            written.append(request)
            raise ReadTimeoutError(endpoint_url="dynamodb")

        def get(**request):
            if reads and written:
                raise ReadTimeoutError(endpoint_url="dynamodb")
            return read(**request)

        monkeypatch.setattr(dynamodb, "transact_write_items", transact)
        monkeypatch.setattr(dynamodb, "get_item", get)

    lost.over = monkeypatch.undo
    return lost


class TestDeposit:
    def test_that_was_written_is_answered_from_its_key(self, lose):
        ana = Caller()
        account = ana.post("/accounts", {"type": "checking"})["accountId"]
        lose(reads=False)
        answer = ana.post("/deposit", {"accountId": account, "amount": "1.00"}, key="k1")
        lose.over()
        again = ana.post("/deposit", {"accountId": account, "amount": "1.00"}, key="k1")
        assert (answer.status, again.status, again["operationId"]) == (200, 200, answer["operationId"])

    @pytest.mark.parametrize("key", ["k2", None])
    def test_whose_outcome_nobody_knows_names_the_key_that_will_tell(self, lose, key):
        ana = Caller()
        account = ana.post("/accounts", {"type": "checking"})["accountId"]
        lose(reads=True)
        answer = ana.post("/deposit", {"accountId": account, "amount": "1.00"}, key=key)
        lose.over()
        assert (answer.status, answer["code"]) == (503, "outcome_unknown")
        told = ana.post("/deposit", {"accountId": account, "amount": "1.00"}, key=answer["idempotencyKey"])
        assert told.status == 200 and told.replayed

    def test_that_was_not_written_does_not_claim_to_know(self, lose):
        ana = Caller()
        account = ana.post("/accounts", {"type": "checking"})["accountId"]
        lose(reads=False, applied=False)
        answer = ana.post("/deposit", {"accountId": account, "amount": "1.00"}, key="k3")
        assert (answer.status, answer["code"]) == (503, "outcome_unknown")
