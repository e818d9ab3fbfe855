"""KB405: the same text stands under different classification labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Relation, Subject

_LABELS: Final = frozenset(
    {"classification", "confidentiality", "sensitivity", "securityclassification", "dataclassification", "protection"}
)
_ORDER: Final = {
    label: rank
    for rank, labels in enumerate(
        (
            ("public", "open", "unclassified", "external", "offentlich", "öffentlich"),
            ("internal", "internal use only", "internal only", "official", "intern", "interne"),
            ("confidential", "official-sensitive", "official sensitive", "restricted", "vertraulich", "confidentiel"),
            ("secret", "strictly confidential", "highly confidential", "top secret", "geheim", "streng vertraulich"),
        )
    )
    for label in labels
}
_SAME_TEXT: Final = frozenset({RelationKind.EXACT_COPY, RelationKind.NEAR_DUPLICATE, RelationKind.PART_OF})


class ClassificationLeak:
    """One finding a pair, filed under the side with the milder label: there the text is out."""

    code = "KB405"
    name = "classification-leak"
    summary = "Stands elsewhere under a stricter classification label."
    of_many = "stand elsewhere under a stricter label"
    severity = Severity.ERROR
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for relation in corpus.relations:
            if relation.kind in _SAME_TEXT:
                yield from self._of(relation, corpus)

    def _of(self, relation: Relation, corpus: Corpus) -> Iterator[Finding]:
        sides = sorted((_label(corpus.subjects[uri]), uri) for uri in (relation.a, relation.b))
        (milder, here), (stricter, there) = sides
        if milder[0] < 0 or milder[0] == stricter[0]:
            return
        yield Finding(
            code=self.code,
            uri=here,
            message=f"Labelled {_said(milder)}; {_said(stricter)} in {names([there])}, the same text.",
            remedy="Give both the stricter label, or take the text out of the one that more people may read.",
            affects=(Affected(here),),
            evidence=(
                Evidence("label here", shortened(milder[1])),
                Evidence("label there", shortened(stricter[1]), there),
            ),
        )


def _label(subject: Subject) -> tuple[int, str]:
    """How strict a document's label is, and the label as written; -1 without one that is known."""
    for field in subject.document.fields:
        if field.name.rpartition(".")[2].lower().replace("_", "").replace("-", "").replace(" ", "") in _LABELS:
            rank = _ORDER.get(field.value.strip().lower(), -1)
            if rank >= 0:
                return rank, field.value.strip()
    return -1, ""


def _said(label: tuple[int, str]) -> str:
    return f'"{shortened(label[1])}"'
