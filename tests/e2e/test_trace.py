"""One correlation id tells a whole journey: from the request to the last message and execution that followed from it."""

import uuid

from local.waiting import until
from ops import traces

CORRELATION = "X_Correlation_Id"


def trace_of(stack, correlation_id: str) -> traces.Trace:
    stack.settle()
    return traces.trace(stack.clients, stack.place, correlation_id)


def _templates(trace: traces.Trace) -> list[object]:
    """The mails that a trace tells of."""
    return [line.details["template"] for line in trace.lines if "template" in line.details]


class TestTrace:
    def test_of_a_payment_passes_both_sides_of_the_saga(self, stack):
        ada, journey = stack.registered(), str(uuid.uuid4())
        wallet = ada.api.post("/wallet", {}).body["walletId"]
        ada.api.post(f"/wallet/{wallet}/credit", {"amount": "5.00"})
        paid = ada.api.post("/payment", {"walletId": wallet, "merchant": "Shop", "amount": "1.00"}, **{CORRELATION: journey})
        assert paid.headers["x-correlation-id"] == journey
        lines = until(lambda: _templates(each := trace_of(stack, journey)) and each, "the line of a mail").lines
        events = [line.details["event"] for line in lines if "event" in line.details]
        assert [event for event in events if event.startswith("PAYMENT")] == ["PAYMENT_REQUESTED", "PAYMENT_SUCCESSFUL"]
        functions = list(dict.fromkeys(line.function for line in lines))
        assert functions[0] == "api_handler"
        assert {"relay_outbox", "relay_journal", "send-notifications-lambda"} <= set(functions)
        assert [line.details["template"] for line in lines if "template" in line.details] == ["PAYMENT.SUCCESSFUL"]
        assert not [line for line in lines if line.error]

    def test_of_a_registration_has_its_execution_and_three_mails(self, stack):
        journey = str(uuid.uuid4())
        unique = uuid.uuid4().hex
        person = {"name": "Ada", "lastName": "L", "email": f"{unique}@example.com", "password": f"horse stable {unique[:8]}"}
        answer = stack.api.post("/register", {**person, "documentNumber": unique[:20].upper()}, **{CORRELATION: journey})
        # A function's lines come to the log a moment after its work is seen to be done.
        found = until(lambda: len(_templates(each := trace_of(stack, journey))) >= 4 and each, "the lines of four mails")
        assert [(each.machine, each.name) for each in found.executions] == [("cards_registration", answer.body["userId"])]
        assert sorted(_templates(found)) == ["CARD.CREATE", "CARD.CREATE", "WELCOME", "WELCOME"]  # the flow's is sent already

    def test_is_told_by_the_api_with_what_it_may_read(self, stack):
        """With the function's own rights: logs, executions and their histories, definitions, proofs."""
        journey, unique = str(uuid.uuid4()), uuid.uuid4().hex
        person = {"name": "Ada", "lastName": "L", "email": f"{unique}@example.com", "password": f"horse stable {unique[:8]}"}
        answer = stack.api.post("/register", {**person, "documentNumber": unique[:20].upper()}, **{CORRELATION: journey})
        user_id, office = answer.body["userId"], stack.as_admin
        execution = f"cards_registration:{user_id}"
        told = until(
            lambda: (found := office.get(f"/admin/traces/{journey}").body)["executions"] and found["lines"] and found, "a trace"
        )
        assert [each["execution"] for each in told["executions"]] == [execution]
        assert told["lines"][0]["function"] == "api_handler" and person["email"] not in str(told)
        stack.settle()
        details = office.get(f"/admin/executions/{execution}")
        assert (details.status, details.body["status"]) == (200, "SUCCEEDED")
        assert [step["name"] for step in details.body["steps"]]
        assert office.get("/admin/flows/cards_registration").body["definition"]["States"]
        assert office.get("/admin/executions?flow=cards_registration&status=SUCCEEDED&limit=100").status == 200
        assert office.get(f"/admin/audit?whom={user_id}&what=execution.look").body["items"][0]["subject"] == execution
        for path in ("/admin/proofs", "/admin/errors", "/admin/executions", "/admin/audit", "/admin/staff"):
            assert office.get(path).status == 200, path

    def test_is_shown_on_a_page_that_the_requests_lead_to(self, stack):
        journey = str(uuid.uuid4())
        stack.api.get("/health", **{CORRELATION: journey})
        assert f"/_local/traces/{journey}" in stack.api.get("/_local/traces").text
        page = stack.api.get(f"/_local/traces/{journey}")
        assert page.status == 200
        assert "GET /health" in page.text
        assert stack.api.get("/_local/traces/nobody-asked-this").status == 404
