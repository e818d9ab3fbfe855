"""HTML by lexbor: the text that a browser would show, block by block, and what the page declares of itself.

The tree is walked with a loop, not by recursion: pages nested thousands of levels deep keep their text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from kbaudit.extractors import front_matter, html_structure
from kbaudit.extractors.columns import page_columns
from kbaudit.extractors.html_metadata import declared
from kbaudit.extractors.html_source import DEPTH_LIMIT, decoded, flattened, too_deep, without_templates
from kbaudit.extractors.passages import Block, Headings, packed
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Link

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DROPPED: Final = frozenset({"head", "script", "style", "template", "noscript", "nav", "svg", "iframe", "-comment"})
_PARAGRAPH_TAGS: Final = (
    "p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote section article main header footer aside figure form hr"
)
_LINE_TAGS: Final = (
    "address body br caption center dd details dialog div dt fieldset figcaption html legend li option summary tbody "
    "tfoot thead tr"
)
_PARAGRAPHS: Final = frozenset(_PARAGRAPH_TAGS.split())
_LINES: Final = frozenset(_LINE_TAGS.split())
_CELLS: Final = frozenset({"td", "th"})
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_CODE: Final = frozenset({"pre", "code", "kbd", "samp", "textarea"})
_COMMENTS: Final = 200
_COMMENT_LIMIT: Final = 2_000
_TEXT_LIMIT: Final = 300
_PIECES: Final = 50
"""Pieces of text that the name of a link or heading is made of at most."""


def extract(data: bytes, kind: str) -> Extract:
    """The document in HTML bytes, which may be an ERB template with front matter; text is what is visible."""
    source, problems = decoded(data)
    fields, body, bad_block = front_matter.split(source)
    body = without_templates(body)
    flat = too_deep(body)
    tree = LexborHTMLParser(flattened(body) if flat else body)
    reading = _Reading()
    if tree.root is not None:
        reading.walk(tree.root)
    text = "".join(reading.pieces)
    found = [("limit", f"elements nested over {DEPTH_LIMIT:,} deep: text only")] if flat else []
    found += [] if text or not source.strip() else [("no_text", "no visible text in the page")]
    title = front_matter.title_of(fields) or _title(tree)
    base = html_structure.base(tree)
    return Extract(
        kind=kind,
        title=title or reading.title,
        text=text,
        passages=packed(text, reading.blocks),
        links=tuple(_based(link, base) for link in reading.links) if base else tuple(reading.links),
        fields=(*fields, *declared(tree), *page_columns(source)),
        sample=sample_of(" ".join(reading.prose) or text[:RAW_LIMIT]),
        problems=(*problems, *bad_block, *found),
        heading=reading.title or ("" if title else reading.section),
        images=() if base else html_structure.images(tree, reading.images),
        anchors=() if "<%" in source else html_structure.anchors(tree),
        hidden=html_structure.hidden(tree, source, reading.comments),
    )


def _based(link: Link, base: str) -> Link:
    """The link as a browser follows it on a page that names another address to start from."""
    try:
        return replace(link, target=urljoin(base, link.target))
    except ValueError:  # no address that anything could follow
        return link


def _title(tree: LexborHTMLParser) -> str:
    found = tree.css_first("title")
    return " ".join(found.text(deep=True).split())[:_TEXT_LIMIT] if found is not None else ""


class _Reading:
    """The text so far. gap is what separates it from the next text: nothing, a space, a tab or line ends."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.prose: list[str] = []
        self.images: list[Link] = []
        self.comments: list[str] = []
        self.title = ""
        self.section = ""
        self._size = 0
        self._prose_size = 0
        self._gap = ""
        self._code = 0
        self._pre = 0
        self._headings = Headings()
        self._anchors: list[tuple[str, int, int]] = []
        self._heading_at: tuple[int, int] = (0, 0)

    def walk(self, root: LexborNode) -> None:
        """Enters and leaves every node in document order."""
        node: LexborNode | None = root
        depth = 0
        while node is not None:
            child = self._enter(node)
            if child is not None:
                node = child
                depth += 1
                continue
            while node is not None and node.next is None and depth:
                node = node.parent
                depth -= 1
                if node is not None:
                    self._leave(node)
            node = node.next if node is not None and depth else None

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Reads a node; its first child, if that is to be walked."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return None
        if tag in _DROPPED:
            self._comment(node, tag)
            return None
        self._break(tag)
        child = node.child
        if child is None:
            self._image(node, tag)
            return None
        self._open(node, tag)
        return child

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag in _CODE:
            self._code += 1
            self._pre += tag == "pre"
        elif tag in _HEADINGS:
            self._heading_at = (len(self.blocks), len(self.pieces))
        elif tag == "a":
            self._anchors.append((node.attributes.get("href") or "", len(self.pieces), self._size))

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _CODE:
            self._code -= 1
            self._pre -= tag == "pre"
        elif tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        elif tag == "a":
            self._anchor(*self._anchors.pop())
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._gap = "\n\n"
        elif tag in _LINES:
            self._gap = self._gap if "\n" in self._gap else "\n"
        elif tag in _CELLS and "\n" not in self._gap:
            self._gap = "\t"

    def _text(self, text: str) -> None:
        if self._pre:
            self._append(text.replace("\r\n", "\n").strip("\n"))
            return
        words = " ".join(text.split())
        if text[:1].isspace() or not words:
            self._gap = self._gap or " "
        if words:
            self._append(words)
            self._gap = " " if text[-1].isspace() else ""
            if not self._code and self._prose_size < RAW_LIMIT:
                self.prose.append(words[:RAW_LIMIT])
                self._prose_size += len(words)

    def _append(self, text: str) -> None:
        gap = self._gap if self._size else ""
        if gap:
            self.pieces.append(gap)
            self._size += len(gap)
        if "\n" in gap or not self.blocks:
            self.blocks.append(Block(self._size, self._headings.path))
        self.pieces.append(text)
        self._size += len(text)
        self._gap = ""

    def _heading(self, level: int) -> None:
        first_block, first_piece = self._heading_at
        text = " ".join("".join(self.pieces[first_piece : first_piece + _PIECES]).split())[:_TEXT_LIMIT]
        path = self._headings.enter(level, text)
        self.blocks[first_block:] = [Block(block.start, path) for block in self.blocks[first_block:]]
        if level == 1 and not self.title:
            self.title = text
        self.section = self.section or text

    def _image(self, node: LexborNode, tag: str) -> None:
        given = node.attributes if tag == "img" else {}
        if target := (given.get("src") or "").strip():
            self.images.append(Link(target, " ".join((given.get("alt") or "").split())[:_TEXT_LIMIT], self._size))

    def _comment(self, node: LexborNode, tag: str) -> None:
        written = node.comment_content or "" if tag == "-comment" and len(self.comments) < _COMMENTS else ""
        if written and not written.startswith("["):  # "[if IE]" is for old browsers
            self.comments.append(" ".join(written[:_COMMENT_LIMIT].split()))

    def _anchor(self, target: str, piece: int, size: int) -> None:
        if not target:
            return
        written = "".join(self.pieces[piece : piece + _PIECES])
        shown = written.lstrip()
        self.links.append(Link(target, " ".join(shown.split())[:_TEXT_LIMIT], size + len(written) - len(shown)))
