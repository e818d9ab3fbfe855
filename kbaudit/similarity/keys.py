"""All that is learned of a text so that the catalog can bring it together with others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kbaudit.model import Keys
from kbaudit.similarity.anchors import anchors
from kbaudit.similarity.hashed_tokens import tokenised
from kbaudit.similarity.shingles import masked, shingles_of
from kbaudit.similarity.sketch import band_keys, masked_band_keys, sketch_batch
from kbaudit.similarity.statements import statements

if TYPE_CHECKING:
    from kbaudit.similarity.hashed_tokens import Hashes


class Keyed(NamedTuple):
    """A text's number of tokens, its two sketches and its keys."""

    words: int
    sketch: bytes
    masked_sketch: bytes
    keys: Keys


def keyed(text: str) -> Keyed:
    """The sketches and keys of a text."""
    tokens = tokenised(text, sentences=True)
    without_values = masked(tokens)
    shingles = shingles_of(tokens)
    sketch, masked_sketch = sketch_batch([shingles.raw, shingles.masked])
    said, worded = statements(tokens)
    keys = Keys(
        bands=band_keys(sketch).tobytes(),
        masked_bands=masked_band_keys(masked_sketch).tobytes(),
        anchors=_stored(anchors(without_values)),
        statements=_stored(said),
        wordings=_stored(worded),
    )
    return Keyed(shingles.words, sketch, masked_sketch, keys)


def _stored(hashes: Hashes) -> bytes:
    return hashes.view(np.int64).tobytes()
