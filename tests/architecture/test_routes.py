"""The routes of the contract are there, money routes take keys and dry runs, and importing the bank touches nothing."""

import subprocess
import sys

from app import app
from chalicelib.kernel.failures import NotFound
from chalicelib.platform.http import ENDPOINTS
from release.declaration import ROOT
from tests.support.over import over

PROMISED = """
open      GET   /health
open      HEAD  /health
open      GET   /openapi.json
open      GET   /docs
open      GET   /docs/page.css
open      GET   /docs/page.js
open      GET   /problems

open      POST  /register
open      POST  /api/v1/auth/register
open      POST  /api/v1/auth/forgot
open      POST  /api/v1/auth/reset
own       POST  /api/v1/auth/verify
open      POST  /api/v1/auth/mfa/verify
open      POST  /session/mfa/verify
own       POST  /api/v1/auth/mfa/totp
own       POST  /api/v1/auth/mfa/totp/{factor_id}/confirm
own       DELETE /api/v1/auth/mfa/totp/{factor_id}
own       POST  /api/v1/auth/mfa/recovery-codes
own       POST  /api/v1/auth/step-up/{challenge_id}
own       POST  /api/v1/auth/step-up/{challenge_id}/resend
open      POST  /login
open      POST  /refresh
own       POST  /logout
own       GET   /me
open      POST  /api/v1/auth/login
open      POST  /api/v1/auth/refresh
own       POST  /api/v1/auth/logout
open      POST  /session
open      POST  /session/renew
open      POST  /session/end
own       GET   /api/v1/auth/me
own       POST  /api/v1/auth/password
customer  POST  /api/v1/auth/email
customer  POST  /api/v1/auth/email/confirm
own       GET   /api/v1/auth/sessions
own       DELETE /api/v1/auth/sessions
own       DELETE /api/v1/auth/sessions/{session_id}
customer  GET   /profile/{user_id}
customer  PUT   /profile/{user_id}
customer  POST  /profile/{user_id}/avatar
customer  POST  /api/v1/customers
customer  GET   /api/v1/customers/{customer_id}
customer  PUT   /api/v1/customers/{customer_id}
support|risk GET /api/v1/customers/search
support|risk GET /admin/customers
support|risk GET /admin/customers/{customer_id}
risk      GET   /admin/customers/{customer_id}/personal-number/{field}
customer  GET   /api/v1/notifications/preferences
customer  PUT   /api/v1/notifications/preferences
customer  GET   /api/v1/notifications/user/{user_id}
customer  POST  /api/v1/notifications/{notification_id}/read
customer  POST  /api/v1/notifications/read-all
customer  POST  /api/v1/notifications/devices
customer  GET   /api/v1/notifications/devices
customer  DELETE /api/v1/notifications/devices/{device_id}
staff     GET   /api/v1/notifications/templates
staff     GET   /api/v1/notifications/templates/{key}
staff     POST  /api/v1/notifications/templates/{key}/preview
support   POST  /api/v1/notifications/email
support   POST  /api/v1/notifications/sms
support   POST  /api/v1/notifications/push
open      GET   /api/v1/notifications/unsubscribe/{token}
open      POST  /api/v1/notifications/unsubscribe/{token}
customer  GET   /cards
customer  GET   /cards/{card_id}
customer  POST  /card/activate
customer  POST  /card/{card_id}/freeze
customer  POST  /card/{card_id}/unfreeze
customer  POST  /transactions/purchase
customer  POST  /transactions/save/{card_id}
customer  POST  /card/paid/{card_id}
customer  GET   /card/{card_id}
customer  GET   /card/{card_id}/reports/{report_id}
customer  GET   /reports
customer  GET   /api/v1/accounts/{account_id}/statement
customer  GET   /api/v1/accounts/{account_id}/statements
customer  GET   /api/v1/accounts/{account_id}/statements/{statement_id}
customer  POST /api/v1/transactions/transfer
customer  POST /api/v1/transactions/{transaction_id}/cancel
customer  GET  /api/v1/transactions/search
customer  GET  /api/v1/transactions/limits
customer  POST /api/v1/transactions/scheduled
customer  GET  /api/v1/transactions/scheduled
customer  GET  /api/v1/transactions/scheduled/{schedule_id}
customer  PUT  /api/v1/transactions/scheduled/{schedule_id}
customer  DELETE /api/v1/transactions/scheduled/{schedule_id}
customer  POST /api/v1/transactions/scheduled/{schedule_id}/pause
customer  POST /api/v1/transactions/scheduled/{schedule_id}/resume
customer  POST /api/v1/transactions/scheduled/{schedule_id}/skip
customer  GET  /api/v1/transactions/scheduled/{schedule_id}/runs
customer  POST /api/v1/payees
customer  GET  /api/v1/payees
customer  POST /api/v1/payees/check
customer  GET  /api/v1/payees/{payee_id}
customer  DELETE /api/v1/payees/{payee_id}
customer  GET  /api/v1/transactions/{transaction_id}
customer  GET  /api/v1/transactions/account/{account_id}
own       POST /api/v1/transactions/{transaction_id}/reverse
operations GET  /api/v1/simulations/transfers
operations POST /api/v1/simulations/ach-transfers/{transaction_id}/submit
operations POST /api/v1/simulations/ach-transfers/{transaction_id}/settle
operations POST /api/v1/simulations/ach-transfers/{transaction_id}/return
operations POST /api/v1/simulations/wire-transfers/{transaction_id}/submit
operations POST /api/v1/simulations/wire-transfers/{transaction_id}/complete
operations POST /api/v1/simulations/inbound-ach-transfers
operations POST /api/v1/simulations/clock
risk      GET  /api/v1/fraud/cases
risk      GET  /api/v1/fraud/cases/{case_id}
risk      POST /api/v1/fraud/cases/{case_id}/assign
risk      POST /api/v1/fraud/cases/{case_id}/notes
risk      POST /api/v1/fraud/cases/{case_id}/close
risk      POST /api/v1/fraud/cases/{case_id}/reopen
risk      POST /api/v1/fraud/cases/{case_id}/approve
risk      POST /api/v1/fraud/cases/{case_id}/decline
risk      POST /api/v1/fraud/analyze
risk      POST /api/v1/fraud/rules/{rule_id}/backtest
risk      GET  /api/v1/fraud/rules/{rule_id}/backtests/{backtest_id}
risk      GET  /api/v1/fraud/reports
risk      POST /api/v1/fraud/reports/{report_id}/file
risk      GET  /api/v1/fraud/facts
risk      GET  /api/v1/fraud/score/{transaction_id}
risk      POST /api/v1/fraud/rules
risk      GET  /api/v1/fraud/rules
risk      GET  /api/v1/fraud/rules/{rule_id}
risk      PUT  /api/v1/fraud/rules/{rule_id}
risk      DELETE /api/v1/fraud/rules/{rule_id}
risk      POST /api/v1/fraud/rules/{rule_id}/activate
risk      POST /api/v1/fraud/rules/{rule_id}/shadow
risk      POST /api/v1/fraud/rules/{rule_id}/deactivate
risk      POST /api/v1/fraud/blacklist
risk      GET  /api/v1/fraud/blacklist
risk      GET  /api/v1/fraud/blacklist/{entry_id}
risk      DELETE /api/v1/fraud/blacklist/{entry_id}
risk      POST /api/v1/fraud/whitelist
risk      GET  /api/v1/fraud/whitelist
risk      GET  /api/v1/fraud/whitelist/{entry_id}
risk      DELETE /api/v1/fraud/whitelist/{entry_id}
staff     GET  /admin/approvals
staff     GET  /admin/approvals/{approval_id}
staff     POST /admin/approvals/{approval_id}/approve
staff     POST /admin/approvals/{approval_id}/reject
admin     GET  /admin/staff
admin     POST /admin/staff
admin     PUT  /admin/staff/{user_id}/roles
operations GET  /admin/audit
operations GET  /admin/flows
operations GET  /admin/flows/{name}
operations GET  /admin/executions
operations GET  /admin/executions/{execution}
operations POST /admin/executions/{execution}/redrive
operations GET  /admin/traces/{correlation}
operations GET  /admin/accounts/{account_id}
operations GET  /admin/accounts/{account_id}/entries
operations GET  /admin/journal/{posting_id}
operations GET  /admin/proofs
operations GET  /admin/trial-balance
operations GET  /admin/errors
operations POST /admin/errors/{error_id}/retry

customer  POST  /accounts
customer  GET   /accounts
customer  GET   /accounts/{account_id}
support   POST  /accounts/{account_id}/freeze
support   POST  /accounts/{account_id}/unfreeze
support   GET   /admin/customers/{customer_id}/freeze
support   POST  /admin/customers/{customer_id}/freeze
support   POST  /admin/customers/{customer_id}/unlock
support   DELETE /admin/customers/{customer_id}/sessions
support   POST  /admin/customers/{customer_id}/unfreeze
customer  POST  /accounts/{account_id}/close
customer  POST  /api/v1/accounts
customer  GET   /api/v1/accounts/{account_id}
customer  GET   /api/v1/accounts/{account_id}/balance
customer  GET   /api/v1/accounts/user/{user_id}
customer  DELETE /api/v1/accounts/{account_id}
support   POST  /api/v1/accounts/{account_id}/freeze
support   POST  /api/v1/accounts/{account_id}/unfreeze
customer  POST  /deposit
customer  POST  /withdraw
customer  GET   /operation-status/{operation_id}
customer  GET   /balances
customer  GET   /balances/{account_id}
customer  GET   /transactions/{account_id}
customer  GET   /transactions/{account_id}/{transaction_id}

customer  GET   /balance
customer  POST  /transactions

customer  POST  /holds
customer  GET   /holds
customer  GET   /holds/{hold_id}
customer  POST  /holds/{hold_id}/capture
customer  POST  /holds/{hold_id}/void

customer  POST  /wallet
customer  GET   /wallets
customer  GET   /wallet/{wallet_id}
customer  POST  /wallet/{wallet_id}/credit
customer  POST  /wallet/{wallet_id}/debit
customer  POST  /loan
customer  GET   /loans
customer  GET   /loan/{loan_id}
customer  GET   /loan/by-wallet/{wallet_id}
customer  GET   /loan/{loan_id}/schedule
lending   GET   /admin/loans
lending   GET   /admin/loans/{loan_id}
lending   POST  /loan/{loan_id}/approve
lending   POST  /loan/{loan_id}/reject
customer  POST  /loan/{loan_id}/repay
customer  POST  /payment
customer  POST  /api/v1/transactions/payment
customer  GET   /payments
customer  GET   /payment/{transaction_id}
customer  POST  /savings-goal
customer  GET   /savings-goals
customer  GET   /savings-goal/{goal_id}
customer  POST  /savings-goal/{goal_id}/contribute
customer  POST  /savings-goal/{goal_id}/withdraw
customer  POST  /savings-goal/{goal_id}/close
customer  POST  /debt/optimise

customer  POST  /api/v1/customers/{customer_id}/documents
customer  GET   /api/v1/customers/{customer_id}/documents
customer  GET   /api/v1/customers/{customer_id}/documents/{document_id}
customer  POST  /api/v1/customers/{customer_id}/kyc
customer  GET   /api/v1/customers/{customer_id}/kyc/status
risk      POST  /api/v1/customers/{customer_id}/kyc/approve
risk      POST  /api/v1/customers/{customer_id}/kyc/reject
risk      POST  /api/v1/customers/{customer_id}/kyc/request-information
risk      GET   /api/v1/kyc/reviews
risk      GET   /api/v1/kyc/reviews/{customer_id}
"""
MONEY = {
    "POST /transactions/purchase", "POST /transactions/save/{card_id}", "POST /card/paid/{card_id}", "POST /deposit",
    "POST /withdraw", "POST /transactions", "POST /holds", "POST /holds/{hold_id}/capture", "POST /holds/{hold_id}/void",
    "POST /wallet/{wallet_id}/credit", "POST /wallet/{wallet_id}/debit", "POST /loan/{loan_id}/approve",
    "POST /loan/{loan_id}/repay",
    "POST /api/v1/transactions/transfer", "POST /api/v1/transactions/{transaction_id}/reverse",
    "POST /api/v1/transactions/{transaction_id}/cancel", "POST /api/v1/fraud/cases/{case_id}/decline",
    "POST /api/v1/simulations/inbound-ach-transfers",
    "POST /savings-goal/{goal_id}/contribute", "POST /savings-goal/{goal_id}/withdraw", "POST /savings-goal/{goal_id}/close", "POST /payment", "POST /api/v1/transactions/payment",
}  # fmt: skip
# They create nothing and move nothing, or doing them twice is doing them once.
WITHOUT_KEY = {
    "POST /login", "POST /refresh", "POST /logout", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh", "POST /api/v1/auth/logout",
    "POST /api/v1/auth/password", "POST /api/v1/auth/email", "POST /api/v1/auth/email/confirm", "POST /admin/customers/{customer_id}/unlock", "POST /session", "POST /session/mfa/verify", "POST /session/renew", "POST /session/end",
    "POST /api/v1/auth/forgot", "POST /api/v1/auth/reset", "POST /api/v1/auth/verify", "POST /api/v1/auth/mfa/verify",
    "POST /api/v1/auth/mfa/totp", "POST /api/v1/auth/mfa/totp/{factor_id}/confirm", "POST /api/v1/auth/mfa/recovery-codes",
    "POST /api/v1/auth/step-up/{challenge_id}", "POST /api/v1/auth/step-up/{challenge_id}/resend",
    "POST /api/v1/notifications/unsubscribe/{token}", "POST /api/v1/notifications/templates/{key}/preview", "POST /api/v1/notifications/read-all", "POST /api/v1/notifications/{notification_id}/read",
    "POST /debt/optimise", "POST /admin/errors/{error_id}/retry", "POST /api/v1/payees/check",
    "POST /api/v1/simulations/ach-transfers/{transaction_id}/submit", "POST /api/v1/simulations/ach-transfers/{transaction_id}/settle",
    "POST /api/v1/simulations/ach-transfers/{transaction_id}/return", "POST /api/v1/simulations/wire-transfers/{transaction_id}/submit",
    "POST /api/v1/simulations/wire-transfers/{transaction_id}/complete", "POST /api/v1/simulations/clock",
    "POST /admin/executions/{execution}/redrive",
    "POST /accounts/{account_id}/freeze", "POST /accounts/{account_id}/unfreeze", "POST /card/{card_id}/freeze", "POST /card/{card_id}/unfreeze",
    "POST /api/v1/accounts/{account_id}/freeze", "POST /api/v1/accounts/{account_id}/unfreeze",
    "POST /admin/customers/{customer_id}/freeze", "POST /admin/customers/{customer_id}/unfreeze",
    "POST /api/v1/fraud/rules/{rule_id}/activate", "POST /api/v1/fraud/rules/{rule_id}/shadow",
    "POST /api/v1/fraud/rules/{rule_id}/deactivate", "POST /api/v1/fraud/analyze",
}  # fmt: skip
BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}
ROUTES = [(access, f"{method} {path}") for access, method, path in map(str.split, filter(None, PROMISED.splitlines()))]


@over(("access", "name"), ROUTES)
def test_a_promised_route_is_served_to_those_it_was_promised_to(access, name):
    method, path = name.split()
    assert BY_NAME[name].access == access
    served = app.routes[path][method]
    assert (served.authorizer is None) == (access == "open")


def test_nothing_is_served_that_was_not_declared():
    served = {f"{method} {path}" for path, methods in app.routes.items() for method in methods}
    assert served == set(BY_NAME)
    assert len(BY_NAME) == len(ENDPOINTS)


def test_only_these_are_open():
    assert {e.name for e in ENDPOINTS if e.access == "open"} == {name for access, name in ROUTES if access == "open"}


@over("name", sorted(MONEY))
def test_a_money_route_takes_a_key_and_a_dry_run(name):
    assert BY_NAME[name].keys
    assert BY_NAME[name].dry_run


def test_what_the_ledger_remembers_is_known_here_as_money():
    assert {e.name for e in ENDPOINTS if e.keys == "ledger" or e.dry_run} <= MONEY


def test_every_post_takes_a_key_unless_it_says_why_not():
    assert {e.name for e in ENDPOINTS if e.method == "POST" and e.keys is None} <= WITHOUT_KEY


def test_a_key_is_required_where_the_contract_says_so():
    assert [e.name for e in ENDPOINTS if e.key_required] == ["POST /transactions"]


LOAD_EVERYTHING = """
import sys

def watch(event, details):
    touching = event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system")
    if touching or event == "open" and isinstance(details[1], str) and set(details[1]) & set("wax+"):
        raise RuntimeError(f"{event} {details}")

sys.dont_write_bytecode = True
sys.addaudithook(watch)
import importlib, pkgutil, chalicelib
names = [each.name for each in pkgutil.walk_packages(chalicelib.__path__, "chalicelib.")]
for name in [*names, "app"]:
    importlib.import_module(name)
from chalicelib.platform.clients import client
assert client.cache_info().currsize == 0, "a client is made at import"
print(len(names))
"""


def test_importing_every_module_does_no_input_or_output():
    bare = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", LOAD_EVERYTHING], cwd=ROOT, env=bare, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 150


@over("endpoint", [each for each in ENDPOINTS if "_id}" in each.path])
def test_a_route_to_one_thing_says_how_it_calls_an_unknown_one(endpoint):
    has_one_code = endpoint.path.startswith(("/admin/errors", "/api/v1/auth/step-up"))  # for whatever is unknown there
    assert has_one_code or any(issubclass(failure, NotFound) for failure in endpoint.failures)
