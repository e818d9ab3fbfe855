"""What two sentences say differently, word by word: marked in both, or written into one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST: Final = 2_000  # characters of a sentence that are compared; what is farther from the value is cut off
SHOWN: Final = 400

# Scripts that put no space between words: there a word is a character.
_UNSPACED: Final = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD: Final = rf"[^\W{_UNSPACED}]"
_TOKEN: Final = re.compile(rf"{_WORD}+(?:[.,:'’/-]{_WORD}+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence. changed: the other sentence hasn't got it here; value: it is what differs."""

    text: str
    changed: bool = False
    value: bool = False


class _Step(NamedTuple):
    """What becomes of some words: which of the first sentence stand for which of the second."""

    changed: bool
    a: list[str]
    b: list[str]


def side_by_side(
    a: str, b: str, values: Sequence[tuple[str, str]] = (), *, limit: int = SHOWN
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both sentences on one line each, cut to about limit characters around what differs; values are a's and b's."""
    value_a, value_b = values[0] if values else ("", "")
    steps = list(_steps(excerpt(a, value_a), excerpt(b, value_b)))
    first = _merged(Piece("".join(step.a), changed=step.changed) for step in steps)
    second = _merged(Piece("".join(step.b), changed=step.changed) for step in steps)
    for value_a, value_b in values:
        first, second = _valued(first, value_a), _valued(second, value_b)
    return tuple(_cut(first, limit)), tuple(_cut(second, limit))


def inline(a: str, b: str, *, limit: int = SHOWN) -> str:
    """Both sentences as one: `within [-14-]{+30+} days`."""
    pieces: list[Piece] = []
    for step in _steps(excerpt(a), excerpt(b)):
        old, new = "".join(step.a).strip(), "".join(step.b).strip()
        if not step.changed:
            pieces.append(Piece("".join(step.a)))
        elif old or new:
            said = (f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else "")
            lead = " " if "".join(step.a or step.b)[:1].isspace() else ""
            trail = " " if "".join(step.a or step.b)[-1:].isspace() else ""
            pieces.append(Piece(f"{lead}{said}{trail}", changed=True))
    return "".join(piece.text for piece in _cut(pieces, limit))


def excerpt(sentence: str, value: str = "", limit: int = LONGEST) -> str:
    """The sentence on one line, at most limit characters of it: those around the value, or the first ones."""
    line = " ".join(sentence.split())
    if len(line) <= limit:
        return line
    begin = max(0, min(line.find(" ".join(value.split())) - limit // 2, len(line) - limit + 1)) if value else 0
    inside = line[begin + 1 : begin + limit - 1] if begin else line[: limit - 1]
    return ("…" if begin else "") + inside + ("…" if begin + limit - 1 < len(line) else "")


def _steps(a: str, b: str) -> Iterator[_Step]:
    """The sentences in step; a lone space between two changes belongs to them."""
    words_a, words_b = _TOKEN.findall(a), _TOKEN.findall(b)
    steps = [
        _Step(one.tag != "equal", words_a[one.src_start : one.src_end], words_b[one.dest_start : one.dest_end])
        for one in Indel.opcodes(words_a, words_b)
    ]
    bridged = [step._replace(changed=True) if _is_bridge(steps, at) else step for at, step in enumerate(steps)]
    for changed, group in groupby(bridged, key=lambda step: step.changed):
        some = list(group)
        yield _Step(changed, [w for step in some for w in step.a], [w for step in some for w in step.b])


def _is_bridge(steps: list[_Step], at: int) -> bool:
    inside = 0 < at < len(steps) - 1
    return inside and not steps[at].changed and not any(ch.isalnum() for ch in "".join(steps[at].a))


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Without empty pieces, and with the spaces around a change outside of it."""
    split: list[Piece] = []
    for piece in pieces:
        core = piece.text.strip() if piece.changed else piece.text
        lead, _, trail = piece.text.partition(core) if core else (piece.text, "", "")
        split += [Piece(lead), replace(piece, text=core), Piece(trail)]
    return _joined(split)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    kept = (piece for piece in pieces if piece.text)
    return [
        Piece("".join(piece.text for piece in group), *flags)
        for flags, group in groupby(kept, key=lambda piece: (piece.changed, piece.value))
    ]


def _valued(pieces: list[Piece], value: str) -> list[Piece]:
    """The pieces with the value marked: of several places where it stands, the one that changed the most."""
    value = " ".join(value.split())
    line = "".join(piece.text for piece in pieces)
    changed = "".join(("x" if piece.changed else " ") * len(piece.text) for piece in pieces)
    places = [found.start() for found in re.finditer(re.escape(value), line)] if value else []
    if not places:
        return pieces
    begin = max(places, key=lambda at: (changed.count("x", at, at + len(value)), -at))
    end, at, split = begin + len(value), 0, []
    for piece in pieces:
        low, high = (min(max(edge - at, 0), len(piece.text)) for edge in (begin, end))
        split.append(replace(piece, text=piece.text[:low]))
        split.append(replace(piece, text=piece.text[low:high], value=True))
        split.append(replace(piece, text=piece.text[high:]))
        at += len(piece.text)
    return _joined(split)


def _cut(pieces: list[Piece], limit: int) -> list[Piece]:
    """At most about limit characters, beginning shortly before the first thing that differs."""
    length = sum(len(piece.text) for piece in pieces)
    if length <= limit:
        return pieces
    before = next((at for at, piece in enumerate(pieces) if piece.value or piece.changed), 0)
    lead = sum(len(piece.text) for piece in pieces[:before])
    skip = max(0, min(lead - limit // 3, length - limit))
    left, kept = limit, [Piece("…")] if skip else []
    for piece in pieces:
        text = piece.text[skip:][:left]
        skip, left = max(0, skip - len(piece.text)), left - len(text)
        kept.append(replace(piece, text=text))
    if sum(len(piece.text) for piece in kept) < length and left == 0:
        kept.append(Piece("…"))
    return _joined(kept)
