"""What the list of sanctions says of a customer, in their file. What could not be compared is a flag, never a pass. Pure."""

from dataclasses import replace

from chalicelib.customers.public import Customer
from chalicelib.kyc import sanctions
from chalicelib.kyc.model import File, Flag
from chalicelib.kyc.sanctions import SanctionsList


def screened(file: File, customer: Customer, against: SanctionsList | None) -> File:
    """The file with what the list says of this person; without a list what was found before stays, and is to be found anew."""
    if against is None:
        others = tuple(flag for flag in file.flags if flag != "screening_failed")
        return replace(file, flags=(*others, "screening_failed"), screened_as="")
    kept: list[Flag] = [flag for flag in file.flags if flag == "document_reused"]
    matches = sanctions.matches(customer.full_name, customer.date_of_birth, against)
    if matches:
        kept.append("sanctions_strong" if any(each.strong for each in matches) else "sanctions_candidate")
    return replace(
        file,
        flags=tuple(kept),
        matches=tuple((each.entry, each.score_percent, each.strong) for each in matches),
        list_version=against.version,
        screened_as=_mark(customer, against),
    )


def is_due(file: File, customer: Customer, against: SanctionsList | None) -> bool:
    """Whether the list or the customer has changed since they were compared; or that there is no list has not been noted yet."""
    return "screening_failed" not in file.flags if against is None else file.screened_as != _mark(customer, against)


def _mark(customer: Customer, against: SanctionsList) -> str:
    return f"{against.mark} {customer.identified_at or ''}"
