"""The office in a real browser: the staff are led to their own area, decide with one or two people, and freeze a customer."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from local import codes, screenshots
from local.waiting import until
from tests.support import customers, reviews, typist
from tests.support.customers import Customer
from tests.support.documents import file_of
from tests.support.pdfs import pdf
from tests.support.pictures import jpeg
from tests.support.stack import Stack
from tests.web.conftest import Visits

PAGES = (
    *screenshots.OFFICE_PAGES, "office/loans?status=APPROVED", "office/audit?what=customer.look", "office/fraud/lists?list=whitelist", "office/nowhere",
)  # fmt: skip


def asked_for_a_loan(customer: Customer, amount: str) -> str:
    wallet = customer.api.post("/wallet").expect(201)["walletId"]
    asked = {"walletId": wallet, "amount": amount, "interestRate": "6.5", "termMonths": 24}
    return customer.api.post("/loan", asked).expect(201)["loanId"]


def submitted(customer: Customer, level: str, **profile: object) -> str:
    """The id of a submission that was screened and waits to be decided."""
    mine, kyc = (f"/api/v1/customers/{customer.user_id}/{noun}" for noun in ("documents", "kyc"))
    customer.api.post("/api/v1/customers", {**reviews.PROFILE, **profile}).expect(201)
    own = customer.user_id.encode()
    files = {"passport": jpeg(90, 60, comment=own), "proof_of_address": pdf(), "selfie": jpeg(60, 90, comment=own)}
    given = [customer.api.post(mine, file_of(type, content)).body["documentId"] for type, content in files.items()]
    until(lambda: {each["status"] for each in customer.api.get(mine).body["items"]} == {"CLEAN"}, "the scans")
    submission = customer.api.post(kyc, {"documentIds": given, "level": level}).expect(202)["submissionId"]
    until(lambda: customer.api.get(f"{kyc}/status")["kycStatus"] == "IN_REVIEW", "the screening")
    return submission


def decide(page: Page, act: str, *, because: str | None = None) -> None:
    """Presses the button of an act and answers its question."""
    page.get_by_role("button", name=act, exact=True).click()
    dialog = page.get_by_role("dialog").locator("visible=true")
    if because:
        dialog.get_by_role("textbox").fill(because)
    dialog.get_by_role("button", name=act, exact=True).click()


def approved_by_another(visit: Visits, stack: Stack, first: Page) -> None:
    """Who has just proposed it on their page cannot approve it; the administrator does."""
    first.get_by_role("link", name="To the proposal").click()
    expect(first.get_by_text("You proposed this: somebody else has to approve it.")).to_be_visible()
    expect(first.get_by_role("button", name="Approve")).to_have_count(0)
    second = visit.of(stack.admin, first.url.partition("/app/")[2]).page
    decide(second, "Approve")
    expect(second.get_by_text("Approved", exact=True)).to_be_visible()


def test_a_member_of_the_staff_decides_a_loan(visit, stack):
    customer = stack.registered()
    loan = asked_for_a_loan(customer, "2500.00")
    page = visit.of(stack.colleague).page
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    page.get_by_role("navigation").get_by_role("link", name="Loans").first.click()
    page.locator(f"a[href$='{loan}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Loan $2,500.00")
    decide(page, "Approve", because="Income was checked")
    expect(page.get_by_text("Approved. The wallet is credited in a moment.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Running", exact=True)).to_be_visible()
    assert customer.api.get(f"/loan/{loan}")["status"] == "APPROVED"


def test_an_enhanced_verification_takes_two_people(visit, stack):
    customer = stack.registered()
    submitted(customer, "ENHANCED")
    first = visit.of(stack.colleague, f"office/kyc/{customer.user_id}").page
    expect(first.get_by_role("heading", level=1)).to_have_text("Ana Díaz")
    expect(first.get_by_role("link", name="Fetch: Passport")).to_be_visible()
    decide(first, "Approve", because="Seen in person")
    approved_by_another(visit, stack, first)
    standing = customer.api.get(f"/api/v1/customers/{customer.user_id}/kyc/status").body
    assert (standing["kycStatus"], standing["level"]) == ("APPROVED", "ENHANCED")


def test_what_is_missing_is_asked_for_in_the_banks_words(visit, stack):
    customer = stack.registered()
    submitted(customer, "FULL")
    page = visit.of(stack.colleague, f"office/kyc/{customer.user_id}").page
    page.get_by_role("button", name="Ask for more").click()
    dialog = page.get_by_role("dialog").locator("visible=true")
    dialog.get_by_role("button", name="Ask for more").click()
    expect(dialog.get_by_text("Fill this in")).to_be_visible()
    dialog.get_by_label("What is missing").fill("The second page")
    dialog.get_by_role("button", name="Ask for more").click()
    expect(page.get_by_text("More was asked for")).to_be_visible()
    assert customer.api.get(f"/api/v1/customers/{customer.user_id}/kyc/status")["reason"] == "The second page"


def test_a_customer_is_found_frozen_and_unfrozen(visit, stack):
    customer = stack.registered()
    account = customer.api.post("/accounts", {"type": "checking"}).expect(201)["accountId"]
    page = visit.of(stack.colleague, "office/customers").page
    page.get_by_label("Look for", exact=True).select_option("email")
    page.get_by_label("What to look for").fill(customer.email)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=customer.email).click()
    expect(page.get_by_text(account)).to_be_visible()
    assert customer.email not in page.url + page.evaluate("JSON.stringify(history.state)")
    decide(page, "Sign out everywhere")
    expect(page.get_by_text("The customer is signed out everywhere")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    decide(page, "Freeze everything", because="The phone was stolen")
    expect(page.get_by_text("Everything is frozen")).to_be_visible()
    assert customer.api.get(f"/accounts/{account}")["status"] == "FROZEN"
    decide(page, "Unfreeze", because="It was found")
    expect(page.get_by_role("button", name="Freeze everything")).to_be_visible()
    assert stack.as_colleague.get(f"/admin/customers/{customer.user_id}/freeze")["freeze"] is None
    page.go_back()
    expect(page.get_by_role("link", name=customer.email)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Whom are you looking for?")).to_be_visible()


def test_roles_are_proposed_decided_by_another_and_in_the_log(visit, stack):
    visitor = visit.of(stack.admin, "office/staff/new")
    page, email = visitor.page, f"grace-{uuid.uuid4().hex[:8]}@inferno.example"
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Fill this in")).to_be_visible()
    page.get_by_label("Email").fill(email)
    page.get_by_label("First password").fill("correct horse battery staple")
    page.get_by_role("checkbox", name="Lending").check()
    page.get_by_label("Why").fill("She joins the lending desk")
    page.get_by_role("button", name="Propose it").click()
    page.get_by_role("link", name="To the proposal").click()
    expect(page.get_by_text("You proposed this: somebody else has to approve it.")).to_be_visible()
    newcomer = visit().enter(email, "correct horse battery staple")
    expect(newcomer.page.get_by_role("heading", name="You have no role yet")).to_be_visible()
    visitor.open("office/audit?what=staff.roles.propose")
    expect(page.get_by_text("She joins the lending desk").first).to_be_visible()
    assert page.get_by_label("What").input_value() == "staff.roles.propose"


def test_a_rule_is_told_which_node_is_wrong_and_goes_into_the_shadow(visit, stack):
    page = visit.of(stack.colleague, "office/fraud/rules/new").page
    page.get_by_label("Name").fill("Much at night")
    for tree, told in (("{", "This is no JSON"), ('{"all": [{"gte": ["amountOfMoney", 1]}]}', "amountOfMoney")):
        page.get_by_label("When it holds").fill(tree)
        page.get_by_role("button", name="Keep it as a draft").click()
        expect(page.get_by_text(told).last).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("conditions")
    page.get_by_label("When it holds").fill('{"all": [{"eq": ["currency", "USD"]}, {"gte": ["amountMinor", 250000]}]}')
    page.get_by_role("button", name="Keep it as a draft").click()
    page.get_by_role("link", name="Kept as a draft").click()
    decide(page, "Put in the shadow")
    expect(page.get_by_text("Shadow", exact=True)).to_be_visible()


def held_transfer(stack) -> tuple[Customer, str]:
    """A customer, and the id of the case of a payment of theirs that a rule holds."""
    emulator = stack.settings.emulator
    payer, payee = customers.known(emulator, stack.registered()), stack.registered()
    source, target = (each.api.post("/accounts", {"type": "checking"}).expect(201)["accountId"] for each in (payer, payee))
    payer.api.post("/deposit", {"accountId": source, "amount": "50.00"}).expect()
    until(lambda: payer.api.get(f"/accounts/{source}")["balance"] == "50.00", "the deposit")
    rules, written = "/api/v1/fraud/rules", {"conditions": {"eq": ["payeeAccount", target]}, "action": "review"}
    rule = f"{rules}/{stack.as_admin.post(rules, {'name': 'Look at it', **written}).expect(201)['ruleId']}"
    stack.as_admin.post(f"{rule}/activate").expect()
    sent = {"fromAccountId": source, "toAccountId": target, "amount": "12.50"}
    codes.consenting(emulator, payer.api, payer.email, "/api/v1/transactions/transfer", sent).expect(202)
    stack.as_admin.post(f"{rule}/deactivate").expect()
    (case,) = [each for each in stack.as_admin.get("/api/v1/fraud/cases?limit=100")["items"] if each["accountId"] == source]
    return payer, case["caseId"]


def test_a_case_is_opened_taken_noted_and_its_payment_declined(visit, stack):
    payer, case = held_transfer(stack)
    visitor = visit.of(stack.colleague, "office/fraud/cases")
    page = visitor.page
    page.locator(f"a[href$='{case}']").click()
    expect(page.get_by_role("heading", name=re.compile(r"\$12\.50"))).to_be_visible()
    expect(page.get_by_text("Its money is held")).to_be_visible()
    expect(page.get_by_text("What the screening said")).to_be_visible()
    expect(page.get_by_role("link", name="Look at it").first).to_be_visible()
    expect(page.get_by_role("button", name="Decline")).to_have_count(0)
    decide(page, "Take it")
    expect(page.get_by_role("button", name="Close it")).to_be_visible()
    decide(page, "Write a note", because="Called, nobody answers")
    expect(page.get_by_text("Called, nobody answers")).to_be_visible()
    visitor.check()
    decide(page, "Decline", because="Nobody answers")
    expect(page.get_by_text("Its money is held")).to_have_count(0)
    assert {each["held"] for each in payer.api.get("/accounts")["items"]} == {"0.00"}


def test_somebody_is_put_on_a_list_and_taken_off(visit, stack):
    page = visit.of(stack.colleague, "office/fraud/lists").page
    merchant = f"Casino {uuid.uuid4().hex[:8]}"
    page.get_by_role("button", name="Put on the list").click()
    dialog = page.get_by_role("dialog").locator("visible=true")
    dialog.get_by_label("What it is").select_option("merchant")
    dialog.get_by_label("Who").fill(merchant)
    dialog.get_by_label("Why").fill("Chargebacks")
    dialog.get_by_role("button", name="Put on the list").click()
    entry = page.get_by_role("listitem").filter(has_text=merchant)
    expect(entry).to_contain_text("Chargebacks")
    entry.get_by_role("button", name="Take off").click()
    page.get_by_role("dialog").locator("visible=true").get_by_role("button", name="Take off").click()
    expect(entry).to_have_count(0)


def test_a_message_is_seen_and_then_sent(visit, stack):
    customer, title, preferences = stack.registered(), f"News {uuid.uuid4().hex[:8]}", "/api/v1/notifications/preferences"
    wanted = {name: value for name, value in customer.api.get(preferences).body.items() if name not in ("locked", "bounced")}
    wanted["categories"]["marketing"]["email"] = True
    customer.api.put(preferences, wanted).expect()
    page = visit.of(stack.colleague, "office/messages").page
    page.get_by_role("link", name="PRODUCT.NEWS").click()
    expect(page.get_by_text("See it first: it is sent with the words that you have seen in it.")).to_be_visible()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill("Cards are cheaper now")
    page.get_by_role("button", name="See it").click()
    expect(page.get_by_role("region", name=title)).to_contain_text("Cards are cheaper now")
    page.get_by_label("Customer id").fill(customer.user_id)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("On its way to 1 customer, where their preferences let it.")).to_be_visible()
    (mail,) = until(lambda: [each for each in stack.mails(customer.email) if each.subject == title], "the mail")
    assert "Cards are cheaper now" in mail.text


def test_a_transfer_is_given_back_by_two_of_the_staff(visit, stack):
    customer = stack.registered()

    def balances() -> list[str]:
        return [customer.api.get(f"/accounts/{each}")["balance"] for each in (source, target)]

    source, target = (customer.api.post("/accounts", {"type": kind}).expect(201)["accountId"] for kind in ("checking", "savings"))
    customer.api.post("/deposit", {"accountId": source, "amount": "20.00"}).expect()
    until(lambda: balances() == ["20.00", "0.00"], "the deposit")
    sent = {"fromAccountId": source, "toAccountId": target, "amount": "12.50"}
    transfer = customer.api.post("/api/v1/transactions/transfer", sent).expect(201)["transactionId"]
    visitor = visit.of(stack.colleague, "office/transfers/give-back")
    page = visitor.page
    page.get_by_label("Transfer id").fill(transfer)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Of this payment $12.50 can go back.")).to_be_visible()
    visitor.check()
    page.get_by_label("Why").fill("Paid twice")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("$12.50", exact=True)).to_be_visible()
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Proposed. The money moves when somebody else has approved it.")).to_be_visible()
    assert balances() == ["7.50", "12.50"]
    approved_by_another(visit, stack, page)
    assert balances() == ["20.00", "0.00"]


def test_who_has_another_role_is_told_calmly(visit, stack):
    page = visit.of(stack.registered(), "office/customers").page
    expect(page.get_by_role("heading", name="This page is not for you")).to_be_visible()
    staff = visit.of(stack.colleague, "cards")
    expect(staff.page.get_by_role("heading", name="This page is not for you")).to_be_visible()
    staff.check()


@pytest.fixture(scope="module")
def known(stack):
    """One of everything that PAGES names."""
    customer = stack.registered()
    submitted(customer, "FULL", **typist.profile())
    large = asked_for_a_loan(customer, "90000.00")
    proposed = stack.as_colleague.post(f"/loan/{large}/approve", {"reason": "Income was checked"}).expect(202)
    return {
        "customer": customer.user_id,
        "review": customer.user_id,
        "asked": large,
        "approval": proposed["approvalId"],
        "colleague": str(stack.as_colleague.user_id),
        "case": held_transfer(stack)[1],
        "template": "PRODUCT.NEWS",
        "rule": stack.as_admin.get("/api/v1/fraud/rules").body["items"][0]["ruleId"],
    }


@pytest.mark.parametrize(("size", "scheme", "language"), [("wide", "light", "en"), ("narrow", "dark", "es")])
def test_every_page_can_be_used_by_everybody(visit, stack, known, size, scheme, language):
    visitor = visit.of(stack.admin, "office", size, scheme)
    told = visitor.speak(language).check_each(path.format(**known) for path in PAGES)
    assert typist.fields_in(told) == set(typist.PROFILE)
