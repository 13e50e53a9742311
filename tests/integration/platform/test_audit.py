"""The audit log: every act of staff and every look at a customer is in it, and nobody's hand reaches what is there."""

import json
import re
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from chalicelib.customers import numbers
from chalicelib.customers import store as customers
from chalicelib.customers.model import Customer
from chalicelib.identity import store as identity
from chalicelib.identity.model import Credential
from chalicelib.identity.operations.make_staff import make_staff
from chalicelib.kernel import clock, ids
from chalicelib.platform import audit, dynamo, error_log, outbox, settings
from chalicelib.platform.call import Call
from chalicelib.platform.clients import client
from chalicelib.platform.http import ENDPOINTS
from chalicelib.platform.roles import STAFF, Role
from local.waiting import until
from tests.support.accounts import Saver, consenting, standing
from tests.support.api import Answer, Caller, staff
from tests.support.calls import calls

pytestmark = pytest.mark.usefixtures("emulator")
# They tell of the bank, or of staff's own acts, and not of any customer.
OF_NOBODY = {
    "GET /admin/audit", "GET /admin/flows", "GET /admin/flows/{name}", "GET /admin/executions",
    "GET /api/v1/notifications/templates", "GET /api/v1/notifications/templates/{key}", "POST /api/v1/notifications/templates/{key}/preview",
    "GET /admin/proofs", "GET /admin/trial-balance", "GET /admin/traces/{correlation}", "GET /admin/staff",
}  # fmt: skip


def entries(who: str | None = None, whom: str | None = None, what: str | None = None) -> list[audit.Entry]:
    return audit.page(who, whom, what, limit=100, start=None)[0]


def applied(ada: Caller, amount: str = "100") -> str:
    wallet = ada.post("/wallet", {"currency": "USD"})["walletId"]
    return ada.post("/loan", {"walletId": wallet, "amount": amount, "interestRate": "5", "termMonths": 12})["loanId"]


def proposed(ada: Caller) -> str:
    return staff("lending").post(f"/loan/{applied(ada, '10000.01')}/approve", {"reason": "A good customer"})["approvalId"]


def failed(input: dict[str, object] | None = None) -> str:
    retry = outbox.to_queue("notification-email-sqs", {"a": 1})
    return error_log.record(
        "relay-error-table",
        source="relay",
        error="E",
        cause="no mail for ada@example.com",
        input=input or {},
        retry=retry,
        now=clock.now(),
        seed="",
    )


def listed(me: Caller, ada: Saver) -> Answer:
    """The page of the error tables with a message about Ada, which holds her address."""
    about = {"kind": "queue", "body": json.dumps({"userId": ada.user_id, "email": "ada@example.com"})}
    error_id, cursor = failed(about), ""
    while True:
        page = me.get(f"/admin/errors?limit=100{cursor}")
        if found := [each for each in page["items"] if each["errorId"] == error_id]:
            assert json.loads(found[0]["input"])["body"] == {"userId": ada.user_id, "email": "•••"}
            assert found[0]["cause"] == "no mail for •••"
            return page
        cursor = f"&cursor={page['nextCursor']}"


def frozen(ada: Saver) -> str:
    account = ada.open()
    assert staff("support").post(f"/accounts/{account}/freeze", {"reason": "A check"}).status == 200
    return account


def frozen_whole(ada: Saver) -> Saver:
    ada.open()
    path = f"/admin/customers/{ada.user_id}/freeze"
    assert staff("support").post(path, {"reason": "A check"}).status == 200
    return ada


def posting(me: Caller, ada: Saver) -> Answer:
    account = ada.open(balance="1")
    (entry,) = me.get(f"/admin/accounts/{account}/entries")["items"]
    return me.get(f"/admin/journal/{entry['postingId']}?accountId={account}")


def paid(ada: Saver) -> str:
    """A transfer of somebody to Ada, which is screened."""
    payer = standing()
    body = {"fromAccountId": payer.open(balance="1"), "toAccountId": ada.open(), "amount": "1.00"}
    return consenting(payer, "/api/v1/transactions/transfer", body)["transactionId"]


def executed(ada: Saver) -> str:
    """An execution that failed, since nothing is deployed here that its task could call."""
    name = f"hold-{ids.new_id()}"
    machine = settings.machine_arn("ledger_hold_expiry")
    about = {"holdId": name, "ownerId": ada.user_id, "correlationId": "c-1"}
    client("stepfunctions").start_execution(stateMachineArn=machine, name=name, input=json.dumps(about))
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"
    until(lambda: client("stepfunctions").describe_execution(executionArn=arn)["status"] == "FAILED", "its end")
    return f"ledger_hold_expiry:{name}"


def known(ada: Saver) -> Customer:
    """Gives a user a customer's row, as registration does."""
    number = numbers.seal("documentNumber", f"AL-{ada.user_id}", ada.user_id)
    customer = Customer(
        ada.user_id, number.digest, "Ada", "Lovelace", f"{ada.user_id}@example.com", "en", clock.to_text(clock.now()),
        document_number=number.ciphertext, document_last4=number.last4,
    )  # fmt: skip
    dynamo.transact(customers.new_customer(customer))
    return customer


def registered(ada: Saver) -> Customer:
    """Gives a user a customer's row and something to log in with."""
    customer = known(ada)
    created_at = clock.to_text(clock.now())
    dynamo.write(identity.new_credential(Credential(ada.user_id, customer.email, "none", ("customer",), created_at)))
    return customer


BECAUSE = {"reason": "A check"}
MESSAGE = {"template": "PRODUCT.NEWS", "data": {"title": "Savings goals", "text": "Put a little aside each week."}}
# What a member of staff does, with which role, and what the log then says of Ada.
DONE: dict[str, tuple[Role, str, Callable[[Caller, Saver], Answer]]] = {
    "POST /accounts/{account_id}/freeze": (
        "support", "account.freeze", lambda me, ada: me.post(f"/accounts/{ada.open()}/freeze", BECAUSE)),
    "POST /accounts/{account_id}/unfreeze": (
        "support", "account.unfreeze", lambda me, ada: me.post(f"/accounts/{frozen(ada)}/unfreeze", BECAUSE)),
    "GET /admin/customers/{customer_id}/freeze": (
        "support", "customer.look", lambda me, ada: me.get(f"/admin/customers/{frozen_whole(ada).user_id}/freeze")),
    "POST /admin/customers/{customer_id}/freeze": (
        "support", "customer.freeze", lambda me, ada: ada.open() and me.post(f"/admin/customers/{ada.user_id}/freeze", BECAUSE)),
    "DELETE /admin/customers/{customer_id}/sessions": (
        "support", "sessions.end", lambda me, ada: me.delete(f"/admin/customers/{registered(ada).user_id}/sessions")),
    **{
        f"POST /api/v1/notifications/{channel}": (
            "support", "notification.send",
            lambda me, ada, channel=channel: me.post(f"/api/v1/notifications/{channel}", {**MESSAGE, "userIds": [ada.user_id]}))
        for channel in ("email", "sms", "push")
    },
    "POST /admin/customers/{customer_id}/unlock": (
        "support", "login.unlock", lambda me, ada: me.post(f"/admin/customers/{known(ada).user_id}/unlock", key=None)),
    "POST /admin/customers/{customer_id}/unfreeze": (
        "support", "customer.unfreeze",
        lambda me, ada: me.post(f"/admin/customers/{frozen_whole(ada).user_id}/unfreeze", BECAUSE)),
    "GET /admin/customers": (
        "risk", "customer.look", lambda me, ada: me.get(f"/admin/customers?email={known(ada).email}")),
    "GET /api/v1/customers/search": (
        "support", "customer.look", lambda me, ada: me.get(f"/api/v1/customers/search?email={known(ada).email}")),
    "GET /admin/customers/{customer_id}": (
        "support", "customer.look", lambda me, ada: me.get(f"/admin/customers/{known(ada).user_id}")),
    "GET /admin/customers/{customer_id}/personal-number/{field}": (
        "risk", "personal_number.look",
        lambda me, ada: me.get(f"/admin/customers/{known(ada).user_id}/personal-number/documentNumber")),
    "GET /admin/loans": (
        "lending", "loan.look", lambda me, ada: applied(ada) and me.get("/admin/loans?status=PENDING&limit=100")),
    "GET /admin/loans/{loan_id}": ("lending", "loan.look", lambda me, ada: me.get(f"/admin/loans/{applied(ada)}")),
    "POST /loan/{loan_id}/approve": (
        "lending", "loan.approve", lambda me, ada: me.post(f"/loan/{applied(ada)}/approve", BECAUSE)),
    "POST /loan/{loan_id}/reject": ("lending", "loan.reject", lambda me, ada: me.post(f"/loan/{applied(ada)}/reject")),
    "GET /admin/approvals": ("lending", "approval.look", lambda me, ada: proposed(ada) and me.get("/admin/approvals?limit=100")),
    "GET /admin/approvals/{approval_id}": (
        "lending", "approval.look", lambda me, ada: me.get(f"/admin/approvals/{proposed(ada)}")),
    "POST /admin/approvals/{approval_id}/approve": (
        "lending", "loan.approve", lambda me, ada: me.post(f"/admin/approvals/{proposed(ada)}/approve", BECAUSE)),
    "POST /admin/approvals/{approval_id}/reject": (
        "lending", "loan.approve.reject", lambda me, ada: me.post(f"/admin/approvals/{proposed(ada)}/reject", BECAUSE)),
    "GET /admin/accounts/{account_id}": ("operations", "account.look", lambda me, ada: me.get(f"/admin/accounts/{ada.open()}")),
    "GET /admin/accounts/{account_id}/entries": (
        "operations", "account.look", lambda me, ada: me.get(f"/admin/accounts/{ada.open()}/entries")),
    "GET /admin/journal/{posting_id}": ("operations", "posting.look", lambda me, ada: posting(me, ada)),
    "GET /admin/errors": ("operations", "error.look", listed),
    "GET /api/v1/fraud/score/{transaction_id}": (
        "risk", "transfer.look", lambda me, ada: me.get(f"/api/v1/fraud/score/{paid(ada)}")),
    "GET /admin/executions/{execution}": (
        "operations", "execution.look", lambda me, ada: me.get(f"/admin/executions/{executed(ada)}")),
    "POST /admin/executions/{execution}/redrive": (
        "operations", "execution.redrive", lambda me, ada: me.post(f"/admin/executions/{executed(ada)}/redrive", key=None)),
}  # fmt: skip
STAFF_MEMBER = {"roles": ["risk"], "reason": "A check", "password": "correct horse battery"}


def new_member() -> dict[str, object]:
    return {**STAFF_MEMBER, "email": f"{ids.new_id()}@inferno.example"}


def changed_roles(me: Caller) -> Answer:
    user_id = make_staff(f"{ids.new_id()}@inferno.example", "correct horse battery", ["risk"], now=clock.now())
    return me.put(f"/admin/staff/{user_id}/roles", {"roles": [], "reason": "A check"})


# What concerns no customer.
DONE_TO_NOBODY: dict[str, tuple[Role, str, Callable[[Caller], Answer]]] = {
    "POST /admin/errors/{error_id}/retry": (
        "operations", "error.retry", lambda me: me.post(f"/admin/errors/{failed()}/retry", key=None)),
    "POST /admin/staff": ("admin", "staff.roles.propose", lambda me: me.post("/admin/staff", new_member())),
    "PUT /admin/staff/{user_id}/roles": ("admin", "staff.roles.propose", changed_roles),
}  # fmt: skip


class TestEveryRouteOfStaff:
    def test_is_written_down_here(self):
        """A new route of the staff has its row above, or tells nothing of a customer; its second door is the same operation."""
        first_doors = [each for each in ENDPOINTS if each.first_path is None]
        routes = {each.name for each in first_doors if not {"staff", *STAFF}.isdisjoint(each.access.split("|"))}
        # tests/integration/fraud, transfers and kyc
        elsewhere = re.compile(
            r"/api/v1/fraud/(facts|rules|blacklist|whitelist|cases|analyze|reports)|.*/kyc/|/api/v1/simulations/"
        )
        told_elsewhere = {each for each in routes if elsewhere.match(each.split()[1])}
        assert routes - told_elsewhere == {*DONE, *DONE_TO_NOBODY, *OF_NOBODY}

    @pytest.mark.parametrize("name", DONE)
    def test_leaves_who_did_what_to_whom(self, ada, name):
        role, what, do = DONE[name]
        me = staff(role)
        answer = do(me, ada)
        assert answer.status in (200, 201, 202), answer
        found = [each for each in entries(who=me.user_id) if (each.whom, each.what) == (ada.user_id, what)]
        assert found and found[0].correlation_id == answer.headers["X-Correlation-Id"]

    @pytest.mark.parametrize("name", DONE_TO_NOBODY)
    def test_leaves_who_did_what(self, name):
        role, what, do = DONE_TO_NOBODY[name]
        me = staff(role)
        assert do(me).status in (200, 201, 202)
        assert [each.what for each in entries(who=me.user_id)] == [what]


class TestAct:
    def test_says_what_was_so_before_and_why(self, ada):
        account = frozen(ada)
        (entry,) = entries(whom=ada.user_id, what="account.freeze")
        assert (entry.subject, entry.before, entry.after, entry.why) == (
            account, {"status": "OPEN"}, {"status": "FROZEN"}, "A check",
        )  # fmt: skip

    def test_that_changes_nothing_leaves_nothing(self, ada):
        account = frozen(ada)
        assert staff("support").post(f"/accounts/{account}/freeze", BECAUSE).status == 200
        assert len(entries(whom=ada.user_id, what="account.freeze")) == 1

    def test_that_is_refused_leaves_nothing(self, ada):
        loan = applied(ada)
        assert staff("lending").post(f"/loan/{loan}/reject").status == 200
        assert staff("lending").post(f"/loan/{loan}/approve").status == 409
        assert [each.what for each in entries(whom=ada.user_id)] == ["loan.reject"]

    def test_takes_no_call_of_its_own(self, ada):
        account, member = ada.open(), staff("support")
        with calls() as made:
            assert member.post(f"/accounts/{account}/freeze", BECAUSE).status == 200
        assert made.count("TransactWriteItems") == 1 and "PutItem" not in made


class TestLook:
    def test_that_cannot_be_written_down_gets_no_answer(self, ada, monkeypatch):
        loan = applied(ada)

        def fails(*arguments: object, **more: object) -> None:
            raise ClientError({"Error": {"Code": "InternalServerError", "Message": "no"}}, "TransactWriteItems")

        monkeypatch.setattr(audit.dynamo, "transact", fails)
        answer = staff("lending").get(f"/admin/loans/{loan}")
        assert (answer.status, answer["code"]) == (503, "unavailable")
        assert ada.user_id not in str(answer.body)

    def test_at_more_than_a_transaction_takes_is_written_whole(self):
        caller, seen = Call(clock.now(), ids.new_id()), [ids.new_id() for _ in range(101)]
        audit.look("error.look", caller, seen)
        assert [entries(who=caller.caller_id, whom=each)[0].what for each in (min(seen), max(seen))] == ["error.look"] * 2

    def test_at_nobody_is_nothing_to_write(self):
        with calls() as made:
            audit.look("loan.look", Call(clock.now(), "somebody"), [])
        assert made == []


class TestTheLog:
    def operations(self) -> Caller:
        return staff("operations")

    def test_is_read_by_who_whom_and_what_and_by_all_of_them(self, ada):
        me, account = staff("support"), ada.open()
        me.post(f"/accounts/{account}/freeze", BECAUSE)
        me.post(f"/accounts/{account}/unfreeze", BECAUSE)
        for query in (
            f"who={me.user_id}", f"whom={ada.user_id}",
        ):  # fmt: skip
            items = self.operations().get(f"/admin/audit?{query}")["items"]
            assert [each["what"] for each in items] == ["account.unfreeze", "account.freeze"]
        query = f"who={me.user_id}&whom={ada.user_id}&what=account.freeze"
        (entry,) = self.operations().get(f"/admin/audit?{query}")["items"]
        assert (entry["who"], entry["whom"], entry["subject"], entry["why"]) == (me.user_id, ada.user_id, account, "A check")
        assert entry["what"] in {each["what"] for each in self.operations().get("/admin/audit?what=account.freeze")["items"]}
        newest = self.operations().get("/admin/audit?limit=100")["items"]  # others write at the same time
        assert (me.user_id, "account.unfreeze") in {(each["who"], each["what"]) for each in newest}

    @pytest.mark.parametrize(
        "query", ["", "?what=account.freeze", "?who=bank", "?whom=0198c0de-0000-7000-8000-000000000000&what=a"]
    )
    def test_is_one_query_of_an_index(self, query):
        reader = self.operations()
        with calls() as made:
            assert reader.get(f"/admin/audit{query}").status == 200
        assert made == ["Query"]

    def test_comes_in_pages(self, ada):
        account, member = ada.open(), staff("support")
        for verb in ("freeze", "unfreeze", "freeze"):
            member.post(f"/accounts/{account}/{verb}", BECAUSE)
        reader = self.operations()
        first = reader.get(f"/admin/audit?whom={ada.user_id}&limit=2")
        rest = reader.get(f"/admin/audit?whom={ada.user_id}&limit=2&cursor={first['nextCursor']}")
        assert [each["what"] for each in (*first["items"], *rest["items"])] == [
            "account.freeze", "account.unfreeze", "account.freeze",
        ]  # fmt: skip

    @pytest.mark.parametrize("query", ["who=Ada", "whom=1", "what=DROP TABLE", "when=now", "who="])
    def test_refuses_what_it_cannot_look_for(self, query):
        assert self.operations().get(f"/admin/audit?{query}").status == 400

    @pytest.mark.parametrize("role", [role for role in STAFF if role != "operations"])
    def test_is_for_operations_alone(self, role):
        assert staff(role).get("/admin/audit").status == 403

    def test_an_entry_is_never_written_over(self):
        change = audit.record("account.freeze", Call(clock.now()))
        dynamo.transact([change])
        with pytest.raises(dynamo.Refused):
            dynamo.transact([change])

    def test_says_that_it_was_the_bank_where_nobody_asked(self):
        dynamo.transact([audit.record("account.freeze", Call(clock.now()), whom=(whom := ids.new_id()))])
        assert [each.who for each in entries(whom=whom)] == ["bank"]
