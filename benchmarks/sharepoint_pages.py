"""Real pages of ../shared/corpora as blocks of text, less front matter, dates and names of owners."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

CORPORA: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
_RELEASES: Final = {
    "versions-react-native": ("version-0.64", "version-0.77", "version-0.83"),
    "versions-powershell": ("5.1", "7.4", "7.6"),
    "history-gds-way": ("2019-01-01", "2022-01-01", "2026-01-01"),
}
_TYPES: Final = frozenset({".md", ".mdx", ".erb", ".rst", ".txt"})
_HEAD: Final = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_RST_HEAD: Final = re.compile(r"\A(?:[A-Z][\w-]+:.*\n(?:[ \t]+\S.*\n)*)+")
_TITLE: Final = re.compile(r"^title:\s*(.+)$", re.MULTILINE | re.IGNORECASE)
_CODE: Final = re.compile(r"<%.*?%>", re.DOTALL)
_UNDERLINED: Final = re.compile(r"^(\S[^\n]*)\n([=\-~'^\"])\2{2,}\n", re.MULTILINE)
_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE: Final = re.compile(
    rf"\(?\b(?:(?:19|20)\d\d[-/]\d\d[-/]\d\d|\d\d?(?:st|nd|rd|th)?[ -]{_MONTH},?[ -](?:19|20)\d\d"
    rf"|{_MONTH} (?:\d\d?, )?(?:19|20)\d\d"
    r"|\d\d?[/.]\d\d?[/.](?:19|20)\d\d)\b\)?"
)
_TOLD: Final = re.compile(
    r"(?:last (?:updated|reviewed|modified)|document owner|owner|maintainers?|maintained by)\s?:.*", re.IGNORECASE
)
_SECTION_WORDS: Final = 100


class Block(NamedTuple):
    """A paragraph ("p"), list item ("li"), stretch of code ("pre") or heading ("h1" to "h6")."""

    tag: str
    text: str


class Page(NamedTuple):
    """A text of a corpus. folder is where it stood; release counts from 0, -1 where there are none."""

    corpus: str
    folder: str
    name: str
    title: str
    blocks: tuple[Block, ...]
    release: int = -1

    @property
    def words(self) -> int:
        return sum(len(block.text.split()) for block in self.blocks)


def pages() -> Iterator[Page]:
    """The pages of the corpora, in the order of their paths."""
    for corpus in (
        *_RELEASES, "gov-govuk-2020", "gov-moj-cloud-platform", "owners-opentelemetry", "supersession-peps",
        "conflicts-conflictqa",
    ):  # fmt: skip
        root = CORPORA / corpus / "files"
        for path in sorted(path for path in root.rglob("*") if path.suffix in _TYPES):
            release, *rest = path.relative_to(root).parts
            releases = _RELEASES.get(corpus, ())
            at = releases.index(release) if release in releases else -1
            folder = "/".join((rest if at >= 0 else [release, *rest])[:-1])
            written = path.read_text("utf-8", "replace")
            yield _page(corpus, folder, path, written, at)


def in_sections(page: Page) -> tuple[Page, ...]:
    """The sections of a long page, each a page of its own; none where it has fewer than three."""
    starts = [at for at, block in enumerate(page.blocks) if block.tag == "h2"]
    parts = [page.blocks[start:end] for start, end in pairwise([*starts, len(page.blocks)])]
    cut = [page._replace(title=f"{page.title} - {part[0].text}"[:110], blocks=part) for part in parts]
    long = tuple(part for part in cut if part.words >= _SECTION_WORDS)
    return long if len(long) >= 3 else ()


def _page(corpus: str, folder: str, path: Path, written: str, release: int) -> Page:
    head = _HEAD.match(written)
    said = _TITLE.search(head[1]) if head else None
    if path.suffix == ".rst":
        said = re.search(r"^Title: (.+)$", written, re.MULTILINE)
        body = _UNDERLINED.sub(_as_markdown, _RST_HEAD.sub("", written))
    else:
        body = _CODE.sub("", written[head.end() :] if head else written)
    blocks = tuple(block for block in _blocks(body) if block.text)
    title = said[1].strip("\"' ") if said else next((b.text for b in blocks if b.tag == "h1"), "")
    if corpus == "conflicts-conflictqa":
        title = " ".join(body.split()[:9])
    return Page(corpus, folder, path.name.partition(".")[0], title or path.stem.replace("-", " "), blocks, release)


def _as_markdown(found: re.Match[str]) -> str:
    return f"{'##' if found[2] == '=' else '###'} {found[1]}\n\n"


def _blocks(body: str) -> Iterator[Block]:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in {"fence", "code_block"}:
            yield Block("pre", token.content.strip("\n"))
        elif token.type == "inline":
            yield Block(_tag(before), _undated(" ".join(_shown(token).split())))


def _tag(before: Token | None) -> str:
    if before and before.type == "heading_open":
        return before.tag
    return "li" if before and before.hidden else "p"


def _shown(token: Token) -> str:
    """What a reader sees: no markup, no addresses of links."""
    parts = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts)


def _undated(text: str) -> str:
    return " ".join(_DATE.sub("", _TOLD.sub("", text)).split())
