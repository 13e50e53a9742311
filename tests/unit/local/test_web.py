"""The web at the front door: pages, files, and nothing from outside the folder."""

import pytest

from local import web


@pytest.fixture
def dist(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "index-1a2b.js").write_text("1")
    (tmp_path / "flame.svg").write_text("<svg/>")
    (tmp_path / ".built-of").write_text("secret")
    (tmp_path.parent / "outside.txt").write_text("secret")
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/app"])
def test_leads_people_in(path, dist):
    assert (web.find(path, dist).status, web.find(path, dist).headers["Location"]) == (302, "/app/")


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


@pytest.mark.parametrize(
    "path",
    [
        "/app/assets/index-gone.js",
        "/app/assets/",
        "/app/gone.svg",
        "/app/../outside.txt",
        "/app/assets/../../outside.txt",
        "/app/.built-of",
    ],
)
def test_what_is_not_there_is_no_page(path, dist):
    with pytest.raises(FileNotFoundError):
        web.find(path, dist)


@pytest.mark.parametrize("path", ["/cards", "/application", "/_local"])
def test_other_paths_are_not_its(path, dist):
    assert web.find(path, dist) is None


def test_nothing_is_its_while_nothing_is_built(tmp_path):
    assert [web.find(path, tmp_path) for path in ("/", "/app/", "/app/cards")] == [None] * 3
