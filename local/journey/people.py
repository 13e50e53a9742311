"""Who the people of the journey are, and how the bank gets to know them."""

import uuid
from datetime import UTC, datetime
from typing import Any

from chalicelib.identity import totp
from local import codes
from local.client import Api
from local.journey.steps import Steps
from local.papers import passport, proof_of_address
from local.waiting import until


def profile(first: str, last: str, ssn: str) -> dict[str, Any]:
    """What somebody tells of themselves, with a phone that nobody else has."""
    home = {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "country": "GB"}
    phone = f"+5730{uuid.uuid4().int % 10**8:08}"
    named = {"firstName": first, "lastName": last, "dateOfBirth": "1990-12-10", "ssn": ssn}
    return {**named, "address": home, "phone": phone}


def with_second_factor(api: Api, ada: Api, email: str, password: str) -> tuple[Api, codes.App]:
    """Ada after a login in two steps: one code confirms her app and the next logs her in, since each passes once."""
    made = ada.post("/api/v1/auth/mfa/totp").expect(201)
    before = totp.step_of(datetime.now(UTC)) - 2  # so that the first code is the one just over, and the next is not waited for
    app = codes.App(made["factorId"], totp.from_text(made["secret"]), before)
    ada.post(f"/api/v1/auth/mfa/totp/{app.factor_id}/confirm", {"code": app.next_code()}).expect(200)
    first = api.post("/api/v1/auth/login", {"email": email, "password": password}).expect(202)
    answer = {"challengeId": first["challengeId"], "method": "totp", "code": app.next_code()}
    pair = api.post("/api/v1/auth/mfa/verify", answer).expect(200)
    return Api(api.url, pair["accessToken"], pair["userId"]), app


def verification(ada: Api, staff: Api, tag: str, steps: Steps) -> None:
    steps("A passport and a proof of address: verified by a member of staff")
    submission = submitted(ada, passport("Ada Lovelace", tag))
    approve = f"/api/v1/customers/{ada.user_id}/kyc/approve"
    decided = staff.post(approve, {"submissionId": submission, "level": "FULL"}).expect()
    steps.done(f"{decided['kycStatus']}, level FULL")


def submitted(customer: Api, passport: str) -> str:
    """The id of a submission for the level FULL that was screened and waits for a member of staff."""
    own = f"/api/v1/customers/{customer.user_id}"
    papers = {"passport": passport, "proof_of_address": proof_of_address()}
    given = [
        customer.post(f"{own}/documents", {"type": type, "content": content}).expect(201)["documentId"]
        for type, content in papers.items()
    ]
    until(lambda: {each["status"] for each in customer.get(f"{own}/documents")["items"]} == {"CLEAN"}, "the scans")
    submission = customer.post(f"{own}/kyc", {"documentIds": given, "level": "FULL"}).expect(202)["submissionId"]
    until(lambda: customer.get(f"{own}/kyc/status")["kycStatus"] == "IN_REVIEW", "the screening")
    return str(submission)


def leave_work_for_the_office(bob: Api, tag: str, steps: Steps) -> None:
    steps("Bob shows who he is and asks for a loan of 2,500.00, both left for whoever tries the bank as its staff")
    bob.post("/api/v1/customers", profile("Bob", "Noyce", "219-09-9997")).expect(201)
    submitted(bob, passport("Bob Noyce", f"B-{tag}"))
    wallet = bob.post("/wallet").expect(201)["walletId"]
    asked = {"walletId": wallet, "amount": "2500.00", "interestRate": "7.25", "termMonths": 24}
    steps.done(bob.post("/loan", asked).expect(201)["status"])
