"""Family R: codes of villages, as far as reading decides; whether they exist is decided later."""

from __future__ import annotations

from tests.bad_input.files import cell_cases, fine, fixed, refused

_NOTE = "Whether the place exists and lies in the task is decided against the database."

CASES = [
    *cell_cases(
        "R-T",
        "name",
        [
            fine("twelve digits as text", "990101001001", note=_NOTE),
            fine("nine digits as text", "990101001", note=_NOTE),
            fine("six digits as text", "990101", note=_NOTE),
            fine("leading zeros kept in text", "000101001001", note=_NOTE),
            fixed("the apostrophe goes", "'990101001001", "990101001001"),
            fixed('the ="…" goes', '="990101001001"', "990101001001"),
            fine("scientific notation is text and matches no place", "9.9E+11", note=_NOTE),
        ],
    ),
    *cell_cases(
        "R-S",
        "name",
        [
            fixed("twelve digits as a number, exact", 990101001001, "990101001001"),
            fixed("a leading zero lost in a number", 10101001001, "10101001001", note=_NOTE),
            refused("nineteen digits as a number", 9901010010010000001, "TEXT_PRECISION_LOST"),
        ],
        form="xlsx",
    ),
]
