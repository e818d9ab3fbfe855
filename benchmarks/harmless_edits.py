"""Edits that change how a page says something, never what: how often they are taken for a conflict."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

from benchmarks.real_pages import is_prose
from kbaudit.similarity.differences import differences

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from benchmarks.real_pages import Page

    Edit = Callable[[str, random.Random], str]

EDITED: Final = 100  # pages of each kind

_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMERALS: Final = {
    str(n): word for n, word in enumerate(re.findall(r"\S+", "two three four five six seven eight nine ten"), 2)
}
_SYNONYMS: Final = dict(
    pair.split("/")
    for pair in re.findall(
        r"\S+",
        """
    use/employ using/employing need/require needs/requires create/make creates/makes large/big quickly/fast
    begin/start begins/starts show/display shows/displays also/likewise however/nevertheless often/frequently
    various/several many/numerous important/essential easy/simple help/assist helps/assists get/obtain gets/obtains
    choose/select allows/lets allow/let ensure/guarantee change/modify changes/modifications contains/holds
    example/instance problem/issue problems/issues method/way methods/ways build/construct remove/delete
    people/persons current/present similar/comparable specific/particular additional/further usually/mostly
    """,
    )
)


def report(found: list[Page], chance: random.Random) -> None:
    """One line a kind of edit."""
    for name, edit in EDITS.items():
        changed = list(_edited(edit, found, chance))
        alarms = sum(bool(differences(page, other).conflicts) for page, other in changed)
        print(f"harmless, {name}: false alarms on {alarms} of {len(changed)} pages")


def _edited(edit: Edit, found: list[Page], chance: random.Random) -> Iterator[tuple[str, str]]:
    count = 0
    for page in found:
        changed = edit(page.text, chance)
        if changed != page.text:
            yield page.text, changed
            count += 1
        if count == EDITED:
            return


def _words(page: str, pattern: str, most: int, chance: random.Random) -> list[re.Match[str]]:
    """Some words in prose, the last one first."""
    found = [match for match in re.finditer(pattern, page) if is_prose(page, match.start())]
    return sorted(chance.sample(found, min(most, len(found))), key=lambda match: -match.start())


def _typos(page: str, chance: random.Random) -> str:
    for match in _words(page, r"(?<= )[a-z]{7,12}(?= )", 5, chance):
        at = match.start() + chance.randint(2, 4)
        page = page[:at] + page[at + 1] + page[at] + page[at + 2 :]
    return page


def _synonyms(page: str, chance: random.Random) -> str:
    for match in _words(page, rf"(?<= )(?:{'|'.join(_SYNONYMS)})(?= )", 6, chance):
        page = page[: match.start()] + _SYNONYMS[match[0]] + page[match.end() :]
    return page


def _marked_up(page: str, chance: random.Random) -> str:
    page = re.sub(r"(?m)^\* ", "- ", page)
    for match in _words(page, r"(?<= )[a-z]{5,12}(?= [a-z])", 6, chance):
        sign = chance.choice(("**", "*", "_", "`"))
        page = page[: match.start()] + sign + match[0] + sign + page[match.end() :]
    return page


def _by_paragraph(change: Callable[[list[str], random.Random], list[str]]) -> Edit:
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


def _renumbered(page: str, _: random.Random) -> str:
    numbers = iter(range(1, 10_000))
    return re.sub(r"(?m)^(##+) (?=[A-Z][a-z])", lambda found: f"{found[1]} {next(numbers)}. ", page)


def _equal_units(page: str, _: random.Random) -> str:
    def numeral(found: re.Match[str]) -> str:
        return _NUMERALS.get(found[1]) or str(found[1])

    page = re.sub(r"\b(\d) weeks\b", lambda found: f"{int(found[1]) * 7} days", page)
    page = re.sub(r"\b(\d{1,2})\s?%(?!\w)", r"\1 percent", page)
    page = re.sub(r"\b([2-9]|10)(?= (?:minutes|days|hours|months|years|seconds)\b)", numeral, page)
    return re.sub(rf"\b(\d\d?) ({_MONTHS}) (20\d\d)", r"\2 \1, \3", page)


def _dated(page: str, _: random.Random) -> str:
    return f"Last updated: 3 March 2024\n\n{page}" if "Last updated" not in page else page


EDITS: Final[dict[str, Edit]] = {
    "typos": _typos,
    "synonyms": _synonyms,
    "markup": _marked_up,
    "reflowed": _by_paragraph(_reflowed),
    "reordered paragraphs": _by_paragraph(_reordered),
    "headings numbered": _renumbered,
    "equal units": _equal_units,
    "date line added": _dated,
}
