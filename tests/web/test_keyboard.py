"""Nothing but keys: somebody signs in, pays and is told so. The focus is always seen, follows the page, and comes back."""

from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import SIZES

_MOST_STOPS = 60
# Where the focus is: on something that is on the screen with nothing over it, that has a ring (or whose choice has), and that
# comes after the last stop.
_STOP = """() => {
    const stop = document.activeElement, box = stop.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const ringed = [stop, stop.closest('label')].filter(Boolean).map(each => getComputedStyle(each));
    const last = window.lastStop;
    window.lastStop = stop;
    return {
        what: stop.outerHTML.slice(0, 120),
        onScreen: stop.contains(over) || Boolean(over?.contains(stop)),
        ringed: ringed.some(each => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) >= 2),
        inOrder: !last?.isConnected || Boolean(last.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING),
    };
}"""


class Keys:
    """Somebody's keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def to(self, wanted: Locator) -> "Keys":
        """Tab after Tab until the focus is there."""
        expect(wanted).to_be_visible()
        self.page.evaluate("window.lastStop = undefined")
        for _ in range(_MOST_STOPS):
            self.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                self.page.evaluate("window.lastStop = undefined")  # once around
                continue
            stop = self.page.evaluate(_STOP)
            assert stop["onScreen"] and stop["ringed"] and stop["inOrder"], stop
            if wanted.evaluate("each => each === document.activeElement"):
                return self
        raise AssertionError(f"{wanted} is not reached in {_MOST_STOPS} stops")

    def write(self, text: str) -> "Keys":
        self.page.keyboard.type(text)
        return self


def test_somebody_signs_in_pays_and_is_told_so(visit, stack):
    customer = stack.registered()
    source, target = (customer.api.post("/accounts", {"type": kind}).expect(201)["accountId"] for kind in ("checking", "savings"))
    customer.api.post("/deposit", {"accountId": source, "amount": "20.00"}).expect()
    visitor = visit()
    page, keys = visitor.page, Keys(visitor.page)
    page.goto(f"{visitor.url}transfers/new?account={source}")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    keys.to(page.get_by_label("Email")).write(customer.email)
    keys.to(page.get_by_label("Password")).write(customer.person["password"]).press("Enter")
    expect(page.get_by_role("heading", level=1, name="Send money")).to_be_focused()
    keys.to(page.get_by_label("Amount")).write("7,5")
    keys.to(page.get_by_role("button", name="Continue")).press("Enter")
    expect(page.get_by_label("Amount")).to_be_focused()  # what is wrong there is said
    page.keyboard.press("ControlOrMeta+a")
    keys.write("7.50").press("Enter")
    expect(page.get_by_role("heading", level=2, name="Does everything look right?")).to_be_focused()
    keys.to(page.get_by_role("button", name="Send now")).press("Enter")
    expect(page.get_by_role("heading", level=2, name="Done")).to_be_focused()
    assert customer.api.get(f"/accounts/{target}")["balance"] == "7.50"
    keys.to(page.get_by_role("link", name="See the transfer")).press("Enter")
    expect(page.get_by_role("heading", level=1, name="Transfer")).to_be_focused()
    visitor.check()


def test_the_skip_link_comes_first_and_leads_to_the_page(visit, stack):
    page = visit.of(stack.colleague, "office/customers").page
    first = page.locator("a, button, input").first
    first.focus()
    expect(first).to_have_text("Skip to the content")
    expect(first).to_be_in_viewport()
    page.keyboard.press("Enter")
    Keys(page).to(page.get_by_label("What to look for"))


def test_a_dialog_keeps_the_focus_and_gives_it_back(visit, stack):
    visitor = visit.of(stack.colleague, f"office/customers/{stack.registered().user_id}")
    page = visitor.page
    for opens, size in (("Freeze everything", "wide"), ("Menu", "narrow")):
        visitor.resize(*SIZES[size])
        opener = page.get_by_role("button", name=opens, exact=True).locator("visible=true")
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog").locator("visible=true")
        expect(dialog).to_be_visible()
        for _ in range(dialog.locator("a, button, input, textarea, select").count() + 2):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(opener).to_be_focused()
