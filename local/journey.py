"""The demo journey: one new customer, every product, with visible progress. It uses the API only, as any client would."""

import json
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.identity import totp
from local import codes, demo, mails
from local.client import Answer, Api, Refused
from local.papers import passport, proof_of_address
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
    api, steps = Api(settings.api_url), _Steps()
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
    profile = _profile("Ada", "Lovelace", "219-09-9998")
    ada.post("/api/v1/customers", profile).expect(201)
    codes.prove_phone(settings.emulator, ada, profile["phone"])
    steps.done("known well enough to pay others")
    steps("Enrol an authenticator app, and log in with it")
    ada, app = _with_second_factor(api, ada, email, password)
    steps.done("logged in in two steps")
    steps("The registration flow makes two cards")
    cards = until(lambda: len(found := ada.cards()) == 2 and found, "two cards")
    limit = cards["CREDIT"]["limit"]
    steps.done(f"debit …{cards['DEBIT']['last4']}, credit …{cards['CREDIT']['last4']} with a limit of {limit}")

    _cards(ada, cards, steps)
    _verification(ada, colleague, tag, steps)
    account = _accounts(ada, steps)
    _save_every_month(ada, account, steps)
    _pay_another_bank(ada, app, account, colleague, steps)
    # Whoever tries the bank as her has the password only.
    ada.call("DELETE", f"/api/v1/auth/mfa/totp/{app.factor_id}").expect(200)
    bob, target = _pay_bob(settings, ada, email, account, steps)
    _pay_bob_again(ada, (account, target), (colleague, admin), steps)
    _leave_work_for_the_office(bob, tag, steps)
    _wallet(ada, admin, steps)
    _reports(ada, cards, steps)
    _statement(ada, account, steps)
    _prove(settings, steps)
    arrived = _mails(settings, email, steps)
    demo.keep(settings.folder, email, password)
    return Played(email, ada, arrived)


def _profile(first: str, last: str, ssn: str) -> dict[str, Any]:
    """What somebody tells of themselves, with a phone that nobody else has."""
    home = {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
    phone = f"+5730{uuid.uuid4().int % 10**8:08}"
    named = {"firstName": first, "lastName": last, "dateOfBirth": "1990-12-10", "ssn": ssn}
    return {**named, "address": home, "phone": phone}


def _with_second_factor(api: Api, ada: Api, email: str, password: str) -> tuple[Api, codes.App]:
    """Ada after a login in two steps: one code confirms her app and the next logs her in, since each passes once."""
    made = ada.post("/api/v1/auth/mfa/totp").expect(201)
    before = totp.step_of(datetime.now(UTC)) - 2  # so that the first code is the one just over, and the next is not waited for
    app = codes.App(made["factorId"], totp.from_text(made["secret"]), before)
    ada.post(f"/api/v1/auth/mfa/totp/{app.factor_id}/confirm", {"code": app.next_code()}).expect(200)
    first = api.post("/api/v1/auth/login", {"email": email, "password": password}).expect(202)
    answer = {"challengeId": first["challengeId"], "method": "totp", "code": app.next_code()}
    pair = api.post("/api/v1/auth/mfa/verify", answer).expect(200)
    return Api(api.url, pair["accessToken"], pair["userId"]), app


def _cards(ada: Api, cards: dict[str, dict[str, Any]], steps: "_Steps") -> None:
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


def _verification(ada: Api, staff: Api, tag: str, steps: "_Steps") -> None:
    steps("A passport and a proof of address: verified by a member of staff")
    submission = _submitted(ada, passport("Ada Lovelace", tag))
    approve = f"/api/v1/customers/{ada.user_id}/kyc/approve"
    decided = staff.post(approve, {"submissionId": submission, "level": "FULL"}).expect()
    steps.done(f"{decided['kycStatus']}, level FULL")


def _submitted(customer: Api, passport: str) -> str:
    """The id of a submission for the level FULL that was screened and waits for a member of staff."""
    own = f"/api/v1/customers/{customer.user_id}"
    papers = {"passport": passport, "proof_of_address": proof_of_address()}
    given = [
        customer.post(f"{own}/documents", {"type": type, "content": content}).expect(201)["documentId"]
        for type, content in papers.items()
    ]
    until(lambda: {each["status"] for each in customer.get(f"{own}/documents")["items"]} == {"CLEAN"}, "the scans")
    submission = customer.post(f"{own}/kyc", {"documentIds": given, "level": "FULL"}).expect(202)["submissionId"]
    until(lambda: customer.get(f"{own}/kyc/status")["kycStatus"] == "IN_REVIEW", "the screening")
    return str(submission)


def _accounts(ada: Api, steps: "_Steps") -> str:
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


def _save_every_month(ada: Api, account: str, steps: "_Steps") -> None:
    steps("Move 5.00 to the savings account today, and every month from now on")
    now, savings = datetime.now(UTC), next(each for each in ada.get("/accounts")["items"] if each["type"] == "savings")
    home = "UTC" if now.hour >= 6 else "Asia/Tokyo"  # somewhere where six in the morning is over
    body = {
        "fromAccountId": account,
        "toAccountId": savings["accountId"],
        "amount": "5.00",
        "startOn": now.astimezone(ZoneInfo(home)).date().isoformat(),
        "frequency": "monthly",
        "timezone": home,
    }
    path = "/api/v1/transactions/scheduled"
    path = f"{path}/{ada.post(path, body).expect(201)['scheduleId']}"
    run = until(lambda: (found := ada.get(f"{path}/runs")["items"]) and found[0], "the first run")
    steps.done(f"{run['outcome']}, next on {ada.get(path)['nextRuns'][0]['dueOn']}")


def _pay_bob(settings: Settings, ada: Api, email: str, account: str, steps: "_Steps") -> tuple[Api, str]:
    """Returns Bob and his account."""
    steps("Pay 25.00 to Bob, who is new: confirmed with the code of a mail that names amount and payee")
    tag = uuid.uuid4().hex[:10]
    known = {"email": f"bob.{tag}@example.com", "password": f"correct horse {tag}"}
    person = {"name": "Bob", "lastName": "Noyce", "documentNumber": f"DOC-{tag}", **known}
    Api(ada.url).post("/register", person).expect(201)
    bob = Api(ada.url).as_user(**known)
    target = bob.post("/accounts", {"type": "checking", "currency": "USD"}).expect(201)["accountId"]
    sent = {"fromAccountId": account, "toAccountId": target, "amount": "25.00", "messageToPayee": "For the chips"}
    made = codes.consenting(settings.emulator, ada, email, "/api/v1/transactions/transfer", sent).expect(201)
    steps.done(f"{made['status']}, {bob.get(f'/accounts/{target}')['balance']} with Bob")
    return bob, str(target)


def _leave_work_for_the_office(bob: Api, tag: str, steps: "_Steps") -> None:
    steps("Bob shows who he is and asks for a loan of 2,500.00, both left for whoever tries the bank as its staff")
    bob.post("/api/v1/customers", _profile("Bob", "Noyce", "219-09-9997")).expect(201)
    _submitted(bob, passport("Bob Noyce", f"B-{tag}"))
    wallet = bob.post("/wallet").expect(201)["walletId"]
    asked = {"walletId": wallet, "amount": "2500.00", "interestRate": "7.25", "termMonths": 24}
    steps.done(bob.post("/loan", asked).expect(201)["status"])


def _pay_bob_again(ada: Api, accounts: tuple[str, str], staff: tuple[Api, Api], steps: "_Steps") -> None:
    steps("Pay Bob 10.00 more, which a rule holds for a review: one member of staff proposes it, another approves")
    (account, target), (first, second) = accounts, staff
    cases = "/api/v1/fraud/cases"
    looked_at = {"name": "Look at Bob", "conditions": {"eq": ["payeeAccount", target]}, "action": "review"}
    rule = first.post("/api/v1/fraud/rules", looked_at).expect(201)["ruleId"]

    def send(amount: str) -> Answer:
        first.post(f"/api/v1/fraud/rules/{rule}/activate").expect()
        sent = {"fromAccountId": account, "toAccountId": target, "amount": amount}
        held = ada.post("/api/v1/transactions/transfer", sent).expect(202)
        first.post(f"/api/v1/fraud/rules/{rule}/deactivate").expect()
        return held

    held = send("10.00")
    case = next(each["caseId"] for each in first.get(f"{cases}?limit=100")["items"] if each["accountId"] == account)
    first.post(f"{cases}/{case}/assign", {}).expect()
    decision = {"transactionId": held["transactionId"], "reason": "Ada was called, and knows Bob"}
    proposed = first.post(f"{cases}/{case}/approve", decision).expect(202)["approvalId"]
    second.post(f"/admin/approvals/{proposed}/approve", {"reason": "Agreed"}).expect()
    first.post(f"{cases}/{case}/close", {"finding": "false_positive", "reason": "They are friends"}).expect()
    steps.done(f"held {held['held']}, then {ada.get('/api/v1/transactions/' + held['transactionId'])['status']}")
    steps("And 8.00, whose review is left for whoever tries the bank as its staff")
    steps.done(f"held {send('8.00')['held']}")
    steps("A colleague proposes to take the 10.00 back from Bob, which is left for another one, too")
    proposal = {"reason": "Ada says that it was once too often"}
    reversal = first.post(f"/api/v1/transactions/{held['transactionId']}/reverse", proposal).expect(202)
    steps.done(reversal["status"])


def _pay_another_bank(ada: Api, app: codes.App, account: str, staff: Api, steps: "_Steps") -> None:
    steps("Send 20.00 to another bank, which sends it back: the network and that bank are simulated by a member of staff")
    grace = {
        "network": "ach",
        "routingNumber": "021000021",
        "accountNumber": "000123456789",
        "name": "Grace Hopper",
        "sameDay": True,
    }
    sent = {"fromAccountId": account, "external": grace, "amount": "20.00"}
    held = codes.consenting_by(app, ada, "/api/v1/transactions/transfer", sent).expect(202)
    carried = f"/api/v1/simulations/ach-transfers/{held['transactionId']}"
    went = [staff.post(f"{carried}/{step}").expect()["status"] for step in ("submit", "settle")]
    back = staff.post(f"{carried}/return", {"code": "R03"}).expect()
    steps.done(f"{', '.join([held['status'], *went, back['status']])} ({back['return']['code']})")


def _wallet(ada: Api, admin: Api, steps: "_Steps") -> None:
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


def _reports(ada: Api, cards: dict[str, dict[str, Any]], steps: "_Steps") -> None:
    for kind in ("csv", "xlsx"):
        steps(f"Report of the debit card as {kind.upper()}")
        path = f"/card/{cards['DEBIT']['cardId']}"
        report = ada.get(f"{path}?format={kind}").expect(202)["reportId"]
        ready = until(lambda: (r := ada.get(f"{path}/reports/{report}"))["status"] == "READY" and r, "the report")  # noqa: B023
        steps.done(f"READY, {ready['link'].partition('?')[0].rpartition('/')[2]}")


def _statement(ada: Api, account: str, steps: "_Steps") -> None:
    steps("The account's statement of today as PDF")
    path, today = f"/api/v1/accounts/{account}/statement", datetime.now(UTC).date()
    statement = ada.get(f"{path}?from={today}&to={today}&format=pdf").expect(202)["statementId"]
    ready = until(lambda: (s := ada.get(f"{path}s/{statement}"))["status"] == "READY" and s, "the statement")
    steps.done(f"READY, {ready['files'][0]['entries']} movements to a balance of {ready['closingBalance']}")


def _prove(settings: Settings, steps: "_Steps") -> None:
    steps("The books are read and proved, as every night")
    states = settings.clients("stepfunctions")
    machine = settings.place.arn("machine/reconciliation_nightly")
    run = states.start_execution(stateMachineArn=machine, name=str(uuid.uuid4()), input="{}")["executionArn"]
    done = until(lambda: (e := states.describe_execution(executionArn=run))["status"] != "RUNNING" and e, "the proof")
    steps.done(json.loads(done["output"])["outcome"] if done["status"] == "SUCCEEDED" else done["status"])


def _mails(settings: Settings, email: str, steps: "_Steps") -> list[mails.Mail]:
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


class _Steps:
    """Says each step, how far it is, and how long it took."""

    def __init__(self) -> None:
        self._number, self._started, self._what = 0, 0.0, ""

    def __call__(self, what: str) -> None:
        self._number += 1
        self._started, self._what = time.monotonic(), what
        if sys.stdout.isatty():
            print(f"  {self._number:>2}. {what} …", end="\r", flush=True)

    def progress(self, done: int, of: int) -> None:
        if sys.stdout.isatty():
            print(f"  {self._number:>2}. {self._what} … {done}/{of}", end="\r", flush=True)

    def done(self, result: str) -> None:
        took = time.monotonic() - self._started
        say(f"  {self._number:>2}. {self._what}: {result} ({took:.1f} s)")


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


def main() -> int:
    """Plays the journey against the bank that runs here."""
    settings = Settings.from_environment()
    if not (settings.folder / "stack.json").exists():
        complain("The bank is not running here: `make up` starts it.")
        return 1
    return 0 if played(settings) else 1


if __name__ == "__main__":
    raise SystemExit(main())
