"""A customer shows who they are in a real browser: the profile, files that travel past the bank, and the submission."""

from playwright.sync_api import expect

from tests.support.pdfs import pdf
from tests.support.pictures import jpeg
from tests.web.conftest import SIZES

PERSON = {
    "Date of birth": "1990-05-17",
    "Phone": "+57 300 123 4567",
    "Street and number": "12 St James's Square",
    "Postal code": "SW1Y 4JH",
    "Town": "London",
}


def send(visitor, kind: str, name: str, content: bytes) -> None:
    page = visitor.open("verification/documents/new").page
    page.get_by_label("What is it?").select_option(kind)
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Send it").click()


def test_a_customer_shows_who_they_are_and_staff_see_the_pictures(visit, stack):
    customer = stack.registered()
    visitor = visit.of(customer, "verification")
    page = visitor.page
    expect(page.get_by_role("meter", name="Used today")).to_be_visible()
    page.get_by_role("link", name="Fill in: About you").click()
    for label, text in PERSON.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Country").select_option("GB")
    visitor.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Change: About you")).to_be_visible()

    send(visitor, "passport", "passport.pdf", b"GIF89a")
    expect(page.get_by_text("This is no PDF, JPEG or PNG")).to_be_visible()
    visitor.check()
    send(visitor, "passport", "passport.jpg", jpeg(90, 60, comment=customer.user_id.encode()))
    expect(page.get_by_role("button", name="Download: Passport")).to_be_visible()
    send(visitor, "proof_of_address", "letter.pdf", pdf())
    expect(page.get_by_role("button", name="Download: Proof of address")).to_be_visible()
    send(visitor, "selfie", "locked.pdf", b"%PDF-1.4 nothing")
    expect(page.get_by_text("It cannot be read.")).to_be_visible()
    visitor.resize(*SIZES["narrow"]).check()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("dialog").locator("visible=true").get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="One of us is looking at it")).to_be_visible()

    visitor.open("profile")  # an address whose parts are known is changed with its parts
    expect(page.get_by_role("link", name="Change the address")).to_be_visible()
    expect(page.get_by_role("textbox", name="Address")).to_have_count(0)

    staff = visit.of(stack.colleague, f"office/kyc/{customer.user_id}").page
    picture = staff.get_by_role("button", name="Passport, larger")
    expect(picture).to_be_visible()
    staff.wait_for_function("document.querySelector('.paper-picture img').naturalWidth === 90")
    picture.click()
    expect(staff.get_by_role("dialog", name="Passport")).to_be_visible()
