"""Documents of a customer, through the API in this process and the emulator's S3."""

import base64
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping

from chalicelib.kernel import clock
from chalicelib.kyc.operations.scan_document import scan_document
from chalicelib.platform.call import Call
from tests.support.api import Answer, Caller


def path(caller: Caller, document: str = "") -> str:
    return f"/api/v1/customers/{caller.user_id}/documents" + (f"/{document}" if document else "")


def add(caller: Caller, content: bytes | None, type: str = "passport", key: str | None = "fresh", **members: object) -> Answer:
    return caller.post(path(caller), file_of(type, content) | members, key=key)


def file_of(type: str, content: bytes | None) -> dict[str, object]:
    """The body of a request, with the file in it unless it is uploaded."""
    return {"type": type} | ({} if content is None else {"content": base64.b64encode(content).decode()})


def scan(caller: Caller, document: str) -> str:
    """What the consumer does when S3 tells of the file."""
    return scan_document(caller.user_id, document, Call(clock.now()))


def clean(caller: Caller, content: bytes, type: str = "passport", **members: object) -> str:
    """The id of a document that was scanned and found clean."""
    document = add(caller, content, type, **members)["documentId"]
    assert scan(caller, document) == "CLEAN"
    return document


def send(form: Mapping[str, object], content: bytes, **changed: str) -> int:
    """Sends a file as a browser's form does; the status of S3's answer."""
    boundary = uuid.uuid4().hex
    fields = {**form["fields"], **changed}
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="passport.pdf"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(form["url"], body, headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
