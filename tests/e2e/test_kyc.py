"""Documents and reviews on the real package, with its own permissions."""

import json
import urllib.request

from chalicelib.kernel import ids
from local.waiting import until
from tests.support import reviews
from tests.support.documents import file_of, send
from tests.support.machines import ended
from tests.support.pdfs import action, opening, pdf
from tests.support.pictures import jpeg


def test_documents_are_scanned_and_fetched(stack):
    ada = stack.registered()
    mine = f"/api/v1/customers/{ada.user_id}/documents"
    inside = ada.api.post(mine, file_of("passport", jpeg(300, 200))).body["documentId"]
    upload = ada.api.post(mine, file_of("proof_of_address", None)).body
    acting = ada.api.post(mine, file_of("proof_of_address", pdf(opening(action("JavaScript", JS="1"))))).body["documentId"]
    unsigned = {**upload["upload"], "fields": {"key": upload["upload"]["fields"]["key"]}}
    assert send(unsigned, pdf()) == 403
    assert send(upload["upload"], pdf()) == 204
    expected = {inside: "CLEAN", upload["documentId"]: "CLEAN", acting: "REJECTED"}
    until(lambda: {each["documentId"]: each["status"] for each in ada.api.get(mine).body["items"]} == expected, "the scans")
    for document in (inside, upload["documentId"]):
        with urllib.request.urlopen(ada.api.get(f"{mine}/{document}").body["url"]) as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.read()
    assert ada.api.get(f"{mine}/{acting}").body["url"] is None


def test_a_new_customer_is_given_an_account(stack):
    ada = stack.registered()
    assert ada.api.post("/api/v1/customers", reviews.PROFILE).status == 201
    (account,) = until(lambda: ada.api.get("/accounts").body["items"], "the account")
    assert (account["type"], account["status"], account["currency"]) == ("checking", "OPEN", "USD")
    stack.settle()
    (execution,) = [each for each in stack.executions("customers_onboarding") if each.name == ada.user_id]
    assert (execution.status, len(ada.api.cards())) == ("SUCCEEDED", 2)
    assert len([mail for mail in stack.mails(ada.email) if "elcome" in mail.subject]) == 1


def test_a_customer_is_verified_by_staff(stack):
    ada = stack.registered()
    mine, kyc = f"/api/v1/customers/{ada.user_id}/documents", f"/api/v1/customers/{ada.user_id}/kyc"
    assert ada.api.post("/api/v1/customers", {**reviews.PROFILE, "lastName": "Quetzalcoatl"}).status == 201
    files = {"passport": jpeg(90, 60, comment=ada.user_id.encode()), "proof_of_address": pdf()}
    given = [ada.api.post(mine, file_of(type, content)).body["documentId"] for type, content in files.items()]
    until(lambda: {each["status"] for each in ada.api.get(mine).body["items"]} == {"CLEAN"}, "the scans")
    submission = ada.api.post(kyc, {"documentIds": given, "level": "FULL"}).body["submissionId"]
    until(lambda: ada.api.get(f"{kyc}/status").body["kycStatus"] == "IN_REVIEW", "the screening")
    risk = stack.as_admin
    assert submission in [each["submissionId"] for each in risk.get("/api/v1/kyc/reviews?limit=100").body["items"]]
    found = risk.get(f"/api/v1/kyc/reviews/{ada.user_id}").body
    assert found["flags"] == [] and all(each["url"] for each in found["documents"])
    approved = risk.post(f"{kyc}/approve", {"submissionId": submission, "level": "FULL"})
    assert (approved.status, approved.body["kycStatus"]) == (200, "APPROVED")
    stack.settle()
    (execution,) = [each for each in stack.executions("customers_kyc_review") if each.name == submission]
    assert execution.status == "SUCCEEDED"
    until(lambda: [each for each in stack.mails(ada.email) if "verif" in each.subject.lower()], "the mail")
    # By night somebody of this name stands on the list: the machine's own permissions suffice for all that follows.
    s3, place = stack.clients("s3"), {"Bucket": stack.place.name("bucket", "screening-lists"), "Key": "sanctions.json"}
    former = s3.get_object(**place)["Body"].read()
    entry = {"id": "e2e", "names": ["Ana Quetzalcóatl"], "birthDates": []}
    try:
        s3.put_object(**place, Body=json.dumps({"version": "e2e", "entries": [entry]}))
        states, machine = stack.clients("stepfunctions"), stack.place.arn("machine/customers_kyc_rescreening")
        run = states.start_execution(stateMachineArn=machine, name=ids.new_id(), input="{}")["executionArn"]
        assert ended(states, run)["status"] == "SUCCEEDED"
    finally:
        s3.put_object(**place, Body=former)
    assert ada.api.get(f"{kyc}/status").body["kycStatus"] == "IN_REVIEW"
    found = risk.get(f"/api/v1/kyc/reviews/{ada.user_id}").body
    assert (found["flags"], [each["entry"] for each in found["matches"]]) == (["sanctions_strong"], ["e2e"])
    until(lambda: [each for each in stack.executions("customers_kyc_review") if each.name == found["submissionId"]], "the review")
