"""What each rule of a policy hits in a corpus that was judged under it: by document set, by demand, by check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kbaudit.model import Status
from kbaudit.signals.names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kbaudit.model import Corpus, Finding, Governance, Subject, Verdict

LACKING: Final = "required_metadata"
UNFIT: Final = "metadata"


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that a set asks: the policy's key, the field that it's about (if one), and the checks that tell it."""

    key: str
    codes: tuple[str, ...]
    name: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.key}.{self.name}" if self.name else self.key


@dataclass(frozen=True, slots=True)
class Fired:
    """What was found in the documents of one set: their uris by check, and by required field and field with a rule.

    having counts the documents that declare a field of a rule at all: only they can break it. passing are those that
    may be served, if with less weight.
    """

    documents: frozenset[str] = frozenset()
    passing: frozenset[str] = frozenset()
    by_code: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lacking: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unfit: Mapping[str, frozenset[str]] = field(default_factory=dict)
    having: Mapping[str, int] = field(default_factory=dict)

    def hit(self, demand: Demand) -> frozenset[str]:
        """The documents that don't meet a demand."""
        if demand.name:
            return (self.lacking if demand.key == LACKING else self.unfit).get(demand.name, frozenset())
        return frozenset[str]().union(*(self.by_code.get(code, frozenset()) for code in demand.codes))

    def concerned(self, demand: Demand) -> int:
        """How many documents a demand is about."""
        return self.having.get(demand.name, 0) if demand.key == UNFIT else len(self.documents)


@dataclass(frozen=True, slots=True)
class Firing:
    """What a policy finds: by document set ("" for documents of none), and by check in all files."""

    sets: Mapping[str, Fired]
    by_code: Mapping[str, frozenset[str]]
    documents: int

    @property
    def passing(self) -> int:
        """How many documents may be served."""
        return sum(len(fired.passing) for fired in self.sets.values())

    def of(self, name: str) -> Fired:
        """What was found in one set; nothing in one without documents."""
        return self.sets.get(name, Fired())


def firing(
    corpus: Corpus, held: Iterable[Finding], verdicts: Mapping[str, Verdict], without: frozenset[str] = frozenset()
) -> Firing:
    """What the findings that hold, and the verdicts made of them, say of each set; without some of the documents."""
    found: dict[str, set[str]] = defaultdict(set)
    by_set: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for finding in held:
        for affected in finding.affects:
            if affected.uri in without:
                continue
            found[finding.code].add(affected.uri)
            if subject := corpus.subjects.get(affected.uri):
                by_set[subject.governance.document_set][finding.code].add(affected.uri)
    governed: dict[str, list[Subject]] = defaultdict(list)
    for uri, subject in corpus.subjects.items():
        if uri not in without:
            governed[subject.governance.document_set].append(subject)
    sets = {name: _fired(subjects, by_set[name], verdicts) for name, subjects in governed.items()}
    return Firing(sets, _frozen(found), sum(map(len, governed.values())))


def asked(governance: Governance) -> Iterator[Demand]:
    """What a set asks that can be counted, in the order of the documentation."""
    yield from () if governance.evergreen else _of_time(governance)
    if governance.disagreement:
        yield Demand("date_disagreement", ("KB208",), value=str(governance.disagreement))
    if governance.owner_required:
        yield Demand("owner", ("KB301",), value="required")
    yield from (Demand(LACKING, ("KB304",), name) for name in governance.required_metadata)
    for rule in governance.metadata_rules:
        yield Demand(UNFIT, ("KB304",), rule.name, rule.pattern or ", ".join(rule.values))
    if governance.languages:
        yield Demand("languages", ("KB403",), value=", ".join(governance.languages))
    if governance.min_confidence:
        yield Demand("min_confidence", ("KB503",), value=f"{governance.min_confidence:g}")


def _of_time(governance: Governance) -> Iterator[Demand]:
    if governance.max_age:
        yield Demand("max_age", ("KB201",), value=str(governance.max_age))
    if governance.review_required:
        yield Demand("review", ("KB202", "KB204"), value="required")
    if governance.review_every:
        yield Demand("review_every", ("KB202",), value=str(governance.review_every))


def _fired(subjects: Iterable[Subject], by_code: Mapping[str, set[str]], verdicts: Mapping[str, Verdict]) -> Fired:
    lacking: dict[str, set[str]] = defaultdict(set)
    unfit: dict[str, set[str]] = defaultdict(set)
    having: dict[str, int] = defaultdict(int)
    uris = set()
    for subject in subjects:
        uris.add(subject.uri)
        for name in subject.missing:
            lacking[name].add(subject.uri)
        for name, _ in subject.unfit:
            unfit[name].add(subject.uri)
        for name in _having(subject):
            having[name] += 1
    passing = frozenset(uri for uri in uris if verdicts[uri].status is not Status.EXCLUDE)
    return Fired(frozenset(uris), passing, _frozen(by_code), _frozen(lacking), _frozen(unfit), dict(having))


def _having(subject: Subject) -> Iterator[str]:
    if not subject.governance.metadata_rules:
        return
    keys = {key_of(field.name) for field in subject.document.fields if any(map(str.strip, field.values))}
    yield from (rule.name for rule in subject.governance.metadata_rules if key_of(rule.name) in keys)


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(uris) for key, uris in found.items()}
