"""Transfers to others at this bank, their consent, payees and limits. Numbers from 200 on."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.platform import settings
from chalicelib.platform.dynamo import to_wire
from simulation.bank.api import ask
from simulation.bank.errands.errand import errand
from simulation.bank.steps import FRAUD, POSTING, TRANSFERS, WHY, frozen, in_a_crowd, leaves, listed, refused, ruled, until
from simulation.bank.tables import items
from simulation.bank.wants import Lacks, Want

if TYPE_CHECKING:
    from simulation.bank.people import Person

_A_MINUTE, _A_WHILE, _A_DAY = 60.0, 400.0, 90_000.0


def _pays(me: "Person", told: str = "pays Ben", amount: str = "1.00", **more: object) -> Want:
    """Somebody else, out of the first account."""
    ben = me.town.customers[1]
    target = {} if more.keys() & {"toAccountNumber", "payeeId", "external"} else {"toAccountId": ben.things["account"][0]}
    body = {"fromAccountId": me.things["account"][0], "amount": amount, **target, **more}
    return Want(told, "POST", f"{TRANSFERS}/transfer", body, {"transfer": "transactionId"}, granted=True)


def _held(me: "Person") -> Iterator[Want]:
    """A payment that a person of the bank has taken to look at."""
    yield from ruled(me, {"eq": ["payeeAccount", me.town.customers[1].things["account"][0]]})
    yield _pays(me, "pays Ben, and is looked at")
    yield Want(
        "looks at the cases", "GET", f"{FRAUD}/cases?status=OPEN", None, {"case": "items.*.caseId"}, role="risk", granted=True
    )
    yield Want("takes the case", "POST", f"{FRAUD}/cases/{me.need('case')}/assign", {}, role="risk", keyed=False, granted=True)


def _deciding(me: "Person", verb: str) -> Want:
    """What whoever has the case says of it."""
    body = {"transactionId": me.need("transfer"), **WHY}
    path, keeps = f"{FRAUD}/cases/{me.need('case')}/{verb}", {"approval": "approvalId"}
    return Want(f"wants to {verb} the payment", "POST", path, body, keeps, role="risk", keyed=False)


def _approving(me: "Person") -> Want:
    path = f"/admin/approvals/{me.need('approval')}/approve"
    return Want("lets it go on", "POST", path, WHY, role="risk", colleague=True, keyed=False)


def _calling_off(me: "Person") -> Want:
    return Want("calls it off", "POST", f"{TRANSFERS}/{me.need('transfer')}/cancel")


@errand(200)
def who_is_paid_is_on_the_blacklist_and_who_pays_on_the_whitelist(me: "Person") -> Iterator[Want]:
    ben = me.town.customers[1]
    yield from listed("account", ben.things["account"][0])
    body = {"kind": "customer", "value": me.user_id, **WHY}
    yield Want("is put on the whitelist", "POST", f"{FRAUD}/whitelist", body, role="risk", granted=True)
    yield refused(_pays(me), "declined_by_policy")


@errand(201)
def a_payment_is_held_and_declined(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    path, back = f"{TRANSFERS}/{me.need('transfer')}/reverse", {"reason": "A mistake"}
    yield refused(Want("would have staff take it back", "POST", path, back, role="operations", keyed=False), "not_reversible")
    for rehearsing in ("decline", "decline?dryRun=true"):
        yield refused(replace(_deciding(me, rehearsing), colleague=True), "case_not_yours")
    yield replace(_deciding(me, "approve"), granted=True)
    yield replace(_deciding(me, "decline"), granted=True)


@errand(202)
def a_payment_that_is_held_is_called_off(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield replace(_calling_off(me), granted=True)


@errand(203)
def a_payment_goes_on_while_its_payer_calls_it_off(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield replace(_deciding(me, "approve"), granted=True)
    me.world.wire.weather.aim("ledger.store.read_accounts", me.quick(replace(_approving(me), granted=True)))
    yield refused(_calling_off(me), "not_cancellable")
    again = replace(_calling_off(me), told="would call it off", keyed=False)
    yield refused(replace(again, path=f"{again.path}?dryRun=true"), "not_cancellable")


@errand(204)
def who_is_paid_has_left_while_the_bank_looks(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield from leaves(me.town.customers[1])
    yield replace(_deciding(me, "approve"), granted=True)
    yield replace(_approving(me), granted=True)


@errand(205)
def somebody_is_paid_again_and_again(me: "Person") -> Iterator[Want]:
    """What is small is asked about every fifth time, and what is not small always."""
    yield _pays(me)
    for time in range(1, 6):
        yield _pays(me, f"pays Ben, time {time}")
    yield replace(_pays(me, "pays Ben more", "30.01"), consented=True)


@errand(206)
def somebody_rehearses_what_takes_consent(me: "Person") -> Iterator[Want]:
    paying = _pays(me, "rehearses to pay Ben")
    yield replace(paying, path=f"{paying.path}?dryRun=true", keeps={}, keyed=False, never=("step_up_required",))


@errand(207)
def a_currency_has_no_figure_above_which_consent_is_asked_for(me: "Person") -> Iterator[Want]:
    os.environ.update(dict.fromkeys(("DAILY_LIMIT_FULL", "TRANSFER_LIMIT_FULL", "FIRST_DAY_LIMIT"), "CHF=5.00"))
    for who in me.town.customers[:2]:
        body, keeps = {"type": "checking", "currency": "CHF"}, {f"francs of {who.name}": "accountId"}
        yield Want("opens an account in francs", "POST", "/accounts", body, keeps, by=who, granted=True)
    mine, bens = (me.need(f"francs of {who.name}") for who in me.town.customers[:2])
    yield Want("pays in some francs", "POST", "/deposit", {"accountId": mine, "amount": "4.00"}, later=_A_WHILE, granted=True)
    for later in (_A_WHILE, 0.0):
        told = "pays Ben in francs, however little"
        yield replace(_pays(me, told, "0.01", fromAccountId=mine, toAccountId=bens), later=later, consented=True)


@errand(208)
def an_account_does_not_pay_or_is_not_paid(me: "Person") -> Iterator[Want]:
    """Which is said first, whatever else speaks against it."""
    ben = me.town.customers[1]
    yield Want("Ben leaves his second account", "POST", f"/accounts/{ben.things['account'][1]}/close", by=ben, granted=True)
    yield refused(_pays(me, toAccountId=ben.things["account"][1]), "beneficiary_closed")
    yield from frozen(me.things["account"][0])
    yield refused(_pays(me, "pays more than there is", "9000.00"), "account_frozen")


def _taken_back(me: "Person") -> Iterator[Want]:
    """By staff, as far as that it is proposed."""
    path, keeps = f"{TRANSFERS}/{me.need('transfer')}/reverse", {"approval": "approvalId"}
    told, why = "proposes to take it back", {"reason": "A mistake"}
    yield Want(told, "POST", path, why, keeps, role="operations", keyed=False, granted=True)


@errand(209)
def two_decide_at_once_to_take_a_payment_back(me: "Person") -> Iterator[Want]:
    yield _pays(me)
    yield from _taken_back(me)
    approving = replace(_approving(me), role="operations")
    me.world.wire.weather.aim("ledger.store.read_accounts", me.quick(replace(approving, granted=True)))
    yield refused(approving, "approval_decided")


@errand(210)
def what_could_not_be_taken_back_is_taken_back_later(me: "Person") -> Iterator[Want]:
    ben = me.town.customers[1].things["account"][0]
    yield _pays(me)
    yield from _taken_back(me)
    approving = replace(_approving(me), role="operations")
    yield from frozen(ben)
    yield refused(approving, "account_frozen")
    yield Want("has it thawed", "POST", f"/accounts/{ben}/unfreeze", {"reason": "A call"}, role="support", keyed=False)
    yield replace(approving, granted=True)


@errand(211)
def a_decision_is_asked_for_twice_at_once(me: "Person") -> Iterator[Want]:
    yield _pays(me)
    yield from _taken_back(me)
    approving = replace(_approving(me), role="operations", granted=True, keyed=True)
    me.world.wire.weather.aim("ledger.store.read_accounts", me.quick(approving, again=True))
    yield approving


def _named(me: "Person", name: str, **more: object) -> dict[str, Any]:
    """Ben's account by its number, under a name."""
    return {"toAccountNumber": me.town.customers[1].things["number"][0], "name": name, **more}


def _keeping(me: "Person", told: str, **more: object) -> Want:
    ben = me.town.customers[1]
    body = {"name": "Ben Sample", "accountNumber": ben.things["number"][0], **more}
    return Want(told, "POST", "/api/v1/payees", body, {"payee": "payeeId"}, granted=True)


@errand(212)
def somebody_is_paid_under_another_name(me: "Person") -> Iterator[Want]:
    """Which takes consent, known though he is, and little though it be."""
    yield _pays(me)
    yield refused(_pays(me, "pays Grace", **_named(me, "Grace Hopper")), "payee_name_mismatch")
    yield replace(_pays(me, "pays Grace all the same", **_named(me, "Grace Hopper", acceptNoMatch=True)), consented=True)


@errand(213)
def the_bank_does_not_know_who_is_paid(me: "Person") -> Iterator[Want]:
    """As one whose account is older than what is kept of customers."""
    dynamodb, table = me.world.doubles["dynamodb"], settings.table_name("user-table")
    yield _pays(me)
    (row,) = (each for each in items(me.world, "user-table") if each["uuid"] == me.town.customers[1].user_id)
    dynamodb.delete_item(TableName=table, Key=to_wire({name: row[name] for name in ("uuid", "document")}))
    calm = me.town.calm  # else it is paid, perhaps, when he is known again
    yield replace(_pays(me, "pays Ben by his number", **_named(me, "Ben Sample")), consented=calm)
    dynamodb.put_item(TableName=table, Item=to_wire(row))


@errand(214)
def payees_are_kept_with_consent(me: "Person") -> Iterator[Want]:
    """Those who are trusted, who have another name, and whose name nobody knows."""
    yield replace(_keeping(me, "trusts Ben", trusted=True), consented=True)
    yield Want("forgets Ben", "DELETE", f"/api/v1/payees/{me.need('payee')}", keyed=False, granted=True)
    yield replace(_keeping(me, "keeps Ben as Grace", name="Grace Hopper", acceptNoMatch=True), consented=True)
    yield from until(me, "keeps a payee elsewhere")


@errand(215)
def who_is_trusted_is_forgotten_while_they_are_paid(me: "Person") -> Iterator[Want]:
    yield _pays(me)
    yield _keeping(me, "trusts Ben", trusted=True)
    payee = me.need("payee")
    forgets = Want("forgets Ben", "DELETE", f"/api/v1/payees/{payee}", keyed=False, granted=True)
    yield Want("lets their first day go by", "GET", "/me", later=_A_DAY)
    me.world.wire.weather.aim(POSTING, me.quick(forgets))
    yield _pays(me, "pays Ben, whom they trusted", "900.00")


@errand(216)
def somebody_moves_around_the_world(me: "Person") -> Iterator[Want]:
    """Where it is another day; theirs goes on."""
    for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"):
        body = {"address": "1 Beach Road", "timezone": zone}
        yield Want(f"moves to {zone}", "PUT", f"/profile/{me.user_id}", body, keyed=False, granted=True)
        yield replace(_pays(me), later=_A_WHILE)


@errand(217)
def an_address_was_anothers_before(me: "Person") -> Iterator[Want]:
    """That Ben's token still has; the level is of whoever the address is of by now."""
    ben = me.town.customers[1]
    his, ben.email = ben.email, me.email
    yield Want("Ben looks at his limits", "GET", f"{TRANSFERS}/limits", by=ben)
    ben.email = his
    if me.heard.accepted and me.heard.body["level"] != "NONE":
        me.world.broken(f"Ben is told that his level is that of {me.name}: {me.heard.body['level']}")


@errand(218)
def somebody_pays_out_of_both_accounts_at_once(me: "Person") -> Iterator[Want]:
    """To two whom they have known for a day, so that nothing but their limit is of both."""
    also, bens = me.things["account"][1], me.town.customers[1].things["account"]
    yield _pays(me, "fills their other account", "50.00", toAccountId=also)
    for each in bens:
        yield _pays(me, toAccountId=each)
    yield Want("lets their first day go by", "GET", "/me", later=_A_DAY)
    first = _pays(me, "pays Ben at once", toAccountId=bens[0])
    me.world.wire.weather.aim(POSTING, me.quick(first))
    yield _pays(me, "pays Ben out of their other account", fromAccountId=also, toAccountId=bens[1])


@errand(219)
def a_series_was_consented_to_as_a_whole(me: "Person") -> Iterator[Want]:
    between = {"fromAccountId": me.things["account"][0], "toAccountId": me.town.customers[1].things["account"][0]}
    days = {"startOn": f"{me.world.now() + timedelta(days=1):%Y-%m-%d}", "frequency": "daily", "timezone": "UTC", "count": 2}
    path, body = f"{TRANSFERS}/scheduled", {**between, "amount": "1.00", **days}
    yield Want("schedules a payment", "POST", path, body, {"schedule": "scheduleId"}, granted=True, consented=True)
    yield Want("lets the days go by", "GET", f"{path}/{me.need('schedule')}", later=3 * _A_DAY)


@errand(220)
def what_stands_in_a_crowd_is_called_off_while_it_is_credited(me: "Person") -> Iterator[Want]:
    """When whoever credits it has read that it waits."""

    def call_off() -> None:
        waiting = (each["transaction_id"] for each in items(me.world, "transfer-table") if each["status"] == "BALANCE_RESERVED")
        for each in waiting:
            me.quick(Want("calls it off", "POST", f"{TRANSFERS}/{each}/cancel"))()

    me.world.wire.weather.aim("fraud.store.read", call_off)
    yield in_a_crowd(me, me.town.customers[1].things["account"][0])


@errand(221)
def the_code_of_a_payment_is_sent_again(me: "Person") -> Iterator[Want]:
    """The former is no longer good, and the new one is, once."""
    paying = me.opened(_pays(me))
    asked = ask(me.world, me.about("asks without a code"), paying.request, me.asking(paying.want))
    if asked is None or asked.code != "step_up_required":
        raise Lacks("a challenge")
    me.since["step-up"], path = me.world.scheduler.time(), f"/api/v1/auth/step-up/{asked.body['challengeId']}"
    me.world.sleep(_A_MINUTE)
    former = {"method": "email", "code": me.code("step-up")}
    resent = Want(
        "has the code sent again", "POST", f"{path}/resend", None, {"sent again": "challengeId"}, keyed=False, granted=True
    )
    yield resent
    if not me.has("sent again"):
        return
    me.world.sleep(_A_MINUTE)
    yield Want("consents by the code of before", "POST", path, former, keyed=False, barred=True)
    newest = {"method": "email", "code": me.code("step-up")}
    yield Want("consents by the new code", "POST", path, newest, {"authorization": "authorization"}, keyed=False, granted=True)
    paying.request = replace(paying.request, authorization=me.need("authorization"))
    yield replace(resent, told="has one sent again that was used", granted=False, barred=True)
    me.insist(me.about("pays with it"), paying)


@errand(222)
def who_paid_takes_it_back(me: "Person") -> Iterator[Want]:
    """Whoever was paid may, not who paid."""
    yield _pays(me)
    path = f"{TRANSFERS}/{me.need('transfer')}/reverse"
    yield refused(Want("takes it back", "POST", path, {"reason": "A mistake"}, keyed=False), "not_reversible_by_payer")


@errand(223)
def who_was_paid_is_no_payee_any_more(me: "Person") -> Iterator[Want]:
    """The key of the payment keeps its answer all the same."""
    yield _keeping(me, "keeps Ben")
    payee = me.need("payee")
    yield _pays(me, "pays him as a payee", payeeId=payee)
    paid = me.cases[-1]
    yield Want("forgets Ben", "DELETE", f"/api/v1/payees/{payee}", keyed=False, granted=True)
    me.insist(me.about("asks under its key"), paid)


@errand(224)
def who_is_to_be_paid_comes_onto_the_blacklist_while_it_is_held(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield replace(_deciding(me, "approve"), granted=True)
    yield from listed("account", me.town.customers[1].things["account"][0])
    yield refused(_approving(me), "declined_by_policy")


@errand(225)
def who_has_the_case_would_let_it_go_on_alone(me: "Person") -> Iterator[Want]:
    yield from _held(me)
    yield replace(_deciding(me, "approve"), granted=True)
    yield refused(replace(_approving(me), colleague=False), "own_proposal")
    yield replace(_approving(me), granted=True)
