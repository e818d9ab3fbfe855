"""What in a policy does nothing for the documents at hand: patterns that match none, rules that all of them break."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pathspec import GitIgnoreSpec

from kbaudit.model import displayed
from kbaudit.policy.complaints import spoken
from kbaudit.policy.firing.fired import LACKING, UNFIT, Demand, Fired, asked
from kbaudit.policy.govern import inside, scope_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from kbaudit.model import Corpus, OwnerClaim, Subject
    from kbaudit.policy.firing.faults import Checked
    from kbaudit.policy.firing.fired import Firing
    from kbaudit.policy.govern import Scope
    from kbaudit.policy.tree import Path, Place

_LISTED: Final = 5
_FEW: Final = 5  # documents; what all of so few do says nothing about a rule


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a look, and where it stands in the policy."""

    place: Place
    text: str


def notes(checked: Checked, corpus: Corpus, fired: Firing) -> tuple[Note, ...]:
    """All of them, in the order of the policy."""
    found = [
        Note(checked.tree.place(path), f"{spoken(path)}: {text}")
        for part in (_of_sets, _of_owners, _of_places, _of_directory)
        for path, text in part(checked, corpus, fired)
    ]
    return tuple(sorted(found, key=lambda note: (note.place, note.text)))


def _of_sets(checked: Checked, corpus: Corpus, fired: Firing) -> Iterator[tuple[Path, str]]:
    sources = sorted({subject.document.source for subject in corpus.subjects.values()})
    for index, scope in enumerate(checked.policy.scopes):
        here: Path = ("document_sets", index)
        own = fired.of(scope.governance.document_set)
        if scope.source and scope.source not in sources:
            there = displayed(", ".join(sources[:_LISTED]))
            yield (*here, "source"), f'no document is of the source "{displayed(scope.source)}" (there are: {there})'
        elif not own.documents:
            yield (*here, "match"), _why_none(scope, checked.policy.scopes[:index], list(corpus.subjects))
        else:
            yield from _idle_patterns(scope, here, list(corpus.subjects))
            yield from _idle_demands(scope, here, own, corpus)


def _why_none(scope: Scope, before: Sequence[Scope], uris: Sequence[str]) -> str:
    matched = [uri for uri in uris if scope.holds(uri.partition("/")[0], inside(uri))]
    if not matched:
        return "matches no document"
    takers = Counter(taker.governance.document_set for uri in matched if (taker := scope_of(uri, before)))
    by = ", ".join(f'"{displayed(name)}" {count:,}' for name, count in takers.most_common(_LISTED))
    return f"governs no document: sets above it take all {len(matched):,} that it matches ({by})"


def _idle_patterns(scope: Scope, here: Path, uris: Sequence[str]) -> Iterator[tuple[Path, str]]:
    paths = [inside(uri) for uri in uris if scope.source in {"", uri.partition("/")[0]}]
    for number, pattern in enumerate(scope.patterns):
        if not _matches(pattern.removeprefix("!"), paths):
            what = "takes nothing out" if pattern.startswith("!") else "matches no document"
            yield (*here, "match", number), f'"{displayed(pattern)}" {what}'


def _idle_demands(scope: Scope, here: Path, own: Fired, corpus: Corpus) -> Iterator[tuple[Path, str]]:
    for demand in asked(scope.governance):
        if demand.key in {LACKING, UNFIT} and (text := _idle(demand, own)):
            yield (*here, demand.key, *((demand.name,) if demand.key == UNFIT else ())), text
    told = {corpus.subjects[uri].document.language for uri in own.documents}
    if missing := [code for code in scope.governance.languages if code not in told]:
        yield (*here, "languages"), f"no document is in {' or '.join(missing)}"
    there = {corpus.subjects[uri].release for uri in own.documents}
    if gone := [release for release in scope.governance.releases if release not in there]:
        yield (*here, "releases"), f"no document is of release {displayed(', '.join(gone))}"


def _idle(demand: Demand, own: Fired) -> str:
    """Why a rule about a field says little here, "" if it tells documents apart, or may yet do so."""
    hit, of = len(own.hit(demand)), own.concerned(demand)
    name = displayed(demand.name)
    if demand.key == UNFIT and not of:
        return f'no document has a field "{name}"'
    if hit == of >= _FEW:
        return f'all {of:,} documents {"lack" if demand.key == LACKING else "break the rule for"} "{name}"'
    return ""


def _of_owners(checked: Checked, corpus: Corpus, _: Firing) -> Iterator[tuple[Path, str]]:
    paths = list(map(inside, corpus.subjects))
    taken: set[str] = set()
    for rule in checked.policy.weighing.owners:
        pattern = rule.claim.where.removeprefix('owners["').removesuffix('"]')
        matched = set(rule.globs.match_files(paths))
        if not matched:
            yield ("owners", pattern), "matches no document"
        elif matched <= taken:
            yield ("owners", pattern), f"names no owner: patterns above it take all {len(matched):,} that it matches"
        taken |= matched


def _of_places(checked: Checked, corpus: Corpus, fired: Firing) -> Iterator[tuple[Path, str]]:
    """Canonical places and authorities."""
    paths = list(map(inside, corpus.subjects))
    canonical = checked.tree.value.get("canonical", []) if isinstance(checked.tree.value, dict) else []
    for number, pattern in enumerate(canonical):
        if not _matches(str(pattern), paths):
            yield ("canonical", number), f'"{displayed(str(pattern))}" matches no document'
    sources = {subject.document.source for subject in corpus.subjects.values()}
    for number, authority in enumerate(checked.policy.weighing.authorities):
        known: dict[str, Callable[[str], Collection[object] | bool]] = {
            "source": lambda name: name in sources,
            "document_set": lambda name: fired.of(name).documents,
            "match": lambda pattern: _matches(pattern, paths),
        }
        key, said = next((key, getattr(authority, key)) for key in known if getattr(authority, key))
        if not known[key](said):
            yield ("authorities", number, key), f'"{displayed(said)}" holds no document'


def _of_directory(checked: Checked, corpus: Corpus, _: Firing) -> Iterator[tuple[Path, str]]:
    directory = checked.policy.weighing.directory
    if directory is None:
        return
    values = {claim.value: claim for one in corpus.subjects.values() for claim in _claims(one)}
    named = {directory.owned([claim]).value for claim in values.values()}
    idle = [entry.id for entry in directory.entries if entry.id not in named and entry.team not in named]
    if idle:
        few = displayed(", ".join(idle[:_LISTED]))
        more = f" and {len(idle) - _LISTED:,} more" if len(idle) > _LISTED else ""
        yield ("owner_directory",), f"{len(idle):,} of its entries mean nobody whom a document names: {few}{more}"


def _claims(subject: Subject) -> tuple[OwnerClaim, ...]:
    """Everybody who is named for a document, whoever won."""
    return (*((subject.owner.claim,) if subject.owner.claim else ()), *subject.owner.losers)


def _matches(pattern: str, paths: Sequence[str]) -> bool:
    spec = GitIgnoreSpec.from_lines([pattern])
    return any(map(spec.match_file, paths))
