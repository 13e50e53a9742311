"""What these tests watch: calls to AWS, log lines, facts in the outbox."""

from tests.support.watching import database_calls, facts, log_text, lose_an_answer, overtaken

__all__ = ["database_calls", "facts", "log_text", "lose_an_answer", "overtaken"]
