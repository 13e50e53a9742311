"""What staff want, by the way of a customer whom it is about: rules, lists, cases, proposals, colleagues."""

from typing import TYPE_CHECKING

from chalicelib.kernel import clock
from simulation.bank.wants.wanting import Lacks, Want, proposed_to, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer

_FRAUD = "/api/v1/fraud"
_WHY = {"reason": "It was looked into"}


@want("rule")
def writes_a_rule(me: "Customer") -> Want:
    return Want("writes a rule", "POST", f"{_FRAUD}/rules", _rule(me), {"rule": "ruleId"}, role="risk")


@want()
def writes_a_rule_anew(me: "Customer") -> Want:
    return Want("writes a rule anew", "PUT", f"{_FRAUD}/rules/{me.need('rule')}", _rule(me), role="risk", keyed=False)


@want("active rule")
def puts_a_rule_into_force(me: "Customer") -> Want:
    path = f"{_FRAUD}/rules/{me.need('rule')}/{me.pick('force', ('activate', 'shadow'))}"
    return Want("puts a rule into force", "POST", path, None, {"active rule": "ruleId"}, role="risk", keyed=False)


@want()
def takes_a_rule_out_of_force(me: "Customer") -> Want:
    method, path = me.pick(
        "way", (("POST", f"{_FRAUD}/rules/{me.need('rule')}/deactivate"), ("DELETE", f"{_FRAUD}/rules/{me.need('rule')}"))
    )
    return Want("takes a rule out of force", method, path, role="risk", keyed=False, spends="active rule")


def _rule(me: "Customer") -> dict[str, object]:
    rest = me.pick("rule", ({"gte": ["amountMinor", 100]}, {"gte": ["amountMinor", 100]}, {"ne": ["country", "GB"]}))
    conditions = {"all": [{"eq": ["currency", "USD"]}, rest]}
    return {
        "name": f"Rule {me.wanted}",
        "conditions": conditions,
        "score": 5,
        "action": me.pick("action", ("review", "score", "review", "block")),
    }


@want("listed")
def puts_somebody_on_a_list(me: "Customer") -> Want:
    colour = me.pick("list", ("white", "black", "white"))
    kind, value = me.pick("subject", (("account", me.need("account")), ("merchant", "Bikes"), ("customer", me.user_id)))
    body = {"kind": kind, "value": value, **_WHY}
    return Want(f"puts a {kind} on the {colour}list", "POST", f"{_FRAUD}/{colour}list", body, {"listed": "entryId"}, role="risk")


@want()
def takes_somebody_off_a_list(me: "Customer") -> Want:
    path = f"{_FRAUD}/{me.pick('list', ('white', 'black'))}list/{me.need('listed')}"
    return Want("takes somebody off a list", me.pick("way", ("DELETE", "GET")), path, role="risk", keyed=False)


@want()
def has_a_payment_analyzed(me: "Customer") -> Want:
    body = {"kind": "withdrawal", "accountId": me.need("account"), "amount": "12.50", "currency": "USD"}
    return Want("has a payment analyzed", "POST", f"{_FRAUD}/analyze", body, role="risk", keyed=False)


@want()
def has_a_transfer_analyzed(me: "Customer") -> Want:
    body = {"transactionId": me.need("transfer to another")}
    return Want("has a transfer analyzed", "POST", f"{_FRAUD}/analyze", body, role="risk", keyed=False, audited=True)


@want("held transfer")
def is_held_by_a_rule(me: "Customer") -> Want:
    """A payment to somebody while a rule has it reviewed."""
    me.need("active rule")
    body = {"fromAccountId": me.need("account"), "toAccountId": me.anothers("account"), "amount": "12.50"}
    for thing in ("money", "proven email", "proven telephone"):
        me.need(thing)
    keeps = {"held transfer": "transactionId", "transfer": "transactionId"}
    return Want("pays 12.50 under a rule", "POST", "/api/v1/transactions/transfer", body, keeps)


@want("case")
def looks_at_cases(me: "Customer") -> Want:
    me.need("held transfer")
    path = f"{_FRAUD}/cases?status={me.pick('status', ('OPEN', 'INVESTIGATING', 'CLOSED'))}"
    return Want("looks at the cases", "GET", path, None, {"case": "items.*.caseId"}, role="risk")


@want()
def looks_at_a_case(me: "Customer") -> Want:
    return Want("looks at a case", "GET", f"{_FRAUD}/cases/{me.need('case')}", role="risk")


@want("taken case")
def takes_a_case(me: "Customer") -> Want:
    return _works_on(me, me.need("case"), "assign", {}, {"taken case": "caseId"})


@want("noted case")
def notes_something_about_a_case(me: "Customer") -> Want:
    return _works_on(me, me.need("case"), "notes", {"text": "Called"}, {"noted case": "noteId"})


@want("closed case")
def closes_a_case(me: "Customer") -> Want:
    finding = me.pick("finding", ("confirmed_risk", "false_positive"))
    return _works_on(me, me.need("taken case"), "close", {"finding": finding, **_WHY}, {"closed case": "caseId"})


@want()
def opens_a_case_again(me: "Customer") -> Want:
    return _works_on(me, me.need("closed case"), "reopen", _WHY, {})


def _works_on(me: "Customer", case: str, verb: str, body: dict[str, str], keeps: dict[str, str]) -> Want:
    return Want(f"works on a case: {verb}", "POST", f"{_FRAUD}/cases/{case}/{verb}", body, keeps, role="risk", keyed=False)


@want("backtest")
def tries_a_rule(me: "Customer") -> Want:
    me.need("transfer")
    path, body = (
        f"{_FRAUD}/rules/{me.need('rule')}/backtest",
        {"since": "2027-01-01T00:00:00Z", "until": clock.to_text(me.world.now())},
    )
    return Want(
        "has a rule tried", "POST", path, body, {"backtest": "backtestId", "tried rule": "ruleId"}, role="risk", keyed=False
    )


@want()
def looks_at_a_backtest(me: "Customer") -> Want:
    path = f"{_FRAUD}/rules/{me.need('tried rule')}/backtests/{me.need('backtest')}"
    return Want("looks at a backtest", "GET", path, role="risk")


@want("report to the authorities")
def looks_at_what_is_to_be_reported(me: "Customer") -> Want:
    kind = me.pick("kind of report", ("CTR", "SAR"))
    me.need("cash of a day" if kind == "CTR" else "closed case")
    keeps = {"report to the authorities": "items.*.reportId"}
    return Want("looks at what is to be reported", "GET", f"{_FRAUD}/reports?kind={kind}", None, keeps, role="risk")


@want()
def files_a_report(me: "Customer") -> Want:
    path = f"{_FRAUD}/reports/{me.need('report to the authorities')}/file"
    return Want("files a report", "POST", path, {"filedAs": f"FIN-{me.wanted}"}, role="risk", keyed=False)


@want("error")
def looks_at_errors(me: "Customer") -> Want:
    return Want("looks at the errors", "GET", "/admin/errors", None, {"error": "items.*.errorId"}, role="operations")


@want()
def has_an_error_done_once_more(me: "Customer") -> Want:
    return Want("has an error done once more", "POST", f"/admin/errors/{me.need('error')}/retry", role="operations", keyed=False)


@want("execution", "execution that failed")
def looks_at_executions(me: "Customer") -> Want:
    flow = me.pick("flow", ("cards_registration", "statements_make", "reports_report", "loans_interest"))
    which, thing = me.pick("which", (("", "execution"), ("&status=FAILED", "execution that failed")))
    keeps = {thing: "items.*.executionId"}
    return Want("looks at executions", "GET", f"/admin/executions?flow={flow}{which}", None, keeps, role="operations")


@want()
def has_an_execution_done_once_more(me: "Customer") -> Want:
    path = f"/admin/executions/{me.need('execution that failed')}/redrive"
    return Want("has an execution done once more", "POST", path, role="operations", keyed=False)


@want("approval")
def decides_on_a_held_transfer(me: "Customer") -> Want:
    path = f"{_FRAUD}/cases/{me.need('case')}/{me.pick('verb', ('approve', 'decline'))}"
    body = {"transactionId": me.need("held transfer"), **_WHY}
    return Want("decides on a held transfer", "POST", path, body, proposed_to("risk"), role="risk", keyed=False, audited=True)


@want()
def looks_at_proposals(me: "Customer") -> Want:
    return Want("looks at what is proposed", "GET", "/admin/approvals", role="operations")


@want()
def decides_on_a_proposal(me: "Customer") -> Want:
    roles = tuple(each for each in ("risk", "lending", "operations", "admin") if me.has(f"{each} approval"))
    if not roles:
        raise Lacks("approval")
    role = me.pick("role", roles)
    path = f"/admin/approvals/{me.need(f'{role} approval')}/{me.pick('verb', ('approve', 'reject'))}"
    alone = me.pick("alone", (False, False, False, True))
    return Want(
        "decides on a proposal",
        "POST",
        path,
        _WHY,
        role=role,
        colleague=not alone,
        keyed=False,
        barred=alone and "approve" in path,
    )


@want("member of staff", "approval")
def makes_a_member_of_staff(me: "Customer") -> Want:
    body = {
        "email": f"staff.{me.number}.{me.wanted}@bank.example",
        "password": "a horse that is made of staples",
        "roles": ["support"],
        **_WHY,
    }
    keeps = {"member of staff": "userId", **proposed_to("admin")}
    return Want("has a member of staff made", "POST", "/admin/staff", body, keeps, role="admin")


@want("approval")
def proposes_other_roles(me: "Customer") -> Want:
    path, body = f"/admin/staff/{me.need('member of staff')}/roles", {"roles": ["risk"], **_WHY}
    return Want("proposes other roles", "PUT", path, body, proposed_to("admin"), role="admin", keyed=False)


@want()
def is_frozen_and_thawed(me: "Customer") -> Want:
    """Of two such wants one undoes the other."""
    verb, account = me.pick("verb", ("unfreeze", "freeze")), me.need("account")
    whole, path = me.pick(
        "whole",
        ((False, f"/accounts/{account}"), (True, f"/admin/customers/{me.user_id}"), (False, f"/api/v1/accounts/{account}")),
    )
    told = f"is met by a member of staff, who wants to {verb} {'them' if whole else 'an account'}"
    keeps = {"frozen account": "status=FROZEN.accountId"}
    return Want(told, "POST", f"{path}/{verb}", {"reason": "A call"}, keeps, role="support", keyed=False)


@want()
def is_helped_by_support(me: "Customer") -> Want:
    method, what = me.pick("help", (("POST", "unlock"), ("DELETE", "sessions")))
    return Want(f"is helped by support: {what}", method, f"/admin/customers/{me.user_id}/{what}", role="support", keyed=False)
