"""Operations in a real browser: from a payment to its legs and mail, an execution as its graph, and an error that is retried."""

import json
import re
import uuid
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from local import codes, screenshots
from local.waiting import until
from tests.support import customers
from tests.support.stack import Stack

PAGES = (
    *screenshots.OPERATIONS_PAGES, "operations/executions?status=FAILED", "operations/executions?flow=cards_purchase",
    "operations/executions/{failed}",
)  # fmt: skip


def run(stack: Stack, flow: str, asked: dict[str, str]) -> str:
    """The name of a new execution, which has ended when this returns."""
    states, name = stack.clients("stepfunctions"), str(uuid.uuid4())
    machines = states.list_state_machines()["stateMachines"]
    (arn,) = [each["stateMachineArn"] for each in machines if each["name"].endswith(f"-{flow}")]
    started = states.start_execution(stateMachineArn=arn, name=name, input=json.dumps(asked))["executionArn"]
    until(lambda: states.describe_execution(executionArn=started)["status"] != "RUNNING", "its end")
    return name


@pytest.fixture(scope="module")
def customer(stack):
    """Who has paid with a card."""
    customer = stack.registered()
    until(lambda: len(customer.api.cards()) == 2, "two cards")
    debit = customer.api.cards()["DEBIT"]["cardId"]
    customer.api.post(f"/transactions/save/{debit}", {"amount": "50.00"}).expect()
    customer.api.post("/transactions/purchase", {"cardId": debit, "merchant": "Bakery", "amount": "3.50"}).expect()
    return customer


def failing(stack: Stack) -> str:
    """A report that nobody asked for: its execution fails, and an entry stays in the error table."""
    return run(stack, "reports_report", {"reportId": str(uuid.uuid4()), "correlationId": str(uuid.uuid4())})


def test_a_payment_leads_to_its_legs_and_mail_and_its_owner_to_the_graph(visit, stack, customer):
    visitor = visit.of(stack.colleague, f"office/customers/{customer.user_id}")
    page = visitor.page
    page.get_by_role("link", name="Debit card").click()
    page.get_by_role("link", name="card.purchase").click()
    expect(page.get_by_role("row", name="bank:settlement")).to_contain_text("$3.50")
    expect(page.get_by_text("answered POST /transactions/purchase 201")).to_be_visible()
    expect(page.get_by_text(re.compile(r"mail SENT\w* TRANSACTION.PURCHASE")).first).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="Executions").first.click()
    page.get_by_label("Flow").select_option("cards_registration")
    page.get_by_role("link", name=customer.user_id).click()
    expect(page.get_by_role("region", name="The flow cards_registration, drawn")).to_be_visible()
    expect(page.locator(".state.succeeded")).to_have_count(4)
    expect(page.get_by_role("listitem").filter(has_text="RequestDebitCard: ✓ Done").first).to_be_attached()
    step = page.locator(".steps details").filter(has_text="SendWelcome")
    step.locator("summary").first.click()
    expect(step.get_by_text('"type": "DEBIT"').first).to_be_visible()
    page.get_by_role("link", name="Its trace").click()
    expect(page.get_by_text("answered POST /register 201")).to_be_visible()


def test_a_transfer_to_another_bank_is_brought_on_and_sent_back(visit, stack):
    payer = customers.verified(stack.settings.emulator, stack.registered(), stack.as_admin)
    source = payer.api.post("/accounts", {"type": "checking"}).expect(201)["accountId"]
    payer.api.post("/deposit", {"accountId": source, "amount": "50.00"}).expect()
    until(lambda: payer.api.get(f"/accounts/{source}")["balance"] == "50.00", "the deposit")
    other = {"network": "ach", "routingNumber": "021000021", "accountNumber": "000987654321", "name": "Grace Hopper"}
    asked = {"fromAccountId": source, "external": other, "amount": "17.31"}
    sent = codes.consenting(stack.settings.emulator, payer.api, payer.email, "/api/v1/transactions/transfer", asked).expect(202)

    visitor = visit.of(stack.colleague, "operations/executions")
    page = visitor.page
    page.get_by_role("navigation").get_by_role("link", name="Other banks").first.click()
    line = page.get_by_role("listitem").filter(has_text=sent["transactionId"][-6:])
    expect(line).to_contain_text("$17.31 · ACH")
    visitor.check()
    for act, then in (("Hand over", "At the network"), ("Settle", None)):
        line.get_by_role("button", name=act).click()
        page.get_by_role("dialog").locator("visible=true").get_by_role("button", name=act).click()
        expect(line).to_contain_text(then) if then else expect(line).to_have_count(0)
    assert payer.api.get(f"/accounts/{source}")["balance"] == "32.69"
    page.get_by_role("textbox", name="Transfer id").fill(sent["transactionId"])
    page.get_by_label("Why").select_option("R02")
    page.get_by_role("button", name="Send it back").click()
    expect(page.get_by_text("It came back.")).to_be_visible()
    assert payer.api.get(f"/accounts/{source}")["balance"] == "50.00"


def test_an_error_is_retried_once(visit, stack):
    failing(stack)
    page = visit.of(stack.colleague, "operations/errors").page
    retry, more = page.get_by_role("button", name="Retry"), page.get_by_role("button", name="Show more")
    entry = page.get_by_role("region", name="reports_report.BuildReport: UnknownReport").filter(has=retry).first
    expect(entry.or_(more).first).to_be_visible()
    while not entry.count():  # behind what other tests have left
        more.click()
        page.wait_for_timeout(300)
    entry.get_by_role("button", name="Retry").click()
    page.get_by_role("dialog").locator("visible=true").get_by_role("button", name="Retry").click()
    expect(page.get_by_text("It is on its way again.")).to_be_visible()


def test_a_failed_execution_runs_again(visit, stack):
    failed = failing(stack)
    page = visit.of(stack.colleague, f"operations/executions/reports_report:{failed}").page
    expect(page.locator(".state.caught").first).to_contain_text("BuildReport")
    page.get_by_role("button", name="Run it again").click()
    page.get_by_role("dialog").locator("visible=true").get_by_role("button", name="Run it again").click()
    page.get_by_role("link", name="To the new execution").click()
    expect(page.get_by_text(f"{failed}-r1")).to_be_visible()


@pytest.fixture(scope="module")
def known(stack, customer):
    """One of everything that PAGES names, and a proof of the books."""
    run(stack, "reconciliation_nightly", {})
    account = customer.api.cards()["DEBIT"]["cardId"]
    entries = stack.as_admin.get(f"/admin/accounts/{account}/entries?ownerId={customer.user_id}").body["items"]
    return {
        "customer": customer.user_id,
        "account": account,
        "posting": entries[0]["postingId"],
        "execution": f"cards_registration:{customer.user_id}",
        "flow": "cards_registration",
        "trace": "nothing",
        "failed": f"reports_report:{failing(stack)}",
    }


def test_the_trial_balance_is_that_of_the_proof_before_the_moment(visit, stack, known):
    page = visit.of(stack.colleague, "operations/trial-balance").page
    expect(page.get_by_role("row", name="bank:settlement").first).to_be_visible()
    page.get_by_label("At").fill("2020-01-01T00:00")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No proof in the two months before")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(0)
    page.get_by_label("At").fill(f"{datetime.now(UTC):%Y-%m-%d}T23:59")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row", name="Total").first).to_contain_text("$0.00")


@pytest.mark.parametrize(("size", "scheme", "language"), [("wide", "light", "en"), ("narrow", "dark", "es")])
def test_every_page_can_be_used_by_everybody(visit, stack, known, size, scheme, language):
    visitor = visit.of(stack.admin, "operations/flows", size, scheme)
    visitor.speak(language).check_each(path.format(**known) for path in PAGES)
