"""The demo journey: one new customer, every product, with visible progress. It uses the API only, as any client would."""

import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from local.client import BankClient, Reply

PATIENCE_SECONDS = 60
Say = Callable[[str], None]


class JourneyFailed(Exception):
    """A step did not come about in time."""


def play(api_url: str, admin_email: str, admin_password: str, say: Say = print) -> BankClient:
    """Plays the whole journey and returns the customer's client. Raises JourneyFailed or client.Refused."""
    tag = uuid.uuid4().hex[:10]
    email, password = f"ada.{tag}@example.com", f"correct horse {tag}"
    ada = BankClient(api_url)
    steps = _Steps(say)

    steps("Register")
    user_id = ada.register(email, password, f"DOC-{tag}")
    steps.done(f"customer {user_id}")
    steps("Registration flow makes two cards")
    ada.login(email, password)
    cards = until(lambda: len(found := ada.cards()) == 2 and found, "two cards")
    credit_limit = cards["CREDIT"]["limit"]
    steps.done(f"debit …{cards['DEBIT']['last4']}, credit …{cards['CREDIT']['last4']} with a limit of {credit_limit}")

    _cards(ada, cards, steps)
    _accounts(ada, steps)
    admin = BankClient(api_url).login(admin_email, admin_password)
    _wallet(ada, admin, steps)
    _reports(ada, cards, steps)
    return ada


def _cards(ada: BankClient, cards: dict[str, dict], steps: "_Steps") -> None:
    debit, credit = cards["DEBIT"]["cardId"], cards["CREDIT"]["cardId"]
    steps("Top up the debit card with 500.00")
    steps.done(f"balance {ada.post(f'/transactions/save/{debit}', {'amount': '500.00'}, key=_key())['balance']}")
    steps("Ten purchases on the debit card")
    for number, merchant in enumerate(("Bakery", "Books & Co", "Café", "Metro", "Cinema") * 2, start=1):
        bought = _buy(ada, debit, merchant, f"{number}.50")
        steps.progress(number, 10)
    steps.done(f"balance {bought['balance']}")
    steps("The tenth transaction activates the credit card")
    until(lambda: ada.cards()["CREDIT"]["status"] == "ACTIVATED", "the credit card's activation")
    steps.done("ACTIVATED")
    steps("A purchase on credit, then pay it off")
    bought = _buy(ada, credit, "Airline", "75.00")
    paid = ada.post(f"/card/paid/{credit}", {"amount": "75.00"}, key=_key(), expect=201)
    steps.done(f"used {bought['used']}, then {paid['used']}")
    steps("A purchase beyond the balance is declined")
    poor = ada.call("POST", "/transactions/purchase", {"cardId": debit, "merchant": "Yacht", "amount": "99999"}, key=_key())
    steps.done(f"{poor.status} {poor['code']}")


def _accounts(ada: BankClient, steps: "_Steps") -> None:
    steps("Open a checking account, deposit 250.00 through the command queue")
    account = ada.post("/accounts", {"type": "checking", "currency": "USD"}, key=_key(), expect=201)["accountId"]
    operation = ada.post("/deposit", {"accountId": account, "amount": "250.00"}, key=_key())["operationId"]
    until(lambda: ada.get(f"/operation-status/{operation}")["status"] == "SUCCESSFUL", "the deposit")
    steps.done("SUCCESSFUL")
    steps("Hold 100.00, capture 60.00, void the rest")
    end = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    hold = ada.post("/holds", {"accountId": account, "amount": "100.00", "expiresAt": end}, key=_key(), expect=201)["holdId"]
    ada.post(f"/holds/{hold}/capture", {"amount": "60.00"}, key=_key())
    ada.post(f"/holds/{hold}/void", key=_key())
    balance = until(lambda: (b := ada.get(f"/balances/{account}"))["available"] == "190.00" and b, "the balance of 190.00")
    steps.done(f"posted {balance['posted']}, held {balance['held']}, available {balance['available']}")


def _wallet(ada: BankClient, admin: BankClient, steps: "_Steps") -> None:
    steps("A wallet, and a loan of 1,000.00 that an administrator approves")
    wallet = ada.post("/wallet", key=_key(), expect=201)["walletId"]
    asked = {"walletId": wallet, "amount": "1000.00", "interestRate": "6.5", "termMonths": 12}
    loan = ada.post("/loan", asked, key=_key(), expect=201)["loanId"]
    admin.post(f"/loan/{loan}/approve", key=_key())
    until(lambda: ada.get(f"/wallet/{wallet}")["balance"] == "1000.00", "the loan's payout")
    steps.done("wallet 1000.00")
    steps("Pay 120.00 to a merchant; repay 200.00 of the loan")
    payment = ada.post("/payment", {"walletId": wallet, "merchant": "Bike shop", "amount": "120.00"}, key=_key(), expect=202)
    settled = until(lambda: (p := _payment(ada, payment))["status"] != "PENDING" and p, "the payment's outcome")
    until(lambda: ada.get(f"/loan/{loan}")["disbursedAt"], "the loan's start")
    repaid = ada.post(f"/loan/{loan}/repay", {"amount": "200.00"}, key=_key())
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
    goal = ada.post("/savings-goal", wish, key=_key(), expect=201)["goalId"]
    ada.post(f"/savings-goal/{goal}/contribute", {"amount": "300.00"}, key=_key(), expect=201)
    view = ada.get(f"/savings-goal/{goal}")
    steps.done(f"{view['percent']}%, full on {view['projectedDate']}")


def _reports(ada: BankClient, cards: dict[str, dict], steps: "_Steps") -> None:
    for kind in ("csv", "xlsx"):
        steps(f"Report of the debit card as {kind.upper()}")
        path = f"/card/{cards['DEBIT']['cardId']}"
        report = ada.get(f"{path}?format={kind}", expect=202)["reportId"]
        ready = until(lambda: (r := ada.get(f"{path}/reports/{report}"))["status"] == "READY" and r, "the report")  # noqa: B023
        steps.done(str(ready.body.get("link") or ready.body.get("url") or "ready"))


def until(probe: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS):
    """The first true answer of `probe`. Raises JourneyFailed after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.1)
    raise JourneyFailed(f"{what} did not come within {seconds:.0f} seconds")


def _buy(ada: BankClient, card: str, merchant: str, amount: str) -> Reply:
    body = {"cardId": card, "merchant": merchant, "amount": amount}
    return ada.post("/transactions/purchase", body, key=_key(), expect=201)


def _payment(ada: BankClient, payment: Reply) -> Reply:
    return ada.get(f"/payment/{payment['transactionId']}")


def _key() -> str:
    return uuid.uuid4().hex


class _Steps:
    """Says each step, how far it is, and how long it took."""

    def __init__(self, say: Say) -> None:
        self._say, self._number, self._started, self._what = say, 0, 0.0, ""

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
        self._say(f"  {self._number:>2}. {self._what}: {result} ({took:.1f} s)")
