"""Documents on the real package, with its own permissions: what comes by either way is looked through and can be fetched."""

import urllib.request

from local.waiting import until
from tests.support.documents import file_of, send
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
