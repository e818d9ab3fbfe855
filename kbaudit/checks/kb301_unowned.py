"""KB301: nobody is named who answers for a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.wording import of_the_set
from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Governance


class Unowned:
    """No owner claim that the policy accepts."""

    code = "KB301"
    name = "unowned"
    summary = "Nobody is named who answers for it."
    of_many = "have no owner"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = True

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if not subject.owner.value:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(subject.governance),
                    remedy="Name an owner: owner in the front matter, or the owners of the policy.",
                    affects=(Affected(subject.uri),),
                )


def _message(governance: Governance) -> str:
    return f"Names no owner; {of_the_set(governance)} requires one." if governance.owner_required else "Names no owner."
