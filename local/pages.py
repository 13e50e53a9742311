"""Pages for a developer beside the API: where things are, mails, executions and their steps, and what a request caused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

import jinja2

from chalicelib.platform import html
from chalicelib.platform.histories import Step, correlation_of
from local import mails
from local.settings import Settings
from ops import executions, traces

_TEMPLATES = Path(__file__).with_name("templates")
_HTML = {"Content-Type": "text/html; charset=utf-8", **html.HEADERS}
_STYLE = {"Content-Type": "text/css; charset=utf-8", "X-Content-Type-Options": "nosniff"}
# A mail is written for mail programs, which take styles inside their elements only. It may do nothing but be looked at.
_MAIL = _HTML | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox",
}


@dataclass(frozen=True)
class Page:
    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=lambda: _HTML)


def find(path: str, query: str, folder: Path) -> Page | None:
    """The page at a path, or None when the path belongs to the API."""
    if path != "/" and path != "/_local" and not path.startswith("/_local/"):
        return None
    settings = Settings.of_running(folder)
    parts = [unquote(part) for part in path.removeprefix("/_local").strip("/").split("/") if part]
    try:
        match parts:
            case []:
                return _page("index.html", settings=settings)
            case ["mails"]:
                return _page("mails.html", mails=list(reversed(mails.sent(settings.emulator))))
            case ["mails", number] if number.isdigit():
                found = {str(mail.number): mail for mail in mails.sent(settings.emulator)}.get(number)
                return _page("mail.html", mail=found) if found else _missing("There is no such mail")
            case ["mails", number, "shown"] if number.isdigit():
                found = {str(mail.number): mail for mail in mails.sent(settings.emulator)}.get(number)
                return Page(200, found.html, _MAIL) if found else _missing("There is no such mail")
            case ["style.css"]:
                return Page(200, (_TEMPLATES / "style.css").read_text(), _STYLE)
            case ["executions"]:
                return _page("executions.html", executions=executions.list_executions(settings.clients, settings.place))
            case ["executions", name]:
                return _execution(settings, name)
            case ["traces"]:
                return _page("traces.html", requests=traces.requests(settings.clients, settings.place))
            case ["traces", correlation_id]:
                return _trace(settings, correlation_id)
    except OSError as error:
        return _page("message.html", status=502, message=f"The emulator does not answer: {error}")
    return _missing("There is no such page")


def _execution(settings: Settings, name: str) -> Page:
    execution = executions.find(settings.clients, settings.place, name)
    if execution is None:
        return _missing("There is no such execution")
    steps = executions.steps_of(settings.clients, execution)
    ended = [step.exited or step.entered for step in steps] + [execution.stopped or execution.started, execution.started]
    whole = max((max(ended) - execution.started).total_seconds(), 0.001)
    bars = [_bar(step, execution, whole) for step in steps]
    result = executions.result_of(settings.clients, execution)
    correlation_id = correlation_of(result["input"])
    return _page(
        "execution.html",
        execution=execution,
        steps=list(zip(steps, bars, strict=True)),
        result=result,
        correlation_id=correlation_id,
    )


def _bar(step: Step, execution: executions.Execution, whole_seconds: float) -> dict[str, float]:
    """Where a step's bar begins and how long it is, in percent of the whole execution."""
    begin = (step.entered - execution.started).total_seconds()
    end = ((step.exited or execution.stopped or step.entered) - execution.started).total_seconds()
    left = min(max(100 * begin / whole_seconds, 0), 100)
    return {"left": left, "width": max(min(100 * (end - begin) / whole_seconds, 100 - left), 0.4), "seconds": max(end - begin, 0)}


def _trace(settings: Settings, correlation_id: str) -> Page:
    trace = traces.trace(settings.clients, settings.place, correlation_id)
    if not trace.lines:
        return _missing("Nothing was logged with this correlation id since the bank was started")
    began, whole = trace.lines[0].at, max((trace.lines[-1].at - trace.lines[0].at).total_seconds(), 0.001)
    lines = [(line, 99.4 * (line.at - began).total_seconds() / whole) for line in trace.lines]
    return _page("trace.html", trace=trace, lines=lines)


def _missing(message: str) -> Page:
    return _page("message.html", status=404, message=message)


def _page(template: str, status: int = 200, **values: object) -> Page:
    return Page(status, _environment().get_template(template).render(**values))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["pretty"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    environment.filters["quoted"] = lambda value: quote(value, safe="")
    return environment
