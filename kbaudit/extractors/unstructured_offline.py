"""unstructured without a network: no telemetry, no model download.

It asks a spaCy model for word classes, and fetches that from the web. A blank English pipeline with a sentencizer
stands in: then no paragraph is called narrative, which nothing here depends on.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document
    from spacy.language import Language
    from unstructured.documents.elements import Element

# Exactly "1": the notice takes no other word.
_SWITCHES: Final = {"DO_NOT_TRACK": "true", "SCARF_NO_ANALYTICS": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"}


@dataclass(frozen=True, slots=True)
class Library:
    """The two calls that are used: elements by unstructured, the opened file by python-docx."""

    partition: Callable[[IO[bytes]], list[Element]]
    open: Callable[[IO[bytes]], Document]


@cache
def load() -> Library:
    """Imports unstructured (1.4 to 2 seconds, once a process) with everything that reaches out switched off."""
    _go_offline()
    import docx  # noqa: PLC0415 - heavy, and only after the switches
    from unstructured.partition.docx import partition_docx  # noqa: PLC0415 - see above

    def partition(file: IO[bytes]) -> list[Element]:
        # languages=[""] skips its own language detection, which costs more than all the rest.
        return partition_docx(file=file, languages=[""], include_page_breaks=False)

    return Library(partition, docx.Document)


@cache
def load_slides() -> Callable[[IO[bytes]], list[Element]]:
    """As load, for slides. Raises ImportError where python-pptx isn't installed."""
    _go_offline()
    from unstructured.partition.pptx import partition_pptx  # noqa: PLC0415 - heavy, and only after the switches

    def partition(file: IO[bytes]) -> list[Element]:
        return partition_pptx(file=file, languages=[""], include_page_breaks=False)

    return partition


@cache
def _go_offline() -> None:
    os.environ.update(_SWITCHES)  # read at import and at each call
    import spacy  # noqa: PLC0415 - heavy, and only after the switches
    from unstructured.nlp import tokenize  # noqa: PLC0415 - see above

    def blank_pipeline() -> Language:
        pipeline: Language = spacy.blank("en")
        pipeline.add_pipe("sentencizer")
        return pipeline

    # The only places where the model is loaded and fetched; the version is pinned, and a test holds them here.
    tokenize._load_spacy_model = blank_pipeline
    tokenize._install_spacy_model = _refuse
    tokenize._get_nlp.cache_clear()


def _refuse() -> None:
    message = "kbaudit never downloads a model"
    raise RuntimeError(message)
