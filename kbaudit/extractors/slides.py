"""Slides (.pptx) by unstructured's own partition_pptx, called offline: titles, text and tables; no notes."""

from __future__ import annotations

import io
from typing import Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard
from kbaudit.extractors.extras import missing
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.properties import package_properties
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.extractors.unstructured_offline import load_slides
from kbaudit.model import Extract, SkipReason

_NO_TITLE: Final = frozenset({"", "powerpoint presentation", "presentation", "untitled", "title"})


def extract(data: bytes, kind: str) -> Extract:
    """The slides in the bytes of a .pptx; a slide is a page. Raises ExtractionError: encrypted, corrupt, a zip bomb."""
    guard.check_office(data)
    try:
        partition = load_slides()
    except ImportError as error:
        raise missing("slides", "python-pptx") from error
    try:
        elements = partition(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(
            SkipReason.CORRUPT, detail, remedy="open it in a presentation program and save it again"
        ) from error
    flow = Flow()
    last = 0
    for element in elements:
        page = element.metadata.page_number or 0
        if page != last:
            flow.under(0, "")
            last = page
        if element.category == "Title" and not element.metadata.category_depth:
            flow.heading(0, element.text, page=page)
        else:
            flow.block(element.text, page=page)
    text, passages = flow.made()
    fields = package_properties(data, "pptx")
    declared = next((each.value for each in fields if each.name == "pptx.title"), "")
    return Extract(
        kind=kind,
        title=flow.title or ("" if declared.lower() in _NO_TITLE else declared[:300]),
        text=text,
        passages=passages,
        fields=fields,
        sample=sample_of(text[:RAW_LIMIT]),
        heading=flow.title,
    )
