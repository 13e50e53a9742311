import csv
import io
import urllib.request
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from chalicelib.kernel import clock, ids
from chalicelib.ledger import public as ledger
from chalicelib.ledger.public import place_hold
from chalicelib.platform.call import Call
from chalicelib.reports import store
from chalicelib.reports.errors import UnknownReport
from chalicelib.reports.model import Range
from chalicelib.reports.operations.build_report import build_report
from chalicelib.reports.operations.request_report import request_report
from tests.integration.reports.bank import START, a_card, post


@pytest.fixture
def owner(emulator):
    return ids.new_id()


def fetched(built) -> bytes:
    with urllib.request.urlopen(store.link_to(built.report), timeout=10) as answer:
        return answer.read()


def build(report):
    return build_report(report.report_id, now=clock.now(), last4_of=lambda owner_id, card_id: "4242")


def requested(owner, card_id, format="csv", start=None, end=None):
    return request_report(card_id, Range.parse(start, end), format, Call(clock.now(), owner))


def lines(built) -> list[list[str]]:
    return list(csv.reader(io.StringIO(fetched(built).decode("utf-8-sig"))))


class TestBuildReport:
    def test_lists_what_moved_money_with_the_balance_after(self, owner):
        card_id = a_card(owner)
        top_up = post(owner, card_id, 10_000, minutes=1, merchant="Top-up", kind="card.save")
        bought = post(owner, card_id, -1_230, minutes=2, merchant="=1+1")
        built = build(requested(owner, card_id))
        assert (built.rows, built.last4) == (2, "4242")
        assert lines(built)[1:] == [
            ["2026-03-01T12:01:00.000Z", top_up, "SAVE", "Top-up", "100.00", "USD", "100.00", "COMPLETED"],
            ["2026-03-01T12:02:00.000Z", bought, "PURCHASE", "'=1+1", "-12.30", "USD", "87.70", "COMPLETED"],
        ]

    def test_writes_numbers_as_numbers_into_a_workbook(self, owner):
        card_id = a_card(owner, "credit_card")
        post(owner, card_id, -1_230, minutes=1, merchant="=1+1")
        sheet = load_workbook(io.BytesIO(fetched(build(requested(owner, card_id, "xlsx"))))).active
        assert (sheet["G1"].value, sheet["D2"].value, sheet["D2"].data_type) == ("used after", "=1+1", "s")
        assert [(sheet[cell].data_type, Decimal(str(sheet[cell].value))) for cell in ("E2", "G2")] == [
            ("n", Decimal("-12.3")),
            ("n", Decimal("12.3")),
        ]

    def test_keeps_to_the_range_both_ends_included(self, owner):
        card_id = a_card(owner)
        posted = [post(owner, card_id, 100, minutes=minutes) for minutes in range(4)]
        report = requested(owner, card_id, start="2026-03-01T12:01:00Z", end="2026-03-01T12:02:00Z")
        assert [line[1] for line in lines(build(report))[1:]] == posted[1:3]

    def test_keeps_to_the_state_it_was_asked_for(self, owner):
        card_id = a_card(owner)
        post(owner, card_id, 100, minutes=0)
        before = post(owner, card_id, 100, minutes=1)
        whole, ranged = requested(owner, card_id), requested(owner, card_id, start="2026-03-01T12:01:00Z")
        post(owner, card_id, 100, minutes=1)
        assert [line[1] for line in lines(build(ranged))[1:]] == [before]
        assert build(whole).rows == 2

    def test_leaves_out_holds_which_moved_nothing(self, owner):
        card_id = a_card(owner)
        post(owner, card_id, 100, minutes=1)
        call = Call(START).under(owner, "POST /holds", "one", {})
        end = START.replace(hour=23)
        place_hold(ledger.AccountKey(owner, card_id), lambda account: 50, end, call)
        assert build(requested(owner, card_id)).rows == 1

    @pytest.mark.parametrize("format", ["csv", "xlsx"])
    def test_of_an_empty_card_has_the_header_alone(self, owner, format):
        built = build(requested(owner, a_card(owner), format))
        assert built.rows == 0
        assert len(fetched(built)) > 50

    def test_again_gives_the_same_file(self, owner):
        card_id = a_card(owner)
        post(owner, card_id, 100, minutes=1)
        report = requested(owner, card_id)
        assert fetched(build(report)) == fetched(build(report))

    def test_refuses_a_report_nobody_asked_for(self, owner):
        with pytest.raises(UnknownReport):
            build_report(ids.new_id(), now=clock.now(), last4_of=lambda owner_id, card_id: "4242")
