"""Redocly and Spectral, with every rule they recommend, find nothing in the description: no error, no warning."""

import json

import pytest

import app  # noqa: F401  # registers every route
from chalicelib.platform.openapi import describe
from tests.support import node


@pytest.fixture(scope="module")
def description(tmp_path_factory):
    path = tmp_path_factory.mktemp("description") / "openapi.json"
    path.write_text(json.dumps(describe(), indent=1))
    return path


def test_redocly_finds_nothing(description):
    said = node.run("redocly", "lint", str(description), f"--config={node.SOURCES / 'redocly.yaml'}", "--format=json")
    assert json.loads(said.stdout)["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}, said.stdout


def test_spectral_finds_nothing(description):
    ruleset = node.SOURCES / "spectral.yaml"
    node.run("spectral", "lint", str(description), f"--ruleset={ruleset}", "--fail-severity=hint")
