"""The web at the front door: pages, files, and nothing from outside the folder."""

import json

import pytest

from local import web
from release.declaration import ROOT

# What CloudFront's function does with them too: web/tests/pages.test.ts.
PATHS = json.loads((ROOT / "tests" / "vectors" / "web_paths.json").read_text())


@pytest.fixture
def dist(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "index-1a2b.js").write_text("1")
    (tmp_path / "flame.svg").write_text("<svg/>")
    (tmp_path / ".built-of").write_text("secret")
    (tmp_path.parent / "outside.txt").write_text("secret")
    return tmp_path


@pytest.mark.parametrize(("path", "is_"), PATHS)
def test_a_path_is_what_the_table_says(path, is_, dist):
    if is_ == {"missing": True}:
        with pytest.raises(FileNotFoundError):
            web.find(path, dist)
        return
    found = web.find(path, dist)
    if is_ == {"elsewhere": True}:
        assert found is None
    elif "leads_to" in is_:
        assert (found.status, found.headers["Location"]) == (302, is_["leads_to"])
    else:
        assert (found.status, found.content) == (200, (dist / is_["file"]).read_bytes())


@pytest.mark.parametrize("path", ["/app/", "/app/cards", "/app/office/customers/1"])
def test_every_page_is_the_one_file_asked_for_anew(path, dist):
    page = web.find(path, dist)
    assert page.content == b"<!doctype html>"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_what_is_named_by_its_content_is_kept_for_ever(dist):
    script = web.find("/app/assets/index-1a2b.js", dist)
    assert (script.headers["Content-Type"], script.content) == ("text/javascript; charset=utf-8", b"1")
    assert "immutable" in script.headers["Cache-Control"]
    assert web.find("/app/flame.svg", dist).headers["Cache-Control"] == "no-cache"


def test_a_page_may_send_files_and_show_pictures_where_signed_links_lead(dist):
    policy = web.find("/app/", dist, files="http://127.0.0.1:4566").headers["Content-Security-Policy"].split("; ")
    assert "connect-src 'self' http://127.0.0.1:4566" in policy and "img-src 'self' data: http://127.0.0.1:4566" in policy
    assert "script-src 'self'" in policy


def test_nothing_is_its_while_nothing_is_built(tmp_path):
    assert [web.find(path, tmp_path) for path in ("/", "/app/", "/app/cards")] == [None] * 3
