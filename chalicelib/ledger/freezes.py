"""The items of `ledger-freezes` (subject, at): the freeze that stands over everything of an owner, and the history of all."""

from dataclasses import replace

from chalicelib.kernel import ids
from chalicelib.ledger import errors
from chalicelib.ledger.model import Freeze
from chalicelib.platform import dynamo
from chalicelib.platform.dynamo import Change, Item

TABLE = "ledger-freezes"


def no_freeze_of(owner_id: str) -> Change:
    """The condition that an owner is not frozen as a whole; raises OwnerFrozen."""
    refusal = errors.OwnerFrozen("Everything of this customer is frozen")
    return replace(dynamo.check("freeze", TABLE, _standing(owner_id), "attribute_not_exists(subject)"), refusal=refusal)


def freeze_of(owner_id: str) -> Freeze | None:
    """The freeze of everything of an owner."""
    item = dynamo.get(TABLE, _standing(owner_id))
    return to_freeze(item) if item else None


def to_freeze(item: Item) -> Freeze:
    """The freeze of an owner that an item keeps."""
    return Freeze(item["by"], item["moment"], item["reason"], whole=True)


def begin_freeze(owner_id: str, freeze: Freeze) -> Change:
    """Everything of an owner is frozen from here on; refused under `freeze` when it was before."""
    return dynamo.put_new("freeze", TABLE, "subject", {**_standing(owner_id), **_from_freeze(freeze)})


def end_freeze(owner_id: str) -> Change:
    return dynamo.delete("freeze", TABLE, _standing(owner_id))


def noted(subject: str, act: str, freeze: Freeze) -> Change:
    """A line of the history of what was frozen and thawed, which nobody changes."""
    item = {"subject": subject, "at": f"{freeze.at}#{ids.new_id()}", "act": act, **_from_freeze(freeze)}
    return dynamo.put_new("history", TABLE, "subject", item)


def _standing(owner_id: str) -> Item:
    return {"subject": owner_id, "at": "-"}


def _from_freeze(freeze: Freeze) -> Item:
    return {"by": freeze.by, "moment": freeze.at, "reason": freeze.reason, "whole": freeze.whole, "before": freeze.before}
