"""Small PDFs, and what makes one act."""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf


def pdf(change: Callable[[Pdf], None] | None = None, pages: int = 1, **options: object) -> bytes:
    """Empty pages by an author called Secretive; `change` alters it before it is saved with pikepdf's `options`."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    made.docinfo["/Author"] = "Secretive"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = ["Secretive"]
    if change:
        change(made)
    file = io.BytesIO()
    made.save(file, **options)
    return file.getvalue()


def action(kind: str, **members: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **members)


def opening(what: object) -> Callable[[Pdf], None]:
    """What a reader does as it opens the file."""
    return lambda made: made.Root.__setitem__("/OpenAction", what)


def opening_apart(what: object) -> Callable[[Pdf], None]:
    """The same, as an object of its own."""
    return lambda made: made.Root.__setitem__("/OpenAction", made.make_indirect(what))


def annotated(**members: object) -> Callable[[Pdf], None]:
    """A field on the first page."""
    field = Dictionary(**{"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 9, 9]), **members})
    return lambda made: made.pages[0].obj.__setitem__("/Annots", Array([field]))


def attached(made: Pdf) -> None:
    made.attachments["virus.exe"] = b"MZ"
