"""A page as PDF without an office program: our own HTML by WeasyPrint, which wants Pango."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from huitoukan.documents import faces
from huitoukan.domain.refusals import Refused

STYLE: Final = Path(__file__).parents[3] / "static/css/issued.css"


@lru_cache(maxsize=4)
def pdf_of(html: str) -> bytes:
    """The PDF of a page in the style of issued papers; nothing is fetched.

    The last few are remembered. Chinese faces are cut down by HarfBuzz (documents/faces.py).

    Raises Refused PDF_LIBRARY where the system's Pango is missing.
    """
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - it loads the system's libraries
        from weasyprint.pdf.fonts import Font  # noqa: PLC0415
    except (ImportError, OSError) as error:
        library = "Pango" if "pango" in str(error).lower() else str(error)[:60]
        raise Refused("PDF_LIBRARY", library=library) from error
    faces.teach(Font)
    style = CSS(string=STYLE.read_text(encoding="utf-8"), url_fetcher=_nothing)
    made: bytes = HTML(string=html, url_fetcher=_nothing).write_pdf(
        stylesheets=[style], hinting=True, presentational_hints=True
    )
    return made


def _nothing(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a paper fetches nothing: {url[:80]}")
