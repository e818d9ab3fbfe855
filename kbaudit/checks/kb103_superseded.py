"""KB103: an older version that is still live beside the one that replaces it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.model import Corpus, Family, Member

_SHOWN: Final = 3  # changes that are quoted for each older version
_SHOWN_IN_ALL: Final = 12


class Superseded:
    """One finding a family: every member that a newer one replaces, from the moment the newer one takes effect."""

    code = "KB103"
    name = "superseded-version"
    summary = "An older version is still live beside the one that replaces it."
    of_many = "are older versions of another one"
    severity = Severity.ERROR
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for family in corpus.families:
            older = [m for m in family.members if m.superseded_by and m.uri in corpus.subjects]
            if older:
                affects = (Affected(m.uri, m.superseded_at) for m in older)
                yield self._finding(family, tuple(sorted(affects, key=lambda a: a.uri)), corpus)

    def narrowed(self, finding: Finding, affects: tuple[Affected, ...], corpus: Corpus) -> Finding:
        anew = self._finding(corpus.family_of[affects[0].uri], affects, corpus)
        return replace(finding, uri=anew.uri, message=anew.message, evidence=anew.evidence, affects=affects)

    def _finding(self, family: Family, affects: tuple[Affected, ...], corpus: Corpus) -> Finding:
        members = {member.uri: member for member in family.members}
        older = {affected.uri: members[affected.uri] for affected in affects}
        newest = _newest(older)
        return Finding(
            code=self.code,
            uri=affects[0].uri,
            message=f"Superseded by {names(newest)}{_labelled(newest, members)}, and still live.",
            remedy="Remove or archive the older version, or mark it as superseded where it has to stay.",
            affects=affects,
            evidence=(
                *(Evidence("current", _label(members.get(uri)), uri) for uri in newest),
                Evidence("older", _label(older[affects[0].uri]), affects[0].uri),
                Evidence("told by", shortened(family.reason)),
                *islice(
                    dict.fromkeys(said for one in affects for said in _changes(one.uri, newest, corpus)), _SHOWN_IN_ALL
                ),
            ),
            keys=tuple((affected.uri,) for affected in affects),
        )


def _changes(uri: str, newest: tuple[str, ...], corpus: Corpus) -> Iterator[Evidence]:
    """What serving the older version would say wrongly, by the newest one that it was compared with."""
    told = [r for r in corpus.relations_of.get(uri, ()) if r.kind is RelationKind.OLDER_VERSION_OF and r.differences]
    relation = max(told, key=lambda r: (r.b in newest, r.b), default=None)
    if relation:
        told_once = dict.fromkeys(
            f"{shortened(one.value_a)} → {shortened(one.value_b)}: {shortened(one.sentence_b)}"
            for one in relation.differences
        )
        yield from (Evidence("changed in the newer version", each, relation.b) for each in islice(told_once, _SHOWN))


def _newest(older: Mapping[str, Member]) -> tuple[str, ...]:
    """Where the chains of successors end: what replaces a superseded member and isn't superseded itself."""
    successors = {uri for member in older.values() for uri in member.superseded_by}
    # Two documents that each claim to replace the other have no end: then both are named.
    return tuple(sorted(successors - older.keys() or successors))


def _label(member: Member | None) -> str:
    return shortened(member.label) if member and member.label else "no version label"


def _labelled(uris: tuple[str, ...], members: Mapping[str, Member]) -> str:
    member = members.get(uris[0])
    return f" ({shortened(member.label)})" if len(uris) == 1 and member and member.label else ""
