"""sampling.csv and sampling.md: what was drawn, what to look at for each, and room for what the auditor finds."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.sampling import SKIPPED
from kbaudit.model import Effect, Skipped
from kbaudit.reports.csv import cell
from kbaudit.reports.markdown_text import code, plain
from kbaudit.reports.wording import SKIP_REASONS, clipped, day_of, when, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.evidence.gather import Evidence
    from kbaudit.evidence.sampling import Sample
    from kbaudit.model import Finding, Report, Subject

FIXED: Final = ("number", "part", "uri", "sha256")
TOLD: Final = ("title", "kind", "status", "reasons", "date", "date_read_in", "owner", "owner_read_in", "document_set")
ASKED: Final = ("look_at",)
BLANK: Final = ("date_as_told", "owner_as_told", "status_as_it_should_be", "remark", "looked_at_by", "looked_at_on")
COLUMNS: Final = (*FIXED, *TOLD, *ASKED, *BLANK)

_FINDINGS: Final = 8  # of one document that are told
_MESSAGE: Final = 600

_WORDS: Final = {"serve": "served", "demote": "demoted", "exclude": "excluded", SKIPPED: "skipped"}
_QUESTIONS: Final = {
    "serve": "Is there anything in it that should keep it from being served: a date that has passed, a newer version, "
    "another document that says otherwise?",
    "demote": "Is what the findings say true, and is less weight enough?",
    "exclude": "Is what the findings say true, or is a good document kept back?",
    SKIPPED: "Is it rightly no document? Does something that people rely on stand in it?",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What the sheet says of one file. looks are what to look at, a sentence each."""

    uri: str
    part: str
    sha256: str = ""
    title: str = ""
    kind: str = ""
    reasons: str = ""
    date: str = ""
    date_from: str = ""
    owner: str = ""
    owner_from: str = ""
    document_set: str = ""
    looks: tuple[str, ...] = ()


def rows_of(evidence: Evidence, sample: Sample) -> list[Row]:
    """The rows of the sample, in its order."""
    report = evidence.masked.for_programs
    skipped = {each.uri: each for each in report.corpus.skipped}
    findings = _findings(report, {uri for uri, _ in sample.drawn})
    rows = [
        _of_skipped(skipped[uri], evidence.contents.get(uri, ""))
        if part == SKIPPED
        else _of_document(report, report.corpus.subjects[uri], part, findings.get(uri, []))
        for uri, part in sample.drawn
    ]
    return [replace(row, uri=evidence.masked.names.hidden.get(row.uri, row.uri)) for row in rows]


def sheet_csv(rows: list[Row]) -> str:
    """The sheet as a table, a row a file, the last columns blank."""
    page = StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, 1):
        told = (
            row.uri, row.sha256, row.title, row.kind, "" if row.part == SKIPPED else row.part, row.reasons, row.date,
            row.date_from, row.owner, row.owner_from, row.document_set, " ".join(row.looks),
        )  # fmt: skip
        writer.writerow([str(number), row.part, *map(cell, told), *[""] * len(BLANK)])
    return page.getvalue()


def sheet_page(rows: list[Row], sample: Sample, report: Report) -> str:
    """The sheet to be printed: a section a file, with lines to write on."""
    population = ", ".join(
        f"{sample.drawn_of[part]:,} of {held:,} {_WORDS[part]}" for part, held in sample.population.items() if held
    )
    head = (
        "# Sampling sheet\n\n"
        f"Run {code(report.run.id)}, as of {when(report.run.as_of, report.zone)}. Drawn: {population or 'nothing'}.\n\n"
        f"{_of_seed(sample.seed, report.run.id)} README.md tells how to draw it again. Open each file in the source, "
        "see whether its sha256 is the one below, and note what you find. Write on a copy of this sheet: in the bundle "
        "it would count as changed.\n"
    )
    return head + "".join(_section(number, row) for number, row in enumerate(rows, 1))


def _of_seed(seed: str, run: str) -> str:
    if seed != run:
        return f"The sample follows from the seed {code(seed)}, given by --sample-seed: check that it's yours."
    return (
        "The sample follows from the run's id. Whoever ran the audit could try other moments or policies until a "
        "sample pleased them. --sample-seed draws by a word that the auditor names when all else stands."
    )


def _section(number: int, row: Row) -> str:
    facts = [
        ("File", code(row.uri)),
        ("sha256", code(row.sha256) or "not known"),
        ("Title", plain(row.title, 200)),
        ("Status", f"{row.part}{f' ({plain(row.reasons, 200)})' if row.reasons else ''}"),
        ("Date", _read(row.date, row.date_from)),
        ("Owner", _read(row.owner, row.owner_from)),
        ("Document set", plain(row.document_set, 200)),
    ]
    told = "".join(f"- {name}: {value}\n" for name, value in facts if value)
    looks = "".join(f"- [ ] {plain(look, _MESSAGE)}\n" for look in row.looks)
    lines = "".join(f"{what}: ______________________________\n\n" for what in ("Result", "Remark", "By, on"))
    return f"\n## {number}. {_WORDS[row.part]}\n\n{told}\n{looks}\n{lines}"


def _read(value: str, where: str) -> str:
    return f"{plain(value, 200)}, read in {plain(where, 200)}" if value and where else plain(value, 200)


def _of_document(report: Report, subject: Subject, part: str, findings: list[Finding]) -> Row:
    verdict = report.verdicts[subject.uri]
    effective, owner = subject.effective, subject.owner
    date, owned = worded(effective.claim), worded(owner.claim)
    return Row(
        uri=subject.uri,
        part=part,
        sha256=subject.document.sha256,
        title=subject.document.title,
        kind=subject.document.kind,
        reasons=", ".join(verdict.reasons),
        date=day_of(effective, report.zone),
        date_from=date,
        owner=owner.value,
        owner_from=owned,
        document_set=subject.governance.document_set,
        looks=(
            f"Is {day_of(effective, report.zone)} its date, read in {date}?" if date else "Does it state no date?",
            f"Is {owner.value} its owner, read in {owned}?" if owned else "Does it name nobody as its owner?",
            *_told(findings),
            _QUESTIONS[part],
        ),
    )


def _of_skipped(skipped: Skipped, sha256: str) -> Row:
    why = f"It was skipped: {SKIP_REASONS[skipped.reason]} ({skipped.detail})."
    return Row(skipped.uri, SKIPPED, sha256, reasons=str(skipped.reason), looks=(why, _QUESTIONS[SKIPPED]))


def _findings(report: Report, uris: set[str]) -> dict[str, list[Finding]]:
    """The findings that concern each of the documents, worst first."""
    found: dict[str, list[Finding]] = {}
    for finding in report.findings:
        for uri in {finding.uri, *(affected.uri for affected in finding.affects)} & uris:
            found.setdefault(uri, []).append(finding)
    return found


def _told(findings: list[Finding]) -> Iterator[str]:
    """Those with an effect first, each with its evidence."""
    ordered = sorted(findings, key=lambda finding: finding.effect is Effect.NONE)
    for finding in ordered[:_FINDINGS]:
        evidence = "; ".join(f"{piece.label}: {clipped(piece.value, 200)}" for piece in finding.evidence[:4])
        yield f"{finding.code} {finding.name}: {finding.message}" + (f" ({evidence})" if evidence else "")
    if len(ordered) > _FINDINGS:
        yield f"{len(ordered) - _FINDINGS} further findings stand in findings.json."
