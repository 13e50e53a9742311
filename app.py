"""Every entry point of the bank: REST routes, queue and stream consumers, state-machine tasks. No logic."""

from collections.abc import Callable

from chalice import Chalice, Response
from chalice.app import Request

from chalicelib.accounts.routes import routes as account_routes
from chalicelib.banking.consumers import consumers as banking_consumers
from chalicelib.banking.routes import routes as banking_routes
from chalicelib.cards.consumers import consumers as card_consumers
from chalicelib.cards.routes import routes as card_routes
from chalicelib.cards.tasks import tasks as card_tasks
from chalicelib.customers.routes.customers import routes as customer_routes
from chalicelib.customers.routes.profile import routes as profile_routes
from chalicelib.fraud.consumers import consumers as fraud_consumers
from chalicelib.fraud.routes.cases import routes as case_routes
from chalicelib.fraud.routes.lists import routes as list_routes
from chalicelib.fraud.routes.reports import routes as fraud_report_routes
from chalicelib.fraud.routes.rules import routes as rule_routes
from chalicelib.holds.routes import routes as hold_routes
from chalicelib.holds.tasks import tasks as hold_tasks
from chalicelib.identity.authorizer import authorize, authorizer
from chalicelib.identity.routes.codes import routes as code_routes
from chalicelib.identity.routes.factors import routes as factor_routes
from chalicelib.identity.routes.sessions import routes as session_routes
from chalicelib.identity.routes.staff import routes as staff_routes
from chalicelib.identity.routes.web import routes as web_session_routes
from chalicelib.kyc.consumers import consumers as kyc_consumers
from chalicelib.kyc.routes.documents import routes as document_routes
from chalicelib.kyc.routes.reviews import routes as review_routes
from chalicelib.kyc.tasks import tasks as kyc_tasks
from chalicelib.ledger.consumers import consumers as ledger_consumers
from chalicelib.limits.routes import routes as limit_routes
from chalicelib.loans.consumers import consumers as loan_consumers
from chalicelib.loans.routes import routes as loan_routes
from chalicelib.loans.tasks import tasks as loan_tasks
from chalicelib.notifications.consumers import consumers as notification_consumers
from chalicelib.notifications.routes.devices import routes as device_routes
from chalicelib.notifications.routes.inbox import routes as inbox_routes
from chalicelib.notifications.routes.preferences import routes as preference_routes
from chalicelib.notifications.routes.staff import routes as message_routes
from chalicelib.notifications.routes.unsubscribing import routes as unsubscribing_routes
from chalicelib.notifications.tasks import tasks as notification_tasks
from chalicelib.onboarding.tasks import tasks as onboarding_tasks
from chalicelib.operations.routes.books import routes as book_routes
from chalicelib.operations.routes.executions import routes as execution_routes
from chalicelib.payments.consumers import consumers as payment_consumers
from chalicelib.payments.routes import routes as payment_routes
from chalicelib.platform import settings
from chalicelib.platform.admin import routes as admin_routes
from chalicelib.platform.answering import problem_for
from chalicelib.platform.approval_routes import routes as approval_routes
from chalicelib.platform.audit_routes import routes as audit_routes
from chalicelib.platform.http import ROUTES
from chalicelib.platform.meta import routes as meta_routes
from chalicelib.platform.relay import relay
from chalicelib.platform.wait_tasks import tasks as wait_tasks
from chalicelib.query.consumers import consumers as query_consumers
from chalicelib.query.routes import routes as query_routes
from chalicelib.reconciliation.tasks import tasks as reconciliation_tasks
from chalicelib.reports.routes import routes as report_routes
from chalicelib.reports.tasks import tasks as report_tasks
from chalicelib.savings.routes import routes as savings_routes
from chalicelib.savings.tasks import tasks as savings_tasks
from chalicelib.schedules.routes import routes as schedule_routes
from chalicelib.schedules.tasks import tasks as schedule_tasks
from chalicelib.statements.routes import routes as statement_routes
from chalicelib.statements.tasks import tasks as statement_tasks
from chalicelib.transact.routes import routes as transact_routes
from chalicelib.transfers.consumers import consumers as transfer_consumers
from chalicelib.transfers.routes.backtests import routes as backtest_routes
from chalicelib.transfers.routes.payees import routes as payee_routes
from chalicelib.transfers.routes.reviews import routes as transfer_review_routes
from chalicelib.transfers.routes.simulations import routes as simulation_routes
from chalicelib.transfers.routes.transfers import routes as transfer_routes
from chalicelib.transfers.tasks import tasks as transfer_tasks
from chalicelib.wallets.consumers import consumers as wallet_consumers
from chalicelib.wallets.routes import routes as wallet_routes

settings.check()
app = Chalice(app_name="inferno", configure_logs=False)
app.api.cors = False
app.api.binary_types = []
app.experimental_feature_flags.update(["BLUEPRINTS"])


@app.middleware("http")
def problems_for_chalice_errors(event: Request, get_response: Callable[[Request], Response]) -> Response:
    """Errors that Chalice makes itself (415, a wrong method) become problem documents like every other."""
    response = get_response(event)
    is_chalices = response.status_code >= 400 and isinstance(response.body, dict) and "Code" in response.body
    return problem_for(event, response) if is_chalices else response


for routes in ROUTES:
    routes.guard(authorize)

for blueprint in (
    authorizer,
    relay,
    wait_tasks,
    ledger_consumers,
    admin_routes.blueprint,
    approval_routes.blueprint,
    audit_routes.blueprint,
    execution_routes.blueprint,
    book_routes.blueprint,
    account_routes.blueprint,
    limit_routes.blueprint,
    banking_consumers,
    banking_routes.blueprint,
    rule_routes.blueprint,
    list_routes.blueprint,
    case_routes.blueprint,
    fraud_report_routes.blueprint,
    backtest_routes.blueprint,
    hold_routes.blueprint,
    hold_tasks,
    query_consumers,
    query_routes.blueprint,
    transact_routes.blueprint,
    transfer_routes.blueprint,
    simulation_routes.blueprint,
    transfer_review_routes.blueprint,
    transfer_tasks,
    payee_routes.blueprint,
    schedule_routes.blueprint,
    schedule_tasks,
    loan_consumers,
    loan_routes.blueprint,
    loan_tasks,
    payment_consumers,
    payment_routes.blueprint,
    savings_routes.blueprint,
    savings_tasks,
    wallet_consumers,
    wallet_routes.blueprint,
    meta_routes.blueprint,
    profile_routes.blueprint,
    customer_routes.blueprint,
    session_routes.blueprint,
    kyc_consumers,
    fraud_consumers,
    transfer_consumers,
    document_routes.blueprint,
    web_session_routes.blueprint,
    staff_routes.blueprint,
    review_routes.blueprint,
    kyc_tasks,
    onboarding_tasks,
    code_routes.blueprint,
    factor_routes.blueprint,
    card_consumers,
    notification_consumers,
    notification_tasks,
    preference_routes.blueprint,
    inbox_routes.blueprint,
    device_routes.blueprint,
    unsubscribing_routes.blueprint,
    message_routes.blueprint,
    card_routes.blueprint,
    card_tasks,
    reconciliation_tasks,
    report_routes.blueprint,
    report_tasks,
    statement_routes.blueprint,
    statement_tasks,
):
    app.register_blueprint(blueprint)
