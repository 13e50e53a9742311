"""Customers of a running bank: registered, signed in, and unlike any other."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from local import codes
from local.client import Api
from local.emulator import Emulator
from local.papers import passport, proof_of_address
from local.waiting import until

PROFILE = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "dateOfBirth": "1990-05-17",
    "address": {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"},
}


@dataclass(frozen=True)
class Customer:
    """A registered person and the API as they call it."""

    api: Api
    person: Mapping[str, str]
    user_id: str
    challenge_id: str  # of the code in the welcome mail

    @property
    def email(self) -> str:
        return self.person["email"]


def known(emulator: Emulator, customer: Customer, **profile: object) -> Customer:
    """With email and phone confirmed: one who may pay others. `profile` as wanted."""
    phone = f"+5731{uuid.uuid4().int % 10**8:08}"
    code = codes.mailed(emulator, customer.email)
    customer.api.post("/api/v1/auth/verify", {"challengeId": customer.challenge_id, "code": code}).expect(200)
    customer.api.post("/api/v1/customers", {**PROFILE, **profile, "phone": phone}).expect(201)
    codes.prove_phone(emulator, customer.api, phone)
    return customer


def verified(emulator: Emulator, customer: Customer, risk: Api) -> Customer:
    """Looked at by a member of the staff: one who may send money to other banks."""
    customer = known(emulator, customer)
    mine = f"/api/v1/customers/{customer.user_id}"
    papers = {"passport": passport("Ada Lovelace", uuid.uuid4().hex[:10]), "proof_of_address": proof_of_address()}
    given = [
        customer.api.post(f"{mine}/documents", {"type": type, "content": content}).expect(201)["documentId"]
        for type, content in papers.items()
    ]
    until(lambda: {each["status"] for each in customer.api.get(f"{mine}/documents")["items"]} == {"CLEAN"}, "the scans")
    submission = customer.api.post(f"{mine}/kyc", {"documentIds": given, "level": "FULL"}).expect(202)["submissionId"]
    until(lambda: customer.api.get(f"{mine}/kyc/status")["kycStatus"] == "IN_REVIEW", "the screening")
    risk.post(f"{mine}/kyc/approve", {"submissionId": submission, "level": "FULL"}).expect()
    return customer


def registered(api: Api, **fields: str) -> Customer:
    """A new customer with an email and a document number nobody else has, signed in; `fields` of the request as wanted."""
    unique = uuid.uuid4().hex
    person = {
        "name": "Ada",
        "lastName": "Lovelace",
        "email": f"{unique}@example.com",
        "password": f"correct horse {unique[:8]}",
        "documentNumber": unique[:20].upper(),
        **fields,
    }
    answer = api.post("/register", person).expect(201)
    return Customer(api.as_user(person["email"], person["password"]), person, answer["userId"], answer["challengeId"])
