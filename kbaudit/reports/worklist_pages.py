"""Worklists as files: a Markdown page an owner, an index, and worklists.csv with all of it for a spreadsheet.

Owners send the pages on: each stands alone. Names, titles and evidence are other people's text (see markdown_text.py).
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, Severity
from kbaudit.reports.csv import cell as csv_cell
from kbaudit.reports.encoding import instant
from kbaudit.reports.markdown_text import cell, code, link, ours, plain
from kbaudit.reports.wording import counted, day_at, when
from kbaudit.reports.worklists import worklists

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from kbaudit.model import Evidence, Finding, Owned, Report
    from kbaudit.reports.worklists import Alike, Task, Worklist

INDEX: Final = "index.md"
TABLE: Final = "worklists.csv"
COLUMNS: Final = (
    "owner", "name", "mail", "standing", "suggested", "severity", "effect", "simulated", "status", "code", "check",
    "uri", "title", "message", "evidence", "remedy", "first_seen", "fingerprint", "file",
)  # fmt: skip

_MARKER: Final = "<!-- Written by kbaudit: a later audit replaces or removes this file. -->\n"
BEGINNINGS: Final = {".md": _MARKER, ".csv": ",".join(COLUMNS) + "\n"}
"""How each file begins, by the ending of its name: a file that begins otherwise isn't ours."""

_TEXT: Final = 1_000
_NAME: Final = 200
_DOES: Final = {
    Effect.EXCLUDE: "keeps it out of all answers",
    Effect.DEMOTE: "puts it behind others in answers",
    Effect.NONE: "has no effect on answers",
}
_WOULD: Final = {
    Effect.EXCLUDE: "would keep it out of all answers",
    Effect.DEMOTE: "would put it behind others in answers",
}


def render_worklists(report: Report, roots: Mapping[str, str]) -> dict[str, str]:
    """The text of each file by its name.

    roots are the ways from these files to the folder of each source, with "/"; a source without one isn't linked.
    """
    lists = worklists(report)
    pages = {one.filename: _MARKER + _page(one, report, roots) for one in lists}
    return {INDEX: _MARKER + _index(lists, report), TABLE: _table(lists, report), **pages}


def _index(lists: Sequence[Worklist], report: Report) -> str:
    lines = ["# Worklists by owner", "", _made(report), ""]
    if not lists:
        return "\n".join([*lines, "There is nothing to do.", ""])
    lines += ["| owner | mail | documents | errors | warnings | notes |", "| --- | --- | --: | --: | --: | --: |"]
    for one in lists:
        counts = (one.documents, *(one.counted(severity) for severity in reversed(Severity)))
        numbers = " | ".join(f"{count:,}" for count in counts)
        mail = cell(plain(one.owner.mail, _NAME)) if one.owner else ""
        lines.append(f"| {cell(link(one.called, one.filename, _NAME))}{_gone(one.owner)} | {mail} | {numbers} |")
    return "\n".join([*lines, ""])


def _made(report: Report) -> str:
    run = report.run
    sources = plain(", ".join(run.sources), _NAME)
    return (
        f"Audit of {sources} as of {when(run.as_of, report.zone)}, policy {plain(run.policy_name, _NAME)}, "
        f"run {code(run.id[:12])}."
    )


def _gone(owner: Owned | None) -> str:
    """What the owner directory says of an owner who can't do the work."""
    if owner is None or owner.standing not in {"left", "unknown"}:
        return ""
    said = "has left" if owner.standing == "left" else "isn't in the owner directory"
    proposed = f"; proposed in their place: {cell(plain(owner.backup, _NAME))}" if owner.backup else ""
    return f" ({said}{proposed})"


def _page(one: Worklist, report: Report, roots: Mapping[str, str]) -> str:
    return "\n".join(_lines(one, report, roots)).rstrip("\n") + "\n"


def _lines(one: Worklist, report: Report, roots: Mapping[str, str]) -> Iterator[str]:
    yield f"# Worklist: {plain(one.called, _NAME)}{_gone(one.owner)}"
    yield ""
    yield _made(report)
    yield ""
    if one.owner and one.owner.mail:
        yield f"Mail: {plain(one.owner.mail, _NAME)}"
        yield ""
    counts = (counted(one.counted(severity), str(severity)) for severity in reversed(Severity))
    yield f"{counted(one.documents, 'document')}: {', '.join(counts)}. The worst come first."
    for folder, tasks in _by_folder(one):
        if folder:
            yield ""
            yield f"## In {code(folder)}"
        for task in tasks:
            yield ""
            yield from _task(task, roots, report.zone, "###" if folder else "##")
    for alike in one.alike:
        yield ""
        yield from _alike(alike, roots, report.zone)


def _by_folder(one: Worklist) -> Iterator[tuple[str, list[Task]]]:
    """An owner's documents as they come; those of nobody by folder, since it's folders that get owners."""
    if one.owner:
        yield "", list(one.tasks)
        return
    folders: dict[str, list[Task]] = {}
    for task in one.tasks:
        folders.setdefault(task.uri.rpartition("/")[0] + "/", []).append(task)
    yield from folders.items()


def _task(task: Task, roots: Mapping[str, str], zone: tzinfo, mark: str) -> Iterator[str]:
    title = task.subject.document.title if task.subject else ""
    yield f"{mark} {_linked(title or task.uri.rpartition('/')[2], task.uri, roots)}"
    yield ""
    yield code(task.uri)
    owned = task.subject.owner if task.subject else None
    if owned and not owned.value and (owned.suggested or owned.backup):
        yield f"(suggested owner: {plain(owned.suggested or owned.backup, _NAME)})"
    for finding in task.findings:
        yield ""
        yield from _finding(finding, zone)


def _finding(finding: Finding, zone: tzinfo) -> Iterator[str]:
    yield _head(finding, zone)
    yield f"  {plain(finding.message, _TEXT)}"
    for piece in finding.evidence:
        yield f"  - {_proof(piece)}"
    yield f"  - To do: {ours(finding.remedy, _TEXT)}"


def _head(finding: Finding, zone: tzinfo) -> str:
    since = f" Since {day_at(finding.first_seen, zone)}." if finding.first_seen else ""
    return f"- **{finding.severity}** {finding.code} {plain(finding.name, _NAME)}: {does(finding)}.{since}"


def _alike(alike: Alike, roots: Mapping[str, str], zone: tzinfo) -> Iterator[str]:
    """What holds of many documents of a folder, told once."""
    finding = alike.finding
    yield f"## {counted(len(alike.uris), 'document')} in {code(finding.uri)}: {plain(finding.name, _NAME)}"
    yield ""
    yield _head(finding, zone)
    yield f"  - To do: {ours(finding.remedy, _TEXT)}"
    yield from (f"  - {_linked(uri.rpartition('/')[2], uri, roots)}" for uri in alike.uris)


def _proof(piece: Evidence) -> str:
    other = f" ({code(piece.uri)})" if piece.uri else ""
    return f"{plain(piece.label, _NAME)}: {plain(piece.value, _TEXT)}{other}"


def does(finding: Finding) -> str:
    """What a finding does to its document, or would do if its set didn't only simulate."""
    return _WOULD.get(finding.simulated) or _DOES[finding.effect]


def _linked(said: str, uri: str, roots: Mapping[str, str]) -> str:
    """A link to the file where the way to it is known. An attachment has none of its own (see `uri_of`)."""
    source, _, path = uri.partition("/")
    file = path.partition("!/")[0]
    if source not in roots or "\\" in file or not file:
        return plain(said, _NAME)
    return link(said, f"{roots[source]}/{file}", _NAME)


def _table(lists: Sequence[Worklist], report: Report) -> str:
    page = StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in lists:
        writer.writerows([csv_cell(value) for value in row] for row in _rows(one, report))
    return page.getvalue()


def _rows(one: Worklist, report: Report) -> Iterator[tuple[str, ...]]:
    for task in one.tasks:
        yield from (_row(one, finding, task.uri, finding.message, report) for finding in task.findings)
    for alike in one.alike:
        yield from (_row(one, alike.finding, uri, alike.finding.message, report) for uri in alike.uris)


def _row(one: Worklist, finding: Finding, uri: str, message: str, report: Report) -> tuple[str, ...]:
    subject = report.corpus.subjects.get(uri)
    owned = subject.owner if subject else None
    evidence = "; ".join(f"{p.label}: {p.value}" + (f" ({p.uri})" if p.uri else "") for p in finding.evidence)
    return (
        one.owner.value if one.owner else "", one.owner.name if one.owner else "", one.owner.mail if one.owner else "",
        one.owner.standing if one.owner else "", (owned.suggested or owned.backup) if owned else "",
        finding.severity, finding.effect, "" if finding.simulated is Effect.NONE else finding.simulated,
        finding.status, finding.code, finding.name, uri, subject.document.title if subject else "", message, evidence,
        finding.remedy, instant(finding.first_seen), finding.fingerprint, one.filename,
    )  # fmt: skip
