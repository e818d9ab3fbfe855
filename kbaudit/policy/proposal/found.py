"""What there is in a knowledge base, in a few lines of comment: kinds, languages, dates, owners, states, fields."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateKind, Origin
from kbaudit.policy.proposal.yaml import remark, shown
from kbaudit.reports.wording import ORIGINS
from kbaudit.signals.names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.policy.proposal.pieces import Piece

_MOST: Final = 6
_BARELY: Final = 0.02
_FIELDS: Final = 10
_COMMON: Final = 0.2
_KINDS: Final = {
    DateKind.REVIEWED: "a review", DateKind.REVIEW_DUE: "when the next review is due", DateKind.UPDATED: "an update",
    DateKind.EFFECTIVE: "since when they apply", DateKind.VALID_UNTIL: "until when they are valid",
    DateKind.PUBLISHED: "a publication", DateKind.CREATED: "a creation",
}  # fmt: skip


def found_here(pieces: Sequence[Piece]) -> Iterator[str]:
    """The lines."""
    yield "# What the documents show:"
    for title, said in (
        ("types", _types(pieces)),
        ("languages", _languages(pieces)),
        ("dates", _dates(pieces)),
        ("owners", _owners(pieces)),
        ("states", _states(pieces)),
        ("fields", _fields(pieces)),
    ):
        if said:
            first, *others = remark(f"{title:<11}{said}", 0)
            yield first.replace("# ", "#   ", 1)
            yield from (f"#              {line.removeprefix('# ')}" for line in others)


def _types(pieces: Sequence[Piece]) -> str:
    return _ranked(Counter(piece.subject.document.kind for piece in pieces))


def _languages(pieces: Sequence[Piece]) -> str:
    return _ranked(Counter(piece.language or "not told" for piece in pieces))


def _dates(pieces: Sequence[Piece]) -> str:
    """How many documents state what, and where most of them do."""
    counts: Counter[DateKind] = Counter()
    places: dict[DateKind, Counter[str]] = {kind: Counter() for kind in DateKind}
    for piece in pieces:
        first = {
            claim.kind: claim for claim in reversed(piece.subject.document.dates) if claim.origin is not Origin.MTIME
        }
        for kind, claim in first.items():
            counts[kind] += 1
            declared = claim.origin in {Origin.FRONT_MATTER, Origin.HTML_META, Origin.PROPERTIES}
            places[kind][claim.where.partition(" + ")[0] if declared else ORIGINS[claim.origin]] += 1
    undated = sum(not piece.dated for piece in pieces)
    said = [f"{counts[kind]:,} {_KINDS[kind]} ({_most(places[kind])})" for kind in _KINDS if counts[kind]]
    return "; ".join([*said, f"{undated:,} no date at all"] if undated else said)


def _owners(pieces: Sequence[Piece]) -> str:
    claims = [piece.subject.owner.claim for piece in pieces]
    named = Counter(
        claim.where if claim.origin in {Origin.FRONT_MATTER, Origin.HTML_META} else ORIGINS[claim.origin]
        for piece, claim in zip(pieces, claims, strict=True)
        if piece.owner and claim
    )
    writers = sum(bool(claim) and not piece.owner for piece, claim in zip(pieces, claims, strict=True))
    nobody = sum(claim is None for claim in claims)
    said = [f"{named.total():,} name one ({_most(named)})"] if named else []
    said += [f"{writers:,} only say who wrote the file"] if writers else []
    return "; ".join([*said, f"{nobody:,} name nobody"] if nobody else said)


def _states(pieces: Sequence[Piece]) -> str:
    """What documents say of themselves: nothing has to be asked for these (KB206, KB207)."""
    states = Counter(
        str(state) for piece in pieces for state in {claim.state for claim in piece.subject.document.states}
    )
    return _ranked(states)


def _fields(pieces: Sequence[Piece]) -> str:
    """Declared fields that many documents have: candidates for required_metadata."""
    names: Counter[str] = Counter()
    spelt: dict[str, Counter[str]] = {}
    for piece in pieces:
        for name in {field.name for field in piece.fields}:
            spelt.setdefault(key_of(name), Counter())[name] += 1
        names.update({key_of(field.name) for field in piece.fields})
    common = [key for key, count in names.items() if count >= _COMMON * len(pieces)]
    ranked = sorted(common, key=lambda key: (-names[key], key))[:_FIELDS]
    return ", ".join(f"{shown(min(spelt[key], key=lambda n: (-spelt[key][n], n)))} {names[key]:,}" for key in ranked)


def _ranked(counts: Counter[str]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f", {len(ranked) - _MOST:,} others" if len(ranked) > _MOST else ""
    return ", ".join(f"{count:,} {name}" for name, count in ranked[:_MOST]) + more


def _most(places: Counter[str]) -> str:
    """The place where most are, or the two."""
    ranked = sorted(places.items(), key=lambda item: (-item[1], item[0]))
    told = [name for name, count in ranked[:2] if count > _BARELY * places.total()]
    return " or ".join(name if name in ORIGINS.values() else shown(name) for name in told)
