"""Values as columns and back: JSON arrays for claims, passages and links, Arrow tables for batches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from kbaudit.catalog.values import from_stored
from kbaudit.model import (
    DateClaim,
    DateKind,
    Document,
    Field,
    Link,
    Origin,
    OwnerClaim,
    Passage,
    State,
    StateClaim,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from kbaudit.catalog.session import Row
    from kbaudit.model import Facts, Learned, Skipped

_FILE_COLUMNS = pa.schema(
    [
        ("uri", pa.string()),
        ("source", pa.string()),
        ("size", pa.int64()),
        ("mtime_ns", pa.int64()),
        ("sha256", pa.string()),
        ("kind", pa.string()),
        ("same", pa.bool_()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("remedy", pa.string()),
    ]
)
_FACTS_COLUMNS = pa.schema(
    [
        ("key", pa.string()),
        ("title", pa.string()),
        ("language", pa.string()),
        ("words", pa.int64()),
        ("passages", pa.int64()),
        ("text_sha256", pa.string()),
        ("confidence", pa.float64()),
        ("claims", pa.string()),
        ("spans", pa.string()),
        ("links", pa.string()),
        ("text", pa.string()),
        ("sketch", pa.binary()),
        ("masked_sketch", pa.binary()),
        ("bands", pa.list_(pa.int64())),
    ]
)
_PAIR_COLUMNS = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        ("jaccard", pa.float64()),
        ("masked_jaccard", pa.float64()),
        ("containment", pa.float64()),
    ]
)


def key_of(sha256: str, kind: str) -> str:
    """The name of a content."""
    return f"{sha256}:{kind}"


def files_table(learned: Iterable[Learned], skipped: Iterable[Skipped]) -> pa.Table:
    """One row a uri, the last one given. `same` is true where only the file's dates changed."""
    rows: dict[str, Sequence[object]] = {}
    for item in learned:
        file, why = item.found, item.skipped
        same = not item.facts and not why
        told = (why.reason.value, why.detail, why.remedy) if why else (None, None, None)
        rows[file.uri] = (file.uri, file.source, file.size, file.mtime_ns, item.sha256, item.kind, same, *told)
    for why in skipped:
        rows[why.uri] = (
            why.uri, why.source, why.size, -1, "", "", False, why.reason.value, why.detail, why.remedy,
        )  # fmt: skip
    return table(_FILE_COLUMNS, rows.values())


def facts_table(learned: Iterable[Learned]) -> pa.Table:
    """One row a content."""
    rows = {}
    for item in learned:
        if item.facts:
            key = key_of(item.facts.sha256, item.kind)
            rows[key] = _facts_row(key, item.facts, item.bands)
    return table(_FACTS_COLUMNS, rows.values())


def pairs_table(rows: Iterable[Sequence[object]]) -> pa.Table:
    """Measured pairs as an Arrow table."""
    return table(_PAIR_COLUMNS, rows)


def table(schema: pa.Schema, rows: Iterable[Sequence[object]]) -> pa.Table:
    """Rows as an Arrow table."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [_array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except (UnicodeError, pa.ArrowException):
        # A lone surrogate (YAML can spell one) is no text: "?" keeps the offsets of passages true.
        cleaned = [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in values]
        return pa.array(cleaned, kind)


def _facts_row(key: str, facts: Facts, bands: Sequence[int]) -> Sequence[object]:
    extract, signals = facts.extract, facts.signals
    return (
        key,
        extract.title,
        signals.language,
        facts.words,
        len(extract.passages),
        facts.text_sha256,
        signals.confidence,
        claims_of(facts),
        _packed([(p.start, p.end, p.heading, p.page) for p in extract.passages]),
        _packed([(link.target, link.text, link.start) for link in extract.links]),
        extract.text,
        facts.sketch,
        facts.masked_sketch,
        bands,
    )


def claims_of(facts: Facts) -> str:
    """Reasons, problems, fields, date, owner and state claims as one JSON array; `document_of` reads it."""
    extract, signals = facts.extract, facts.signals
    return _packed(
        [
            signals.reasons,
            extract.problems,
            [(f.name, f.values, f.origin.value) for f in extract.fields],
            [(d.kind.value, d.value, d.origin.value, d.where, d.raw) for d in signals.dates],
            [(o.value, o.origin.value, o.where) for o in signals.owners],
            [(s.state.value, s.origin.value, s.where, s.successor) for s in signals.states],
        ]
    )


def document_of(row: Row) -> Document:
    """The document that a row of documents.py tells of."""
    (uri, source, sha256, size, mtime_ns, learned_at, kind, title, language, words, passages, text_sha256, confidence,
     claims) = row  # fmt: skip
    moment: datetime = from_stored(learned_at)
    reasons, problems, fields, dates, owners, states = json.loads(claims)
    return Document(
        uri, source, sha256, size, mtime_ns, moment, kind, title, language, words, passages, text_sha256, confidence,
        reasons=tuple(reasons),
        problems=tuple((code, detail) for code, detail in problems),
        fields=tuple(Field(name, tuple(values), Origin(origin)) for name, values, origin in fields),
        dates=tuple(DateClaim(DateKind(what), at, Origin(origin), *rest) for what, at, origin, *rest in dates),
        owners=tuple(OwnerClaim(value, Origin(origin), where) for value, origin, where in owners),
        states=tuple(StateClaim(State(state), Origin(origin), *rest) for state, origin, *rest in states),
    )  # fmt: skip


def passages_of(spans: str) -> tuple[Passage, ...]:
    """The passages of a content."""
    return tuple(Passage(start, end, tuple(heading), page) for start, end, heading, page in json.loads(spans))


def links_of(links: str) -> tuple[Link, ...]:
    """The links of a content."""
    return tuple(Link(target, text, start) for target, text, start in json.loads(links))


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
