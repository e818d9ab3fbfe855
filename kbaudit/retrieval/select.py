"""From the hits of a query to those an answer may draw on: filter, weights, passages, families, conflicts.

The order is that of docs/rules.md. Every adapter is a thin coat over `select`.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.retrieval.columns import listed
from kbaudit.retrieval.conflicts import document_of, sides_among, with_disputes, without_other_sides
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.stamps import CONTENT, ORPHANED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.retrieval.conflicts import Sides
    from kbaudit.retrieval.rule_file import Rules
    from kbaudit.retrieval.stamps import Stamps

_new: Final = tuple.__new__  # see evaluate.py
_BELOW: Final = "below min_score"


class Hit(NamedTuple):
    """What a retriever found: the point's metadata, its score (non-negative, higher is better), the chunk's text.

    item is whatever the caller wants back, such as the framework's own document.
    """

    metadata: Mapping[str, object]
    score: float
    text: str = ""
    item: object = None


class Kept(NamedTuple):
    """A hit that may be used. score is the retriever's times weight; metadata has what an answer cites.

    disputed_by are the uris of the other sides of conflicts that it stands in: with stamps all that may be served,
    else those that were found.
    """

    hit: Hit
    metadata: Mapping[str, object]
    weight: float
    score: float
    reasons: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()


class Dropped(NamedTuple):
    """A hit that may not be used, and why: clauses in words, check codes, "family", "conflict"."""

    hit: Hit
    metadata: Mapping[str, object]
    reasons: tuple[str, ...]


class Selection(NamedTuple):
    """The outcome for one query: what may be used, best first, and what was dropped."""

    kept: tuple[Kept, ...]
    dropped: tuple[Dropped, ...]


def select(
    rules: Rules, hits: Iterable[Hit], now: float, release: str | None = None, stamps: Stamps | None = None
) -> Selection:
    """What of the hits an answer may draw on at `now` (epoch seconds).

    With stamps these go before what the index says: points that were never stamped, or stamped long ago, are judged
    by the latest audit, and passages that are kept out are told by their text.
    """
    weighed: list[Kept] = []
    dropped: list[Dropped] = []
    least = rules.min_score
    for hit in hits:
        metadata, found, _, _ = hit
        if stamps is not None:
            metadata = _stamped(hit, rules, stamps)
        keep, reasons, weight = evaluate(rules, metadata, now, release)
        score = found * weight if found > 0 and weight else 0.0  # inf * 0 is no number
        if not keep:
            dropped.append(Dropped(hit, metadata, reasons))
        elif least is not None and score < least:
            dropped.append(Dropped(hit, metadata, (_BELOW, *reasons)))
        else:
            weighed.append(_new(Kept, (hit, metadata, weight, score, reasons, ())))
    weighed.sort(key=attrgetter("score"), reverse=True)  # stable: of equals the retriever's first stays first
    kept = _limited(rules, weighed, dropped)
    disputed = [one for one in kept if one.metadata.get("kb_conflicts")]
    if disputed:
        sides = sides_among(disputed) if stamps is None else _sides(rules, stamps, now, release)
        if rules.one_side:
            kept, others = without_other_sides(kept, lambda one, why: Dropped(one.hit, one.metadata, why))
            dropped += others
        kept = with_disputes(kept, sides)
    return Selection(tuple(kept), tuple(dropped))


def _stamped(hit: Hit, rules: Rules, stamps: Stamps) -> Mapping[str, object]:
    stamp = stamps.of(_named(hit.metadata, rules.match.field))
    if stamp is None:
        return _not_audited(hit.metadata, rules)
    told = () if hit.text or hit.metadata.get("kb_status") != "exclude" else listed(hit.metadata.get("kb_reasons"))
    reasons = stamp.reasons_told(told)  # without its text the point's own stamp alone knows of the passage in it
    fields = stamp.without_passage(reasons) if reasons else stamp.of_point(hit.text)
    if hit.metadata.get(CONTENT) not in (None, stamp.content):
        fields = stamp.of_earlier_text(fields)
    return {**hit.metadata, **fields}


def _named(metadata: Mapping[str, object], field: str) -> object:
    """What stands in match.field: by the last of its names, as frameworks hand it on, else by all of them."""
    last = field.rpartition(".")[2]
    return metadata[last] if last in metadata else metadata.get(field)


def _not_audited(metadata: Mapping[str, object], rules: Rules) -> Mapping[str, object]:
    """A point of no document of the audit, whatever it says of itself; one that was stamped once is of a lost one."""
    others = {name: value for name, value in metadata.items() if not name.startswith("kb_")}
    if rules.unknown_documents == "serve" and metadata.get("kb_status") is not None:
        return {**others, "kb_status": "exclude", "kb_reasons": [ORPHANED]}
    return others


def _limited(rules: Rules, ranked: Sequence[Kept], dropped: list[Dropped]) -> list[Kept]:
    """Without the hits of documents beyond the limit of their family and release. Documents count, not passages."""
    most = rules.max_documents_per_family
    if most is None:
        return list(ranked)
    seen: dict[tuple[str, str], set[str]] = {}
    kept = []
    for one in ranked:
        family = one.metadata.get("kb_family")
        if isinstance(family, str) and family:
            documents = seen.setdefault((family, str(one.metadata.get("kb_release"))), set())
            document = document_of(one.metadata)
            if document not in documents and len(documents) >= most:
                dropped.append(Dropped(one.hit, one.metadata, ("family", family)))
                continue
            documents.add(document)
        kept.append(one)
    return kept


def _sides(rules: Rules, stamps: Stamps, now: float, release: str | None) -> Sides:
    """All sides of a conflict that may be served, by the stamps: found or not, an answer has to name them."""

    def of(conflict: str) -> list[Mapping[str, object]]:
        sides = (stamp.fields for stamp in stamps.sides.get(conflict, ()))
        return [fields for fields in sides if evaluate(rules, fields, now, release).keep]

    return of
