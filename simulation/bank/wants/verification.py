"""What people want the bank to know of them, and what the staff makes of it: profiles, documents, reviews."""

import base64
import io
from functools import cache
from typing import TYPE_CHECKING, Any

from simulation.bank.wants.wanting import Want, proposed_to, want

if TYPE_CHECKING:
    from simulation.bank.customer import Customer


def _profile(me: "Customer") -> dict[str, Any]:
    street = me.pick("street", ("12 St James's Square", "2 Side Street"))
    home = {"line1": street, "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
    return {
        "firstName": me.name, "lastName": "Sample", "dateOfBirth": "1990-05-17", "address": home,
        "phone": me.phone, "ssn": f"219-09-{9000 + me.number}",
    }  # fmt: skip


@want("profile")
def says_who_they_are(me: "Customer") -> Want | None:
    if me.has("profile"):
        return None
    return Want("says who they are", "POST", "/api/v1/customers", _profile(me), {"profile": "customerId", "version": "version"})


@want("version")
def reads_what_the_bank_knows(me: "Customer") -> Want:
    return Want("reads what the bank knows", "GET", f"/api/v1/customers/{me.need('profile')}", None, {"version": "version"})


@want()
def corrects_their_profile(me: "Customer") -> Want:
    body = {**_profile(me), "version": me.need("version")}
    return Want(
        "corrects their profile", "PUT", f"/api/v1/customers/{me.need('profile')}", body, {"version": "version"}, keyed=False
    )


@want()
def moves_house(me: "Customer") -> Want:
    address = me.pick("address", ("1 Main Street, Springfield", "2 Side Street, Springfield"))
    body = {"address": address, "timezone": me.pick("lives in", ("America/Bogota", "Pacific/Kiritimati", "Pacific/Pago_Pago"))}
    return Want("moves house", "PUT", f"/profile/{me.user_id}", body, keyed=False)


@want()
def shows_their_face(me: "Customer") -> Want:
    body = {"image": picture(f"{me.name} {me.wanted}")}
    return Want("shows their face", "POST", f"/profile/{me.user_id}/avatar", body)


@want("document")
def hands_in_a_document(me: "Customer") -> Want:
    me.need("profile")
    kind = me.pick("kind of document", ("passport", "national_id", "driver_license"))
    return _handing_in(me, kind, documentNumber=f"P{me.number}{me.wanted}")


@want("place to upload to")
def asks_where_to_upload(me: "Customer") -> Want:
    me.need("profile")
    path, keeps = f"/api/v1/customers/{me.user_id}/documents", {"place to upload to": "upload", "document": "documentId"}
    return Want("asks where to upload a selfie to", "POST", path, {"type": "selfie"}, keeps)


@want()
def uploads_a_document(me: "Customer") -> Want:
    """To S3 itself, by the form that the bank signed."""
    form, s3 = me.need("place to upload to"), me.world.doubles["s3"]
    content = me.pick("what is uploaded", (base64.b64decode(picture(f"{me.name} {me.wanted}")), b"no picture"))
    bucket, key = form["url"].rpartition("/")[2], form["fields"]["key"]
    return Want("uploads a file", act=lambda: s3.put_object(Bucket=bucket, Key=key, Body=content), spends="place to upload to")


@want("passport")
def hands_in_a_passport(me: "Customer") -> Want:
    return _handing_in(me, "passport")


@want("proof_of_address")
def hands_in_a_proof_of_address(me: "Customer") -> Want:
    return _handing_in(me, "proof_of_address")


@want("selfie")
def hands_in_a_selfie(me: "Customer") -> Want:
    return _handing_in(me, "selfie")


def _handing_in(me: "Customer", kind: str, **more: str) -> Want:
    me.need("profile")
    body = {"type": kind, "content": picture(f"{me.name} {kind} {me.wanted}"), **more}
    path = f"/api/v1/customers/{me.user_id}/documents"
    return Want(f"hands in a {kind}", "POST", path, body, {kind: "documentId", "document": "documentId"})


@want("submission")
def asks_to_be_verified(me: "Customer") -> Want:
    level = me.pick("level", ("FULL", "FULL", "ENHANCED"))
    given = [me.need(each) for each in ("passport", "proof_of_address", *(("selfie",) if level == "ENHANCED" else ()))]
    path, keeps = f"/api/v1/customers/{me.user_id}/kyc", {"submission": "submissionId", f"{level} wish": "submissionId"}
    return Want(f"asks to be verified: {level}", "POST", path, {"documentIds": given, "level": level}, keeps)


@want("approved submission")
def is_judged(me: "Customer") -> Want:
    submission, verb = me.need("submission"), me.pick("judgement", ("approve", "approve", "reject", "request-information"))
    level = "ENHANCED" if submission in me.things.get("ENHANCED wish", []) else "FULL"
    body = {"submissionId": submission} | ({"level": level} if verb == "approve" else {"reason": "It cannot be read"})
    path, keeps = f"/api/v1/customers/{me.user_id}/kyc/{verb}", {**proposed_to("risk"), "approved submission": "submissionId"}
    if verb != "approve":
        keeps = {}
    return Want(
        f"is judged by a member of staff: {verb}", "POST", path, body, keeps, role="risk", keyed=False, spends="submission"
    )


@cache
def picture(comment: str) -> str:
    """A picture that nobody else has, as base64."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (90, 60)).save(file, "JPEG", comment=comment.encode())
    return base64.b64encode(file.getvalue()).decode()
