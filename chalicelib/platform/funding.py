"""Money from outside that nobody sent: it stands in for a source of funds where a stage allows it, and production does not."""

from chalicelib.kernel.failures import Forbidden
from chalicelib.platform import settings


class FundingSourceRequired(Forbidden):
    """This stage takes no money that comes from nowhere."""

    code = "funding_source_required"


def require_source() -> None:
    """For whatever would credit a customer out of the bank's cash. Raises FundingSourceRequired unless it may be simulated."""
    if not settings.simulated_funding():
        raise FundingSourceRequired("Money has to come from somewhere: this stage simulates no funding")
