"""The caller that the authorizer (identity/authorizer.py) vouches for, and what is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.kernel.failures import Forbidden, ReauthenticationRequired, Unauthenticated
from chalicelib.platform.roles import CUSTOMER, STAFF, Access

RECENT_SECONDS = 5 * 60


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `user_id` owns what they create and reach. Whoever has a role of the staff is no customer.

    `methods` are how they authenticated in this session (RFC 8176), at `auth_time` in epoch seconds.
    """

    user_id: str
    email: str
    roles: frozenset[str]
    session_id: str = ""
    auth_time: int = 0
    methods: frozenset[str] = frozenset()

    @classmethod
    def of(cls, context: Mapping[str, object], now_seconds: float) -> "Caller":
        """From the authorizer's context (API Gateway makes every value a string).

        API Gateway caches an authorizer's answer, so the token's own end is looked at once more here.
        """
        if float(str(context.get("exp", 0))) <= now_seconds:
            raise Unauthenticated("The access token has expired")
        roles, methods = (frozenset(str(context.get(name, "")).split(",")) for name in ("roles", "amr"))
        session_id, auth_time = str(context["sid"]), int(str(context["auth_time"]))
        return cls(str(context["customer_id"]), str(context["email"]), roles, session_id, auth_time, methods)

    @staticmethod
    def context(claims: Mapping[str, Any]) -> dict[str, str]:
        """What the authorizer hands on of a token's claims, in strings as API Gateway wants it; `of` reads it."""
        plain = {name: str(claims[name]) for name in ("sub", "email", "customer_id", "exp", "sid", "auth_time")}
        return {**plain, **{name: ",".join(claims[name]) for name in ("roles", "amr")}}

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
        elif self.roles.isdisjoint(access.split("|")):
            raise Forbidden(f"This needs the role {access.replace('|', ' or ')}")

    def require_recent(self, now_seconds: float) -> None:
        """Raises ReauthenticationRequired unless they gave a password or a factor within five minutes."""
        if now_seconds - self.auth_time > RECENT_SECONDS:
            raise ReauthenticationRequired
