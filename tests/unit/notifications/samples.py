"""One message of every template, and the templates as they lie in the repository."""

from pathlib import Path

TEMPLATES = Path(__file__).parents[3] / "chalicelib" / "notifications" / "templates"
LOCALES = ("en", "es")
_ID = "019ab2c3-7d4e-7a10-8b5c-2f6e9d0a1b3c"
_AT = "2026-11-21T06:47:12.345Z"
DATA = {
    "WELCOME": {},
    "PRODUCT.NEWS": {"title": "Savings goals have arrived", "text": "Put a little aside each week & watch it grow."},
    "VERIFY": {"code": "048213", "minutes": 10},
    "PASSWORD.RESET": {"code": "048213", "minutes": 10},
    "REGISTER.AGAIN": {"code": "048213", "minutes": 10},
    "PAYMENT.CONFIRM": {"code": "048213", "minutes": 10, "amount": "1234.50", "currency": "USD", "payee": "Café Colón & Hijos"},
    "PAYEE.CONFIRM": {"code": "048213", "minutes": 10, "payee": "Café Colón & Hijos"},
    "FACTOR.CHANGED": {"at": _AT, "what": "added"},
    "ADDRESS.CHANGED": {"at": _AT, "channel": "email"},
    "RECOVERY.USED": {"at": _AT, "left": 2},
    "SIGNIN.SUSPICIOUS": {"at": _AT},
    "USER.LOGIN": {"at": _AT},
    "SIGNIN.LOCKED": {"at": _AT},
    "PASSWORD.CHANGED": {"at": _AT},
    "USER.UPDATE": {"changed": ["address", "phoneNumber", "locale", "avatar"]},
    "ACCOUNT.CREATED": {"type": "savings", "account": "4821", "currency": "EUR", "at": _AT},
    "CARD.CREATE": {"cardType": "CREDIT", "last4": "4821", "status": "PENDING", "currency": "USD", "limit": "5400045.99"},
    "CARD.ACTIVATE": {"last4": "4821", "limit": "5400045.99", "currency": "USD"},
    "TRANSACTION.PURCHASE": {
        "transactionId": _ID, "merchant": "Café Colón & Hijos", "amount": "1234.50", "currency": "USD", "last4": "7730",
        "cardType": "DEBIT", "balance": "8765.50", "at": _AT,
    },
    "TRANSACTION.SAVE": {
        "transactionId": _ID, "merchant": None, "amount": "10000.00", "currency": "USD", "last4": "7730",
        "balance": "10000.00", "at": _AT,
    },
    "TRANSACTION.PAID": {
        "transactionId": _ID, "amount": "250.00", "currency": "USD", "last4": "4821", "used": "0.00", "at": _AT,
    },
    "REPORT.ACTIVITY": {
        "reportId": _ID, "format": "xlsx", "last4": "7730", "rows": 1248, "start": "2026-11-01T00:00:00Z", "end": None,
        "link": "https://files.inferno.example/report.xlsx?X-Amz-Expires=3600&X-Amz-Signature=0a1b", "expiresInMinutes": 60,
    },
    "STATEMENT.READY": {"number": 7, "account": "4821", "from": "2026-11-01", "to": "2026-11-30"},
    "LOAN.APPROVED": {"loanId": _ID, "amount": "15000.00", "currency": "USD", "termMonths": 24},
    "KYC.APPROVED": {"level": "FULL", "validUntil": "2028-11-27"},
    "KYC.MORE_INFO": {"reason": "The passport cannot be read"},
    "KYC.REJECTED": {},
    "TRANSFER.COMPLETED": {"amount": "40.00", "currency": "USD", "account": "4821", "counterparty": "7730", "transactionId": _ID},
    "TRANSFER.RECEIVED": {"amount": "40.00", "currency": "USD", "account": "7730", "counterparty": "4821", "transactionId": _ID},
    "TRANSFER.RETURNED": {"amount": "15.00", "currency": "USD", "account": "4821", "counterparty": "7730", "transactionId": _ID},
    "TRANSFER.REVIEW": {"amount": "15.00", "currency": "USD", "account": "4821", "counterparty": "7730", "transactionId": _ID},
    "TRANSFER.FAILED": {"amount": "15.00", "currency": "USD", "account": "4821", "counterparty": "7730", "transactionId": _ID},
    "SCHEDULE.FAILED": {
        "amount": "40.00", "currency": "USD", "account": "4821", "counterparty": "7730", "scheduleId": _ID, "dueOn": "2026-11-30",
        "reason": "insufficient_funds",
    },
    "SCHEDULE.SKIPPED": {
        "amount": "40.00", "currency": "USD", "account": "4821", "counterparty": "7730", "scheduleId": _ID, "count": 7,
        "firstOn": "2026-11-20", "lastOn": "2026-11-26",
    },
    "SCHEDULE.SUSPENDED": {
        "amount": "40.00", "currency": "USD", "account": "4821", "counterparty": "7730", "scheduleId": _ID, "failures": 3,
    },
    "LOAN.REJECTED": {"loanId": _ID, "amount": "15000.00", "currency": "USD", "termMonths": 1},
    "PAYMENT.SUCCESSFUL": {"transactionId": _ID, "merchant": "Café Colón", "amount": "12.00", "currency": "USD"},
    "PAYMENT.FAILED": {
        "transactionId": _ID, "merchant": "Café Colón", "amount": "12.00", "currency": "USD", "reason": "insufficient_funds",
    },
    "OPERATION.FAILED": {
        "operationId": _ID, "operation": "WITHDRAW", "amount": "12.00", "currency": "USD", "reason": "insufficient_funds",
    },
    "HOLD.EXPIRED": {"holdId": _ID, "amount": "40.00", "captured": "15.00", "currency": "USD", "expiresAt": _AT},
    "DIGEST": {"messages": [{"title": "Transfer made", "at": _AT}, {"title": "Café & más", "at": _AT}]},
    "GOAL.CONTRIBUTION.FAILED": {
        "goalName": "Journey to the sea", "amount": "150.00", "currency": "USD", "reason": "insufficient_funds",
    },
}  # fmt: skip


def repository_template(key: str) -> str | None:
    path = TEMPLATES / key
    return path.read_text("utf-8") if path.is_file() else None
