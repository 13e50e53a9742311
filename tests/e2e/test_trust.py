"""Who may reach what, through the real gateway and authorizer: problem documents for everyone else."""

import base64
import json
import re
import time
import uuid
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform.http import ENDPOINTS
from chalicelib.platform.roles import STAFF
from local.client import Api
from local.waiting import until
from tests.support.pictures import png

# Importing the application fills ENDPOINTS.
import app  # noqa: F401  # isort: skip
from tests.support.over import over

PROFILE = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "dateOfBirth": "1990-05-17",
    "address": {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"},
    "phone": "+573001234567",
    "ssn": "219-09-9998",
}
SCHEDULE = "/api/v1/transactions/scheduled/{schedule_id}"
STATEMENT = "/api/v1/accounts/{account_id}/statement"
OF_CUSTOMER = "/api/v1/customers/{customer_id}"
UNKNOWN = "0198c0de-0000-7000-8000-000000000000"
PROTECTED = sorted({(each.method, each.path) for each in ENDPOINTS if each.access != "open"})
CUSTOMERS = sorted({(each.method, each.path) for each in ENDPOINTS if each.access == "customer"})
STAFFS = sorted({(each.method, each.path) for each in ENDPOINTS if each.access in ("staff", *STAFF)})


def concrete(path: str) -> str:
    return "/".join(UNKNOWN if part.startswith("{") else part for part in path.split("/"))


def with_ids(route: str, names: str | tuple[str, ...]) -> str:
    """The route with its parameters replaced, in their order."""
    for name in (names,) if isinstance(names, str) else names:
        route = re.sub(r"\{\w+\}", name, route, count=1)
    return route


@pytest.fixture(scope="module")
def ada(stack):
    return stack.registered()


@pytest.fixture(scope="module")
def admin(stack):
    return stack.as_admin


@pytest.fixture(scope="module")
def mallory(stack):
    return stack.registered(name="Mallory")


class TestTokens:
    @over(("method", "path"), PROTECTED)
    def test_nobody_gets_in_without_one(self, stack, method, path):
        refused = stack.api.call(method, concrete(path), {} if method != "GET" else None)
        assert (refused.status, refused.code) == (401, "unauthorized")

    @pytest.mark.parametrize("change", ["none", "payload", "signature", "empty", "basic"])
    def test_a_forged_one_is_refused(self, stack, ada, change):
        header, payload, signature = ada.api.token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=="))

        def encode(value: dict) -> str:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

        forged = {
            "none": f"{encode({'alg': 'none', 'typ': 'JWT'})}.{payload}.",
            "payload": f"{header}.{encode({**claims, 'roles': ['admin'], 'exp': int(time.time()) + 10**6})}.{signature}",
            "signature": f"{header}.{payload}.{signature[:-4]}AAAA",
            "empty": "",
            "basic": "Basic YTpi",
        }[change]
        value = forged if change == "basic" else f"Bearer {forged}"
        refused = stack.api.call("GET", "/cards", Authorization=value)
        assert refused.status in (401, 403) and "problem+json" in refused.headers["content-type"]

    @over(("method", "path"), STAFFS)
    def test_a_customers_does_not_open_the_staffs_routes(self, ada, method, path):
        refused = ada.api.call(method, concrete(path), {} if method != "GET" else None)
        assert (refused.status, refused.code) == (403, "forbidden")

    @over(("method", "path"), CUSTOMERS)
    def test_an_administrators_does_not_open_the_customers_routes(self, admin, method, path):
        """Every role there is makes nobody a customer."""
        refused = admin.call(method, concrete(path), {} if method != "GET" else None)
        assert (refused.status, refused.code) == (403, "forbidden")


class TestOwners:
    def test_another_is_as_good_as_unknown(self, stack, ada, mallory):
        """Under the code of what is not there, so that a route which is gone does not pass for one that refuses."""
        until(lambda: len(ada.api.cards()) == 2, "two cards")
        cards = {type: card["cardId"] for type, card in ada.api.cards().items()}
        debit, money = cards["DEBIT"], {"amount": "1.00"}
        held = {"expiresAt": clock.to_text(clock.now() + timedelta(hours=1)), **money}
        saved = ada.api.post(f"/transactions/save/{debit}", {"amount": "5.00"}).body["transactionId"]
        account = ada.api.post("/accounts", {"type": "checking"}).body["accountId"]
        deposit = ada.api.post("/deposit", {"accountId": account, **money}).body["operationId"]
        hold = ada.api.post("/holds", {"cardId": debit, **held}).body["holdId"]
        wallet = ada.api.post("/wallet").body["walletId"]
        payment = ada.api.post("/payment", {"walletId": wallet, "merchant": "Shop", **money}).body["transactionId"]
        asked = {"walletId": wallet, "amount": "10.00", "interestRate": "5", "termMonths": 6}
        loan = ada.api.post("/loan", asked).body["loanId"]
        wanted = {"walletId": wallet, "name": "Bike", "target": "10.00", "targetDate": "2030-01-01"}
        goal = ada.api.post("/savings-goal", wanted).body["goalId"]
        report = ada.api.get(f"/card/{debit}").body["reportId"]
        days = "from=2026-01-01&to=2026-01-31&format=csv"
        statement = ada.api.get(with_ids(STATEMENT, account) + f"?{days}").body["statementId"]
        paying = ada.api.post("/accounts", {"type": "checking"}).body["accountId"]
        ada.api.post("/deposit", {"accountId": paying, **money})
        until(lambda: ada.api.get(f"/accounts/{paying}").body["balance"] == "1.00", "the deposit")
        theirs = mallory.api.post("/accounts", {"type": "checking"}).body["accountId"]
        sent = {"fromAccountId": paying, "toAccountId": account, **money}
        transfer = ada.api.post("/api/v1/transactions/transfer", sent).body["transactionId"]
        plan = {"startOn": "2031-01-31", "frequency": "monthly", "timezone": "UTC"}
        schedule = ada.api.post("/api/v1/transactions/scheduled", {**sent, **plan}).expect(201)["scheduleId"]
        ada.api.post("/api/v1/customers", PROFILE).expect(201)
        payee_body = {"name": "Mallory Lovelace", "accountNumber": mallory.api.get(f"/accounts/{theirs}")["accountNumber"]}
        payee = ada.api.post("/api/v1/payees", payee_body).expect(201)["payeeId"]
        document = ada.api.post(f"/api/v1/customers/{ada.user_id}/documents", {"type": "selfie"}).body["documentId"]
        inbox = f"/api/v1/notifications/user/{ada.user_id}"
        notification = until(lambda: ada.api.get(inbox).body["items"], "a message")[0]["notificationId"]
        device = ada.api.post("/api/v1/notifications/devices", {"platform": "android", "token": uuid.uuid4().hex}).body[
            "deviceId"
        ]
        attempts = [
            ("GET", "/profile/{user_id}", ada.user_id, None, "user_not_found"),
            ("PUT", "/profile/{user_id}", ada.user_id, {"address": "Here 1"}, "user_not_found"),
            ("POST", "/profile/{user_id}/avatar", ada.user_id, {"image": base64.b64encode(png()).decode()}, "user_not_found"),
            ("GET", OF_CUSTOMER, ada.user_id, None, "user_not_found"),
            ("GET", "/api/v1/notifications/user/{user_id}", ada.user_id, None, "user_not_found"),
            ("POST", "/api/v1/notifications/{notification_id}/read", notification, {}, "notification_not_found"),
            ("DELETE", "/api/v1/notifications/devices/{device_id}", device, None, "device_not_found"),
            ("PUT", OF_CUSTOMER, ada.user_id, {**PROFILE, "version": 2}, "user_not_found"),
            ("POST", f"{OF_CUSTOMER}/documents", ada.user_id, {"type": "selfie"}, "user_not_found"),
            ("POST", f"{OF_CUSTOMER}/kyc", ada.user_id, {"documentIds": [document], "level": "FULL"}, "user_not_found"),
            ("GET", f"{OF_CUSTOMER}/kyc/status", ada.user_id, None, "user_not_found"),
            ("GET", f"{OF_CUSTOMER}/documents", ada.user_id, None, "user_not_found"),
            ("GET", f"{OF_CUSTOMER}/documents/{{document_id}}", (ada.user_id, document), None, "user_not_found"),
            ("POST", "/card/activate", "", {"cardId": cards["CREDIT"]}, "card_not_found"),
            ("POST", "/card/{card_id}/freeze", debit, None, "card_not_found"),
            ("POST", "/card/{card_id}/unfreeze", debit, None, "card_not_found"),
            ("POST", "/transactions/purchase", "", {"cardId": debit, "merchant": "Shop", **money}, "card_not_found"),
            ("POST", "/transactions/save/{card_id}", debit, money, "card_not_found"),
            ("POST", "/card/paid/{card_id}", cards["CREDIT"], money, "card_not_found"),
            ("GET", "/cards/{card_id}", debit, None, "card_not_found"),
            ("GET", "/card/{card_id}", debit, None, "card_not_found"),
            ("GET", "/card/{card_id}/reports/{report_id}", (debit, report), None, "report_not_found"),
            ("GET", "/accounts/{account_id}", account, None, "account_not_found"),
            ("GET", f"{STATEMENT}?from=2026-01-01&to=2026-01-31", account, None, "account_not_found"),
            ("GET", f"{STATEMENT}s", account, None, "account_not_found"),
            ("GET", f"{STATEMENT}s/{{statement_id}}", (account, statement), None, "statement_not_found"),
            ("POST", "/accounts/{account_id}/close", account, None, "account_not_found"),
            ("GET", "/api/v1/accounts/{account_id}", account, None, "account_not_found"),
            ("GET", "/api/v1/accounts/{account_id}/balance", account, None, "account_not_found"),
            ("GET", "/api/v1/accounts/user/{user_id}", ada.user_id, None, "customer_not_found"),
            ("DELETE", "/api/v1/accounts/{account_id}", account, None, "account_not_found"),
            ("POST", "/deposit", "", {"accountId": account, **money}, "account_not_found"),
            ("POST", "/withdraw", "", {"accountId": account, **money}, "account_not_found"),
            ("GET", "/operation-status/{operation_id}", deposit, None, "operation_not_found"),
            ("GET", "/balances/{account_id}", account, None, "account_not_found"),
            ("GET", "/transactions/{account_id}", account, None, "account_not_found"),
            ("GET", "/transactions/{account_id}/{transaction_id}", (debit, saved), None, "account_not_found"),
            ("GET", f"/balance?userId={ada.user_id}", "", None, "user_not_found"),
            ("POST", "/transactions", "", {"userId": ada.user_id, "type": "credit", **money}, "user_not_found"),
            ("POST", "/api/v1/transactions/transfer", "", sent, "account_not_found"),
            ("GET", "/api/v1/transactions/{transaction_id}", transfer, None, "transaction_not_found"),
            ("GET", "/api/v1/transactions/account/{account_id}", paying, None, "account_not_found"),
            ("POST", "/api/v1/transactions/{transaction_id}/reverse", transfer, {"reason": "Mine"}, "transaction_not_found"),
            ("POST", "/api/v1/transactions/{transaction_id}/cancel", transfer, None, "transaction_not_found"),
            ("GET", f"/api/v1/transactions/search?accountId={paying}", "", None, "account_not_found"),
            ("POST", "/api/v1/transactions/scheduled", "", {**sent, **plan}, "account_not_found"),
            ("GET", SCHEDULE, schedule, None, "schedule_not_found"),
            ("PUT", SCHEDULE, schedule, {**money, **plan, "version": 1}, "schedule_not_found"),
            ("DELETE", SCHEDULE, schedule, None, "schedule_not_found"),
            ("GET", f"{SCHEDULE}/runs", schedule, None, "schedule_not_found"),
            *(("POST", f"{SCHEDULE}/{act}", schedule, None, "schedule_not_found") for act in ("pause", "resume", "skip")),
            ("GET", "/api/v1/payees/{payee_id}", payee, None, "payee_not_found"),
            ("DELETE", "/api/v1/payees/{payee_id}", payee, None, "payee_not_found"),
            ("POST", "/holds", "", {"accountId": account, **held}, "account_not_found"),
            ("POST", "/holds", "", {"cardId": debit, **held}, "account_not_found"),
            ("GET", "/holds/{hold_id}", hold, None, "hold_not_found"),
            ("POST", "/holds/{hold_id}/capture", hold, money, "hold_not_found"),
            ("POST", "/holds/{hold_id}/void", hold, None, "hold_not_found"),
            ("GET", "/wallet/{wallet_id}", wallet, None, "account_not_found"),
            ("POST", "/wallet/{wallet_id}/credit", wallet, money, "account_not_found"),
            ("POST", "/wallet/{wallet_id}/debit", wallet, money, "account_not_found"),
            (
                "POST",
                "/api/v1/transactions/payment",
                "",
                {"fromAccountId": account, "merchant": "Shop", **money},
                "account_not_found",
            ),
            ("POST", "/payment", "", {"walletId": wallet, "merchant": "Shop", **money}, "account_not_found"),
            ("GET", "/payment/{transaction_id}", payment, None, "payment_not_found"),
            ("POST", "/loan", "", asked, "account_not_found"),
            ("GET", "/loan/{loan_id}", loan, None, "loan_not_found"),
            ("GET", "/loan/by-wallet/{wallet_id}", wallet, None, "account_not_found"),
            ("GET", "/loan/{loan_id}/schedule", loan, None, "loan_not_found"),
            ("POST", "/loan/{loan_id}/repay", loan, money, "loan_not_found"),
            ("POST", "/savings-goal", "", wanted, "account_not_found"),
            ("GET", "/savings-goal/{goal_id}", goal, None, "goal_not_found"),
            ("POST", "/savings-goal/{goal_id}/contribute", goal, money, "goal_not_found"),
            ("POST", "/savings-goal/{goal_id}/withdraw", goal, money, "goal_not_found"),
            ("POST", "/savings-goal/{goal_id}/close", goal, None, "goal_not_found"),
        ]
        for method, route, names, body, code in attempts:
            path = with_ids(route, names)
            refused = mallory.api.call(method, path, body, key=uuid.uuid4().hex if method == "POST" else None)
            assert (refused.status, refused.code) == (404, code), (method, path, refused.text)
            if method == "GET":
                assert ada.api.get(path).status in (200, 202), (path, "is not the owner's either")
        for path in ("/wallets", "/payments", "/holds", "/loans", "/savings-goals", "/reports"):
            assert mallory.api.get(path).body["items"] == [], path
            assert len(ada.api.get(path).body["items"]) == 1, path
        tried = {(method, route.partition("?")[0]) for method, route, *_ in attempts}
        assert {(method, path) for method, path in CUSTOMERS if "{" in path} <= tried
        assert ada.api.get(f"/wallet/{wallet}").body["balance"] == "0.00"
        assert ada.api.get(f"/holds/{hold}").body["status"] == "ACTIVE"


class TestGatewayErrors:
    def test_are_problem_documents_too(self, stack, ada):
        unknown, wrong_method = ada.api.get("/nowhere"), ada.api.call("PUT", "/cards", {})
        assert (unknown.status, unknown.code) == (404, "not_found")
        assert (wrong_method.status, wrong_method.code) == (404, "not_found")

    def test_a_body_that_is_too_large_is_413(self, ada):
        refused = ada.api.call("POST", "/wallet", raw=b'{"currency": "' + b"x" * 70_000 + b'"}', key="large")
        assert (refused.status, refused.code) == (413, "payload_too_large")

    def test_another_media_type_is_415(self, ada):
        refused = ada.api.call("POST", "/wallet", raw=b"currency=USD", Content_Type="application/x-www-form-urlencoded")
        assert (refused.status, refused.code) == (415, "unsupported_media_type")

    @pytest.mark.parametrize("raw", [b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 50_000, b"nul", b'{"currency": 1e999}'])
    def test_a_body_that_cannot_be_read_is_400(self, ada, raw):
        refused = ada.api.call("POST", "/wallet", raw=raw, key=uuid.uuid4().hex)
        assert refused.status == 400 and refused.body["errors"]

    def test_answers_carry_the_correlation_id_that_came(self, ada):
        answer = ada.api.call("GET", "/cards", X_Correlation_Id="trace-me-42")
        assert answer.headers["x-correlation-id"] == "trace-me-42"
        assert answer.headers["cache-control"] == "no-store"


class TestOpenRoutes:
    @pytest.mark.parametrize("path", ["/health", "/openapi.json", "/docs"])
    def test_need_no_token(self, stack, path):
        assert Api(stack.api.url).get(path).status == 200
