"""Customers as operations find them, and what they ask: made through the bank's own routes, each ready for one thing.

What moves money is followed to its end, since an entry is projected only after the one before it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from benchmarks.cloud import Cloud, Journey
from chalicelib.cards.operations.create_card import create_card
from chalicelib.fraud import store as rulesets
from chalicelib.fraud.rules import Rule
from chalicelib.identity import challenge_store
from chalicelib.identity import store as credentials
from chalicelib.identity.model import Credential
from chalicelib.identity.queries import find_code
from chalicelib.kernel import clock, ids
from chalicelib.kyc import store as kyc
from chalicelib.kyc.model import Document
from chalicelib.ledger import public as ledger
from chalicelib.platform import dynamo
from chalicelib.platform.call import Call
from chalicelib.transfers import store as payees
from chalicelib.transfers.payees import Payee, id_of

Subject = dict[str, str]
Ask = Callable[..., Journey]  # (cloud, subject, follow=True)
PASSWORD = "correct horse battery"  # noqa: S105 (of customers that live for seconds)
_numbers = count(1)
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def _key() -> str:
    return f"bench-{next(_numbers)}"


def user(cloud: Cloud) -> Subject:
    return {"user": ids.new_id()}


def _made(cloud: Cloud, subject: Subject, path: str, body: dict[str, Any], name: str) -> str:
    answer = cloud.request("POST", path, user_id=subject["user"], body=body, key=_key(), follow=False)
    assert answer.status in (200, 201, 202), answer.body
    return answer.body[name]


def post(path: str, **body: object) -> Ask:
    """A POST of `body` to `path`; `{name}` in the path or a text stands for what the subject has."""

    def ask(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
        filled = {name: value.format(**subject) if isinstance(value, str) else value for name, value in body.items()}
        return cloud.request("POST", path.format(**subject), **_who(subject), body=filled or None, key=_key(), follow=follow)

    return ask


def get_by_staff(path: str) -> Ask:
    """A GET of `support`'s."""

    def ask(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
        return cloud.request("GET", path.format(**subject), user_id=ids.new_id(), role="support", follow=follow)

    return ask


def get(path: str) -> Ask:
    def ask(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
        return cloud.request("GET", path.format(**subject), **_who(subject), follow=follow)

    return ask


def _who(subject: Subject) -> dict[str, Any]:
    email = {"email": subject["email"]} if "email" in subject else {}
    return {"user_id": subject["user"], "address": subject.get("email") or subject["user"], **email}


def with_debit_card(cloud: Cloud) -> Subject:
    subject = user(cloud)
    subject["card"] = create_card(subject["user"], "DEBIT", Call(clock.now())).card_id
    top_up(cloud, subject)
    return subject


# Little enough that a day of it is nothing to report.
top_up = post("/transactions/save/{card}", amount="500.00")


def with_used_credit_card(cloud: Cloud) -> Subject:
    subject = with_due_credit_card(cloud)
    assert activate(cloud, subject, follow=False).status == 200
    assert buy(cloud, subject).status == 201
    return subject


buy = post("/transactions/purchase", cardId="{card}", merchant="Shop", amount="1000.00")
activate = post("/card/activate", cardId="{card}")


def with_due_credit_card(cloud: Cloud) -> Subject:
    """The credit card comes first, so that nothing has activated it yet when it is asked for; then a debit card that has
    ten transactions behind it."""
    subject, now = user(cloud), clock.now()
    subject["card"] = create_card(subject["user"], "CREDIT", Call(now), score_of=lambda: 100).card_id
    opened = clock.to_text(now)
    debit = ledger.Account(subject["user"], ids.new_id(), "debit_card", "USD", "credit", "OPEN", opened, completed=10)
    dynamo.transact(ledger.opening(debit))
    return subject


open_account = post("/accounts", type="checking", currency="USD")


def with_empty_account(cloud: Cloud) -> Subject:
    subject = user(cloud)
    return {**subject, "account": open_account(cloud, subject).body["accountId"]}


def with_account(cloud: Cloud) -> Subject:
    subject = with_empty_account(cloud)
    deposited = post("/deposit", accountId="{account}", amount="1000.00")(cloud, subject)
    return {**subject, "operation": deposited.body["operationId"], "at": clock.to_text(clock.now())}


def holding(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    end = clock.to_text(clock.now() + timedelta(days=1))
    body = {"cardId": subject["card"], "amount": "1.00", "expiresAt": end}
    return cloud.request("POST", "/holds", user_id=subject["user"], body=body, key=_key(), follow=follow)


def with_hold(cloud: Cloud) -> Subject:
    subject = with_debit_card(cloud)
    return {**subject, "hold": holding(cloud, subject).body["holdId"]}


def with_wallet(cloud: Cloud) -> Subject:
    subject = user(cloud)
    subject["wallet"] = _made(cloud, subject, "/wallet", {}, "walletId")
    post("/wallet/{wallet}/credit", amount="5000.00")(cloud, subject)
    return subject


apply = post("/loan", walletId="{wallet}", amount="1200.00", interestRate="12", termMonths=12)


def approve(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    path = f"/loan/{subject['loan']}/approve"
    return cloud.request("POST", path, user_id=ids.new_id(), role="lending", key=_key(), follow=follow)


def with_loan(cloud: Cloud) -> Subject:
    subject = with_wallet(cloud)
    return {**subject, "loan": apply(cloud, subject, follow=False).body["loanId"]}


def with_running_loan(cloud: Cloud) -> Subject:
    subject = with_loan(cloud)
    approve(cloud, subject)
    return subject


open_goal = post(
    "/savings-goal", walletId="{wallet}", name="Bicycle", target="500.00", targetDate=f"{clock.now().year + 1}-06-30"
)


def with_goal(cloud: Cloud) -> Subject:
    subject = with_wallet(cloud)
    return {**subject, "goal": open_goal(cloud, subject, follow=False).body["goalId"]}


def with_two_accounts(cloud: Cloud) -> Subject:
    subject = with_account(cloud)
    return {**subject, "target": open_account(cloud, subject).body["accountId"]}


TRANSFER, SCHEDULED = "/api/v1/transactions/transfer", "/api/v1/transactions/scheduled"
transfer = post(TRANSFER, fromAccountId="{account}", toAccountId="{target}", amount="1.00")


def scheduling(frequency: str, days_ahead: int) -> Ask:
    """A transfer that is to come, from so many days ahead of today on. What is of today is due: it is past six where its days are reckoned."""

    def ask(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
        now = clock.now()
        timezone = "UTC" if now.hour >= 6 else "Asia/Tokyo"
        start_on = now.astimezone(clock.zone(timezone)).date() + timedelta(days=days_ahead)
        body = {"fromAccountId": subject["account"], "toAccountId": subject["target"], "amount": "1.00"}
        plan = {"startOn": start_on.isoformat(), "frequency": frequency, "timezone": timezone}
        return cloud.request("POST", SCHEDULED, **_who(subject), body=body | plan, key=_key(), follow=follow)

    return ask


def with_standing(cloud: Cloud) -> Subject:
    """Who may pay others: a customer who has proven who they are, and whose second factor is an app."""
    subject = {**with_account(cloud), "email": f"{ids.new_id()}@inferno.example"}
    since = clock.to_text(clock.now())
    login = Credential(subject["user"], subject["email"], "-", ("customer",), since, verified=("email", "phone"))
    dynamo.write(credentials.new_credential(replace(login, kyc_level="FULL", factors=("app",))))
    return subject


def with_known_payee(cloud: Cloud) -> Subject:
    """Somebody else's account, which the customer has paid before: no consent is asked."""
    return paying(cloud, with_empty_account(cloud)["account"])


def paying(cloud: Cloud, target: str) -> Subject:
    """One of those who have paid this account before."""
    subject, since = with_standing(cloud), clock.to_text(clock.now() - timedelta(days=2))
    dynamo.write(payees.payee_changed(Payee(subject["user"], id_of(subject["user"], target), target, "", since, paid_at=since)))
    return {**subject, "target": target}


HELD = "7.77"  # what the last of the rules looks for


def with_rules(cloud: Cloud) -> Subject:
    """One who pays somebody known, where 200 rules are in use, and the last one holds what is paid."""
    now = clock.to_text(clock.now())
    conditions = [{"eq": ["payeeAccount", f"nobody-{number}"]} for number in range(199)] + [{"eq": ["amountMinor", 777]}]
    rules = [
        Rule(f"rule-{number:03}", 1, "A rule", each, 1, "review", 0, "ACTIVE", "bench", now)
        for number, each in enumerate(conditions)
    ]
    dynamo.transact([rulesets.kept_body("bench", rules), *rulesets.pointed_at("bench", rulesets.find_pointer())])
    return with_known_payee(cloud)


held = post(TRANSFER, fromAccountId="{account}", toAccountId="{target}", amount=HELD)


def with_transfer(cloud: Cloud) -> Subject:
    subject = with_two_accounts(cloud)
    return {**subject, "transfer": transfer(cloud, subject).body["transactionId"]}


def to_other_bank(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    payee = {"network": "ach", "routingNumber": "021000021", "accountNumber": subject["number"], "name": "Grace Hopper"}
    body = {"fromAccountId": subject["account"], "external": payee, "amount": "1.00"}
    consent = subject.get("consent", "")
    return cloud.request("POST", TRANSFER, **_who(subject), body=body, key=subject["key"], consent=consent, follow=follow)


def with_consent(cloud: Cloud) -> Subject:
    """A payer who was asked for consent, and has given it."""
    subject = {**with_standing(cloud), "key": _key(), "number": f"{next(_numbers):014}"}
    challenge = challenge_store.find_challenge(to_other_bank(cloud, subject, follow=False).body["challengeId"])
    assert challenge is not None
    until = clock.epoch_seconds(clock.now()) + 300
    dynamo.write(challenge_store.authorizing(challenge, hashlib.sha256(b"yes").hexdigest(), until))
    return {**subject, "consent": f"{challenge.challenge_id}.yes"}


def with_login(cloud: Cloud) -> Subject:
    subject = person(cloud)
    return {**subject, "user": register(cloud, subject, follow=False).body["userId"]}


def with_session(cloud: Cloud) -> Subject:
    subject = with_login(cloud)
    pair = post("/login", email="{email}", password=PASSWORD)(cloud, subject, follow=False).body
    return {**subject, "token": pair["accessToken"], "refresh": pair["refreshToken"]}


def show_token(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    """To a route that reads nothing: what is counted is the authorizer's."""
    return cloud.request("GET", "/me", token=subject["token"], follow=follow)


def with_code(cloud: Cloud) -> Subject:
    """Somebody who forgot their password, and the code of the mail."""
    subject = with_login(cloud)
    challenge_id = post("/api/v1/auth/forgot", email="{email}")(cloud, subject, follow=False).body["challengeId"]
    return {**subject, "challenge": challenge_id, "code": _code_of(challenge_id)}


def with_code_of_the_welcome(cloud: Cloud) -> Subject:
    subject = person(cloud)
    made = register(cloud, subject, follow=False).body
    return {**subject, "user": made["userId"], "challenge": made["challengeId"], "code": _code_of(made["challengeId"])}


def _code_of(challenge_id: str) -> str:
    sent = find_code(challenge_id, clock.now())
    assert sent is not None
    return str(sent.data["code"])


make_profile = post(
    "/api/v1/customers", firstName="{first}", lastName="{last}", dateOfBirth="1990-05-17", phone="+{phone}", ssn="{ssn}",
    address={"line1": "1 High Street", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"},
)  # fmt: skip


def with_profile(cloud: Cloud) -> Subject:
    subject = with_login(cloud)
    assert make_profile(cloud, subject, follow=False).status == 201
    return subject


def with_papers(cloud: Cloud) -> Subject:
    """Who has what a submission takes; the files were scanned."""
    subject = with_profile(cloud)
    for type in ("passport", "proof_of_address"):
        now = clock.to_text(clock.now())
        document = Document(subject["user"], ids.new_id(), type, "CLEAN", 1, now)
        dynamo.transact(kyc.added(document, kyc.shelf(subject["user"])))
        subject[type] = document.document_id
    return subject


def submit(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    body = {"documentIds": [subject["passport"], subject["proof_of_address"]], "level": "FULL"}
    path = f"/api/v1/customers/{subject['user']}/kyc"
    return cloud.request("POST", path, **_who(subject), body=body, key=_key(), follow=follow)


add_document = post("/api/v1/customers/{user}/documents", type="passport", sizeBytes=1_000)


def statement(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    day = clock.now().date()
    return get(f"/api/v1/accounts/{{account}}/statement?from={day - timedelta(days=30)}&to={day}&format=json")(
        cloud, subject, follow
    )


DEBTS = [
    {"name": "card", "balance": "5000.00", "interestRate": "24", "minimumPayment": "100.00"},
    {"name": "car", "balance": "9000.00", "interestRate": "7.5", "minimumPayment": "150.00"},
]


def person(cloud: Cloud) -> Subject:
    """Nobody's namesake: a name of letters as they come."""
    letters = ids.new_id().replace("-", "").translate(_LETTERS)
    number = next(_numbers)
    return {
        "user": "",
        "email": f"{ids.new_id()}@inferno.example",
        "document": ids.new_id()[-12:],
        "first": letters[-8:],
        "last": letters[-16:-8],
        "phone": f"1500{number:07}",
        "ssn": f"{100 + number // 10**5 % 500}-{1 + number // 10**4 % 99:02}-{1 + number % 9998:04}",
    }


register = post(
    "/register", name="{first}", lastName="{last}", email="{email}", password=PASSWORD, documentNumber="{document}"
)  # fmt: skip
register_login = post(
    "/api/v1/auth/register", firstName="{first}", lastName="{last}", email="{email}", password=PASSWORD, phone="+{phone}"
)  # fmt: skip


def registered(cloud: Cloud) -> Subject:
    subject = person(cloud)
    register(cloud, subject, follow=False)
    return subject


def report(cloud: Cloud, subject: Subject, follow: bool = True) -> Journey:
    return cloud.request("GET", f"/card/{subject['card']}", user_id=subject["user"], follow=follow)


def user_with_balance(cloud: Cloud) -> Subject:
    subject = user(cloud)
    get("/balance?userId={user}")(cloud, subject)
    return subject
