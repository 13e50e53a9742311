"""What every answer of the running bank brings: where to read on, under which id it is known, whether it may be kept."""

import re
from datetime import timedelta

import pytest

from chalicelib.kernel import clock
from chalicelib.platform.openapi import describe


@pytest.fixture(scope="module")
def customer(stack):
    return stack.registered(name="Answers")


class TestErrors:
    @pytest.mark.parametrize(
        ("ask", "status"),
        [
            (lambda api: api.get("/no/such/route"), 404),
            (lambda api: api.get("/cards"), 401),
            (lambda api: api.call("POST", "/login", raw=b"x" * 11_000_000), 413),
            (lambda api: api.call("POST", "/login", raw=b"a=b", Content_Type="application/x-www-form-urlencoded"), 415),
            (lambda api: api.post("/login", {"email": 1}), 400),
        ],
        ids=["no route", "no token", "too large", "wrong type", "unreadable"],
    )
    def test_whoever_makes_them_are_known_by_an_id_and_never_kept(self, stack, ask, status):
        answer = ask(stack.api)
        assert answer.status == status
        assert re.fullmatch(r"[A-Za-z0-9._:-]{8,64}", answer.headers["x-correlation-id"])
        assert answer.headers["cache-control"] == "no-store"
        page, _, code = answer.body["type"].partition("#")
        assert code == answer.body["code"]
        assert f'id="{code}"' in stack.api.get(page).expect(200).text

    def test_of_a_wrong_type_keep_the_id_that_the_caller_gave(self, stack):
        headers = {"Content_Type": "text/plain", "X_Correlation_Id": "my-own-id-1"}
        assert stack.api.call("POST", "/login", raw=b"x", **headers).headers["x-correlation-id"] == "my-own-id-1"

    def test_tell_people_no_regular_expressions(self, stack, customer):
        answer = customer.api.post("/accounts", {"type": "checking", "currency": "usd"})
        message = answer.body["errors"][0]["message"]
        assert message == "must be an ISO 4217 code of three capital letters, such as USD"


class TestThePageOfProblems:
    def test_tells_of_every_code_of_the_description(self, stack):
        page = stack.api.get("/problems").expect(200)
        assert page.headers["content-type"].startswith("text/html")
        for code in describe()["components"]["examples"]:
            assert f'<article id="{code}">' in page.text
        assert page.text.count("What to do.") >= page.text.count("<article")


class TestPages:
    @pytest.mark.parametrize("path", ["/docs", "/problems"])
    def test_hold_under_a_strict_policy(self, stack, path):
        """Scripts and styles come from files of this origin; nothing is written in the page."""
        text = stack.api.get(path).expect(200).text
        assert not re.search(r"<style|<script(?![^>]*src=)|\son\w+=|\sstyle=|javascript:", text)
        for asset in re.findall(r'(?:href|src)="(docs/[^"]+)"', text):
            assert stack.api.get(f"/{asset}").expect(200).headers["content-type"].startswith(("text/css", "text/javascript"))

    def test_write_no_html_from_a_script(self, stack):
        """`require-trusted-types-for 'script'` refuses it."""
        script = stack.api.get("/docs/page.js").expect(200).text
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script)

    @pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/docs/page.css", "/problems"])
    def test_are_sent_again_only_when_they_have_changed(self, stack, path):
        first = stack.api.get(path).expect(200)
        version = first.headers["etag"]
        again = stack.api.get(path, If_None_Match=version)
        assert (again.status, again.text, again.headers["etag"]) == (304, "", version)
        assert stack.api.get(path, If_None_Match='"another"').status == 200
        assert stack.api.get(path, If_None_Match=f'"another", W/{version}').status == 304


class TestHealth:
    def test_answers_a_head_without_a_body(self, stack):
        answer = stack.api.call("HEAD", "/health")
        assert (answer.status, answer.text) == (200, "")
        assert answer.headers["x-correlation-id"]


class TestLocation:
    def test_leads_to_what_was_made(self, stack, customer):
        api = customer.api
        wallet = api.post("/wallet", key="the-wallet")
        made = [
            wallet,
            api.post("/wallet", key="the-wallet"),  # the same answer again
            api.post("/accounts", {"type": "checking"}),
            api.post("/loan", {"walletId": wallet["walletId"], "amount": "100", "interestRate": "5", "termMonths": 6}),
            api.post(
                "/savings-goal", {"walletId": wallet["walletId"], "name": "A boat", "target": "9", "targetDate": "2099-01-01"}
            ),
            api.post("/transactions", {"userId": customer.user_id, "amount": "1", "type": "credit"}),
        ]
        api.post(f"/wallet/{wallet['walletId']}/credit", {"amount": "10"}).expect(200)
        made.append(api.post("/payment", {"walletId": wallet["walletId"], "merchant": "Bookshop", "amount": "1"}))
        debit = next(card for card in api.get("/cards")["items"] if card["type"] == "DEBIT")
        made.append(api.post(f"/transactions/save/{debit['cardId']}", {"amount": "5"}))
        made.append(api.get(f"/card/{debit['cardId']}"))
        hold = {"cardId": debit["cardId"], "amount": "1", "expiresAt": clock.to_text(clock.now() + timedelta(hours=1))}
        made.append(api.post("/holds", hold))
        for answer in made:
            assert answer.status in (201, 202), answer
            assert api.get(answer.headers["location"]).status == 200, answer
        rehearsed = api.post("/holds?dryRun=true", hold)
        assert (rehearsed.status, rehearsed.headers.get("location")) == (200, None)

    def test_is_where_a_new_customer_finds_the_profile(self, stack):
        person = {"name": "Loc", "lastName": "Ation", "email": "location@example.com", "password": "correct horse battery"}
        answer = stack.api.post("/register", person | {"documentNumber": "LOC-1"}).expect(201)
        assert answer.headers["location"] == f"/profile/{answer['userId']}"
