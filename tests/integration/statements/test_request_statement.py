"""A statement as files: asked for once, built from one stream, fetched by links."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError
from openpyxl import load_workbook
from pycamt.parser import Camt053Parser
from pypdf import PdfReader

from chalicelib.kernel import clock
from chalicelib.platform import dynamo, settings
from chalicelib.platform.clients import client
from chalicelib.statements import store
from chalicelib.statements.errors import UnknownStatement
from chalicelib.statements.operations.build_files import build_files
from tests.integration.statements.bank import a_customer, an_account, fetched, post
from tests.support import streams
from tests.support.calls import calls

pytestmark = pytest.mark.usefixtures("emulator")
MARCH = "from=2026-03-01&to=2026-03-31"


@pytest.fixture
def ada():
    return a_customer()


@pytest.fixture
def account_id(ada):
    account_id = an_account(ada.user_id)
    post(ada.user_id, account_id, 10_000, datetime(2026, 2, 28, 12, tzinfo=UTC))
    post(ada.user_id, account_id, -1_230, datetime(2026, 3, 1, 12, tzinfo=UTC), kind="WITHDRAW_EVENT", reference="=1+1")
    post(ada.user_id, account_id, 99, datetime(2026, 3, 2, 12, tzinfo=UTC))
    return account_id


def asked(caller, account_id: str, format: str = "pdf", days: str = MARCH):
    return caller.get(f"/api/v1/accounts/{account_id}/statement?{days}&format={format}")


def built(caller, account_id: str, format: str, days: str = MARCH) -> tuple[store.Statement, bytes]:
    statement_id = asked(caller, account_id, format, days)["statementId"]
    statement, _, (file,) = build_files(account_id, statement_id)
    return statement, fetched(statement, file)


def starts_of(statement_id: str) -> list[dict]:
    items = streams.outbox(statement_id)
    return [each for item in items for each in item["deliveries"] if str(each.get("name", "")).startswith(statement_id)]


def failed(account_id: str, statement_id: str) -> None:
    key = {"account_id": account_id, "statement_id": statement_id}
    dynamo.write(dynamo.update("statement", store.TABLE, key, {"status": "FAILED"}))


class TestRequestStatement:
    def test_accepts_and_starts_the_flow_once(self, ada, account_id):
        first, second = asked(ada, account_id), asked(ada, account_id)
        assert (first.status, first["status"], second.body) == (202, "PENDING", first.body)
        assert first.headers["Cache-Control"] == "no-store"
        (start,) = starts_of(first["statementId"])
        assert (start["machine"], json.loads(start["input"])["accountId"]) == ("statements_make", account_id)

    def test_is_another_after_a_further_movement_and_in_another_form(self, ada, account_id):
        ids = {asked(ada, account_id, format)["statementId"] for format in ("pdf", "csv", "xlsx", "camt053")}
        post(ada.user_id, account_id, 1, datetime(2026, 3, 3, tzinfo=UTC))
        ids.add(asked(ada, account_id)["statementId"])
        assert len(ids) == 5

    def test_asks_again_for_one_that_failed_once(self, ada, account_id):
        statement_id = asked(ada, account_id)["statementId"]
        failed(account_id, statement_id)
        assert (asked(ada, account_id)["status"], asked(ada, account_id)["status"]) == ("PENDING", "PENDING")
        assert [each["name"] for each in starts_of(statement_id)] == [statement_id, f"{statement_id}-a1"]

    def test_is_refused_to_who_saw_an_earlier_try_fail(self, ada, account_id):
        statement_id = asked(ada, account_id)["statementId"]
        failed(account_id, statement_id)
        stale = store.find_statement(account_id, statement_id)
        asked(ada, account_id)
        for _ in range(2):  # it runs once more; it has failed once more
            with pytest.raises(dynamo.Refused):
                dynamo.write(store.asked_again(replace(stale, status="PENDING", asked_again=stale.asked_again + 1), clock.now()))
            failed(account_id, statement_id)

    def test_is_not_made_again_unless_it_failed(self, ada, account_id):
        waiting = store.find_statement(account_id, asked(ada, account_id)["statementId"])
        with pytest.raises(dynamo.Refused):
            dynamo.write(store.asked_again(replace(waiting, asked_again=waiting.asked_again + 1), clock.now()))

    def test_costs_four_reads_and_one_transaction(self, ada, account_id):
        with calls() as made:
            asked(ada, account_id)
        assert sorted(made) == ["GetItem", "Query", "Query", "Query", "TransactWriteItems"]

    def test_is_listed_and_told_with_links_when_it_is_ready(self, ada, account_id):
        statement_id = asked(ada, account_id, "csv")["statementId"]
        here = f"/api/v1/accounts/{account_id}/statements"
        waiting = ada.get(f"{here}/{statement_id}")
        assert (waiting["status"], waiting["files"], waiting["linkExpiresInMinutes"]) == ("PENDING", [], None)
        _, _, files = build_files(account_id, statement_id)
        key = {"account_id": account_id, "statement_id": statement_id}
        text = json.dumps([{name: getattr(each, name) for name in each.__dataclass_fields__} for each in files])
        dynamo.write(dynamo.update("statement", store.TABLE, key, {"status": "READY", "files": text}))
        ready = ada.get(f"{here}/{statement_id}")
        (file,) = ready["files"]
        assert (ready["status"], file["format"], file["entries"], ready["linkExpiresInMinutes"]) == ("READY", "csv", 2, 5)
        (listed,) = ada.get(here)["items"]
        assert listed == {name: value for name, value in ready.body.items() if name in listed} and "files" not in listed
        assert (listed["openingBalance"], listed["closingBalance"], listed["kind"], listed["number"]) == (
            "100.00",
            "88.69",
            "requested",
            None,
        )


class TestBuildFiles:
    def test_writes_a_table_for_spreadsheets_whose_text_is_no_formula(self, ada, account_id):
        _, content = built(ada, account_id, "csv")
        heads, first, second = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        assert heads == ["Date", "Time (UTC)", "Transaction", "Description", "Note", "Amount", "Currency", "Balance"]
        assert [first[0], *first[3:]] == ["2026-03-01", "Withdrawal", "'=1+1", "-12.30", "USD", "87.70"]
        assert second[5:] == ["0.99", "USD", "88.69"]

    def test_writes_numbers_as_numbers_into_a_workbook(self, ada, account_id):
        _, content = built(ada, account_id, "xlsx")
        sheet = load_workbook(io.BytesIO(content)).active
        assert [(sheet[cell].data_type, Decimal(str(sheet[cell].value))) for cell in ("F2", "H2")] == [
            ("n", Decimal("-12.3")), ("n", Decimal("87.7")),
        ]  # fmt: skip

    def test_writes_camt_053_that_another_reader_understands(self, ada, account_id):
        _, content = built(ada, account_id, "camt053")
        parser = Camt053Parser(content.decode().partition("?>")[2].strip())
        (told,) = parser.get_statement_info()
        assert (told["OpeningBalance"], told["ClosingBalance"], told["Currency"]) == ("100.00", "88.69", "USD")
        read = [(each["Amount"], each["CreditDebitIndicator"]) for each in parser.get_transactions()]
        assert read == [("12.30", "DBIT"), ("0.99", "CRDT")]

    def test_sets_a_pdf_that_says_the_same(self, ada, account_id):
        _, content = built(ada, account_id, "pdf")
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        for said in ("Account statement", "Ada Lovelace", "100.00", "−12.30", "87.70", "88.69", "1 March 2026 – 31 March 2026"):
            assert said in text

    def test_is_told_by_its_length_and_its_hash(self, ada, account_id):
        statement_id = asked(ada, account_id)["statementId"]
        statement, _, (file,) = build_files(account_id, statement_id)
        content = fetched(statement, file)
        assert (file.size_bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())

    def test_done_again_gives_the_same_bytes(self, ada, account_id):
        statement_id = asked(ada, account_id)["statementId"]
        assert build_files(account_id, statement_id)[2] == build_files(account_id, statement_id)[2]

    def test_keeps_to_the_movements_that_it_was_asked_for(self, ada, account_id):
        statement_id = asked(ada, account_id, "csv")["statementId"]
        post(ada.user_id, account_id, 1, datetime(2026, 3, 31, tzinfo=UTC))
        assert build_files(account_id, statement_id)[2][0].entries == 2

    def test_knows_no_statement_that_nobody_asked_for(self, ada, account_id):
        with pytest.raises(UnknownStatement):
            build_files(account_id, account_id)

    def test_of_money_without_decimals_and_with_three(self, ada):
        for currency, said in (("JPY", "1,234"), ("KWD", "1.234")):
            account_id = an_account(ada.user_id, currency)
            post(ada.user_id, account_id, 1_234, datetime(2026, 3, 3, tzinfo=UTC), currency=currency)
            _, content = built(ada, account_id, "pdf")
            assert said in PdfReader(io.BytesIO(content)).pages[0].extract_text()


class TestSealedFile:
    def test_is_written_once_and_not_with_another_content(self, ada, account_id):
        statement_id = asked(ada, account_id, "csv")["statementId"]
        statement = replace(store.find_statement(account_id, statement_id), kind="monthly")
        first = store.keep_file(statement, "csv", 1, 2, io.BytesIO(b"sealed"))
        assert store.keep_file(statement, "csv", 1, 2, io.BytesIO(b"sealed")) == first
        with pytest.raises(store.SealedOtherwise):
            store.keep_file(statement, "csv", 1, 2, io.BytesIO(b"changed"))
        assert fetched(statement, first) == b"sealed"

    def test_is_locked_against_everybody(self, ada, account_id):
        statement_id = asked(ada, account_id, "csv")["statementId"]
        statement = replace(store.find_statement(account_id, statement_id), kind="monthly")
        file = store.keep_file(statement, "csv", 1, 2, io.BytesIO(b"sealed"))
        place = {"Bucket": settings.bucket_name(store.SEALED_BUCKET), "Key": file.key}
        (version,) = client("s3").list_object_versions(Bucket=place["Bucket"], Prefix=file.key)["Versions"]
        with pytest.raises(ClientError, match="AccessDenied"):
            client("s3").delete_object(**place, VersionId=version["VersionId"])
        retention = client("s3").get_object_retention(**place)["Retention"]
        assert retention["Mode"] == "GOVERNANCE"
