"""Pictures of the web's pages, to be looked at: the running bank as its demo customer sees it, or a member of its staff.

    python -m local.screenshots                        every page, wide and light and in English
    python -m local.screenshots --all                  every page of all three areas, also narrow, dark and in Spanish
    python -m local.screenshots --readme               the pictures that the README shows
    python -m local.screenshots --as staff office …    as a member of the staff; addresses after /app/

They are written to build/pictures. Addresses may hold {account}, {debit}, {credit}, {wallet}, {loan}, {goal} …: the first of
the customer's own.
"""

import argparse
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from local.browser import browser, go
from local.client import Api
from local.settings import Settings
from ops.progress import say
from release.declaration import ROOT

FOLDER = ROOT / "build" / "pictures"
_MS_TO_BEGIN = 300
SIZES = {"wide": (1280, 860), "narrow": (360, 740)}
PAGES = (
    "", "accounts", "accounts/new", "accounts/{account}", "accounts/{account}/deposit", "accounts/{account}/withdraw",
    "accounts/{account}/statements", "accounts/{account}/close", "transactions?account={debit}", "transactions/{account}/{transaction}",
    "cards", "cards/{debit}", "cards/{credit}", "cards/{debit}/purchase", "cards/{debit}/top-up", "cards/{credit}/pay",
    "wallets", "wallets/new", "wallets/{wallet}", "wallets/{wallet}/add", "wallets/{wallet}/take",
    "payments", "payments/new", "payments/{payment}", "transfers", "transfers/new", "transfers/payees", "transfers/{transfer}",
    "transfers/{transfer}/give-back",
    "scheduled", "scheduled/new", "scheduled/{schedule}", "scheduled/{schedule}/edit", "holds", "holds/new", "holds/{hold}", "holds/{hold}/capture",
    "savings", "savings/new", "savings/{goal}", "savings/{goal}/contribute", "savings/{goal}/withdraw",
    "loans", "loans/new", "loans/{loan}", "loans/{loan}/repay", "debt", "reports", "reports/new",
    "notifications", "notifications/preferences", "profile", "verification", "verification/profile", "verification/documents/new",
    "security", "security/password", "security/email", "security/confirm/email", "security/app", "security/recovery",
)  # fmt: skip
OFFICE_PAGES = (
    "office", "office/customers", "office/customers/{customer}", "office/kyc", "office/kyc/{review}", "office/loans", "office/loans/{asked}",
    "office/approvals", "office/approvals/{approval}", "office/staff", "office/staff/new", "office/staff/{colleague}", "office/audit",
    "office/fraud/cases", "office/fraud/cases/{case}", "office/fraud/rules", "office/fraud/rules/new", "office/fraud/rules/{rule}",
    "office/fraud/lists", "office/fraud/reports", "office/transfers/give-back", "office/messages", "office/messages/{template}",
)  # fmt: skip
OPERATIONS_PAGES = (
    "operations/executions", "operations/executions/{execution}", "operations/flows", "operations/flows/{flow}", "operations/errors",
    "operations/ledger", "operations/accounts/{account}?ownerId={customer}", "operations/journal/{posting}?accountId={account}",
    "operations/trial-balance", "operations/proofs", "operations/traces", "operations/traces/{trace}",
    "operations/simulations",
)  # fmt: skip

README = {"bank.png": ("demo", ""), "execution.png": ("admin", "operations/executions/{execution}")}

Scheme = Literal["light", "dark"]


class Look(NamedTuple):
    """How somebody looks at the web."""

    size: str
    scheme: Scheme
    language: str


def seen_ids(api: Api, customer: str) -> dict[str, str]:
    """The first of each kind of thing that the staff looks at, and the demo customer."""

    def first(path: str) -> dict[str, str]:
        return next(iter(api.get(path).body.get("items", [])), {})

    file = api.get(f"/admin/customers/{customer}").body
    account = next((each["accountId"] for each in file["accounts"] if each["product"] == "debit_card"), "")
    execution = first("/admin/executions?flow=cards_registration").get("execution", "")
    return {
        "customer": customer,
        "account": account,
        "posting": first(f"/admin/accounts/{account}/entries?ownerId={customer}").get("postingId", ""),
        "execution": execution,
        "flow": "cards_registration",
        "review": first("/api/v1/kyc/reviews").get("customerId", ""),
        "asked": first("/admin/loans").get("loanId", ""),
        "approval": first("/admin/approvals").get("approvalId", ""),
        "colleague": first("/admin/staff").get("userId", ""),
        "case": first("/api/v1/fraud/cases").get("caseId", ""),
        "rule": first("/api/v1/fraud/rules").get("ruleId", ""),
        "template": "PRODUCT.NEWS",
        "trace": first("/admin/audit").get("correlationId", ""),
    }


def own_ids(api: Api) -> dict[str, str]:
    """The first of each kind of thing that the caller has."""

    def first(path: str) -> dict[str, str]:
        return next(iter(api.get(path).body["items"]), {})

    cards = {card["type"].lower(): card["cardId"] for card in api.get("/cards").body["items"]}
    account = first("/accounts").get("accountId", "")
    return {
        **cards,
        "account": account,
        "transaction": first(f"/transactions/{account}").get("transactionId", ""),
        "wallet": first("/wallets").get("walletId", ""),
        "payment": first("/payments").get("transactionId", ""),
        "transfer": first(f"/api/v1/transactions/account/{account}").get("transactionId", ""),
        "hold": first("/holds").get("holdId", ""),
        "goal": first("/savings-goals").get("goalId", ""),
        "schedule": first("/api/v1/transactions/scheduled").get("scheduleId", ""),
        "loan": first("/loans").get("loanId", ""),
    }


def sign_in(page: Page, url: str, who: dict[str, str]) -> None:
    """Through the form, as anybody does."""
    page.goto(f"{url}sign-in")
    page.locator("input[name=email]").fill(who["email"])
    page.locator("input[name=password]").fill(who["password"])
    page.locator("form button[type=submit]").click()
    page.wait_for_selector(".shell-page h1")


def open_page(page: Page, path: str) -> None:
    """A page that has come to rest."""
    go(page, path)
    page.wait_for_timeout(_MS_TO_BEGIN)
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)  # so that nothing looks pointed at
    expect(page.locator(".skeleton")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".skeleton")).to_have_count(0)  # what came may have asked for more


@contextmanager
def visit(opened: Browser, stack: dict[str, Any], name: str, look: Look, scale: float = 1) -> Iterator[Page]:
    """The web as somebody of stack.json who looks at it so, signed in."""
    width, height = SIZES[look.size]
    phone = look.size == "narrow"
    viewport: ViewportSize = {"width": width, "height": height}
    context = opened.new_context(
        viewport=viewport,
        color_scheme=look.scheme,
        locale=look.language,
        is_mobile=phone,
        has_touch=phone,
        device_scale_factor=scale,
    )
    context.add_init_script(f"sessionStorage.setItem('locale', '{look.language}')")  # as if chosen: it outdoes the profile
    page = context.new_page()
    page.on("console", lambda said: say(f"  {said.type}: {said.text}") if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: say(f"  {error}"))
    sign_in(page, stack["web_url"], stack[name])
    yield page
    context.close()


def picture(opened: Browser, stack: dict[str, Any], name: str, pages: Sequence[str], known: dict[str, str], look: Look) -> None:
    """Every page once, as somebody of stack.json sees it who looks at it so."""
    with visit(opened, stack, name, look) as page:
        for path in pages:
            open_page(page, path.format(**known))
            file = f"{re.sub(r'[^a-z]+', '-', path).strip('-') or 'home'}.{look.size}.{look.scheme}.{look.language}.png"
            page.screenshot(path=FOLDER / file, full_page=True)
            say(file)


def readme(opened: Browser, stack: dict[str, Any], known: dict[str, dict[str, str]]) -> None:
    """The pictures of the README, a little smaller than the page."""
    for file, (name, path) in README.items():
        with visit(opened, stack, name, Look("wide", "light", "en"), scale=0.75) as page:
            open_page(page, path.format(**known[name]))
            taken = Image.open(BytesIO(page.screenshot(full_page=True)))
        taken.convert("RGB").quantize(256).save(ROOT / "docs" / "pictures" / file, optimize=True)
        say(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="every size, scheme and language; all areas unless --as says whose")
    parser.add_argument("--readme", action="store_true", help="the pictures in docs/pictures, nothing else")
    parser.add_argument("--narrow", action="store_true")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--spanish", action="store_true")
    parser.add_argument("--as", dest="who", help="whom stack.json names: demo (unless said otherwise), admin, staff")
    parser.add_argument("pages", nargs="*")
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    stack = json.loads((settings.folder / "stack.json").read_text())
    api = Api(settings.api_url)
    customer = api.as_user(stack["demo"]["email"], stack["demo"]["password"])
    schemes: list[Scheme] = ["light", "dark"] if arguments.all else ["dark" if arguments.dark else "light"]
    looks = [
        Look(*each)
        for each in itertools.product(
            SIZES if arguments.all else ["narrow" if arguments.narrow else "wide"],
            schemes,
            ["en", "es"] if arguments.all else ["es" if arguments.spanish else "en"],
        )
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser() as opened:
        if arguments.readme:
            admin = api.as_user(stack["admin"]["email"], stack["admin"]["password"])
            return readme(opened, stack, {"demo": own_ids(customer), "admin": seen_ids(admin, str(customer.user_id))})
        for name in [arguments.who] if arguments.who else ["demo", "admin"] if arguments.all else ["demo"]:
            staff = None if name == "demo" else api.as_user(stack[name]["email"], stack[name]["password"])
            known = seen_ids(staff, str(customer.user_id)) if staff else own_ids(customer)
            for look in looks:
                picture(
                    opened, stack, name, arguments.pages or (OFFICE_PAGES + OPERATIONS_PAGES if staff else PAGES), known, look
                )


if __name__ == "__main__":
    main()
