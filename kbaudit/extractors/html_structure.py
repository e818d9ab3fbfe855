"""What an HTML page has beside its text: anchors, images, and stretches that no reader is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.extractors.anchors import Anchors
from kbaudit.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

HIDDEN_LIMIT: Final = 20
_HIDDEN_LENGTH: Final = 500
_IMAGE_LIMIT: Final = 2_000
_CANDIDATES: Final = 2_000
_READ_LIMIT: Final = 1 << 20
"""Characters of hidden elements that are looked at: nested ones hold the same text again and again."""
_ABOVE: Final = 15
"""Elements above one that are asked for a background."""
_MAY_HIDE: Final = ("style=", "hidden", "<noscript", "<template", "STYLE=")
_OUT_OF_SIGHT: Final = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}(?:hidden|collapse)"
    r"|(?:font-size|opacity|max-height)\s{0,5}:\s{0,5}0(?:\.0{1,9})?(?:px|pt|em|rem|%)?\s{0,5}(?:!important\s{0,5})?(?:;|$)"
    r"|font-size\s{0,5}:\s{0,5}(?:0?\.\d{1,9}|1)(?:px|pt)|color\s{0,5}:\s{0,5}transparent"
    r"|(?<![\w-])(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s{0,5}:\s{0,5}-\d{3,9}(?:\.\d{1,9})?(?:px|pt|em|rem|%)"
    r"|clip\s{0,5}:\s{0,5}rect\(\s{0,5}0|clip-path\s{0,5}:\s{0,5}inset\(\s{0,5}(?:50|100)%",
    re.IGNORECASE,
)
_WHITE: Final = r"(?:white|#fff(?:fff)?|rgba?\(\s{0,5}255\s{0,5},\s{0,5}255\s{0,5},\s{0,5}255)"
_WHITE_TEXT: Final = re.compile(rf"(?<![\w-])color\s{{0,5}}:\s{{0,5}}{_WHITE}(?![0-9a-f])", re.IGNORECASE)
_WHITE_BACKGROUND: Final = re.compile(rf"background(?:-color)?\s{{0,5}}:\s{{0,5}}{_WHITE}(?![0-9a-f])", re.IGNORECASE)
_TAGS: Final = re.compile(r"<[^<>]{0,1000}>")
_WORDS: Final = re.compile(r"[^\W\d_]{2,40}")
_FEW_WORDS: Final = 3
_BASE_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)


def anchors(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Every id, and the names of <a>."""
    found = Anchors()
    for node in tree.css("[id]"):
        found.add(_attribute(node, "id"))
    for node in tree.css("a[name]"):
        found.add(_attribute(node, "name"))
    return found.made()


def images(tree: LexborHTMLParser, seen: Sequence[Link]) -> tuple[Link, ...]:
    """The images of the page: those that were seen in its text, and those of its menus, which stand nowhere in it."""
    known = {image.target for image in seen}
    others = (node for node in tree.css("img[src]")[:_IMAGE_LIMIT] if node.attributes.get("src") not in known)
    return (*seen[:_IMAGE_LIMIT], *(Link(_attribute(each, "src"), _attribute(each, "alt"), 0) for each in others))


def base(tree: LexborHTMLParser) -> str:
    """The web address that the page's relative links start from, where it names one; else ""."""
    node = tree.css_first("base[href]")
    target = _attribute(node, "href") if node is not None else ""
    return target if _BASE_SCHEME.match(target) else ""


def hidden(tree: LexborHTMLParser, source: str, comments: Sequence[str]) -> tuple[str, ...]:
    """Stretches that the page holds and no browser shows: by style or attribute, <noscript>, <template>, comments."""
    found: dict[str, None] = {}
    unseen = _unseen(tree) if any(mark in source for mark in _MAY_HIDE) else ()
    for text in (*unseen, *comments):
        if len(_WORDS.findall(text[: 2 * _HIDDEN_LENGTH])) >= _FEW_WORDS:
            found[text[:_HIDDEN_LENGTH]] = None
        if len(found) >= HIDDEN_LIMIT:
            break
    return tuple(found)


def _unseen(tree: LexborHTMLParser) -> Iterator[str]:
    last, size = "", 0
    for node in tree.css("[style],[hidden],[aria-hidden=true],noscript,template")[:_CANDIDATES]:
        if size > _READ_LIMIT:
            return
        if not _is_unseen(node):
            continue
        written = _written(node)
        size += len(written)
        text = " ".join(written[: 4 * _HIDDEN_LENGTH].split())
        if text and text not in last:  # what stands in a hidden element is hidden with it
            yield text
            last = text


def _is_unseen(node: LexborNode) -> bool:
    if node.tag in ("noscript", "template"):
        return True
    given = node.attributes
    style = given.get("style") or ""
    if "hidden" in given and given["hidden"] != "until-found":
        return True
    if not style:
        return False
    if _OUT_OF_SIGHT.search(style):
        return True
    return bool(_WHITE_TEXT.search(style)) and _on_white(node, style)


def _on_white(node: LexborNode, style: str) -> bool:
    """Whether white text stands on white: said so, or on a page whose elements up to the root are styled by nothing."""
    if "background" in style:
        return bool(_WHITE_BACKGROUND.search(style))
    above = node.parent
    for _ in range(_ABOVE):
        if above is None or above.tag in ("html", "-document"):
            return True
        given = above.attributes
        outer = given.get("style") or ""
        if "background" in outer:
            return bool(_WHITE_BACKGROUND.search(outer))
        if "class" in given or "bgcolor" in given:
            return False
        above = above.parent
    return False


def _written(node: LexborNode) -> str:
    return node.text(deep=True, separator=" ") if node.tag != "template" else _TAGS.sub(" ", node.html or "")


def _attribute(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").strip()
