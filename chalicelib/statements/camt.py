"""The statement as camt.053.001.08 (ISO 20022), for programs: one entry a movement, written as the rows come."""

from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from chalicelib.kernel import clock
from chalicelib.kernel.money import to_decimal
from chalicelib.platform.sheets import NOT_XML
from chalicelib.statements.model import Holder, Statement
from chalicelib.statements.rows import Row
from chalicelib.statements.words import BANK

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_NAME, _TEXT = 140, 140  # what the standard lets a name and a line of text have
_CODES = {"opening": "OPBD", "closing": "CLBD"}


def write_camt(statement: Statement, holder: Holder, rows: Iterator[Row], file: IO[bytes]) -> int:
    """Writes the message and returns the number of entries."""
    written = 0
    message = _Message(file)
    reference = _reference(statement.statement_id)
    with message("Document", xmlns=NAMESPACE), message("BkToCstmrStmt"):
        with message("GrpHdr"):
            message.put("MsgId", reference)
            message.put("CreDtTm", statement.created_at)
        with message("Stmt"):
            message.put("Id", reference)
            if statement.number:
                message.put("ElctrncSeqNb", str(statement.number))
            message.put("CreDtTm", statement.created_at)
            with message("FrToDt"):
                message.put("FrDtTm", clock.to_text(statement.period.beginning))
                message.put("ToDtTm", clock.to_text(statement.period.end))
            _account(message, statement, holder)
            _balance(message, "opening", statement.opening.balance_minor, statement, str(statement.period.first))
            _balance(message, "closing", statement.closing.balance_minor, statement, str(statement.period.last))
            for row in rows:
                _entry(message, row, statement.currency)
                written += 1
    message.end()
    return written


def _account(message: "_Message", statement: Statement, holder: Holder) -> None:
    with message("Acct"):
        with message("Id"), message("Othr"):
            message.put("Id", holder.account_number)
        message.put("Ccy", statement.currency)
        with message("Ownr"):
            message.put("Nm", holder.name[:_NAME])
        with message("Svcr"), message("FinInstnId"):
            message.put("Nm", BANK)


def _balance(message: "_Message", which: str, minor: int, statement: Statement, day: str) -> None:
    with message("Bal"):
        with message("Tp"), message("CdOrPrtry"):
            message.put("Cd", _CODES[which])
        _amount(message, minor, statement.currency)
        with message("Dt"):
            message.put("Dt", day)


def _entry(message: "_Message", row: Row, currency: str) -> None:
    reference = _reference(row.transaction_id)
    with message("Ntry"):
        message.put("NtryRef", str(row.seq))
        _amount(message, row.amount_minor, currency)
        with message("Sts"):
            message.put("Cd", "BOOK")
        for name in ("BookgDt", "ValDt"):
            with message(name):
                message.put("DtTm", clock.to_text(row.at))
        message.put("AcctSvcrRef", reference)
        with message("BkTxCd"), message("Prtry"):
            message.put("Cd", row.kind[:35])
        with message("NtryDtls"), message("TxDtls"):
            with message("Refs"):
                message.put("AcctSvcrRef", reference)
            if row.note:
                with message("RmtInf"):
                    for start in range(0, len(row.note), _TEXT):
                        message.put("Ustrd", row.note[start : start + _TEXT])
        message.put("AddtlNtryInf", row.title[:500])


def _amount(message: "_Message", minor: int, currency: str) -> None:
    """Amounts have no sign: debit and credit say which way."""
    message.put("Amt", to_decimal(abs(minor), currency), Ccy=currency)
    message.put("CdtDbtInd", "CRDT" if minor >= 0 else "DBIT")


def _reference(identifier: str) -> str:
    """An id in the 35 characters that the standard has for one."""
    return identifier.replace("-", "")


class _Message:
    """XML as it is written: `with message("Acct"): message.put("Ccy", "USD")`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._xml = XMLGenerator(file, "UTF-8", short_empty_elements=True)
        self._xml.startDocument()
        self._open: list[str] = []

    def __call__(self, name: str, **attributes: str) -> "_Message":
        self._xml.startElement(name, AttributesImpl(attributes))
        self._open.append(name)
        return self

    def __enter__(self) -> None: ...

    def __exit__(self, *unused: object) -> None:
        self._xml.endElement(self._open.pop())

    def put(self, name: str, text: str, **attributes: str) -> None:
        with self(name, **attributes):
            self._xml.characters(NOT_XML.sub("", text))

    def end(self) -> None:
        self._xml.endDocument()
