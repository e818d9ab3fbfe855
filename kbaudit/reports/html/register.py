"""The register: every document and every skipped file as data, a row each in columns, and what opening one shows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, Status
from kbaudit.reports.html.islands import Words
from kbaudit.reports.html.ties import ties
from kbaudit.reports.wording import SKIP_REASONS, clipped, day_at, day_of, ending, when, withheld, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from kbaudit.model import DateClaim, Dated, Finding, OwnerClaim, Report, Skipped, Subject, Verdict

SKIPPED: Final = "skipped"
"""What stands in place of a status for a file that is no document."""
SHOWN_URI: Final = 1_000  # characters

_TITLE: Final = 200
_TEXT: Final = 1_000
_COLUMNS: Final = (
    "uri", "title", "status", "codes", "why", "set", "owner", "kind", "language", "date", "from", "ends",
)  # fmt: skip
_SHARED: Final = ("set", "owner", "kind", "language", "from")
"""Columns whose texts recur: they hold the place of the text in the list of the same name."""


class Register:
    """Lays out the documents and skipped files of a report, sorted by uri."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._uris = sorted({*report.corpus.subjects, *report.corpus.skipped_at})
        self._findings: dict[str, list[Finding]] = {}
        for finding in report.findings:
            for affected in finding.affects:
                self._findings.setdefault(affected.uri, []).append(finding)
        excluding = (finding for finding in report.findings if finding.effect is Effect.EXCLUDE)
        self._always = {each.uri for finding in excluding for each in finding.affects if not (each.acts or each.since)}
        self._ties = ties(report, self.at)
        self._gone: dict[str, list[list[str]]] = {}
        for gone in report.history.gone:
            told, first, last = gone.told, day_at(gone.first, report.zone), day_at(gone.last, report.zone)
            said = [told.code, told.name, clipped(told.message, _TEXT), first, last]
            self._gone.setdefault(told.uri, []).append(said)

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The row of each uri."""
        return {uri: row for row, uri in enumerate(self._uris)}

    def columns(self) -> dict[str, object]:
        """The rows by column. A column whose texts recur holds their places in `words`."""
        words = {name: Words("") for name in _SHARED}
        columns: dict[str, list[object]] = {name: [] for name in _COLUMNS}
        for uri in self._uris:
            for name, value in zip(_COLUMNS, self._row(uri), strict=True):
                columns[name].append(words[name].at(str(value)) if name in words else value)
        return {"words": {name: of.all for name, of in words.items()}, "columns": columns}

    def details(self) -> list[object]:
        """What opening each row shows, in their order."""
        return [self._detail(uri) for uri in self._uris]

    def _row(self, uri: str) -> tuple[object, ...]:
        subject = self._report.corpus.subjects.get(uri)
        if subject is None:
            return _skipped_row(self._report.corpus.skipped_at[uri])
        document, verdict = subject.document, self._report.verdicts[uri]
        return (
            clipped(uri, SHOWN_URI),
            clipped(document.title, _TITLE),
            verdict.status.value,
            verdict.reasons,
            withheld(verdict, document, self._report.run.as_of, self._report.zone),
            clipped(subject.governance.document_set, _TITLE),
            clipped(subject.owner.value, _TITLE),
            document.kind,
            document.language,
            day_of(subject.effective, self._report.zone),
            clipped(worded(subject.effective.claim), _TITLE),
            _ends(self._ending(uri, verdict), subject.expires, self._report.zone),
        )

    def _detail(self, uri: str) -> dict[str, object]:
        subject = self._report.corpus.subjects.get(uri)
        made = self._of_document(subject) if subject else _of_skipped(self._report.corpus.skipped_at[uri])
        return {name: value for name, value in made.items() if value}

    def _of_document(self, subject: Subject) -> dict[str, object]:
        document, verdict, owner = subject.document, self._report.verdicts[subject.uri], subject.owner
        return {
            "todo": _todo(self._findings.get(subject.uri, ()), verdict),
            "owner": [clipped(owner.name or owner.value, _TITLE), clipped(worded(owner.claim), _TITLE)],
            "mail": clipped(owner.mail, _TITLE),
            "standing": owner.standing,
            "suggested": clipped(owner.suggested, _TITLE),
            "owners_lost": _lost((claim.value, claim) for claim in owner.losers),
            "dates": _dates(subject, self._report.zone),
            "moments": _moments(verdict, self._ending(subject.uri, verdict), self._report.zone),
            "kept_out": [[p.start, p.end, list(p.reasons)] for p in verdict.passages],
            "sha256": document.sha256,
            "size": document.size,
            "words": document.words,
            "passages": document.passages,
            "confidence": f"{document.confidence:.2f}",
            "doubts": [clipped(reason, _TITLE) for reason in document.reasons],
            "audience": clipped(subject.governance.audience, _TITLE),
            "release": clipped(subject.release, _TITLE),
            "ties": self._ties.get(subject.uri, []),
            **self._past(subject.uri),
        }

    def _ending(self, uri: str, verdict: Verdict) -> datetime | None:
        """When serving ends or ended; None for never, and where a finding excludes it that has always held."""
        if verdict.status is Status.EXCLUDE and uri in self._always:
            return None
        return ending(verdict, self._report.run.as_of)

    def _past(self, uri: str) -> dict[str, object]:
        """What earlier audits said of the document."""
        history, zone = self._report.history, self._report.zone
        first = history.first_audited(uri)
        stood = history.statuses.get(uri) or (((first, self._report.verdicts[uri].status),) if first else ())
        return {
            "since": day_at(first, zone) if first else "",
            "history": [[day_at(moment, zone), str(status)] for moment, status in stood],
            "gone": self._gone.get(uri, []),
        }


def _skipped_row(skipped: Skipped) -> tuple[object, ...]:
    return clipped(skipped.uri, SHOWN_URI), "", SKIPPED, (), SKIP_REASONS[skipped.reason], *[""] * (len(_COLUMNS) - 5)


def _of_skipped(skipped: Skipped) -> dict[str, object]:
    return {"skipped": clipped(skipped.detail, _TEXT), "remedy": clipped(skipped.remedy, _TEXT)}


def _todo(findings: Sequence[Finding], verdict: Verdict) -> list[list[str]]:
    """What would have it served at full weight: the remedies of what has an effect."""
    if verdict.status is Status.SERVE:
        return []
    said = dict.fromkeys(
        (f.code, clipped(f.remedy, _TEXT))
        for f in findings
        if f.effect is not Effect.NONE and f.code in verdict.reasons
    )
    return [list(one) for one in said]


def _moments(verdict: Verdict, ends: datetime | None, zone: tzinfo) -> list[str]:
    demotes = None if verdict.status is Status.EXCLUDE else verdict.demotes_at
    said = (("in effect from", verdict.valid_from), ("demoted from", demotes), ("excluded from", ends))
    return [f"{words} {when(moment, zone)}" for words, moment in said if moment]


def _dates(subject: Subject, zone: tzinfo) -> list[list[object]]:
    """Each date that is known: what it is, the day, where it was read, and the claims that lost."""
    return [
        [label, day_of(dated, zone), _told(dated), _lost((claim.value[:10], claim) for claim in dated.losers)]
        for label, dated in (
            ("Effective", subject.effective),
            ("Valid from", subject.valid_from),
            ("Expires", subject.expires),
            ("Review due", subject.review_due),
        )
        if dated.at or dated.losers
    ]


def _told(dated: Dated) -> str:
    return clipped(worded(dated.claim), _TITLE) if dated.claim or not dated.at else "from the policy"


def _lost(claims: Iterable[tuple[str, DateClaim | OwnerClaim]]) -> list[list[str]]:
    return [[clipped(value, _TITLE), clipped(worded(claim), _TITLE)] for value, claim in claims]


def _ends(ends: datetime | None, expires: Dated, zone: tzinfo) -> str:
    """The day from which it isn't served any more; the declared day where that is what ends it."""
    if ends is None:
        return ""
    return day_of(expires, zone) if expires.at == ends else day_at(ends, zone)
