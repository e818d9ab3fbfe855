"""Which documents are one page in several languages: by their paths, where the texts agree with them, or declared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.similarity.copies import language_code, language_trees
from kbaudit.similarity.naming import normalised
from kbaudit.similarity.successions import Names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.model import Document

_KEY_FIELDS: Final = frozenset({"translationkey", "translation-key", "translation-id"})
_ORIGINAL_FIELDS: Final = frozenset({"translation-of", "translationof", "translated-from", "original-document"})
_SUFFIX: Final = re.compile(r"(.+?)[._-]([a-z]{2}(?:[-_](?:[a-z]{4}|[a-z]{2}))?)((?:\.\w{1,10})+)", re.IGNORECASE)


class Place(NamedTuple):
    """Where a document stands among its translations: the page, the same in all languages, and its own language.

    code is "" where neither folder nor name tell it.
    """

    page: str
    code: str = ""


class Translation(NamedTuple):
    """A document, the one that it translates, and how that is known."""

    uri: str
    original: str
    evidence: str


def places(documents: Mapping[str, Document]) -> dict[str, Place]:
    """The place of every document among its translations, by its path."""
    trees = language_trees(documents)
    return {uri: _place(uri, trees, document.language) for uri, document in documents.items()}


def translations(documents: Mapping[str, Document], known: Mapping[str, Place]) -> list[Translation]:
    """Every document that translates another one, sorted.

    The original is the one in the language that most such pages of the source are in.
    """
    found = {one.uri: one for one in _by_path(documents, known)}
    found.update((one.uri, one) for one in _by_key(documents))
    found.update((one.uri, one) for one in _declared(documents))
    return [found[uri] for uri in sorted(found)]


def _place(uri: str, trees: frozenset[str], detected: str) -> Place:
    """A language folder with siblings is proof; any other folder or suffix counts if the text is in that language."""
    names = uri.split("/")
    for at, name in enumerate(names[1:-1], 1):
        code = language_code(name)
        sure = "/".join(("", *names[:at])) in trees
        if code and (sure or code == _main(detected)):
            return Place("/".join((*names[:at], *names[at + 1 :])), name.lower())
    found = _SUFFIX.fullmatch(names[-1])
    if found and language_code(found[2]) and language_code(found[2]) == _main(detected):
        return Place("/".join((*names[:-1], found[1] + found[3])), found[2].lower())
    return Place(uri)


def _by_path(documents: Mapping[str, Document], known: Mapping[str, Place]) -> Iterator[Translation]:
    """A page that its source's usual original language lacks stays without: nobody knows who translated whom."""
    pages: dict[str, list[str]] = defaultdict(list)
    for uri, place in known.items():
        pages[place.page].append(uri)
    several = [uris for uris in pages.values() if len({known[uri].code for uri in uris}) > 1]
    often = Counter((uri.partition("/")[0], place.code) for uri, place in known.items() if place.code)
    often.update((uri.partition("/")[0], "") for uris in several for uri in uris if not known[uri].code)
    found = []
    role: Counter[tuple[str, str]] = Counter()  # of a language: pages that it is the original of, less the others
    for uris in several:
        original = min(uris, key=lambda uri: (-often[uri.partition("/")[0], known[uri].code], known[uri].code, uri))
        translated = [uri for uri in uris if _differ(uri, original, documents, known)]
        found += [Translation(uri, original, _evidence(known[uri].code, known[original].code)) for uri in translated]
        role[original.partition("/")[0], known[original].code] += bool(translated)
        role.subtract((uri.partition("/")[0], known[uri].code) for uri in translated)
    for one in found:
        if role[one.original.partition("/")[0], known[one.original].code] > 0:
            yield one


def _differ(a: str, b: str, documents: Mapping[str, Document], known: Mapping[str, Place]) -> bool:
    """Whether two documents are in two languages, by their paths, and no text is in another one than its path says."""
    spoken = []
    for uri in (a, b):
        said, detected = language_code(known[uri].code), _main(documents[uri].language)
        if said and detected and said != detected:
            return False
        spoken.append(said or detected)
    return bool(spoken[0] and spoken[1] and spoken[0] != spoken[1])


def _evidence(code: str, original: str) -> str:
    if not code or not original:
        return f"the same path with and without {code or original}"
    return f"the same path under {code} and {original}"


def _by_key(documents: Mapping[str, Document]) -> Iterator[Translation]:
    """Documents that declare one translation key and are in several languages."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for uri, document in documents.items():
        for name, value in _fields(document, _KEY_FIELDS):
            if document.language:
                groups[uri.partition("/")[0], f"{name}: {value}"].append(uri)
    often = Counter((source, documents[uri].language) for (source, _), uris in groups.items() for uri in uris)
    for (source, said), uris in groups.items():
        original = min(uris, key=lambda uri: (-often[source, documents[uri].language], uri))
        for uri in uris:
            if _main(documents[uri].language) != _main(documents[original].language):
                yield Translation(uri, original, f"both declare {said}")


def _declared(documents: Mapping[str, Document]) -> Iterator[Translation]:
    said = [(uri, *field) for uri, document in documents.items() for field in _fields(document, _ORIGINAL_FIELDS)]
    if not said:
        return
    names = Names(documents)
    for uri, name, value in said:
        for original in names.resolve(value, uri)[:1]:
            if original != uri:
                yield Translation(uri, original, f"declared: {name}")


def _fields(document: Document, wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    for field in document.fields:
        if normalised(field.name.rpartition(".")[2]) in wanted and field.value.strip():
            yield field.name, field.value.strip()


def _main(language: str) -> str:
    """The language without its region: "zh" of "zh-cn"."""
    return language.lower().replace("_", "-").partition("-")[0]
