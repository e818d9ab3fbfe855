"""KB405: the same text stands under different classification labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.checks.wording import names, of_the_set, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    """One finding a pair, filed under the side with the milder label: there the text is out.

    A document's own label counts, else that of its set. A text that stands in a longer one is out only where the longer
    one has the milder label: a public page may be quoted in a secret one.
    """

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
        labels = [_label(corpus.subjects[uri]) for uri in (relation.a, relation.b)]
        one, other = labels
        if one is None or other is None or one.rank == other.rank:
            return
        milder, stricter = (one, other) if one.rank < other.rank else (other, one)
        if relation.kind is RelationKind.PART_OF and milder is one:
            return
        yield Finding(
            code=self.code,
            uri=milder.uri,
            message=f"Labelled {milder.said}; {stricter.said} in {names([stricter.uri])}, the same text.",
            remedy="Give both the stricter label, or take the text out of the one that more people may read.",
            affects=(Affected(milder.uri),),
            evidence=(
                Evidence("label here", milder.told),
                Evidence("label there", stricter.told, stricter.uri),
            ),
            keys=((milder.uri, milder.text, stricter.uri, stricter.text),),
        )


class _Label(NamedTuple):
    """How strict a document's label is, the label as written, and the set that gives it ("" for its own)."""

    uri: str
    rank: int
    text: str
    given_by: str = ""

    @property
    def said(self) -> str:
        return f'"{shortened(self.text)}"'

    @property
    def told(self) -> str:
        return f"{shortened(self.text)} (by {self.given_by})" if self.given_by else shortened(self.text)


def _label(subject: Subject) -> _Label | None:
    """A document's own label, else that of its set; None without one that is known."""
    order = _order(subject)
    for field in subject.document.fields:
        if field.name.rpartition(".")[2].lower().replace("_", "").replace("-", "").replace(" ", "") in _LABELS:
            rank = order.get(field.value.strip().lower())
            if rank is not None:
                return _Label(subject.uri, rank, field.value.strip())
    given = subject.governance.classification
    rank = order.get(given.strip().lower())
    return _Label(subject.uri, rank, given, of_the_set(subject.governance)) if rank is not None else None


def _order(subject: Subject) -> Mapping[str, int]:
    """The labels that there are, from mild to strict: the policy's own, or the usual ones."""
    own = subject.governance.classifications
    return {label.strip().lower(): rank for rank, label in enumerate(own)} if own else _ORDER
