"""Who may do what: the roles that an access token names, and what a route asks of its caller.

Staff and customers are different people: nobody has both kinds of role.
"""

from typing import Final, Literal

CUSTOMER: Final = "customer"
Role = Literal["support", "risk", "lending", "operations", "admin"]
STAFF: tuple[Role, ...] = ("support", "risk", "lending", "operations", "admin")
ANY: tuple[Literal["customer"] | Role, ...] = (CUSTOMER, *STAFF)
# Nothing; to be anybody, since it is about one's own identity; to be a customer; to be of the staff; to have that role, or one of
# those two.
Access = Literal["open", "own", "customer", "staff", "support|risk", Role]
