"""unstructured without a network: no telemetry, no model download.

It asks a spaCy model for word classes, and fetches that from the web. A blank English pipeline with a sentencizer
stands in: then no paragraph is called narrative, which nothing here depends on.
"""

from __future__ import annotations

import logging
import os
import warnings
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document
    from spacy.language import Language
    from unstructured.documents.elements import Element

# Exactly "1": the notice takes no other word.
_SWITCHES: Final = {"DO_NOT_TRACK": "true", "SCARF_NO_ANALYTICS": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"}
_OPTIONS: Final[dict[str, dict[str, bool]]] = {
    "docx": {"include_page_breaks": False},
    "pptx": {"include_page_breaks": False},
    "email": {"process_attachments": False},
    "msg": {"process_attachments": False},
}


@dataclass(frozen=True, slots=True)
class Library:
    """The two calls that are used: elements by unstructured, the opened file by python-docx."""

    partition: Callable[[IO[bytes]], list[Element]]
    open: Callable[[IO[bytes]], Document]


@cache
def load() -> Library:
    """Imports unstructured (1.4 to 2 seconds, once a process) with everything that reaches out switched off."""
    partition = partitioner("docx")
    import docx  # noqa: PLC0415 - heavy, and only after the switches

    return Library(partition, docx.Document)


def load_slides() -> Callable[[IO[bytes]], list[Element]]:
    """As load, for slides. Raises ImportError where python-pptx isn't installed."""
    return partitioner("pptx")


@cache
def partitioner(what: str) -> Callable[[IO[bytes]], list[Element]]:
    """The library's own function for a format, by the name of its module ("md", "email").

    Raises ImportError where a library that the function needs isn't installed.
    """
    _go_offline()
    function = getattr(import_module(f"unstructured.partition.{what}"), f"partition_{what}")
    options = _OPTIONS.get(what, {})

    def partition(file: IO[bytes]) -> list[Element]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of guessed encodings
            # languages=[""] skips its own language detection, which costs more than all the rest.
            elements: list[Element] = function(file=file, languages=[""], **options)
        return elements

    return partition


@cache
def has_pandoc() -> bool:
    """Whether pandoc is there: the reStructuredText, Org, RTF, OpenDocument and epub functions call it."""
    try:
        import pypandoc  # noqa: PLC0415 - optional

        logging.getLogger("pypandoc").disabled = True  # it passes on what pandoc says of a file
        return bool(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return False


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
