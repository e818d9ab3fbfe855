"""KB204: nothing in a document tells how old it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.wording import day_there
from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Subject


class Undated:
    """The time of the file doesn't count as a date: a copy or a checkout makes every file look new."""

    code = "KB204"
    name = "undated"
    summary = "No believable date is stated, so nobody can tell how old it is."
    of_many = "state no date"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = True

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if subject.effective.at is None and not subject.governance.evergreen:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(subject),
                    remedy="State when it was last reviewed, for example last_reviewed_on in the front matter.",
                    affects=(Affected(subject.uri),),
                )


def _message(subject: Subject) -> str:
    changed = subject.no_newer_than
    known = f"; its file was last changed {day_there(changed, subject.governance.zone)}" if changed else ""
    return f"States no date that can be believed{known}."
