"""PDFs from outside: looked through for what acts, and written anew without what tells of who made them.

A reader shows what is written here: pages and what they need. pikepdf lies in a layer of the function that scans.
"""

import io
from typing import TYPE_CHECKING, Any

from chalicelib.kyc.errors import Unsafe

if TYPE_CHECKING:
    from pikepdf import Object

MAXIMUM_PAGES = 200
MAXIMUM_OBJECTS = 50_000
MAXIMUM_PARTS = 1_000_000  # values inside the objects
_END, _BLANK = b"%%EOF", b"\0\t\n\f\r "
# What a reader does by itself, or brings along: wherever such a key stands, something acts.
_ACTING_KEYS = {
    "/AA", "/AF", "/EF", "/EmbeddedFiles", "/JavaScript", "/JS", "/Launch", "/RichMediaContent", "/RichMediaSettings", "/XFA",
}  # fmt: skip
_ACTIONS = {
    "/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript", "/Launch", "/Movie", "/Named", "/Rendition",
    "/ResetForm", "/RichMediaExecute", "/SetOCGState", "/Sound", "/SubmitForm", "/Thread",
}  # fmt: skip
_ACTING_ANNOTATIONS = {"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"}
# Where to look first, who made it with what, and where a link leads: taken out.
_DROPPED_KEYS = ("/OpenAction", "/Metadata", "/PieceInfo", "/URI")


def cleaned(content: bytes) -> bytes:
    """The same pages, written anew. Raises Unsafe with the reason."""
    import pikepdf

    end = content.rfind(_END)
    if end < 0:
        raise Unsafe("damaged")
    if content[end + len(_END) :].strip(_BLANK):
        raise Unsafe("trailing_data")
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if len(pdf.objects) > MAXIMUM_OBJECTS or len(pdf.pages) > MAXIMUM_PAGES:
                raise Unsafe("too_complex")
            if not len(pdf.pages):
                raise Unsafe("damaged")
            _look_through(pdf.objects)
            for key in ("/Info", "/ID"):
                if key in pdf.trailer:
                    del pdf.trailer[key]
            file = io.BytesIO()
            pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise Unsafe("encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise Unsafe("damaged") from error
    return file.getvalue()


def _look_through(objects: Any) -> None:
    """Every value of every object once: indirect ones are in `objects` themselves. Raises Unsafe."""
    waiting, seen = list(objects), 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > MAXIMUM_PARTS:
            raise Unsafe("too_complex")
        waiting += [part for part in _inside(value) if not getattr(part, "is_indirect", False)]


def _inside(value: Any) -> "list[Object]":
    from pikepdf import Array, Dictionary, Stream

    if isinstance(value, Array):
        return list(value)
    if not isinstance(value, (Dictionary, Stream)):
        return []
    keys = set(value.keys())
    if (
        keys & _ACTING_KEYS
        or str(value.get("/S", "")) in _ACTIONS
        or ("/Subtype" in keys and str(value.get("/Subtype")) in _ACTING_ANNOTATIONS)
    ):
        raise Unsafe("active_content")
    parts = [value[key] for key in keys]
    for key in keys.intersection(_DROPPED_KEYS):
        del value[key]
    return parts
