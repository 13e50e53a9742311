"""What staff are told of an execution."""

from datetime import UTC, datetime

from chalicelib.operations.model import Execution, Told
from chalicelib.operations.schemas.executions import ExecutionDetails
from chalicelib.platform.histories import Step

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_causes_of_faults_name_nobody():
    cause = "no mail for ada@example.com"
    step = Step("MailLink", "Task", 0, NOW, {}, failures=[("MailRefused", cause)])
    told = Told(Execution("reports_report", "r-1", "FAILED", NOW, NOW), {}, None, "MailRefused", cause, [step], [], True)
    reply = ExecutionDetails.told(told)
    assert [reply.cause, reply.steps[0].failures[0].cause] == ["no mail for •••"] * 2
