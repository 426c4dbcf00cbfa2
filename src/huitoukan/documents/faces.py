"""Faces in a PDF cut down to the glyphs that it uses, by HarfBuzz as a package brings it.

WeasyPrint asks the system's `libharfbuzz-subset` and, where that is missing, fontTools, which looks
at each of the 65,000 glyphs of a Chinese face in Python: 2 to 3 s a face. The package `uharfbuzz`
carries the same library in its wheel, so that no administrator is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import uharfbuzz as hb

_UNUSED: Final = (
    "BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ",
)  # fmt: skip
"""Tables that a PDF reader does not look at."""
_KEPT: Final = hb.SubsetFlags.PASSTHROUGH_UNRECOGNIZED | hb.SubsetFlags.DESUBROUTINIZE


def cut_down(face: bytes, index: int, glyphs: Collection[int]) -> bytes:
    """The face with only these glyphs, under their old numbers; `index` in a collection of faces.

    Empty where HarfBuzz cannot cut it. Twice: emptied glyphs first, then those after the last one.
    """
    asked = hb.SubsetInput()
    asked.glyph_set.update(glyphs)
    asked.drop_table_tag_set.update(_tag(name) for name in _UNUSED)
    asked.flags = _KEPT | hb.SubsetFlags.RETAIN_GIDS
    try:
        emptied = hb.subset(hb.Face(face, index), asked)
        asked.glyph_set.update(range(max(glyphs) + 1))
        asked.flags = _KEPT
        return bytes(hb.subset(emptied, asked).blob.data)
    except RuntimeError:  # all that HarfBuzz says of it
        return b""


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")


def teach(font: Any) -> None:
    """Let WeasyPrint's class of fonts cut faces here instead of with fontTools.

    It falls back to its own way for a face that HarfBuzz cannot cut. Its name stands in the
    library's source for the locked version; a test tells when it is gone.
    """
    own = font._fonttools_subset
    if getattr(own, "is_ours", False):
        return

    def subset(self: Any, to_unicode: Any, hinting: bool) -> None:
        made = cut_down(self.file_content, self.index, to_unicode)
        if made:
            self.file_content = made
        else:
            own(self, to_unicode, hinting)

    subset.is_ours = True  # type: ignore[attr-defined]
    font._fonttools_subset = subset
