"""Somebody who types HTML wherever a customer can type, and has one of everything: no page may show it otherwise than as they typed it."""

import re
from datetime import UTC, datetime, timedelta

from local import codes
from local.waiting import until
from tests.support import customers
from tests.support.customers import Customer
from tests.support.stack import Stack

_TYPED = re.compile(r"<i(?:mg src=x)? onerror=(\w+)>")
PROFILE = ("firstName", "lastName", "line1", "line2", "city", "state", "zip")
EVERYTHING = {  # an address in one line takes the place of the profile's
    "firstName", "lastName", "address", "payee", "description", "message", "deposit", "word", "meaning", "hold", "capture", "credit", "saved",
    "shop", "purchase", "merchant", "payment", "goal", "contribution", "series", "every",
}  # fmt: skip


def html(field: str) -> str:
    return f"<i onerror={field}>" if field == "zip" else f"<img src=x onerror={field}>"  # as much as fits in there


def fields_in(text: str) -> set[str]:
    """Those whose HTML stands in a page's text as it was typed."""
    return set(_TYPED.findall(text))


def profile() -> dict[str, object]:
    typed = {field: html(field) for field in PROFILE}
    named = {field: typed.pop(field) for field in ("firstName", "lastName")}
    return {**named, "address": {"postalCode": typed.pop("zip"), **typed, "country": "GB"}}


def typist(stack: Stack) -> tuple[Customer, dict[str, str]]:
    """Returns the customer, and the id of one of everything they have."""
    emulator = stack.settings.emulator
    customer = customers.known(emulator, stack.registered(), **profile())
    api = customer.api
    api.call("PUT", f"/profile/{customer.user_id}", {"address": html("address")}).expect()
    account, savings = (api.post("/accounts", {"type": type}).expect(201)["accountId"] for type in ("checking", "savings"))
    paid_in = {"accountId": account, "amount": "90.00", "reference": html("deposit"), "metadata": {html("word"): html("meaning")}}
    api.post("/deposit", paid_in).expect()
    until(lambda: api.get(f"/accounts/{account}")["balance"] == "90.00", "the deposit")
    sent = {"fromAccountId": account, "toAccountId": savings, "amount": "5.00"}
    words = {"description": html("description"), "messageToPayee": html("message")}
    transfer = api.post("/api/v1/transactions/transfer", sent | words).expect(201)["transactionId"]
    series = {"startOn": "2031-01-31", "frequency": "monthly", "timezone": "UTC"}
    words = {"description": html("series"), "messageToPayee": html("every")}
    elsewhere = {"network": "ach", "routingNumber": "021000021", "accountNumber": "000123456789", "name": html("payee")}
    codes.consenting(emulator, api, customer.email, "/api/v1/payees", {"name": html("payee"), "external": elsewhere}).expect(201)
    end = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    held = {"accountId": account, "amount": "9.00", "expiresAt": end, "reference": html("hold")}
    hold = api.post("/holds", held).expect(201)["holdId"]
    api.post(f"/holds/{hold}/capture", {"amount": "1.00", "reference": html("capture")}).expect()
    wallet = api.post("/wallet").expect(201)["walletId"]
    api.post(f"/wallet/{wallet}/credit", {"amount": "80.00", "reference": html("credit")}).expect()
    paid = {"walletId": wallet, "amount": "3.00", "merchant": html("merchant"), "reference": html("payment")}
    cards = until(lambda: len(found := api.cards()) == 2 and found, "two cards")
    debit = cards["DEBIT"]["cardId"]
    api.post(f"/transactions/save/{debit}", {"amount": "60.00", "reference": html("saved")}).expect()
    bought = {"cardId": debit, "amount": "2.00", "merchant": html("shop"), "reference": html("purchase")}
    api.post("/transactions/purchase", bought).expect(201)
    saving = {"target": "2000.00", "targetDate": "2031-01-31", "contribution": {"amount": "150.00", "every": "MONTH"}}
    goal = api.post("/savings-goal", {"walletId": wallet, "name": html("goal"), **saving}).expect(201)["goalId"]
    api.post(f"/savings-goal/{goal}/contribute", {"amount": "4.00", "reference": html("contribution")}).expect(201)
    asked = {"walletId": wallet, "amount": "900.00", "interestRate": "6.5", "termMonths": 12}
    return customer, {
        "account": account,
        "debit": debit,
        "credit": cards["CREDIT"]["cardId"],
        "wallet": wallet,
        "goal": goal,
        "hold": hold,
        "transfer": transfer,
        "transaction": api.get(f"/transactions/{account}?text=deposit")["items"][0]["transactionId"],
        "payment": api.post("/payment", paid).expect(202)["transactionId"],
        "loan": api.post("/loan", asked).expect(201)["loanId"],
        "schedule": api.post("/api/v1/transactions/scheduled", sent | series | words).expect(201)["scheduleId"],
    }
