"""What must not have been accepted: what is barred, what needed consent, what is another's turn, what the audit should have."""

from typing import TYPE_CHECKING

from simulation.bank.api import Answer
from simulation.bank.tables import items

if TYPE_CHECKING:
    from simulation.bank.customer import Case, Customer


def not_to_be(me: "Customer", case: "Case", accepted: Answer) -> str:
    """What is wrong with an acceptance."""
    want, body, sent, once = case.want, accepted.body, case.request.body, me.town.once
    if want.barred:
        return "was let"
    if want.consented and not case.request.authorization:
        return "was let without consent"
    once[case.request.path] += want.once
    if once[case.request.path] > 1:
        return "was let, and somebody was before"
    if isinstance(sent, dict) and isinstance(body, dict) and "version" in sent.keys() & body.keys():
        theirs = f" of {(want.by or me).name}" if want.role == "customer" else ""  # a path may be the same for everybody
        version = f"{case.request.path}{theirs}, version {body['version']}"
        # A profile that says already what is asked for is no change, whichever version was seen.
        once[version] += body["version"] != sent["version"] and not case.request.path.startswith("/api/v1/customers/")
        if once[version] > 1:
            return f"made the {version} once more"
    if want.audited:
        who, written = (want.by or me).asking(want), items(me.world, "audit-table")
        if who is not None and not any(each["who"] == who.user_id and each["at"] >= case.since for each in written):
            return "was let, and the audit has nothing of it"
    return want.wrong(body)
