"""REST routes of the rules that payments are screened by, for staff with the role risk."""

from functools import partial
from typing import Any

from chalicelib.fraud import queries
from chalicelib.fraud.errors import RuleStatus, TooManyRules, UnknownRule
from chalicelib.fraud.facts import FACTS
from chalicelib.fraud.operations.change_rules import bring_to, change_rule, find, make_rule
from chalicelib.fraud.rules import Rule, Status
from chalicelib.fraud.schemas import FactList, FactReply, RulePage, RuleReply, RuleRequest, RulesQuery
from chalicelib.platform import paging
from chalicelib.platform.http import Answer, Request, Routes, plain

routes = Routes(
    __name__,
    tag="Fraud",
    about="The rules that payments are screened by",
    rule_id="what POST /api/v1/fraud/rules answered",
)


@routes.get("/api/v1/fraud/facts", summary="What a rule may ask about", access="risk", answer=FactList)
def list_facts(request: Request[None, None]) -> Answer:
    """Every fact with its type and what it says."""
    items = [FactReply(name=name, type=kind, meaning=meaning) for name, (kind, meaning) in FACTS.items()]
    return Answer(200, FactList(items=items))


@routes.post(
    "/api/v1/fraud/rules",
    summary="Write a rule",
    status=201,
    location="/api/v1/fraud/rules/{ruleId}",
    access="risk",
    body=RuleRequest,
    answer=RuleReply,
    keys="record",
)
def create_rule(request: Request[RuleRequest, None]) -> Answer:
    """Makes a draft, which changes nothing until it is brought into use."""
    return Answer.of(make_rule(request.body.text(), request.call, render=_rendered))


@routes.get("/api/v1/fraud/rules", summary="Rules by status", access="risk", query=RulesQuery, answer=RulePage)
def list_rules(request: Request[None, RulesQuery]) -> Answer:
    """The rules that payments are judged by, in the order of judging; or those in another status, newest first."""
    found, cursor = paging.page(request, partial(queries.list_rules, request.query.status or ""))
    return Answer(200, RulePage(items=[RuleReply.of(rule) for rule in found], next_cursor=cursor))


@routes.get("/api/v1/fraud/rules/{rule_id}", summary="A rule", access="risk", answer=RuleReply, failures=(UnknownRule,))
def get_rule(request: Request[None, None]) -> Answer:
    """Its newest version."""
    return Answer(200, RuleReply.of(find(request.path["rule_id"])))


@routes.put(
    "/api/v1/fraud/rules/{rule_id}",
    summary="Write the next version of a rule",
    access="risk",
    body=RuleRequest,
    answer=RuleReply,
    failures=(UnknownRule, RuleStatus),
)
def put_rule(request: Request[RuleRequest, None]) -> Answer:
    """Makes a draft beside the version in use, which goes on until the draft takes its place."""
    return Answer(200, RuleReply.of(change_rule(request.path["rule_id"], request.body.text(), request.call)))


_BRINGING: dict[str, Any] = {"access": "risk", "answer": RuleReply, "failures": (UnknownRule, RuleStatus, TooManyRules)}


@routes.post("/api/v1/fraud/rules/{rule_id}/activate", summary="Let a rule decide", **_BRINGING)
def activate_rule(request: Request[None, None]) -> Answer:
    """Its newest version holds from the next payment on."""
    return _brought(request, "ACTIVE")


@routes.post("/api/v1/fraud/rules/{rule_id}/shadow", summary="Let a rule be judged without deciding", **_BRINGING)
def shadow_rule(request: Request[None, None]) -> Answer:
    """It is judged with every payment and changes nothing: decisions tell what it would have said."""
    return _brought(request, "SHADOW")


@routes.post("/api/v1/fraud/rules/{rule_id}/deactivate", summary="Take a rule out of use", **_BRINGING)
def deactivate_rule(request: Request[None, None]) -> Answer:
    """It stays as it is and can be brought into use again."""
    return _brought(request, "INACTIVE")


@routes.delete("/api/v1/fraud/rules/{rule_id}", summary="Delete a rule that is not in use", **_BRINGING)
def delete_rule(request: Request[None, None]) -> Answer:
    """Nothing brings it back; past decisions go on naming it."""
    return _brought(request, "DELETED")


def _brought(request: Request[None, None], status: Status) -> Answer:
    return Answer(200, RuleReply.of(bring_to(request.path["rule_id"], status, request.call)))


def _rendered(rule: Rule) -> dict[str, object]:
    return plain(RuleReply.of(rule))
