"""The authorizer in front of every route that is not open, and the caller it vouches for."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalice import AuthResponse, Blueprint
from chalice.app import AuthRequest

from chalicelib.kernel.failures import Forbidden, Unauthenticated
from chalicelib.platform import tokens
from chalicelib.platform.observability import begin, logger
from chalicelib.platform.roles import CUSTOMER, STAFF, Access

auth = Blueprint(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `user_id` owns what they create and reach. Whoever has a role of the staff is no customer."""

    user_id: str
    email: str
    roles: frozenset[str]

    @classmethod
    def of(cls, context: Mapping[str, object], now_seconds: float) -> "Caller":
        """From the authorizer's context (API Gateway makes every value a string).

        API Gateway caches an authorizer's answer, so the token's own end is looked at once more here.
        """
        if float(str(context.get("exp", 0))) <= now_seconds:
            raise Unauthenticated("The access token has expired")
        roles = frozenset(str(context.get("roles", "")).split(","))
        return cls(str(context["customer_id"]), str(context["email"]), roles)

    @property
    def is_staff(self) -> bool:
        return not self.roles.isdisjoint(STAFF)

    def require(self, access: Access) -> None:
        """Raises Forbidden unless a route with this `access` is theirs."""
        if access in ("open", "own"):
            return
        if access == CUSTOMER:
            if self.is_staff or CUSTOMER not in self.roles:
                raise Forbidden("This is for customers, which the bank's staff are not")
        elif access == "staff":
            if not self.is_staff:
                raise Forbidden("This is for the bank's staff")
        elif access not in self.roles:
            raise Forbidden(f"This needs the role {access}")


@auth.authorizer(name="authorize", ttl_seconds=60)
def authorize(request: AuthRequest) -> AuthResponse:
    """Lets a valid bearer token through to every route; roles and owners are judged behind it."""
    begin(None, None)
    scheme, _, token = (request.token or "").partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise Unauthenticated("Expected a bearer token")
        claims = tokens.verify(token.strip())
    except Unauthenticated as failure:
        logger.info("token refused", extra={"code": failure.code})
        raise Exception("Unauthorized") from failure  # the one text API Gateway answers with 401
    context = {name: str(claims[name]) for name in ("sub", "email", "customer_id", "exp")}
    context["roles"] = ",".join(claims["roles"])
    return AuthResponse(routes=["*"], principal_id=str(claims["sub"]), context=context)
