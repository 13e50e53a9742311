"""REST routes by which staff with the role risk try a rule on transfers that were screened before."""

from chalicelib.fraud import public as fraud
from chalicelib.platform.http import Answer, Request, Routes, plain
from chalicelib.transfers.backtest_schemas import BacktestReply, BacktestRequest
from chalicelib.transfers.operations.backtest import begin_backtest

routes = Routes(
    __name__,
    tag="Backtests",
    about="What a rule would have said",
    rule_id="what POST /api/v1/fraud/rules answered",
    backtest_id="what POST /api/v1/fraud/rules/{rule_id}/backtest answered",
)


@routes.post(
    "/api/v1/fraud/rules/{rule_id}/backtest",
    summary="Try a rule on what was screened before",
    status=202,
    location="/api/v1/fraud/rules/{ruleId}/backtests/{backtestId}",
    access="risk",
    body=BacktestRequest,
    answer=BacktestReply,
    keys="record",
    failures=(fraud.UnknownRule,),
)
def create_backtest(request: Request[BacktestRequest, None]) -> Answer:
    """Its newest version, whether it is in use or not; nothing changes by it. Read how far it is where `Location` says."""
    since, until = request.body.times()

    def render(backtest: fraud.Backtest) -> dict[str, object]:
        return plain(BacktestReply.of(backtest))

    return Answer.of(begin_backtest(request.path["rule_id"], since, until, request.call, render=render))


@routes.get(
    "/api/v1/fraud/rules/{rule_id}/backtests/{backtest_id}",
    summary="A backtest of a rule",
    access="risk",
    answer=BacktestReply,
    failures=(fraud.UnknownBacktest,),
)
def get_backtest(request: Request[None, None]) -> Answer:
    """As far as it is; it is kept for 90 days."""
    backtest = fraud.find_backtest(request.path["backtest_id"])
    if backtest is None or backtest.rule_id != request.path["rule_id"]:
        raise fraud.UnknownBacktest("No such backtest")
    return Answer(200, BacktestReply.of(backtest))
