"""Values as columns and back: JSON arrays for claims, passages and links, Arrow tables for batches."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa

from kbaudit.catalog.values import from_stored
from kbaudit.model import (
    DateClaim,
    DateKind,
    Document,
    Field,
    Link,
    Mark,
    MarkKind,
    Origin,
    OwnerClaim,
    Passage,
    State,
    StateClaim,
    VersionClaim,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from kbaudit.catalog.session import Row
    from kbaudit.model import Extract, Facts, Keys

FACTS_COLUMNS: Final = pa.schema(
    [
        ("key", pa.string()),
        ("title", pa.string()),
        ("language", pa.string()),
        ("words", pa.int64()),
        ("passages", pa.int64()),
        ("text_sha256", pa.string()),
        ("confidence", pa.float64()),
        ("claims", pa.string()),
        ("structure", pa.binary()),
        ("text", pa.binary()),
        ("sketch", pa.binary()),
        ("masked_sketch", pa.binary()),
        *((name, pa.list_(pa.int64())) for name in ("bands", "masked_bands", "anchors", "statements", "wordings")),
    ]
)
# By value: calling the enumeration takes half of the time in which a document is read.
_ORIGINS: Final = {origin.value: origin for origin in Origin}
_DATE_KINDS: Final = {kind.value: kind for kind in DateKind}
_STATES: Final = {state.value: state for state in State}
_MARK_KINDS: Final = {kind.value: kind for kind in MarkKind}
_SIZES: Final = {pa.int32(): np.int32, pa.int64(): np.int64, pa.float64(): np.float64}
_NUMBER: Final = 8  # bytes of a key
_LENGTH: Final = 8  # bytes of the length before a compressed text
_ZSTD: Final = "zstd"  # measured on real pages: half of zlib's time, to a third of the size


def table(schema: pa.Schema, rows: Iterable[Sequence[object]]) -> pa.Table:
    """Rows as an Arrow table."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [_array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    """A column, from its buffers: pa.array would first import pandas, half a second, to see that this isn't one."""
    if pa.types.is_list(kind):
        return _numbers(values)
    if kind in _SIZES:
        return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(np.array(values, dtype=_SIZES[kind]))])
    if pa.types.is_boolean(kind):
        return pa.Array.from_buffers(kind, len(values), [None, _bits(values)])
    pieces = [_bytes(value) for value in values]
    ends = np.zeros(len(pieces) + 1, dtype=np.int32)
    np.cumsum([len(piece) for piece in pieces], out=ends[1:])
    given = _bits([value is not None for value in values]) if None in values else None
    return pa.Array.from_buffers(kind, len(values), [given, pa.py_buffer(ends), pa.py_buffer(b"".join(pieces))])


def _bits(values: Sequence[object]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.array(values, dtype=np.bool_), bitorder="little"))


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return encoded(value)
    return value if isinstance(value, bytes) else b""


def _numbers(values: Sequence[object]) -> pa.Array:
    """Arrays of 64-bit numbers as they come from the learner: bytes, which needn't become Python's numbers first."""
    packed_numbers = [value for value in values if isinstance(value, bytes)]
    ends = [0, *accumulate(len(value) // _NUMBER for value in packed_numbers)]
    flat = pa.Array.from_buffers(pa.int64(), ends[-1], [None, pa.py_buffer(b"".join(packed_numbers))])
    return pa.ListArray.from_arrays(_array(ends, pa.int32()), flat)


def facts_row(key: str, facts: Facts, keys: Keys) -> tuple[object, ...]:
    """A row of FACTS_COLUMNS; `document_of`, `structure_of` and `unpacked` read it back."""
    extract, signals = facts.extract, facts.signals
    return (
        key,
        extract.title,
        signals.language,
        facts.words,
        len(extract.passages),
        facts.text_sha256,
        signals.confidence,
        _claims(facts),
        packed(_json(_structure(extract))),
        packed(extract.text),
        facts.sketch,
        facts.masked_sketch,
        keys.bands,
        keys.masked_bands,
        keys.anchors,
        keys.statements,
        keys.wordings,
    )


def encoded(text: str) -> bytes:
    """A text as UTF-8; what is no text in it becomes "?" (offsets stay true)."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def packed(text: str) -> bytes:
    """A text compressed, its length before it."""
    data = encoded(text)
    if not data:
        return b""
    compressed: bytes = pa.compress(data, codec=_ZSTD, asbytes=True)
    return len(data).to_bytes(_LENGTH, "big") + compressed


def unpacked(data: bytes) -> str:
    """What `packed` packed. Raises ValueError if it wasn't that."""
    if not data:
        return ""
    size = int.from_bytes(data[:_LENGTH], "big")
    text: bytes = pa.decompress(data[_LENGTH:], decompressed_size=size, codec=_ZSTD, asbytes=True)
    return text.decode()


def _structure(extract: Extract) -> object:
    return [
        [(p.start, p.end, p.heading, p.page) for p in extract.passages],
        [(link.target, link.text, link.start) for link in extract.links],
        [(image.target, image.text, image.start) for image in extract.images],
        extract.anchors,
    ]


def _claims(facts: Facts) -> str:
    """Reasons, problems, fields, claims, marks and the heading as one JSON array."""
    extract, signals = facts.extract, facts.signals
    return _json(
        [
            signals.reasons,
            extract.problems,
            [(f.name, f.values, f.origin.value) for f in extract.fields],
            [dated(claim) for claim in signals.dates],
            [(o.value, o.origin.value, o.where) for o in signals.owners],
            [(s.state.value, s.origin.value, s.where, s.successor) for s in signals.states],
            [(v.value, v.origin.value, v.where) for v in signals.versions],
            [(m.kind.value, m.label, m.start, m.end, m.place, m.quote, m.text_sha256, m.digest) for m in signals.marks],
            extract.heading,
        ]
    )


def document_of(row: Row) -> Document:
    """The document that a row of documents.py tells of."""
    (uri, source, sha256, size, mtime_ns, learned_at, kind, title, language, words, passages, text_sha256, confidence,
     claims) = row  # fmt: skip
    moment: datetime = from_stored(learned_at)
    reasons, problems, fields, dates, owners, states, versions, marks, heading = json.loads(claims)
    return Document(
        uri, source, sha256, size, mtime_ns, moment, kind, title, language, words, passages, text_sha256, confidence,
        reasons=tuple(reasons),
        problems=tuple([(code, detail) for code, detail in problems]),
        fields=tuple([Field(name, tuple(values), _ORIGINS[origin]) for name, values, origin in fields]),
        dates=tuple([date_of(claim) for claim in dates]),
        owners=tuple([OwnerClaim(value, _ORIGINS[origin], where) for value, origin, where in owners]),
        states=tuple([StateClaim(_STATES[state], _ORIGINS[origin], *rest) for state, origin, *rest in states]),
        versions=tuple([VersionClaim(value, _ORIGINS[origin], where) for value, origin, where in versions]),
        marks=tuple([Mark(_MARK_KINDS[what], *rest) for what, *rest in marks]),
        heading=heading,
    )  # fmt: skip


def dated(claim: DateClaim) -> list[str]:
    """A date claim as JSON holds it; `date_of` reads it back."""
    rest = [claim.raw, claim.otherwise] if claim.otherwise else [claim.raw]
    return [claim.kind.value, claim.value, claim.origin.value, claim.where, *rest]


def date_of(held: Sequence[str]) -> DateClaim:
    """The date claim that `dated` gave."""
    kind, value, origin, *rest = held
    return DateClaim(_DATE_KINDS[kind], value, _ORIGINS[origin], *rest)


class Structure(NamedTuple):
    """How a content is built: its passages, links, images and anchors."""

    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    images: tuple[Link, ...]
    anchors: tuple[str, ...]


def structure_of(data: bytes) -> Structure:
    """The structure that `facts_row` packed."""
    spans, links, images, anchors = json.loads(unpacked(data))
    return Structure(
        tuple(Passage(start, end, tuple(heading), page) for start, end, heading, page in spans),
        tuple(Link(*link) for link in links),
        tuple(Link(*image) for image in images),
        tuple(anchors),
    )


def ties_of(data: bytes) -> tuple[tuple[Link, ...], tuple[Link, ...], tuple[str, ...]]:
    """Links, images and anchors of a structure: what is asked of every document at once, and without its passages."""
    _, links, images, anchors = json.loads(unpacked(data))
    return tuple(Link(*link) for link in links), tuple(Link(*image) for image in images), tuple(anchors)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
