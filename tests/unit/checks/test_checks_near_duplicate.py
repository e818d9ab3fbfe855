from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kbaudit.checks.judge import run_checks
from kbaudit.checks.kb102_near_duplicate import NearDuplicate
from kbaudit.model import (
    Affected,
    CheckSetting,
    Corpus,
    Difference,
    Effect,
    Family,
    Finding,
    Governance,
    Member,
    Relation,
    RelationKind,
    Severity,
)

if TYPE_CHECKING:
    from conftest import BuildCorpus, BuildSubject

A, B, C, D, E = (f"kb/{name}.md" for name in "abcde")


def alike(a: str, b: str, jaccard: float = 0.9, kind: RelationKind = RelationKind.NEAR_DUPLICATE) -> Relation:
    return Relation(kind, a, b, jaccard, 0.95, 0.97)


def found(corpus: BuildCorpus, *relations: Relation, families: tuple[Family, ...] = ()) -> list[Finding]:
    return list(NearDuplicate().find(held(corpus, *relations, families=families)))


def held(corpus: BuildCorpus, *relations: Relation, families: tuple[Family, ...] = ()) -> Corpus:
    uris = sorted({uri for one in relations for uri in (one.a, one.b)})
    return corpus([{"uri": uri} for uri in uris], also={"relations": relations, "families": families})


def uris(finding: Finding) -> list[str]:
    return [affected.uri for affected in finding.affects]


def test_what_hangs_together_is_one_finding(corpus: BuildCorpus) -> None:
    one, other = found(corpus, alike(A, C, 0.82), alike(B, C, 0.97), alike(A, B, 0.85), alike(D, E, 1.0))
    assert (one.uri, uris(one)) == (A, [A, B])
    assert one.message == f'"{A}", "{B}" are nearly the same text as "{C}": Jaccard 0.82 to 0.97.'
    assert [(e.label, e.value, e.uri) for e in one.evidence] == [
        ("likest", f'Jaccard 0.97 to "{C}"', B),
        ("near duplicate of", "nearly the same text", C),
    ]
    assert uris(other) == [D]
    assert other.message == f'The same words as "{E}"; only case, punctuation or markup differ.'


def test_one_document_always_stays(corpus: BuildCorpus) -> None:
    (finding,) = found(corpus, alike(A, B), alike(B, C), alike(C, A))
    assert uris(finding) == [B, C]


def test_a_chain_is_one_finding_however_long(corpus: BuildCorpus) -> None:
    chain = [alike(f"kb/{n:04}.md", f"kb/{n + 1:04}.md") for n in range(3000)]
    (finding,) = found(corpus, *chain)
    assert len(finding.affects) == 3000
    assert len(finding.evidence) < 20


def test_almost_the_same_words_are_not_the_same(corpus: BuildCorpus) -> None:
    (finding,) = found(corpus, alike(A, B, 0.9999))
    assert finding.message == f'Nearly the same text as "{B}": Jaccard 0.99.'


def test_what_differs_is_shown(corpus: BuildCorpus) -> None:
    said = Difference("duration", "14 days", "30 days", "Within 14 days.", "Within 30 days.", 0, 0)
    (finding,) = found(corpus, replace(alike(A, B), differences=(said,)))
    assert ("differing duration", "14 days ≠ 30 days: Within 30 days.") in [
        (e.label, e.value) for e in finding.evidence
    ]


@pytest.mark.parametrize(
    ("relations", "members"),
    [
        ((alike(A, B), alike(A, B, kind=RelationKind.CONFLICTS_WITH)), ()),
        ((alike(A, B),), (Member(A, 1), Member(B, 2))),
        ((alike(A, B),), (Member(A, 1, superseded_by=(C,)), Member(C, 2))),
        ((alike(A, B),), (Member(B, 1, superseded_by=(C,)), Member(C, 2))),
        ((alike(A, B, kind=RelationKind.TEMPLATE_SIBLING),), ()),
    ],
    ids=["a conflict", "a family", "superseded", "the other one superseded", "siblings"],
)
def test_what_is_explained_is_not_told(
    corpus: BuildCorpus, relations: tuple[Relation, ...], members: tuple[Member, ...]
) -> None:
    families = (Family("f", members, "told so"),) if members else ()
    assert found(corpus, *relations, families=families) == []


def test_for_some_of_its_documents_it_speaks_of_those(corpus: BuildCorpus) -> None:
    made = held(corpus, alike(A, C, 0.82), alike(B, C, 0.97), alike(A, B, 0.85))
    (finding,) = NearDuplicate().find(made)
    some = NearDuplicate().narrowed(finding, (Affected(A),), made)
    assert some.uri == A
    assert some.message == f'Nearly the same text as "{B}", "{C}": Jaccard 0.82 to 0.85.'
    assert {e.uri for e in some.evidence} == {B, C}


def test_documents_under_different_settings_get_findings_of_their_own(
    corpus: BuildCorpus, subject: BuildSubject
) -> None:
    strict = Governance("strict", checks={"KB102": CheckSetting(True, Severity.ERROR, Effect.EXCLUDE)})
    relations = (alike(A, C), alike(B, C))
    made = corpus([subject(A), subject(B, governance=strict), subject(C)], also={"relations": relations})
    told = {f.uri: f for f in run_checks(made, {}) if f.code == "KB102"}
    assert {uri: (f.severity, uris(f)) for uri, f in told.items()} == {
        A: (Severity.WARNING, [A]),
        B: (Severity.ERROR, [B]),
    }
