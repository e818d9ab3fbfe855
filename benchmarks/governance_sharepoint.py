"""The first report on a made-up export of a SharePoint site: 5,000 files of eight departments, as people keep them.

Copies ("Copy of", "(1)"), versions ("v2", "final", dates in names), folders called Archive and OLD, drafts, filled-in
templates, empty files; one document in five states a date and one in twelve an owner; all files have the time of the
unpacking. Prints what the report tells and how long it is, and the first ten steps that it advises.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE: Final = 5_000
DEPARTMENTS: Final = ("HR", "Finance", "IT", "Legal", "Sales", "Facilities", "Marketing", "Operations")
FOLDERS: Final = ("Policies", "Procedures", "Guides", "Projects/2019 Office move", "Meeting notes", "Forms", "Training")
PUT_AWAY: Final = ("Archive", "OLD", "Old versions", "zz_Archive 2018")
THINGS: Final = (
    "leave", "travel", "expenses", "overtime", "payroll", "onboarding", "laptops", "backups", "access", "passwords",
    "invoices", "purchasing", "suppliers", "contracts", "archiving", "visitors", "parking", "cleaning", "catering",
    "heating", "printing", "phones", "mailing", "branding", "events", "pricing", "discounts", "refunds", "complaints",
    "returns", "shipping", "stock", "forecasting", "budgeting", "audits", "insurance", "licences", "training",
    "mentoring", "recruiting", "safety", "first-aid", "evacuation", "incidents", "monitoring", "releases", "testing",
    "reporting", "meetings",
)  # fmt: skip
KINDS: Final = ("Policy", "Procedure", "Guide", "Checklist", "Overview", "FAQ", "Handbook", "Notes", "Plan", "Form")
PEOPLE: Final = ("Dana Whitlock", "Priya Raman", "Tomas Berg", "HR Operations", "Finance Team", "IT Service Desk")
ROLES: Final = (
    "manager", "team lead", "employee", "assistant", "reviewer", "controller", "buyer", "clerk", "trainer",
    "technician", "administrator", "driver", "receptionist", "planner", "auditor", "coordinator", "specialist",
    "supervisor", "contractor", "apprentice", "visitor", "partner", "analyst", "designer",
)  # fmt: skip
VERBS: Final = (
    "checks", "signs", "files", "sends", "collects", "prepares", "orders", "returns", "registers", "approves",
    "updates", "prints", "scans", "stores", "compares", "discusses", "explains", "closes", "opens", "copies",
    "counts", "labels", "measures", "records", "repairs", "replaces", "reports", "reserves", "sorts", "tests",
)  # fmt: skip
OBJECTS: Final = (
    "request", "form", "receipt", "list", "key", "badge", "invoice", "contract", "ticket", "parcel", "device",
    "record", "note", "plan", "budget", "sample", "folder", "letter", "screen", "cable", "desk", "room", "calendar",
    "message", "account", "order", "report", "survey", "summary", "drawing", "quote", "delivery", "pallet", "label",
    "manual",
)  # fmt: skip
PLACES: Final = (
    "front desk", "warehouse", "archive", "portal", "office", "canteen", "workshop", "meeting room", "shared folder",
    "intranet", "server room", "car park", "storage area", "reception", "training centre", "loading bay",
    "control room", "mail room", "laboratory", "showroom", "garage", "library",
)  # fmt: skip
WHENS: Final = (
    "before the weekly meeting", "after the delivery", "at the end of the month", "once the manager agrees",
    "when the season starts", "as soon as the supplier answers", "during the stocktaking", "after the training",
    "before the audit", "when a colleague leaves", "on the first working day", "in the quiet hours",
    "after the holiday", "before the budget round", "when the portal asks for it",
)  # fmt: skip
ADJECTIVES: Final = (
    "new", "signed", "missing", "urgent", "yearly", "local", "internal", "spare", "printed", "final", "open", "late",
    "large", "personal", "common", "external", "daily", "technical", "private", "joint", "annual", "short", "long",
    "clean", "broken", "approved", "pending", "regional", "digital", "manual",
)  # fmt: skip


class File(NamedTuple):
    """A file of the export: its path and its text ("" for an empty one)."""

    path: str
    text: str


def export(chance: random.Random, size: int = SIZE) -> Iterator[File]:
    """The files, no two of one path."""
    taken: set[str] = set()
    made: list[File] = []
    while len(made) < size:
        for file in _family(chance):
            path, number = file.path, 2
            while path.casefold() in taken:
                stem, dot, ending = file.path.rpartition(".")
                path, number = f"{stem} {number}{dot}{ending}", number + 1
            taken.add(path.casefold())
            made.append(File(path, file.text))
    yield from made[:size]


def _family(chance: random.Random) -> Iterator[File]:
    """A document, and what has become of it: copies, older versions, drafts, forms that were filled in."""
    thing, kind = chance.choice(THINGS), chance.choice(KINDS)
    title = f"{chance.choice(ADJECTIVES)} {thing} {kind}".title()
    folder = f"{chance.choice(DEPARTMENTS)}/{chance.choice(FOLDERS)}"
    ending = chance.choices((".html", ".txt", ".md"), (6, 3, 1))[0]
    body = [_paragraph(chance) for _ in range(chance.randint(3, 9))]
    luck = chance.random()
    if luck < 0.01:
        yield File(f"{folder}/{title}{ending}", "")
        return
    if luck < 0.04:
        yield File(
            f"{folder}/{title} template{ending}", _page(title, [*body, "[insert name of department] TBD"], ending)
        )
        return
    head = _head(chance)
    yield File(f"{folder}/{title}{ending}", _page(title, [*head, *body], ending))
    if luck < 0.12:
        name = chance.choice((f"Copy of {title}", f"{title} (1)", f"{title} - Copy", f"{title}_copy"))
        where = folder if chance.random() < 0.5 else f"{chance.choice(DEPARTMENTS)}/{chance.choice(FOLDERS)}"
        yield File(f"{where}/{name}{ending}", _page(title, [*head, *body], ending))
    elif luck < 0.24:
        older = list(body)
        for step in range(chance.randint(1, 3)):
            older[chance.randrange(len(older))] = _paragraph(chance)
            name = chance.choice(
                (f"{title}_v{step + 1}", f"{title} final_v{step + 1}", f"{title} {2014 + step}-05-0{step + 1}")
            )
            where = f"{folder}/{chance.choice(PUT_AWAY)}" if chance.random() < 0.6 else folder
            yield File(f"{where}/{name}{ending}", _page(title, older, ending))
    elif luck < 0.28:
        draft = [*body, _paragraph(chance)]
        yield File(f"{folder}/{title} DRAFT{ending}", _page(f"DRAFT {title}", draft, ending))


def _head(chance: random.Random) -> list[str]:
    """What a document says of itself at its top, where it says anything."""
    said = []
    if chance.random() < 0.2:
        day = f"{chance.randint(1, 28)} {chance.choice(('March', 'June', 'October'))} {chance.randint(2012, 2025)}"
        said.append(
            chance.choice((f"Last updated: {day}", f"Effective date: {day}", f"Stand: {day}", f"Reviewed on {day}"))
        )
    if chance.random() < 1 / 12:
        said.append(f"Document owner: {chance.choice(PEOPLE)}")
    return said


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(3, 6)))


def _sentence(chance: random.Random) -> str:
    thing = f"{chance.choice(ADJECTIVES)} {chance.choice(OBJECTS)}"
    other = f"{chance.choice(ADJECTIVES)} {chance.choice(OBJECTS)}"
    who, verb, place, when = (chance.choice(words) for words in (ROLES, VERBS, PLACES, WHENS))
    form = chance.choice((
        "The {who} {verb} the {thing} in the {place} {when}.",
        "{When} the {who} {verb} the {thing} and puts the {other} into the {place}.",
        "Every {thing} goes to the {place}, where the {who} {verb} the {other}.",
        "Without a {thing} the {who} at the {place} {verb} only the {other}.",
        "A {who} who {verb} the {thing} tells the {place} about the {other} {when}.",
    ))  # fmt: skip
    return form.format(
        who=who, verb=verb, thing=thing, other=other, place=place, when=when, When=when[0].upper() + when[1:]
    )


def _page(title: str, parts: list[str], ending: str) -> str:
    if ending == ".html":
        body = "".join(f"<p>{part}</p>\n" for part in parts)
        return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>\n{body}</body></html>\n"
    return "\n\n".join([f"# {title}" if ending == ".md" else title, *parts]) + "\n"


def written(root: Path) -> None:
    """Writes the export below a folder; every file has the same time."""
    for file in export(random.Random(7)):
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
        os.utime(path, (1_780_000_000, 1_780_000_000))


def main() -> None:
    """Makes the export, audits it by the command under the pack default, and prints what the report tells."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        written(work / "site")
        command = [sys.executable, "-m", "kbaudit", "audit", "site", "--as-of", "2026-06-01", "--fail-on", "never"]
        told = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)
        findings = json.loads((work / "kbaudit-report" / "findings.json").read_text("utf-8"))
        page = (work / "kbaudit-report" / "report.html").stat().st_size
    tell(findings, told.stdout, page)


def tell(report: dict, shown: str, page: int) -> None:
    """The report's figures, by code; then the first ten steps that it advises."""
    summary, found = report["summary"], report["findings"]
    of = summary["documents"]
    print(f"SharePoint-like export: {summary['found']:,} files, {of:,} documents, {len(found):,} findings")
    for status in ("served", "demoted", "excluded"):
        print(f"    {status}: {summary[status]:,} ({summary[status] / of:.1%})")
    names = {one["code"]: one["name"] for one in found}
    severities = Counter((one["code"], one["severity"]) for one in found)
    for (code, severity), count in sorted(severities.items()):
        print(f"    {code} {names[code]}: {count:,} {severity}")
    lines = shown.splitlines()
    print(f"    terminal: {len(lines)} lines, {len(shown):,} characters; report.html {page / 1e6:.1f} MB")
    print("\n".join(f"    | {line}" for line in lines))
    print("    first ten findings and what they advise:")
    for one in found[:10]:
        print(f"    {one['code']} {one['severity']} {one['uri']}: {one['message']} -> {one['remedy']}")
