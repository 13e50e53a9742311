"""Whatever moves money for a customer takes a reference and metadata of their own, and gives them back."""

import msgspec

import app  # noqa: F401  # registers every route
from chalicelib.platform.http import ENDPOINTS
from chalicelib.platform.own_words import OwnWords, OwnWordsReply

# Rehearsed like the others, though no money of the caller's moves.
MOVES_NOTHING = {
    "POST /holds/{hold_id}/void",  # lets go what was reserved
    "POST /loan/{loan_id}/approve",  # a decision of the staff
    "POST /api/v1/fraud/cases/{case_id}/decline",  # another
    "POST /api/v1/transactions/{transaction_id}/cancel",  # lets go what was held
}


def names(shape: type) -> set[str]:
    return {field.name for field in msgspec.structs.fields(shape)}


def test_every_route_that_moves_money_takes_own_words_and_answers_with_them():
    money = [each for each in ENDPOINTS if each.dry_run and each.name not in MOVES_NOTHING]
    assert len(money) >= 14
    assert [each.name for each in money if not (each.body and issubclass(each.body, OwnWords))] == []
    assert [each.name for each in money if not names(OwnWordsReply) <= names(each.answer)] == []
