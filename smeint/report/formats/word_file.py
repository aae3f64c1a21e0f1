"""A Word file as bytes: the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

#: The earliest date that an archive can hold.
_DATE = (1980, 1, 1, 0, 0, 0)

#: What must stand first for programs that look at the head of a file.
_FIRST = "[Content_Types].xml"


def file_bytes(document: Document) -> bytes:
    """Return a document as a file without the time at which it was written.

    Parameters
    ----------
    document : document

    Returns
    -------
    bytes
    """
    written, dated = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(dated, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # not of the machine it was written on
            new.writestr(entry, old.read(name))
    return dated.getvalue()
