"""stamps.jsonl: one stamp a document, to be written onto its points in the index. No field is ever null."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from kbaudit.model import NEVER_TS, RelationKind, Subject
from kbaudit.retrieval.rules import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from kbaudit.model import Corpus, Dated, ExcludedPassage, Family, Member, Skipped, Verdict

_UNKNOWN_TS: Final = 0
_CONFLICT_CODE: Final = "KB104"


def stamp_all(
    corpus: Corpus, verdicts: Mapping[str, Verdict], shingles: Mapping[str, Sequence[Sequence[int]]] | None = None
) -> Iterator[dict[str, object]]:
    """The stamp of every document and unreadable file that has a verdict, sorted by uri.

    shingles are those of the passages that are kept out of each document (see overlap.py).
    """
    known = shingles or {}
    places = {
        member.uri: (name, member)
        for family in corpus.families
        for name, member in zip(family_ids(family), family.members, strict=True)
    }
    conflicts = conflict_ids(corpus)
    unread = {skipped.uri: skipped for skipped in corpus.skipped}
    for uri in sorted(verdicts):
        judged = corpus.subjects.get(uri) or unread[uri]
        yield stamp(judged, verdicts[uri], places.get(uri), conflicts.get(uri, ()), known.get(uri, ()))


def conflict_ids(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """The ids of the conflicts that each document stands in, sorted; both sides of a conflict carry the same id.

    They depend on facts and policy, never on the moment: a side that isn't in effect is kept back by the filter.
    A conflict counts unless the policy switches KB104 off for both sides.
    """
    found: dict[str, set[str]] = {}
    copies: dict[str, list[str]] = {}
    for relation in corpus.relations:
        if relation.kind is RelationKind.EXACT_COPY:
            copies.setdefault(relation.b, []).append(relation.a)
    for relation in corpus.relations:
        pair = sorted((relation.a, relation.b))
        if relation.kind is RelationKind.CONFLICTS_WITH and any(_minds(corpus.subjects[uri]) for uri in pair):
            name = hashlib.sha256("\0".join(pair).encode()).hexdigest()[:16]
            for uri in (*pair, *(copy for side in pair for copy in copies.get(side, ()))):
                found.setdefault(uri, set()).add(f"cf:{name}")
    return {uri: tuple(sorted(ids)) for uri, ids in found.items()}


def _minds(subject: Subject) -> bool:
    """Whether the policy lets a document's conflicts be looked for."""
    setting = subject.governance.checks.get(_CONFLICT_CODE)
    return setting is None or setting.enabled


def family_ids(family: Family) -> list[str]:
    """For each member the family's id; successors side by side replace their predecessor together, so each has its own.

    Otherwise `max_documents_per_family` would let an answer draw on only one of them.
    """
    beside = Counter(member.rank for member in family.members if not member.copy_of)
    return [
        f"{family.id}:{hashlib.sha256((member.copy_of or member.uri).encode()).hexdigest()[:8]}"
        if family.ordered and beside[member.rank] > 1
        else family.id
        for member in family.members
    ]


def stamp(
    judged: Subject | Skipped,
    verdict: Verdict,
    place: tuple[str, Member] | None,
    conflicts: Sequence[str] = (),
    shingles: Sequence[Sequence[int]] = (),
) -> dict[str, object]:
    """The stamp of one document (docs/rules.md). `stamp` is the digest of all the others of its fields.

    place is the id of its family and the document as a member of it; conflicts are the ids of those it stands in. The
    stamp holds from the audit's moment on: what is still to come stands in it as timestamps, in whole epoch seconds; so
    do successors that are still to come.
    """
    family, superseded_by = (place[0], place[1].superseded_by) if place else ("", ())
    content: dict[str, object] = {
        "uri": judged.uri,
        "doc_id": hashlib.sha256(judged.uri.encode()).hexdigest()[:32],
        **(_of_document(judged) if isinstance(judged, Subject) else _of_unread()),
        "kb_status": verdict.base_status.value,
        "kb_reasons": list(verdict.base_reasons),
        "kb_valid_from_ts": _seconds(verdict.valid_from, _UNKNOWN_TS),
        "kb_expires_ts": _seconds(verdict.expires_at, NEVER_TS),
        "kb_demote_ts": _seconds(verdict.demotes_at, NEVER_TS),
        "kb_version": _version(judged, place),
        "kb_family": family,
        **_release(judged),
        "kb_superseded_by": sorted(superseded_by),
        "kb_conflicts": list(conflicts),
        "passages": list(map(_passage, verdict.passages, chain(shingles, repeat(())))),
    }
    content["stamp"] = digest(content)
    return content


def _version(judged: Subject | Skipped, place: tuple[str, Member] | None) -> str:
    """What a citation calls the version: as the document states it, else as its name or path has it."""
    declared = judged.document.versions if isinstance(judged, Subject) else ()
    return declared[0].value if declared else place[1].label if place else ""


def _release(judged: Subject | Skipped) -> dict[str, object]:
    """The live release that a document belongs to; one of none belongs to every release, the latest included."""
    if not isinstance(judged, Subject) or not judged.release:
        return {"kb_release": "", "kb_is_latest": True}
    return {"kb_release": judged.release, "kb_is_latest": judged.release in judged.governance.releases[-1:]}


def _passage(excluded: ExcludedPassage, shingles: Sequence[int]) -> dict[str, object]:
    return {
        "start": excluded.start,
        "end": excluded.end,
        "text_sha256": excluded.text_sha256,
        "reasons": list(excluded.reasons),
        "shingles": list(shingles),
    }


def _of_document(subject: Subject) -> dict[str, object]:
    return {
        "sha256": subject.document.sha256,
        "kb_effective_ts": _seconds(subject.effective.at, _UNKNOWN_TS),
        "kb_effective_date": _day(subject.effective),
        "kb_owner": subject.owner.value,
        "kb_has_owner": bool(subject.owner.value),
        "kb_confidence": subject.document.confidence,
        "kb_language": subject.document.language,
        "kb_document_set": subject.governance.document_set,
        "kb_audience": subject.governance.audience,
    }


def _of_unread() -> dict[str, object]:
    return {
        "sha256": "",
        "kb_effective_ts": _UNKNOWN_TS,
        "kb_effective_date": "",
        "kb_owner": "",
        "kb_has_owner": False,
        "kb_confidence": 0.0,
        "kb_language": "",
        "kb_document_set": "",
        "kb_audience": "",
    }


def _seconds(moment: datetime | None, otherwise: int) -> int:
    """Whole seconds since 1970, never negative: engines differ in how they compare those."""
    return otherwise if moment is None else max(0, int(moment.timestamp()))


def _day(dated: Dated) -> str:
    """The day as the winning claim states it, whatever the time zone."""
    if dated.at is None:
        return ""
    return dated.claim.value[:10] if dated.claim else f"{dated.at:%Y-%m-%d}"
