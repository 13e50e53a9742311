"""Money that goes to somebody else: every month, to Bob, and to another bank."""

import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from local import codes
from local.client import Answer, Api
from local.journey.steps import Steps
from local.settings import Settings
from local.waiting import until

_GRACE = {"network": "ach", "routingNumber": "021000021", "accountNumber": "000123456789", "name": "Grace Hopper"}


def save_every_month(ada: Api, account: str, steps: Steps) -> None:
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


def pay_bob(settings: Settings, ada: Api, email: str, account: str, steps: Steps) -> tuple[Api, str]:
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


def pay_bob_again(ada: Api, accounts: tuple[str, str], staff: tuple[Api, Api], steps: Steps) -> None:
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


def pay_another_bank(ada: Api, app: codes.App, account: str, staff: Api, steps: Steps) -> None:
    steps("Send 20.00 to another bank, which sends it back: the network and that bank are simulated by a member of staff")
    sent = {"fromAccountId": account, "external": {**_GRACE, "sameDay": True}, "amount": "20.00"}
    held = codes.consenting_by(app, ada, "/api/v1/transactions/transfer", sent).expect(202)
    carried = f"/api/v1/simulations/ach-transfers/{held['transactionId']}"
    went = [staff.post(f"{carried}/{step}").expect()["status"] for step in ("submit", "settle")]
    back = staff.post(f"{carried}/return", {"code": "R03"}).expect()
    steps.done(f"{', '.join([held['status'], *went, back['status']])} ({back['return']['code']})")


def leave_with_the_network(settings: Settings, ada: Api, email: str, account: str, steps: Steps) -> None:
    steps("And 6.00, which is left for the network, or for whoever plays it as a member of staff")
    sent = {"fromAccountId": account, "external": _GRACE, "amount": "6.00"}
    held = codes.consenting(settings.emulator, ada, email, "/api/v1/transactions/transfer", sent).expect(202)
    steps.done(held["status"])
