"""Real pages of ../shared/corpora, and the places in them where a value or a word stands in prose."""

from __future__ import annotations

import json
import re
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

CORPORA: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
VERSIONED: Final = ("versions-react-native", "versions-powershell", "history-gds-way")
PAGES: Final = (
    *VERSIONED, "gov-govuk-2020", "gov-moj-cloud-platform", "owners-opentelemetry", "supersession-peps",
)  # fmt: skip
_HEAD: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TYPES: Final = frozenset({".md", ".mdx", ".erb", ".rst"})
_SILENT: Final = re.compile(
    r"(?:for example|for instance|e\.g\.|such as|i\.e\.).{0,40}$"
    r"|(?:about|around|roughly|approx\w*\.?|nearly|almost|~)\s?$"
    r"|(?:(?:figure|example|level|step|section|page|priority|chapter|phase|tier|issue)|(?-i:[a-z]\s[A-Z]\w+))\s$",
    re.IGNORECASE,
)
"""What stands before examples, rounded values, references and numbers in names, which are meant to be passed over."""


class Page(NamedTuple):
    """A page's text, less its front matter, and the corpus that it comes from."""

    corpus: str
    text: str


def pages(chance: random.Random) -> list[Page]:
    """Pages of 1 to 40 kB in a seeded order, one of each corpus after the other while they last."""
    by_corpus = []
    for corpus in PAGES:
        found = [path for path in sorted((CORPORA / corpus / "files").rglob("*")) if path.suffix in _TYPES]
        texts = [Page(corpus, text_of(path)) for path in found]
        by_corpus.append([page for page in texts if 1_000 < len(page.text) < 40_000])
        chance.shuffle(by_corpus[-1])
    return in_turns(by_corpus)


def in_turns(groups: Iterable[list[Any]]) -> list[Any]:
    """One of each group after the other, while they last."""
    return [each for each in chain.from_iterable(zip_longest(*groups)) if each is not None]


def text_of(path: Path) -> str:
    """A file's text, less its front matter."""
    return _HEAD.sub("", path.read_text("utf-8", "replace"))


def title_of(path: Path) -> str:
    """The title that a file's front matter declares, or ""."""
    head = _HEAD.match(path.read_text("utf-8", "replace"))
    declared = re.search(r"(?m)^title:\s*(.+)$", head[0]) if head else None
    return declared[1].strip("\"' ") if declared else ""


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def is_prose(page: str, at: int) -> bool:
    """Whether the place stands outside of code, headings, addresses and markup."""
    if page.count("```", 0, at) % 2 or page.count("~~~", 0, at) % 2:
        return False
    begin = page.rfind("\n", 0, at) + 1
    end = page.find("\n", at)
    line, inner = page[begin : end if end >= 0 else len(page)], at - begin
    if re.match(r"\s*(?:#|<|\||:::|\[|!|%|\.\.|\s{4})|\s*[\w-]+:\s*\S*$", line) or line.count("`", 0, inner) % 2:
        return False
    if _SILENT.search(page[max(0, at - 48) : at].replace("\n", " ")):
        return False
    word = max(line.rfind(" ", 0, inner), line.rfind("(", 0, inner))
    return not re.search(r"https?:|[/\\<]", line[word + 1 : inner + 1])


def places(found: list[Page], pattern: re.Pattern[str]) -> Iterator[tuple[Page, re.Match[str]]]:
    """Where a pattern stands in prose, in each line only once over all pages, every page's first place first."""
    seen: set[str] = set()
    by_page: list[list[tuple[Page, re.Match[str]]]] = []
    for page in found:
        own = []
        for match in pattern.finditer(page.text):
            line = page.text[page.text.rfind("\n", 0, match.start()) + 1 : match.end() + 40]
            if line not in seen and is_prose(page.text, match.start()):
                seen.add(line)
                own.append((page, match))
        by_page.append(own)
    yield from in_turns(by_page)
