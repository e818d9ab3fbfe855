"""KB101: the same text stands in the knowledge base more than once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.checks.wording import names
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.model import Corpus, Family, Member

REMEDY = "Keep one place and let the others link to it, or leave the copies out (`crawl: exclude` in the policy)."


class ExactCopy:
    """One finding a family: every copy but the one that is kept, within one audience."""

    code = "KB101"
    name = "exact-copy"
    summary = "The same text stands in more than one place; one of them is enough."
    of_many = "repeat another one word for word"
    severity = Severity.WARNING
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for family in corpus.families:
            kept = _kept_instead(family, corpus)
            if kept:
                yield self._finding(kept, tuple(Affected(uri) for uri in sorted(kept)))

    def narrowed(self, finding: Finding, affects: tuple[Affected, ...], corpus: Corpus) -> Finding:
        anew = self._finding(_kept_instead(corpus.family_of[affects[0].uri], corpus), affects)
        return replace(finding, uri=anew.uri, message=anew.message, evidence=anew.evidence, affects=affects)

    def _finding(self, kept: Mapping[str, str], affects: tuple[Affected, ...]) -> Finding:
        originals = tuple(dict.fromkeys(kept[affected.uri] for affected in affects))
        return Finding(
            code=self.code,
            uri=affects[0].uri,
            message=f"The same text, word for word, as {names(originals)}.",
            remedy=REMEDY,
            affects=affects,
            evidence=tuple(Evidence("kept", "same text", uri) for uri in originals),
            keys=tuple((affected.uri,) for affected in affects),
        )


def _kept_instead(family: Family, corpus: Corpus) -> dict[str, str]:
    """For each copy that isn't needed: the copy of the same audience that is kept instead."""
    groups: dict[tuple[str, str], list[Member]] = {}
    for member in family.members:
        subject = corpus.subjects.get(member.uri)
        if subject:
            groups.setdefault((member.copy_of or member.uri, subject.governance.audience), []).append(member)
    # A copy that can be current is kept before one that can't; then the one that the others are copies of.
    kept = {key: min(copies, key=lambda m: (bool(m.barred), bool(m.copy_of), m.uri)) for key, copies in groups.items()}
    return {m.uri: kept[key].uri for key, copies in groups.items() for m in copies if m is not kept[key]}
