"""A client for TypeScript, generated from the running bank's own description, spends a day at it."""

import json
import shutil
import urllib.request
import uuid

from tests.support import node


def test_compiles_strictly_and_spends_a_day_at_the_bank(stack):
    work = node.tools() / "typescript"
    work.mkdir(exist_ok=True)
    with urllib.request.urlopen(f"{stack.api.url}/openapi.json") as answer:
        (work / "openapi.json").write_bytes(answer.read())
    for name in ("journey.mts", "tsconfig.json"):
        shutil.copy(node.SOURCES / name, work)
    node.run("openapi-typescript", "openapi.json", "-o", "schema.d.ts", cwd=work)
    node.run("tsc", "-p", "tsconfig.json", cwd=work)

    seen = json.loads(node.node("journey.mjs", stack.api.url, f"grace-{uuid.uuid4().hex[:8]}@example.com", cwd=work))

    assert (seen["topUp"], seen["purchase"], seen["rehearsed"]) == ("100.00", "92.50", ["90.00", True])
    assert (seen["status"], seen["refusal"], seen["type"]) == (422, "insufficient_funds", "/problems#insufficient_funds")
    assert seen["missing"] == 8
    assert (seen["account"], seen["operation"], seen["amount"]) == ("USD", "SUCCESSFUL", "25.00")
