"""Open routes behind the address that a mail brings: a page that asks, and what mail programs and its button send (RFC 8058)."""

from chalicelib.notifications import queries, unsubscribe
from chalicelib.notifications.errors import UnknownToken
from chalicelib.notifications.operations.change_preferences import unsubscribe as obey
from chalicelib.platform.http import Answer, Request, Routes

routes = Routes(
    __name__,
    tag="Unsubscribing",
    about="The address that a mail brings to end its kind",
    token="what the mail has",  # noqa: S106  # a sentence about it
)
PATH = f"{unsubscribe.PATH}/{{token}}"
_HTML = "text/html; charset=utf-8"
_WORDS = {
    "en": ("No more such mails?", "You will get no more mails of this kind. What concerns security still comes.", "No more mails",
           "Done", "You get no more mails of this kind. You can switch them on again in your preferences."),
    "es": ("¿Sin más correos como ese?", "No recibirás más correos de este tipo. Lo que atañe a la seguridad sigue llegando.",
           "No más correos", "Hecho", "No recibirás más correos de este tipo. Puedes volver a activarlos en tus preferencias."),
}  # fmt: skip
_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Inferno Bank</title>
</head>
<body><main><h1>{title}</h1><p>{text}</p>{form}</main></body>
</html>
"""


@routes.get(PATH, summary="Ask whether to send no more such mails", access="open", media_type=_HTML, failures=(UnknownToken,))
def ask_unsubscribe(request: Request[None, None]) -> Answer:
    """A page with a button; it changes nothing by itself, since programs that look for viruses follow links."""
    lang = queries.locale_of(unsubscribe.read(request.path["token"]).user_id)
    title, text, button, *_ = _WORDS[lang]
    form = f'<form method="post"><button type="submit">{button}</button></form>'
    return Answer(200, _PAGE.format(lang=lang, title=title, text=text, form=form))


@routes.post(
    PATH, summary="Send no more such mails", access="open", media_type=_HTML, form=True, limit="near", failures=(UnknownToken,)
)
def post_unsubscribe(request: Request[None, None]) -> Answer:
    """Switches the mails of a category off. To say it again changes nothing."""
    wish = unsubscribe.read(request.path["token"])
    obey(wish, request.call)
    lang = queries.locale_of(wish.user_id)
    *_, title, text = _WORDS[lang]
    return Answer(200, _PAGE.format(lang=lang, title=title, text=text, form=""))
