"""What people want the bank to know of them, and what the staff makes of it: profiles, documents, reviews."""

import base64
import io
from functools import cache
from typing import TYPE_CHECKING

from simulation.bank.wants import WANTS, Want, want

__all__ = ["WANTS"]

if TYPE_CHECKING:
    from simulation.bank.people import Customer


@want
def says_who_they_are(me: "Customer") -> Want | None:
    home = {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
    profile = {
        "firstName": me.name, "lastName": "Sample", "dateOfBirth": "1990-05-17", "address": home,
        "phone": f"+57300{me.number:07}", "ssn": f"219-09-{9000 + me.number}",
    }  # fmt: skip
    return (
        None if me.has("profile") else Want("says who they are", "POST", "/api/v1/customers", profile, ("profile", "customerId"))
    )


@want
def moves_house(me: "Customer") -> Want | None:
    body = {"address": me.pick("address", ("1 Main Street, Springfield", "2 Side Street, Springfield"))}
    return Want("moves house", "PUT", f"/profile/{me.user_id}", body, keyed=False)


@want
def hands_in_a_document(me: "Customer") -> Want | None:
    if not me.has("profile"):
        return None
    kind = me.pick("kind of document", ("passport", "proof_of_address"))
    body = {"type": kind, "content": picture(f"{me.name} {kind} {me.wanted}")}
    return Want(f"hands in a {kind}", "POST", f"/api/v1/customers/{me.user_id}/documents", body, (kind, "documentId"))


@want
def asks_to_be_verified(me: "Customer") -> Want | None:
    given = [me.one_of("passport"), me.one_of("proof_of_address")]
    if None in given:
        return None
    body = {"documentIds": given, "level": "FULL"}
    path = f"/api/v1/customers/{me.user_id}/kyc"
    return Want("asks to be verified", "POST", path, body, ("submission", "submissionId"))


@want
def is_judged(me: "Customer") -> Want | None:
    if (submission := me.one_of("submission")) is None:
        return None
    verb = me.pick("judgement", ("approve", "reject", "request-information"))
    body = {"submissionId": submission} | ({"level": "FULL"} if verb == "approve" else {"reason": "It cannot be read"})
    path = f"/api/v1/customers/{me.user_id}/kyc/{verb}"
    return Want(f"is judged by a member of staff: {verb}", "POST", path, body, role="risk", keyed=False)


@cache
def picture(comment: str) -> str:
    """A picture that nobody else has, as base64."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (90, 60)).save(file, "JPEG", comment=comment.encode())
    return base64.b64encode(file.getvalue()).decode()
