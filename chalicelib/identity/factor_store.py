"""Where second factors lie: `factor-table` (user_id, factor_id), an item an app and one for all recovery codes of a user."""

from dataclasses import dataclass

from chalicelib.identity.factors import Factor, RecoveryCodes
from chalicelib.platform import dynamo
from chalicelib.platform.codec import Codec
from chalicelib.platform.dynamo import Change

FACTORS = "factor-table"
# Among a user's items, where factor ids are UUIDs.
_RECOVERY = "recovery"
_FACTOR, _CODES = Codec(Factor), Codec(RecoveryCodes, read={"digests": tuple}, write={"digests": list})


@dataclass(frozen=True, slots=True)
class Enrolled:
    """All second factors of a user, those that wait for their confirmation too, and the recovery codes that are left."""

    factors: tuple[Factor, ...]
    recovery: RecoveryCodes | None

    @property
    def confirmed(self) -> tuple[Factor, ...]:
        return tuple(factor for factor in self.factors if factor.confirmed_at)


def enrolled(user_id: str) -> Enrolled:
    """In one query."""
    items = list(dynamo.query_all(FACTORS, "user_id = :user", user=user_id))
    factors = tuple(_FACTOR.to_model(item) for item in items if item["factor_id"] != _RECOVERY)
    recovery = next((_CODES.to_model(item) for item in items if item["factor_id"] == _RECOVERY), None)
    return Enrolled(factors, recovery)


def find_factor(user_id: str, factor_id: str) -> Factor | None:
    return None if factor_id == _RECOVERY else _FACTOR.found(dynamo.get(FACTORS, _key(user_id, factor_id)))


def new_factor(factor: Factor) -> Change:
    return dynamo.put_new("factor", FACTORS, "factor_id", _FACTOR.to_item(factor))


def confirmed(factor: Factor, step: int, now: str) -> Change:
    """It is enrolled, and the code that proved it is used; refused under `factor` when it was confirmed or removed meanwhile."""
    condition = "attribute_exists(factor_id) AND attribute_not_exists(confirmed_at)"
    assign = {"confirmed_at": now, "last_step": step}
    return dynamo.update("factor", FACTORS, _key(factor.user_id, factor.factor_id), assign, condition=condition)


def used(factor: Factor, step: int) -> Change:
    """Its code of this step is used; refused under `factor` when that step or a later one was used: each code passes once."""
    condition = "attribute_exists(confirmed_at) AND last_step < :step"
    return dynamo.update(
        "factor", FACTORS, _key(factor.user_id, factor.factor_id), {"last_step": step}, condition=condition, step=step
    )


def removed(factor: Factor) -> Change:
    """Refused under `factor` when it is gone, or was confirmed since it was seen."""
    condition = "attribute_exists(confirmed_at)" if factor.confirmed_at else (
        "attribute_exists(factor_id) AND attribute_not_exists(confirmed_at)"
    )  # fmt: skip
    return dynamo.delete("factor", FACTORS, _key(factor.user_id, factor.factor_id), condition)


def keeping_codes(codes: RecoveryCodes, seen: RecoveryCodes | None) -> Change:
    """Keeps them in the place of those that were seen; refused under `recovery` when one of those was used meanwhile."""
    item = {"factor_id": _RECOVERY, **_CODES.to_item(codes)}
    if seen is None:
        return dynamo.put_new("recovery", FACTORS, "factor_id", item)
    condition = "made_at = :made_at AND digests = :digests"
    return dynamo.put("recovery", FACTORS, item, condition=condition, made_at=seen.made_at, digests=list(seen.digests))


def removing_codes(user_id: str) -> Change:
    return dynamo.delete("recovery", FACTORS, _key(user_id, _RECOVERY))


def _key(user_id: str, factor_id: str) -> dict[str, object]:
    return {"user_id": user_id, "factor_id": factor_id}
