"""Logs, metrics and correlation: one structured line per outcome; ids yes, personal data and secrets never."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from chalicelib.platform import settings

logger = Logger(service="inferno-bank", log_uncaught_exceptions=False)
metrics = Metrics(namespace="InfernoBank", service="inferno-bank")


def begin(context: object, correlation_id: str | None, **ids: object) -> str:
    """Starts an invocation: remembers the account, sets the correlation id (the request's own when none came along)."""
    settings.remember_account(getattr(context, "invoked_function_arn", None))
    correlation_id = correlation_id or getattr(context, "aws_request_id", "") or ""
    logger.clear_state()
    logger.append_keys(correlation_id=correlation_id, function=getattr(context, "function_name", None), **ids)
    return correlation_id


def count(name: str, *, times: int = 1, **dimensions: str) -> None:
    """So many more of `name`, as an EMF metric in the log; of this stage, since stages may share an account."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=times)
    for dimension, value in {"stage": settings.stage(), **dimensions}.items():
        metrics.add_dimension(name=dimension, value=value)
    metrics.flush_metrics()
