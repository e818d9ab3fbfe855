"""KB106: versions of one document of which none can be called current."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import day, day_there, names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from kbaudit.model import Corpus, Difference, Family, Member, Relation

_SHOWN: Final = 5  # members and differences that are named


class AmbiguousCurrentVersion:
    """One finding a family: nothing tells which member is newer, or no member is left that may be served."""

    code = "KB106"
    name = "ambiguous-current-version"
    summary = "Of several versions, none can be called the current one."
    of_many = "have no current version"
    severity = Severity.WARNING
    effect = Effect.DEMOTE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        told = _told(corpus)
        for family in corpus.families:
            members = [member for member in family.members if member.uri in corpus.subjects]
            if not family.ordered:
                yield self._undecided([m for m in members if not m.barred and not m.copy_of], corpus, told)
            elif len(members) > 1 and (bare := _bare_from(family)):  # one alone is a live release's only page
                yield self._none_left(members, bare[0], corpus)

    def _undecided(self, able: list[Member], corpus: Corpus, told: Mapping[str, list[Relation]]) -> Finding:
        uris = sorted(member.uri for member in able)
        return Finding(
            code=self.code,
            uri=uris[0],
            message=f"{names(uris)} are versions of one document, and nothing tells which is current.",
            remedy="Date them, number them, or say in the older ones by which one they are superseded.",
            affects=tuple(Affected(uri) for uri in uris),
            evidence=(*_dated(uris, corpus), *_changes(uris, told)),
            keys=tuple((uri, "undecided") for uri in uris),
        )

    def _none_left(self, members: list[Member], since: datetime | None, corpus: Corpus) -> Finding:
        uris = sorted(member.uri for member in members)
        named = members[::-1][:_SHOWN]
        newest = next((member for member in named if not member.copy_of), named[0])
        why = _why_not(newest, corpus)
        return Finding(
            code=self.code,
            uri=uris[0],
            message=f"None of the {len(uris)} versions of {names([newest.uri])} may be served: {why}.",
            remedy="Approve the draft, renew what has expired, or remove them all.",
            affects=tuple(Affected(uri, since) for uri in uris),
            evidence=tuple(Evidence("candidate", _why_not(member, corpus), member.uri) for member in named),
            at_least=Severity.ERROR,
            keys=tuple((uri, "none left") for uri in uris),
        )


def _bare_from(family: Family) -> tuple[datetime | None] | None:
    """The moment from which the family has no current member any more (None for always), in a tuple; or None.

    Only the last gap counts: in one that a scheduled successor ends, the predecessor's end is told already.
    """
    moments = sorted({at for member in family.members for at in (member.takes_effect, member.expires) if at})
    if not moments:
        return None if any(family.ordered and not member.barred for member in _newest(family)) else (None,)
    if family.current(moments[-1]) is not None:
        return None
    since = moments[-1]
    for moment in reversed(moments):
        if family.current(moment) is not None:
            break
        since = moment
    return (since,)


def _newest(family: Family) -> list[Member]:
    superseding = [member for member in family.members if member.barred != "draft"]
    newest = max((member.rank for member in superseding), default=0)
    return [member for member in superseding if member.rank == newest]


def _why_not(member: Member, corpus: Corpus) -> str:
    if member.barred:
        return member.barred
    if member.expires:
        return f"expires {day_there(member.expires, corpus.subjects[member.uri].governance.zone)}"
    return "superseded" if member.superseded_by else "not current"


def _dated(uris: list[str], corpus: Corpus) -> Iterator[Evidence]:
    """What each version says of its age, which isn't enough to put them in order."""
    for uri in uris[:_SHOWN]:
        when = day(corpus.subjects[uri].effective)
        yield Evidence("a version", f"dated {when}" if when else "names no date and no version", uri)


def _told(corpus: Corpus) -> dict[str, list[Relation]]:
    """The relations that tell a difference, by their lesser side."""
    told: dict[str, list[Relation]] = {}
    for relation in corpus.relations:
        if relation.differences and relation.kind is not RelationKind.NEAR_DUPLICATE:  # whose conflict tells the same
            told.setdefault(relation.a, []).append(relation)
    return told


def _changes(uris: list[str], told: Mapping[str, list[Relation]]) -> Iterator[Evidence]:
    """What the versions say differently."""
    found: list[tuple[Difference, str, str]] = [
        (difference, relation.a, relation.b)
        for uri in uris
        for relation in told.get(uri, ())
        if relation.b in uris
        for difference in relation.differences
    ]
    for difference, a, b in found[:_SHOWN]:
        yield Evidence(f"{difference.kind} here", shortened(difference.value_a), a)
        yield Evidence(f"{difference.kind} there", shortened(difference.value_b), b)
