"""How well differing values are found, and how often harmless edits are taken for one. One line a figure.

Into real pages of ../shared/corpora one value is planted at a time (seeded); it counts as found when it is reported,
and as clean when nothing else is. Harmless edits change how a page says something, never what. Pairs of unrelated pages
and the free-text contradictions of conflicts-conflictqa are counted as they are.

labels/version_differences.jsonl holds every difference that an audit reported between versions on three corpora, each
read beside both sentences and labelled true (the two versions say different things of one matter) or false.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kbaudit.similarity.differences import differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPORA: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
PAGES: Final = (
    "versions-react-native", "versions-powershell", "history-gds-way", "gov-govuk-2020", "gov-moj-cloud-platform",
    "owners-opentelemetry",
)  # fmt: skip
LABELS: Final = Path(__file__).resolve().parent / "labels" / "version_differences.jsonl"
SEED: Final = 11
PLANTED: Final = 60  # of each kind
EDITED: Final = 80  # pages of each harmless edit

_MONTHS: Final = re.findall(
    r"\S+", "January February March April May June July August September October November December"
)
_NUMERALS: Final = {
    str(n): word for n, word in enumerate(re.findall(r"\S+", "two three four five six seven eight nine ten"), 2)
}
_PATTERNS: Final = {
    "number": r"(?<=[a-z] )(\d{1,4})(?= [a-z]{4})(?! (?:second|minute|hour|day|week|month|year|percent))",
    "money": r"([£$€]\d{1,6}(?:,\d{3})*(?:\.\d\d)?)(?![\w.,]*\d)",
    "duration": r"(?<=[ (])(\d{1,3})(?=[ -](?:second|minute|hour|day|week|month|year)s?\b)",
    "duration in words": r"(?<= )(two|three|four|five|six)(?= (?:seconds|minutes|hours|days|weeks|months|years)\b)",
    "percentage": r"(?<=[ (])(\d{1,2})(?=\s?%|\spercent)",
    "date": rf"(\d{{1,2}} (?:{'|'.join(_MONTHS)}) 20\d\d)",
    "unit": r"(?<=\d )(MB|GB|KB|seconds|minutes|hours|days|weeks)\b",
    "must": r"\b(must|must not|should)\b(?= [a-z])",
    "not": r"(?<=[a-z] )(is not|are not|does not|do not|can't|cannot|isn't|don't)(?= [a-z])",
}  # fmt: skip
_SENTENCES: Final = {
    "money": ("A night in a hotel is refunded up to {}.", "The annual fee for each member is {}."),
    "date": ("The old portal is switched off on {}.", "Applications have to arrive before {}."),
}
_VALUES: Final = {
    "money": ("EUR 85", "£120", "$1,500", "99.50 €"),
    "date": ("3 March 2025", "2025-11-30", "May 5, 2026", "17.08.2025"),
}
_SILENT: Final = re.compile(
    r"(?:for example|for instance|e\.g\.|such as|i\.e\.).{0,40}$"
    r"|(?:about|around|roughly|approx\w*\.?|nearly|almost|~)\s?$"
    r"|(?:(?:figure|example|level|step|section|page|priority|chapter|phase|tier|phase)|(?-i:[a-z]\s[A-Z]\w+))\s$",
    re.IGNORECASE,
)
"""What stands before examples, rounded values, references and numbers in names, which are meant to be passed over."""
_UNITS: Final = {"MB": "GB", "GB": "TB", "KB": "MB", "seconds": "minutes", "minutes": "hours",
          "hours": "days",
                 "days": "weeks", "weeks": "months"}  # fmt: skip
_POSITIVE: Final = {"is not": "is", "are not": "are", "does not": "does", "do not": "do", "can't": "can",
              "cannot": "can", "isn't": "is", "don't": "do", "must": "must not", "must not": "may",
              "should": "should not"}  # fmt: skip


def main() -> None:
    """Prints every figure."""
    pages = list(_pages())
    chance = random.Random(SEED)
    chance.shuffle(pages)
    print(f"pages: {len(pages)}")
    for kind, pattern in _PATTERNS.items():
        planted(kind, re.compile(pattern), pages, chance)
    for kind in _SENTENCES:
        added(kind, pages, chance)
    for name, edit in EDITS.items():
        harmless(name, edit, pages, chance)
    unrelated()
    free_text()
    labelled()
    speed(pages)


def planted(kind: str, pattern: re.Pattern[str], pages: list[str], chance: random.Random) -> None:
    """One value changed in one sentence of one page."""
    found = clean = count = 0
    for page in pages:
        places = [match for match in pattern.finditer(page) if _is_prose(page, match.start())]
        if not places or count == PLANTED:
            continue
        count += 1
        place = chance.choice(places)
        changed = page[: place.start(1)] + _other(kind, place[1], chance) + page[place.end(1) :]
        result = differences(page, changed)
        here = [d for d in result.conflicts if d.start_a <= place.start(1) <= d.start_a + 2 * len(d.sentence_a) + 200]
        found += bool(here)
        clean += len(result.conflicts) == len(here)
    print(f"planted, {kind}: found {found} of {count}, nothing else reported in {clean}")


def added(kind: str, pages: list[str], chance: random.Random) -> None:
    """A sentence put into a page, with one value here and another one there: of values that real pages seldom have."""
    found = count = 0
    for page in pages[:EDITED]:
        paragraphs = page.split("\n\n")
        at = chance.randrange(len(paragraphs))
        if "\n\n".join(paragraphs[:at]).count("```") % 2:
            continue
        sentence = chance.choice(_SENTENCES[kind])
        both = [
            "\n\n".join([*paragraphs[:at], sentence.format(value), *paragraphs[at:]])
            for value in chance.sample(_VALUES[kind], 2)
        ]
        count += 1
        found += [d.kind for d in differences(*both).conflicts] == [kind]
    print(f"sentence added, {kind}: found, and nothing else, in {found} of {count}")


def _other(kind: str, value: str, chance: random.Random) -> str:
    if kind == "unit":
        return _UNITS[value]
    if kind in {"must", "not"}:
        return _POSITIVE[value]
    if kind == "duration in words":
        return {"two": "three", "three": "six", "four": "two", "five": "four", "six": "five"}[value]
    if kind == "date":
        day, month, year = value.split()
        return f"{day} {_MONTHS[(_MONTHS.index(month) + chance.randint(1, 11)) % 12]} {year}"
    digits = re.sub(r"\D", "", value.split(".", maxsplit=1)[0])
    return value.replace(value[value.index(digits[0]) :], str(int(digits) + chance.choice((1, 3, 10, 25))))


def harmless(name: str, edit: Callable[[str, random.Random], str], pages: list[str], chance: random.Random) -> None:
    """Pages edited in a way that changes no statement."""
    alarms = count = 0
    for page in pages:
        changed = edit(page, chance)
        if changed == page:
            continue
        count += 1
        alarms += bool(differences(page, changed).conflicts)
        if count == EDITED:
            break
    print(f"harmless, {name}: false alarms on {alarms} of {count} pages")


def unrelated() -> None:
    """Pages that have nothing to do with one another, or only their form."""
    alarms = count = 0
    for corpus in PAGES[:3]:
        for row in _rows(CORPORA / corpus / "truth_pairs.jsonl"):
            if row["relation"] == "unrelated":
                count += 1
                a, b = (_text(CORPORA / corpus / "files" / row[path]) for path in ("path_a", "path_b"))
                alarms += bool(differences(a, b).conflicts)
    print(f"unrelated pairs: false alarms on {alarms} of {count}")


def free_text() -> None:
    """Answers that contradict each other in other words: what values and turns alone can find of them."""
    found = count = 0
    for row in _rows(CORPORA / "conflicts-conflictqa" / "truth_conflicts.jsonl"):
        a, b = (_text(CORPORA / "conflicts-conflictqa" / "files" / row[path]) for path in ("path_a", "path_b"))
        count += 1
        found += bool(differences(a, b).conflicts)
    print(f"conflicts-conflictqa: found {found} of {count}")


def labelled() -> None:
    """Of the differences that an audit reports between versions today, the share that was labelled true."""
    labels: dict[tuple[str, ...], list[bool]] = {}
    for row in _rows(LABELS):
        labels.setdefault(_key(row["corpus"], row["path_a"], row["path_b"], row), []).append(bool(row["label"]))
    true = false = unlabelled = 0
    for corpus in PAGES[:3]:
        for relation in _relations(corpus):
            for said in relation.get("differences") or []:
                known = labels.get(_key(corpus, relation["a"], relation["b"], said), [])
                label = known.pop(0) if known else None
                true, false, unlabelled = true + (label is True), false + (label is False), unlabelled + (label is None)
    gone = sum(map(len, labels.values()))
    print(
        f"differences between versions: labelled true {true} of {true + false}; "
        f"{unlabelled} reported without a label, {gone} labelled and no longer reported"
    )


def _key(corpus: str, a: str, b: str, said: dict[str, Any]) -> tuple[str, ...]:
    return corpus, a, b, said["kind"], said["value_a"], said["value_b"]


def _relations(corpus: str) -> Iterator[dict[str, Any]]:
    """The versions that the real command relates, their paths as they stand in the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "kbaudit",
            "audit",
            f"kb={CORPORA / corpus / 'files'}",
            "-q",
            "--fail-on",
            "never",
        ]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        for row in _rows(Path(folder) / "kbaudit-report" / "relations.jsonl"):
            if row["kind"] == "older_version_of":
                yield {**row, "a": row["a"].removeprefix("kb/"), "b": row["b"].removeprefix("kb/")}


def speed(pages: list[str]) -> None:
    """CPU time of a pair: editions of a page, and texts of 700 kB."""
    times = []
    for corpus in PAGES[:3]:
        for row in list(_rows(CORPORA / corpus / "truth_pairs.jsonl"))[:150]:
            a, b = (_text(CORPORA / corpus / "files" / row[path]) for path in ("path_a", "path_b"))
            if row["relation"] == "older_version_of" and 5_000 < len(a) < 20_000:
                times.append(_timed(a, b) * 1000)
    print(
        f"editions of 5 to 20 kB: median {statistics.median(times):.1f} ms, "
        f"95 % {sorted(times)[len(times) * 95 // 100]:.1f} ms"
    )
    whole = "\n\n".join(pages)
    long, other = whole[:700_000], whole[100_000:800_000]
    print(f"two texts of 700 kB that share 600 kB: {_timed(long, other):.1f} s")
    print(f"two texts of 700 kB that share nothing: {_timed(whole[:700_000], whole[700_000:1_400_000]):.1f} s")


def _timed(a: str, b: str) -> float:
    begin = time.process_time()
    differences(a, b)
    return time.process_time() - begin


def _typos(page: str, chance: random.Random) -> str:
    words = [match for match in re.finditer(r"(?<= )[a-z]{7,12}(?= )", page) if _is_prose(page, match.start())]
    for match in sorted(chance.sample(words, min(5, len(words))), key=lambda found: -found.start()):
        at = match.start() + chance.randint(2, 4)
        page = page[:at] + page[at + 1] + page[at] + page[at + 2 :]
    return page


def _by_paragraph(change: Callable[[list[str], random.Random], list[str]]) -> Callable[[str, random.Random], str]:
    """An edit of the paragraphs of a page, of those without code only."""

    def edit(page: str, chance: random.Random) -> str:
        return page if "```" in page or "~~~" in page else "\n\n".join(change(page.split("\n\n"), chance))

    return edit


def _reflowed(paragraphs: list[str], _: random.Random) -> list[str]:
    return [
        textwrap.fill(p, 64, break_long_words=False, break_on_hyphens=False) if _plain(p) else p for p in paragraphs
    ]


def _reordered(paragraphs: list[str], chance: random.Random) -> list[str]:
    """Neighbouring plain paragraphs change places."""
    for at in range(len(paragraphs) - 1):
        if _plain(paragraphs[at]) and _plain(paragraphs[at + 1]) and chance.random() < 0.5:
            paragraphs[at], paragraphs[at + 1] = paragraphs[at + 1], paragraphs[at]
    return paragraphs


def _plain(paragraph: str) -> bool:
    return paragraph[:1].isupper() and not re.search(r"^\s*[-*|#>\d`<]|:$", paragraph, re.MULTILINE)


def _marked_up(page: str, chance: random.Random) -> str:
    page = re.sub(r"(?m)^\* ", "- ", page)
    words = [match for match in re.finditer(r"(?<= )[a-z]{5,12}(?= [a-z])", page) if _is_prose(page, match.start())]
    for match in sorted(chance.sample(words, min(6, len(words))), key=lambda found: -found.start()):
        sign = chance.choice(("**", "*", "_", "`"))
        page = page[: match.start()] + sign + match[0] + sign + page[match.end() :]
    return page


def _renumbered(page: str, _: random.Random) -> str:
    numbers = iter(range(1, 10_000))
    return re.sub(r"(?m)^(##+) (?=[A-Z][a-z])", lambda found: f"{found[1]} {next(numbers)}. ", page)


def _equal_units(page: str, _: random.Random) -> str:
    def numeral(found: re.Match[str]) -> str:
        return _NUMERALS.get(found[1]) or str(found[1])

    page = re.sub(r"\b(\d) weeks\b", lambda found: f"{int(found[1]) * 7} days", page)
    page = re.sub(r"\b(\d{1,2})\s?%(?!\w)", r"\1 percent", page)
    page = re.sub(r"\b([2-9]|10)(?= (?:minutes|days|hours|months|years|seconds)\b)", numeral, page)
    return re.sub(rf"\b(\d\d?) ({'|'.join(_MONTHS)}) (20\d\d)", r"\2 \1, \3", page)


def _dated(page: str, _: random.Random) -> str:
    return f"Last updated: 3 March 2024\n\n{page}" if "Last updated" not in page else page


EDITS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "typos": _typos,
    "reflowed": _by_paragraph(_reflowed),
    "reordered paragraphs": _by_paragraph(_reordered),
    "markup": _marked_up,
    "headings numbered": _renumbered,
    "equal units": _equal_units,
    "date line added": _dated,
}


def _is_prose(page: str, at: int) -> bool:
    """Whether the place stands outside of code, headings, addresses and markup."""
    if page.count("```", 0, at) % 2 or page.count("~~~", 0, at) % 2:
        return False
    begin = page.rfind("\n", 0, at) + 1
    end = page.find("\n", at)
    line, inner = page[begin : end if end >= 0 else len(page)], at - begin
    if re.match(r"\s*(?:#|<|\||:::|\[|!|%|\s{4})|\s*[\w-]+:\s*\S*$", line) or line.count("`", 0, inner) % 2:
        return False
    if _SILENT.search(line[max(0, inner - 48) : inner]):
        return False
    word = max(line.rfind(" ", 0, inner), line.rfind("(", 0, inner))
    return not re.search(r"https?:|[/\\<]", line[word + 1 : inner + 1])


def _pages() -> Iterator[str]:
    for corpus in PAGES:
        for path in sorted((CORPORA / corpus / "files").rglob("*.md*")):
            text = _text(path)
            if 1_000 < len(text) < 40_000:
                yield text


def _text(path: Path) -> str:
    text = path.read_text("utf-8", "replace")
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
