"""The first report on an export of SharePoint sites: 5,000 files without any metadata, of the texts of real pages.

The pages of ../shared/corpora (see sharepoint_pages), less front matter and dates, as Word, PDF, HTML, SharePoint pages
and plain text, in departments, sites, libraries and folders as people keep them: "Archive", "General", "Copy of ...",
"... (1)", "v2", "FINAL"; all files have the time of the unpacking. Prints what the report tells, how long it is, and
the first ten steps that it advises. A folder as argument: export and report are kept there.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.sharepoint_formats import WRITERS
from benchmarks.sharepoint_pages import Block, Page, in_sections, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE: Final = 5_000
SITES: Final = {
    "versions-react-native": "Engineering/Mobile App Team/Shared Documents",
    "versions-powershell": "IT Services/Windows Administration/Documents",
    "history-gds-way": "Digital/Ways of Working/Shared Documents",
    "gov-moj-cloud-platform": "IT Services/Cloud Hosting/Shared Documents",
    "gov-govuk-2020": "Operations/Publishing Operations/Shared Documents",
    "owners-opentelemetry": "Engineering/Observability/Shared Documents",
    "supersession-peps": "Architecture/Design Board/Shared Documents",
    "conflicts-conflictqa": "Customer Service/Questions and Answers/Documents",
}
PUT_AWAY: Final = ("Archive", "OLD", "Old versions", "zz_Archive")
PROJECTS: Final = (
    "Projects/Aurora",
    "Projects/Move to cloud",
    "Projects/Relaunch",
    "Onboarding",
    "Training",
    "Handover",
)
VERSIONED: Final = ("{} v{}", "{}_v{}", "{} FINAL v{}", "{} (version {})")
COPIED: Final = ("Copy of {}", "{} (1)", "{} - Copy", "{}_copy")
ENDINGS: Final = (("docx", 40), ("pdf", 18), ("html", 10), ("aspx", 10), ("txt", 15), ("md", 7))
UNPACKED: Final = 1_780_000_000
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|#%{}~&\x00-\x1f]+')


class File(NamedTuple):
    """A file of the export: its path and its page; None is an empty file."""

    path: str
    page: Page | None


def export(chance: random.Random, size: int = SIZE) -> list[File]:
    """The files, no two of one path: every page of the corpora first, then copies and older versions of some."""
    made = [file for family in _families() for file in _placed(chance, family)]
    single = [file for file in made if file.page and file.page.release < 0]
    while len(made) < size:
        made.append(_again(chance, chance.choice(single)))
    taken: set[str] = set()
    return [file._replace(path=_free(file.path, taken)) for file in made[:size]]


def _families() -> Iterator[list[Page]]:
    """The releases of each page, the newest last; long pages without releases in their sections."""
    families: dict[tuple[str, str, str], list[Page]] = defaultdict(list)
    for page in pages():
        if page.release >= 0:
            families[page.corpus, page.folder, page.name].append(page)
        else:
            yield from ([part] for part in in_sections(page) or (page,))
    yield from (sorted(family, key=lambda page: page.release) for family in families.values())


def _placed(chance: random.Random, family: list[Page]) -> Iterator[File]:
    """Where the versions of a page lie: the newest in its folder, older ones beside it or put away."""
    newest = family[-1]
    folder = f"{SITES[newest.corpus]}/{_folder(chance, newest)}"
    ending = chance.choices(*zip(*ENDINGS, strict=True))[0]
    if ending == "pdf" and not all(_latin(page) for page in family):
        ending = "docx"
    name = _name(newest.title)
    if chance.random() < 0.006:
        yield File(f"{folder}/{name}.{ending if ending not in {'docx', 'pdf'} else 'txt'}", None)
        return
    form = chance.choice(VERSIONED)
    away = chance.choice(PUT_AWAY) if chance.random() < 0.6 else ""
    for number, page in enumerate(family, 1):
        last = number == len(family)
        shown = name if last or away else form.format(name, number)
        where = folder if last or not away else f"{folder}/{away}"
        shown = shown if not away or last else form.format(name, number)
        yield File(f"{where}/{shown}.{ending}", page)


def _folder(chance: random.Random, page: Page) -> str:
    """The folder that the page had, as people name folders; some pages lie in General or in a project."""
    luck = chance.random()
    if luck < 0.12:
        return "General"
    if luck < 0.3:
        return chance.choice(PROJECTS)
    own = page.folder.replace("-", " ").replace("_", " ").strip()
    return "/".join(part.strip().capitalize() for part in own.split("/") if part.strip()) or "General"


def _again(chance: random.Random, file: File) -> File:
    """The same page a second time: a copy, an older version with fewer paragraphs, or a draft."""
    folder, _, name = file.path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    luck = chance.random()
    page = file.page
    if luck < 0.45:
        where = folder if luck < 0.25 else f"{chance.choice(sorted(SITES.values()))}/General"
        return File(f"{where}/{chance.choice(COPIED).format(stem)}.{ending}", page)
    blocks = [block for block in page.blocks if block.tag[0] == "h" or chance.random() > 0.12] if page else []
    if luck < 0.93:
        older = f"{folder}/{chance.choice(PUT_AWAY)}" if luck < 0.75 else folder
        return File(f"{older}/{chance.choice(VERSIONED).format(stem, 1)}.{ending}", page._replace(blocks=tuple(blocks)))
    draft = page._replace(title=f"DRAFT {page.title}", blocks=(*blocks, Block("p", "TBD: to be completed.")))
    return File(f"{folder}/{stem} DRAFT.{ending}", draft)


def _latin(page: Page) -> bool:
    """Whether the fonts that every PDF reader has can show nearly all of it."""
    text = page.title + "".join(block.text for block in page.blocks)
    return text.encode("cp1252", "replace").count(b"?") - text.count("?") < 0.001 * len(text)


def _name(title: str) -> str:
    return " ".join(_FORBIDDEN.sub(" ", title).split())[:90].strip(" .") or "Document"


def _free(path: str, taken: set[str]) -> str:
    """The path, numbered where another file has it."""
    stem, _, ending = path.rpartition(".")
    free, number = path, 2
    while free.casefold() in taken:
        free, number = f"{stem} ({number}).{ending}", number + 1
    taken.add(free.casefold())
    return free


def written(root: Path) -> None:
    """Writes the export below a folder; every file has the same time."""
    for file in export(random.Random(7)):
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        ending = path.suffix[1:]
        path.write_bytes(WRITERS[ending](file.page.title, file.page.blocks) if file.page else b"")
        os.utime(path, (UNPACKED, UNPACKED))


def main(folder: Path | None = None) -> None:
    """Makes the export, audits it by the command under the pack default, and prints what the report tells."""
    if folder:
        _audited(folder)
        return
    with tempfile.TemporaryDirectory() as made:
        _audited(Path(made))


def _audited(work: Path) -> None:
    if not (work / "sites").exists():
        written(work / "sites")
    command = [sys.executable, "-m", "kbaudit", "audit", "sites", "--as-of", "2026-06-01", "--fail-on", "never"]
    started = time.monotonic()
    told = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)
    print(f"audited in {time.monotonic() - started:.0f} s")
    findings = json.loads((work / "kbaudit-report" / "findings.json").read_text("utf-8"))
    page = (work / "kbaudit-report" / "report.html").stat().st_size
    tell(findings, told.stdout, page)


def tell(report: dict, shown: str, page: int) -> None:
    """The report's figures, by code; then its summary on the terminal."""
    summary, found = report["summary"], report["findings"]
    of = summary["documents"]
    print(f"SharePoint-like export: {summary['found']:,} files, {of:,} documents, {len(found):,} findings")
    for status in ("served", "demoted", "excluded"):
        print(f"    {status}: {summary[status]:,} ({summary[status] / of:.1%})")
    names = {one["code"]: one["name"] for one in found}
    severities = Counter((one["code"], one["severity"]) for one in found)
    for (code, severity), count in sorted(severities.items()):
        documents = {uri for one in found if one["code"] == code for uri in one["affects"]}
        print(f"    {code} {names[code]}: {count:,} {severity}, {len(documents):,} documents")
    lines = shown.splitlines()
    print(f"    terminal: {len(lines)} lines, {len(shown):,} characters; report.html {page / 1e6:.1f} MB")
    print("\n".join(f"    | {line}" for line in lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
