"""KB206: a document says of itself that it isn't valid any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import quote, shortened
from kbaudit.model import Affected, Effect, Finding, Severity, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, StateClaim

PAST_STATES: Final = frozenset({State.OBSOLETE, State.SUPERSEDED, State.DEPRECATED, State.ARCHIVED})


class SelfDeclaredObsolete:
    """Obsolete, superseded, deprecated or archived by the document's own words."""

    code = "KB206"
    name = "self-declared-obsolete"
    summary = "Says of itself that it is obsolete, superseded, deprecated or archived."
    of_many = "declare themselves obsolete"
    severity = Severity.WARNING
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            claims = [claim for claim in subject.document.states if claim.state in PAST_STATES]
            if claims:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(claims),
                    remedy="Take it out of the knowledge base, or remove the mark if it's valid after all.",
                    affects=(Affected(subject.uri),),
                    evidence=tuple(quote(claim, "") for claim in claims),
                    keys=tuple((subject.uri, claim.state.value, claim.where) for claim in claims),
                )


def _message(claims: list[StateClaim]) -> str:
    states = " and ".join(dict.fromkeys(claim.state.value for claim in claims))
    successor = next((claim.successor for claim in claims if claim.successor), "")
    named = f', in favour of "{shortened(successor)}"' if successor else ""
    return f"Declares itself {states}{named}."
