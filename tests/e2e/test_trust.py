"""Who may reach what, through the real gateway and authorizer: problem documents for everyone else."""

import base64
import json
import time
import uuid
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform.http import ENDPOINTS
from tests.support.client import Api

# Importing the application fills ENDPOINTS.
import app  # noqa: F401  # isort: skip

UNKNOWN = "0198c0de-0000-7000-8000-000000000000"
PROTECTED = sorted({(each.method, each.path) for each in ENDPOINTS if each.access != "open"})
ADMIN = sorted({(each.method, each.path) for each in ENDPOINTS if each.access == "admin"})


def concrete(path: str) -> str:
    return "/".join(UNKNOWN if part.startswith("{") else part for part in path.split("/"))


@pytest.fixture(scope="module")
def ada(stack):
    return stack.api.registered()


@pytest.fixture(scope="module")
def mallory(stack):
    return stack.api.registered(name="Mallory")


class TestTokens:
    @pytest.mark.parametrize(("method", "path"), PROTECTED)
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

    @pytest.mark.parametrize(("method", "path"), ADMIN)
    def test_a_customers_does_not_open_admin_routes(self, ada, method, path):
        refused = ada.api.call(method, concrete(path), {} if method != "GET" else None)
        assert (refused.status, refused.code) == (403, "forbidden")


class TestOwners:
    def test_another_is_as_good_as_unknown(self, stack, ada, mallory):
        stack.eventually(lambda: len(ada.api.get("/cards").body["items"]) == 2)
        cards = {card["type"]: card["cardId"] for card in ada.api.get("/cards").body["items"]}
        account = ada.api.post("/accounts", {"type": "checking"}).body["accountId"]
        wallet = ada.api.post("/wallet").body["walletId"]
        money, end = {"amount": "1.00"}, clock.to_text(clock.now() + timedelta(hours=1))
        attempts = [
            ("GET", f"/profile/{ada.user_id}", None),
            ("PUT", f"/profile/{ada.user_id}", {"address": "Here 1"}),
            ("POST", "/card/activate", {"cardId": cards["CREDIT"]}),
            ("POST", "/transactions/purchase", {"cardId": cards["DEBIT"], "merchant": "Shop", **money}),
            ("POST", f"/transactions/save/{cards['DEBIT']}", money),
            ("POST", f"/card/paid/{cards['CREDIT']}", money),
            ("GET", f"/card/{cards['DEBIT']}", None),
            ("GET", f"/accounts/{account}", None),
            ("POST", f"/accounts/{account}/close", None),
            ("POST", "/deposit", {"accountId": account, **money}),
            ("POST", "/withdraw", {"accountId": account, **money}),
            ("GET", f"/balances/{account}", None),
            ("GET", f"/transactions/{account}", None),
            ("GET", f"/balance?userId={ada.user_id}", None),
            ("POST", "/transactions", {"userId": ada.user_id, "type": "credit", **money}),
            ("POST", "/holds", {"accountId": account, "expiresAt": end, **money}),
            ("GET", f"/wallet/{wallet}", None),
            ("POST", f"/wallet/{wallet}/credit", money),
            ("POST", f"/wallet/{wallet}/debit", money),
            ("GET", f"/loan/by-wallet/{wallet}", None),
            ("POST", "/payment", {"walletId": wallet, "merchant": "Shop", **money}),
        ]
        for method, path, body in attempts:
            key = uuid.uuid4().hex if method == "POST" else None
            refused = mallory.api.call(method, path, body, key=key)
            assert refused.status == 404, (method, path, refused.text)
        assert ada.api.get(f"/wallet/{wallet}").body["balance"] == "0.00"


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
