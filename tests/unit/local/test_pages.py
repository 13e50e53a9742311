"""Pages and lists for a developer, without a running bank."""

import json

from local import pages
from local.mails import Mail, links_in


class TestLinksIn:
    def test_finds_each_address_once_in_order(self):
        html = '<a href="http://b">b</a><p><a class=x href="http://a?x=1&amp;y=2">a</a><a href="http://b">again</a><a>none</a>'
        assert links_in(html) == ("http://b", "http://a?x=1&y=2")


class TestFind:
    def test_leaves_the_apis_paths_to_the_api(self, tmp_path):
        assert [pages.find(path, "", tmp_path) for path in ("/health", "/_localx", "/cards", "/docs")] == [None] * 4

    def test_says_so_when_the_emulator_is_away(self, tmp_path):
        (tmp_path / "internal.json").write_text(json.dumps({"port": 2, "emulator_port": 1}))
        assert pages.find("/_local/mails", "", tmp_path).status == 502

    def test_shows_the_overview_without_an_emulator(self, tmp_path):
        (tmp_path / "internal.json").write_text(json.dumps({"port": 8123, "emulator_port": 1}))
        page = pages.find("/_local", "", tmp_path)
        assert page.status == 200
        assert "http://127.0.0.1:8123" in page.text


class TestMailPage:
    def test_never_lets_a_mail_run_in_the_page(self):
        mail = Mail(
            1, "2026-01-01T00:00:00Z", "a@b", ("<img src=x>",), "<script>1</script>", "text", '"><script>alert(1)</script>', ()
        )
        html = pages._page("mail.html", mail=mail).text
        assert "<script>" not in html
        assert "<img" not in html
        assert 'sandbox src="/_local/mails/1/shown"' in html
