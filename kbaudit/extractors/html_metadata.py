"""What an HTML page declares of itself: lang, <meta>, <time> and JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from kbaudit.model import Field, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

_META_LIMIT: Final = 200
_TIME_LIMIT: Final = 50
_VALUE_LIMIT: Final = 2_000
_JSON_LIMIT: Final = 256 * 1024
_JSON_NODES: Final = 100
_JSON_KEYS: Final = (
    "dateModified",
    "datePublished",
    "dateCreated",
    "expires",
    "author",
    "publisher",
    "headline",
    "version",
)


def declared(tree: LexborHTMLParser) -> tuple[Field, ...]:
    """The page's declarations, in the order: lang, meta, time, JSON-LD.

    Names are as written (`name`, `property`, `http-equiv` or `itemprop`); a <time> is "time" and, where it has one, its
    itemprop too; JSON-LD keys begin with "jsonld.".
    """
    return (*_language(tree), *_metas(tree), *_times(tree), *_linked_data(tree))


def _language(tree: LexborHTMLParser) -> Iterator[Field]:
    root = tree.css_first("html[lang]")
    if root is not None and (value := _attribute(root, "lang")):
        yield Field("lang", (value,), Origin.HTML_META)


def _metas(tree: LexborHTMLParser) -> Iterator[Field]:
    for node in tree.css("meta[content]")[:_META_LIMIT]:
        names = (_attribute(node, key) for key in ("name", "property", "http-equiv", "itemprop"))
        name, value = next((each for each in names if each), ""), _attribute(node, "content")
        if name and value:
            yield Field(name, (value,), Origin.HTML_META)


def _times(tree: LexborHTMLParser) -> Iterator[Field]:
    for node in tree.css("time")[:_TIME_LIMIT]:
        value = _attribute(node, "datetime") or " ".join(node.text(deep=True)[:_VALUE_LIMIT].split())
        if value:
            yield Field("time", (value,), Origin.HTML_TIME)
            if name := _attribute(node, "itemprop"):
                yield Field(name, (value,), Origin.HTML_TIME)


def _linked_data(tree: LexborHTMLParser) -> Iterator[Field]:
    for script in tree.css('script[type="application/ld+json"]')[:10]:
        written = script.text(deep=True)
        if len(written) > _JSON_LIMIT:
            continue
        try:
            loaded: object = json.loads(written)
        except (ValueError, RecursionError):
            continue
        yield from _of_nodes(loaded)


def _of_nodes(loaded: object) -> Iterator[Field]:
    graph = loaded.get("@graph", loaded) if isinstance(loaded, dict) else loaded
    nodes = graph if isinstance(graph, list) else [graph]
    for node in nodes[:_JSON_NODES]:
        if not isinstance(node, dict):
            continue
        for key in _JSON_KEYS:
            if values := tuple(_json_texts(node.get(key))):
                yield Field(f"jsonld.{key}", values, Origin.HTML_META)


def _json_texts(value: object) -> Iterator[str]:
    for each in (value if isinstance(value, list) else [value])[:_JSON_NODES]:
        text = each.get("name") if isinstance(each, dict) else each
        if isinstance(text, (str, int, float)) and str(text).strip():
            yield str(text).strip()[:_VALUE_LIMIT]


def _attribute(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").strip()[:_VALUE_LIMIT]
