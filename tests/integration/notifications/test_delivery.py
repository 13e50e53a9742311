"""What a broken SES means for a mail: an SMTP-like peer that counts what reached it."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chalicelib.notifications.delivery import deliver
from chalicelib.notifications.errors import MailNotTaken, MailOutcomeUnknown
from chalicelib.notifications.model import Mail, Recipient
from local.processes import free_port
from ops.pointing import pointed_at

ANA = Recipient("ana@example.com", "Ana", "en")
MAIL = Mail("Hello", "<p>Hello</p>", "Hello")


@contextmanager
def ses_that_answers(status: int | None):
    """Yields the list of requests; None closes the connection without an answer."""
    taken = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            if status is not None:
                self.send_response(status)
                self.send_header("x-amzn-errortype", "SomethingException")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pointed_at(f"http://127.0.0.1:{server.server_port}"):
            yield taken
    finally:
        server.shutdown()
        server.server_close()


class TestDeliver:
    @pytest.mark.parametrize("status", [None, 500])
    def test_no_answer_leaves_the_outcome_open_and_is_not_tried_twice(self, status):
        with ses_that_answers(status) as taken, pytest.raises(MailOutcomeUnknown):
            deliver(MAIL, ANA)
        assert len(taken) == 1

    @pytest.mark.parametrize("status", [400, 403, 429, 503])
    def test_an_answer_that_refuses_means_not_taken(self, status):
        with ses_that_answers(status) as taken, pytest.raises(MailNotTaken, match="SomethingException"):
            deliver(MAIL, ANA)
        assert len(taken) == 1

    def test_nobody_there_means_not_taken(self):
        with pointed_at(f"http://127.0.0.1:{free_port()}"), pytest.raises(MailNotTaken, match="EndpointConnectionError"):
            deliver(MAIL, ANA)
