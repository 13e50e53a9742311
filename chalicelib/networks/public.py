"""What other contexts may use of the networks.

`submit` and `find_submission` are all that is simulated, with `settle` for the simulation's own routes: a real network takes
their place, and its notices of settlements and returns that of the routes.
"""

from chalicelib.networks.errors import NotReturnable, UntimelyReturn
from chalicelib.networks.model import CURRENCY, Network, Payment, Submission
from chalicelib.networks.operations.settle import settle
from chalicelib.networks.operations.submit import submit, trace_number
from chalicelib.networks.queries import find_submission
from chalicelib.networks.returns import ReturnCode, check_timely
from chalicelib.networks.routing import check_routing_number
from chalicelib.networks.store import every_submission
from chalicelib.networks.windows import due

__all__ = [
    "CURRENCY", "Network", "NotReturnable", "Payment", "ReturnCode", "Submission", "UntimelyReturn", "check_routing_number",
    "check_timely", "due", "every_submission", "find_submission", "settle", "submit", "trace_number",
]  # fmt: skip
