"""Customers who ask to be verified, and staff who decide."""

from chalicelib.kernel import ids
from chalicelib.kyc.operations.screen_submission import screen_submission
from tests.support import documents
from tests.support.api import Answer, Caller
from tests.support.pdfs import pdf
from tests.support.people import Person, someone
from tests.support.pictures import jpeg

PROFILE = {
    "firstName": "Ana",
    "lastName": "Díaz",
    "dateOfBirth": "1990-05-17",
    "address": {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"},
    "phone": "+573001234567",
    "ssn": "219-09-9998",
}


def customer(**changed: object) -> Person:
    """Somebody with a complete profile."""
    person = someone()
    assert person.call("POST", "/api/v1/customers", {**PROFILE, **changed}).status == 201
    return person


def path(person: Person, act: str = "") -> str:
    return f"/api/v1/customers/{person.user_id}/kyc" + (f"/{act}" if act else "")


def papers(person: Person, *types: str, **members: object) -> list[str]:
    """Ids of clean documents of these types; `members` are of each request."""
    as_caller = Caller(user_id=person.user_id)
    made = {"proof_of_address": pdf()}
    own = jpeg(40, 30, comment=ids.new_id().encode())  # nobody else's file
    return [documents.clean(as_caller, made.get(type, own), type, **members) for type in types]


def submit(person: Person, given: list[str], level: str = "FULL", key: str | None = None) -> Answer:
    return person.call("POST", path(person), {"documentIds": given, "level": level}, key or ids.new_id())


def submitted(person: Person, level: str = "FULL", *, screened: bool = True, **members: object) -> str:
    """The id of a submission with all that it takes, compared with the list of sanctions unless that is to come."""
    types = ("passport", "proof_of_address", *(("selfie",) if level == "ENHANCED" else ()))
    answer = submit(person, papers(person, *types, **members), level)
    assert answer.status == 202, answer
    if screened:
        screen_submission(person.user_id, answer["submissionId"])
    return answer["submissionId"]


def decide(who: Caller, person: Person, act: str, submission: str, **members: object) -> Answer:
    body = {"submissionId": submission, **({"level": "FULL"} if act == "approve" else {"reason": "It cannot be read"}), **members}
    return who.post(path(person, act), body)
