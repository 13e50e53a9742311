"""The demo journey: one new customer, every product, with visible progress. It uses the API only, as any client would."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any

from local import codes, demo, mails
from local.client import Answer, Api, Refused
from local.journey import people, transfers
from local.journey.steps import Steps
from local.settings import Settings
from local.waiting import NotInTime, until
from ops.progress import complain, say

# What the customer is told along the way, by template.
MAILS = {
    "WELCOME": 1,
    "USER.LOGIN": 2,
    "FACTOR.CHANGED": 2,
    "ADDRESS.CHANGED": 1,
    "ACCOUNT.CREATED": 2,
    "CARD.CREATE": 2,
    "CARD.ACTIVATE": 1,
    "TRANSACTION.SAVE": 1,
    "TRANSACTION.PURCHASE": 11,
    "TRANSACTION.PAID": 1,
    "PAYMENT.CONFIRM": 1,
    "TRANSFER.COMPLETED": 5,
    "TRANSFER.REVIEW": 2,
    "TRANSFER.RETURNED": 2,
    "KYC.APPROVED": 1,
    "LOAN.APPROVED": 1,
    "PAYMENT.SUCCESSFUL": 1,
    "REPORT.ACTIVITY": 2,
    "STATEMENT.READY": 1,
}
TEXTS = {"VERIFY": 1}  # by SMS


@dataclass(frozen=True)
class Played:
    """Who played, and the mails that came."""

    email: str
    client: Api
    mails: list[mails.Mail]


def play(settings: Settings) -> Played:
    """Plays the whole journey at a running bank. Raises waiting.NotInTime or client.Refused."""
    stack = json.loads((settings.folder / "stack.json").read_text())
    tag = uuid.uuid4().hex[:10]
    email, password = f"ada.{tag}@example.com", f"correct horse {tag}"
    api, steps = Api(settings.api_url), Steps()
    admin, colleague = (api.as_user(stack[who]["email"], stack[who]["password"]) for who in ("admin", "staff"))
    say("A day at the bank:")

    steps("Register")
    person = {"name": "Ada", "lastName": "Lovelace", "email": email, "password": password, "documentNumber": f"DOC-{tag}"}
    registered = api.post("/register", person).expect(201)
    steps.done(f"customer {registered['userId']}")
    steps("Confirm the address with the code of the welcome mail")
    ada = api.as_user(email, password)
    code = codes.mailed(settings.emulator, email)
    verified = ada.post("/api/v1/auth/verify", {"challengeId": registered["challengeId"], "code": code}).expect(200)
    steps.done(", ".join(verified["verified"]))
    steps("Say who she is, and confirm the phone with the code of an SMS")
    profile = people.profile("Ada", "Lovelace", "219-09-9998")
    ada.post("/api/v1/customers", profile).expect(201)
    codes.prove_phone(settings.emulator, ada, profile["phone"])
    steps.done("known well enough to pay others")
    steps("Enrol an authenticator app, and log in with it")
    ada, app = people.with_second_factor(api, ada, email, password)
    steps.done("logged in in two steps")
    steps("The registration flow makes two cards")
    cards = until(lambda: len(found := ada.cards()) == 2 and found, "two cards")
    limit = cards["CREDIT"]["limit"]
    steps.done(f"debit …{cards['DEBIT']['last4']}, credit …{cards['CREDIT']['last4']} with a limit of {limit}")

    _cards(ada, cards, steps)
    people.verification(ada, colleague, tag, steps)
    account = _accounts(ada, steps)
    transfers.save_every_month(ada, account, steps)
    transfers.pay_another_bank(ada, app, account, colleague, steps)
    # Whoever tries the bank as her has the password only.
    ada.call("DELETE", f"/api/v1/auth/mfa/totp/{app.factor_id}").expect(200)
    transfers.leave_with_the_network(settings, ada, email, account, steps)
    bob, target = transfers.pay_bob(settings, ada, email, account, steps)
    transfers.pay_bob_again(ada, (account, target), (colleague, admin), steps)
    people.leave_work_for_the_office(bob, tag, steps)
    _wallet(ada, admin, steps)
    _reports(ada, cards, steps)
    _statement(ada, account, steps)
    _prove(settings, steps)
    arrived = _mails(settings, email, steps)
    steps("Her telephone is to take push messages from now on")
    telephone = ada.post("/api/v1/notifications/devices", {"platform": "android", "token": f"telephone-{tag}"}).expect(201)
    steps.done(telephone["platform"])
    demo.keep(settings.folder, email, password)
    return Played(email, ada, arrived)


def _cards(ada: Api, cards: dict[str, dict[str, Any]], steps: Steps) -> None:
    debit, credit = cards["DEBIT"]["cardId"], cards["CREDIT"]["cardId"]
    steps("Top up the debit card with 500.00")
    steps.done(f"balance {ada.post(f'/transactions/save/{debit}', {'amount': '500.00'})['balance']}")
    steps("Ten purchases on the debit card")
    for number, merchant in enumerate(("Bakery", "Books & Co", "Café", "Metro", "Cinema") * 2, start=1):
        bought = _buy(ada, debit, merchant, f"{number}.50")
        steps.progress(number, 10)
    steps.done(f"balance {bought['balance']}")
    steps("The tenth transaction activates the credit card")
    until(lambda: ada.cards()["CREDIT"]["status"] == "ACTIVATED", "the credit card's activation")
    steps.done("ACTIVATED")
    steps("A purchase on credit, then pay most of it back")
    bought = _buy(ada, credit, "Airline", "75.00")
    paid = ada.post(f"/card/paid/{credit}", {"amount": "50.00"}).expect(201)
    steps.done(f"used {bought['used']}, then {paid['used']}")
    steps("A purchase beyond the balance is declined")
    poor = ada.post("/transactions/purchase", {"cardId": debit, "merchant": "Yacht", "amount": "99999"})
    steps.done(f"{poor.status} {poor.code}")


def _accounts(ada: Api, steps: Steps) -> str:
    """Returns the checking account, with 165.00 on it."""
    steps("A new customer's checking account; deposit 250.00 through the command queue")
    account = until(lambda: ada.get("/accounts")["items"], "the account")[0]["accountId"]
    operation = ada.post("/deposit", {"accountId": account, "amount": "250.00"})["operationId"]
    until(lambda: ada.get(f"/operation-status/{operation}")["status"] == "SUCCESSFUL", "the deposit")
    steps.done("SUCCESSFUL")
    steps("Transfer 40.00 to a savings account, and 15.00 of it back")
    savings = ada.post("/accounts", {"type": "savings", "currency": "USD"}).expect(201)["accountId"]
    sent = {"fromAccountId": account, "toAccountId": savings, "amount": "40.00", "description": "For the sea"}
    made = ada.post("/api/v1/transactions/transfer", sent).expect(201)["transactionId"]
    ada.post(f"/api/v1/transactions/{made}/reverse", {"amount": "15.00", "reason": "A little too much"}).expect()
    steps.done(f"{ada.get(f'/api/v1/transactions/{made}')['status']}, {ada.get(f'/accounts/{savings}')['balance']} saved")
    steps("Hold 100.00, capture 60.00, void the rest")
    end = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    hold = ada.post("/holds", {"accountId": account, "amount": "100.00", "expiresAt": end}).expect(201)["holdId"]
    ada.post(f"/holds/{hold}/capture", {"amount": "60.00"}).expect()
    ada.post(f"/holds/{hold}/void").expect()
    balance = until(lambda: (b := ada.get(f"/balances/{account}"))["available"] == "165.00" and b, "the balance of 165.00")
    steps.done(f"posted {balance['posted']}, held {balance['held']}, available {balance['available']}")
    return str(account)


def _wallet(ada: Api, admin: Api, steps: Steps) -> None:
    steps("A wallet, and a loan of 1,000.00 that the bank approves")
    wallet = ada.post("/wallet").expect(201)["walletId"]
    asked = {"walletId": wallet, "amount": "1000.00", "interestRate": "6.5", "termMonths": 12}
    loan = ada.post("/loan", asked).expect(201)["loanId"]
    admin.post(f"/loan/{loan}/approve").expect()
    until(lambda: ada.get(f"/wallet/{wallet}")["balance"] == "1000.00", "the loan's payout")
    steps.done("wallet 1000.00")
    steps("Pay 120.00 to a merchant; repay 200.00 of the loan")
    payment = ada.post("/payment", {"walletId": wallet, "merchant": "Bike shop", "amount": "120.00"}).expect(202)
    settled = until(lambda: (p := _payment(ada, payment))["status"] != "PENDING" and p, "the payment's outcome")
    until(lambda: ada.get(f"/loan/{loan}")["disbursedAt"], "the loan's start")
    repaid = ada.post(f"/loan/{loan}/repay", {"amount": "200.00"})
    steps.done(f"payment {settled['status']}, {repaid['outstanding']} still owed")
    steps("A savings goal of 2,000.00, and a first 300.00")
    target = (datetime.now(UTC) + timedelta(days=365)).date().isoformat()
    wish = {
        "walletId": wallet,
        "name": "Journey to the sea",
        "target": "2000.00",
        "targetDate": target,
        "contribution": {"amount": "150.00", "every": "MONTH"},
    }
    goal = ada.post("/savings-goal", wish).expect(201)["goalId"]
    ada.post(f"/savings-goal/{goal}/contribute", {"amount": "300.00"}).expect(201)
    view = ada.get(f"/savings-goal/{goal}")
    steps.done(f"{view['percent']}%, full on {view['projectedDate']}")


def _reports(ada: Api, cards: dict[str, dict[str, Any]], steps: Steps) -> None:
    for kind in ("csv", "xlsx"):
        steps(f"Report of the debit card as {kind.upper()}")
        path = f"/card/{cards['DEBIT']['cardId']}"
        report = ada.get(f"{path}?format={kind}").expect(202)["reportId"]
        ready = until(lambda: (r := ada.get(f"{path}/reports/{report}"))["status"] == "READY" and r, "the report")  # noqa: B023
        steps.done(f"READY, {ready['link'].partition('?')[0].rpartition('/')[2]}")


def _statement(ada: Api, account: str, steps: Steps) -> None:
    steps("The account's statement of today as PDF")
    path, today = f"/api/v1/accounts/{account}/statement", datetime.now(UTC).date()
    statement = ada.get(f"{path}?from={today}&to={today}&format=pdf").expect(202)["statementId"]
    ready = until(lambda: (s := ada.get(f"{path}s/{statement}"))["status"] == "READY" and s, "the statement")
    steps.done(f"READY, {ready['files'][0]['entries']} movements to a balance of {ready['closingBalance']}")


def _prove(settings: Settings, steps: Steps) -> None:
    steps("The books are read and proved, as every night")
    states = settings.clients("stepfunctions")
    machine = settings.place.arn("machine/reconciliation_nightly")
    run = states.start_execution(stateMachineArn=machine, name=str(uuid.uuid4()), input="{}")["executionArn"]
    done = until(lambda: (e := states.describe_execution(executionArn=run))["status"] != "RUNNING" and e, "the proof")
    steps.done(json.loads(done["output"])["outcome"] if done["status"] == "SUCCEEDED" else done["status"])


def _mails(settings: Settings, email: str, steps: Steps) -> list[mails.Mail]:
    steps("The mails that arrived")
    expected = sum(MAILS.values())

    def arrived() -> list[mails.Mail]:
        return [mail for mail in mails.sent(settings.emulator) if email in mail.to]

    found = until(lambda: len(each := arrived()) >= expected and each, f"{expected} mails")
    steps.done(f"{len(found)} to {email}")
    for mail in found:
        say(f"        {mail.subject}")
    return found


def _buy(ada: Api, card: str, merchant: str, amount: str) -> Answer:
    body = {"cardId": card, "merchant": merchant, "amount": amount}
    return ada.post("/transactions/purchase", body).expect(201)


def _payment(ada: Api, payment: Answer) -> Answer:
    return ada.get(f"/payment/{payment['transactionId']}")


def played(settings: Settings) -> bool:
    """Plays the journey, and says in one sentence what stopped it. Whether it came to its end."""
    try:
        play(settings)
    except (NotInTime, Refused) as failure:
        complain(f"\nThe journey failed: {failure}.")
    except (OSError, HTTPException) as failure:
        complain(f"\nThe journey failed: the bank does not answer at {settings.api_url} ({failure}).")
    except (LookupError, TypeError, ValueError) as failure:
        complain(f"\nThe journey failed: an answer was not as described ({type(failure).__name__}: {failure}).")
    else:
        return True
    return False
