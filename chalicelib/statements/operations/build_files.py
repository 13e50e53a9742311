"""Build a statement's files: stream its rows into each format. Doing it again does no harm."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial

from chalicelib.accounts import public as accounts
from chalicelib.customers import public as customers
from chalicelib.platform import sheets
from chalicelib.statements import camt, store, typeset
from chalicelib.statements.errors import UnknownStatement
from chalicelib.statements.model import File, Format, Holder, Statement
from chalicelib.statements.queries import holder_of
from chalicelib.statements.rows import WIDTHS, cells, columns, rows


def build_files(account_id: str, statement_id: str) -> tuple[Statement, Holder, list[File]]:
    """Memory and database pages stay the same size however many rows there are. Raises UnknownStatement, SealedOtherwise."""
    statement = store.find_statement(account_id, statement_id)
    if statement is None:
        raise UnknownStatement(f"No statement {statement_id}")
    holder = statement.holder or _holder(statement)
    return statement, holder, [file for format in statement.formats for file in _FORMATS[format](statement, holder)]


def _holder(statement: Statement) -> Holder:
    account = accounts.find(statement.owner_id, statement.account_id)
    return holder_of(account, customers.find_customer(statement.owner_id))


def _pdf(statement: Statement, holder: Holder) -> Iterator[File]:
    for volume in typeset.volumes(statement, rows(statement)):
        with tempfile.TemporaryFile() as file:
            file.write(typeset.pdf(statement, holder, volume))
            yield store.keep_file(statement, "pdf", volume.number, len(volume.rows), file)


def _sheet(statement: Statement, holder: Holder, *, format: Format, write: Callable[..., int]) -> Iterator[File]:
    with tempfile.TemporaryFile() as file:
        table = (cells(row, statement.currency) for row in rows(statement))
        entries = write(columns(statement.locale), table, file)
        yield store.keep_file(statement, format, 1, entries, file)


def _camt(statement: Statement, holder: Holder) -> Iterator[File]:
    with tempfile.TemporaryFile() as file:
        entries = camt.write_camt(statement, holder, rows(statement), file)
        yield store.keep_file(statement, "camt053", 1, entries, file)


_FORMATS: dict[Format, Callable[[Statement, Holder], Iterator[File]]] = {
    "pdf": _pdf,
    "csv": partial(_sheet, format="csv", write=sheets.write_csv),
    "xlsx": partial(_sheet, format="xlsx", write=partial(sheets.write_xlsx, widths=WIDTHS)),
    "camt053": _camt,
}
