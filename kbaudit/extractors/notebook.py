"""Jupyter notebooks (.ipynb): Markdown and code cells as text; outputs are not read."""

from __future__ import annotations

import json
from typing import Final

from kbaudit.extractors import markdown, text
from kbaudit.extractors.anchors import ANCHOR_LIMIT
from kbaudit.extractors.compound import Compound
from kbaudit.extractors.decode import decode
from kbaudit.extractors.passages import Block, packed
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Link

CELL_LIMIT: Final = 10_000


def extract(data: bytes, kind: str) -> Extract:
    """The notebook in these bytes; what is no notebook is read as plain text, with a problem."""
    source, problems = decode(data)
    try:
        loaded: object = json.loads(source)
    except (ValueError, RecursionError) as error:
        return _plain(data, kind, f"{error}"[:200])
    cells = loaded.get("cells") if isinstance(loaded, dict) else None
    if not isinstance(cells, list):
        return _plain(data, kind, "no cells")
    compound = Compound()
    title, heading, prose = "", "", ""
    images: list[Link] = []
    anchors: dict[str, None] = {}
    path: tuple[str, ...] = ()
    for cell in cells[:CELL_LIMIT]:
        content, written = _cell(cell)
        if content == "code":
            compound.add(Extract("code", "", written, packed(written, [Block(0)])), path)
        elif written.strip():
            part = markdown.extract(written.encode("utf-8", "replace"), "markdown")
            # A heading holds until the next one of any level: a cell knows nothing of the ones before it.
            headed = any(passage.heading for passage in part.passages)
            compound.add(part, () if headed else path)
            start = compound.size - len(part.text)
            images += [Link(each.target, each.text, each.start + start) for each in part.images]
            anchors.update(dict.fromkeys(part.anchors))
            heading = heading or part.heading
            path = part.passages[-1].heading if headed else path
            title = title or part.title
            prose = prose if len(prose) > RAW_LIMIT else f"{prose} {part.sample}"
    found = [("limit", f"{CELL_LIMIT:,} of {len(cells):,} cells read")] if len(cells) > CELL_LIMIT else []
    return Extract(
        kind=kind,
        title=title,
        text=compound.text,
        passages=tuple(compound.passages),
        links=tuple(compound.links),
        sample=sample_of(prose.strip()),
        problems=(*problems, *found),
        heading=heading,
        images=tuple(images),
        anchors=tuple(anchors)[:ANCHOR_LIMIT],
    )


def _cell(cell: object) -> tuple[str, str]:
    if not isinstance(cell, dict):
        return "", ""
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    written = "".join(line for line in lines if isinstance(line, str))
    return str(cell.get("cell_type")), written.strip("\n")


def _plain(data: bytes, kind: str, detail: str) -> Extract:
    found = text.extract(data, kind)
    return Extract(
        kind=kind,
        title=found.title,
        text=found.text,
        passages=found.passages,
        sample=found.sample,
        problems=(*found.problems, ("json", f"not a notebook: {detail}")),
    )
