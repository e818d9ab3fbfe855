"""KB903: what a limit kept from being judged: a part of a document, or pairs of alike ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.fingerprints import without_figures
from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus

PROBLEMS: Final = frozenset({"limit", "partial"})  # the codes under which extractors note it


class LimitReached:
    """What stands in the rest is judged by nobody. A file of which nothing was read is no document: that is KB502.

    Pairs that were not compared are one finding for the whole run: the corpus has too many that are alike, no document
    is at fault.
    """

    code = "KB903"
    name = "limit-reached"
    summary = "A part of it was not read, or not compared with others: a limit was reached, or the part is damaged."
    of_many = "were read or compared in part only"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            cuts = tuple(detail for code, detail in subject.document.problems if code in PROBLEMS)
            if cuts:
                more = f" (and {len(cuts) - 1} more)" if len(cuts) > 1 else ""
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Was read in part only: {shortened(cuts[0]).rstrip('.')}{more}.",
                    remedy="Split it into smaller documents, or mend the part that is damaged.",
                    affects=(Affected(subject.uri),),
                    evidence=tuple(Evidence("not read", shortened(detail)) for detail in cuts),
                    keys=tuple((subject.uri, without_figures(detail)) for detail in cuts),
                )
        yield from self._uncompared(corpus)

    def _uncompared(self, corpus: Corpus) -> Iterator[Finding]:
        left = corpus.uncompared
        if left.pairs:
            pairs = (
                "1 pair of alike documents was" if left.pairs == 1 else f"{left.pairs:,} pairs of alike documents were"
            )
            yield Finding(
                code=self.code,
                uri=left.uris[0],
                message=f"{pairs} not compared sentence by sentence: of so many that are alike, each was compared "
                f"with the {left.partners} likest.",
                remedy="Audit folders of generated pages, exports and forms apart from the rest, or leave them out.",
                affects=tuple(Affected(uri) for uri in left.uris),
                evidence=(Evidence("documents in them", names(left.uris)),),
                at_most=Severity.WARNING,
                keys=(("", "not compared"),),  # of the run, whichever documents are in it
            )
