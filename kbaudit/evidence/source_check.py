"""Is the corpus still the one that was audited? Its folders are walked and hashed again, nothing is learned of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.crawlers import FolderCrawler, Ignored, resolve_sources
from kbaudit.crawlers.files import hash_file
from kbaudit.errors import ExtractionError, UsageError
from kbaudit.evidence.checking import Check
from kbaudit.evidence.files import IGNORED
from kbaudit.evidence.integrity import Difference
from kbaudit.evidence.names import MANIFEST, POLICY
from kbaudit.evidence.reading import mapping, texts
from kbaudit.evidence.register import met
from kbaudit.model import FoundFile, SkipReason, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Met
    from kbaudit.model import Skipped, Source


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of comparing, and the files that differ."""

    check: Check
    differences: tuple[Difference, ...] = ()


def compared(bundle: Bundle, manifest: Mapping[str, object], specs: Sequence[str]) -> Compared:
    """The files of the sources named against files.jsonl. Raises UsageError for a source that the bundle isn't of."""
    sources = resolve_sources(tuple(_named(spec, manifest) for spec in specs))
    files = met(bundle)
    crawl = mapping(bundle.page(POLICY), "crawl", POLICY)
    crawler = FolderCrawler(
        texts(crawl.get("include"), "crawl.include"), texts(crawl.get("exclude"), "crawl.exclude"), (bundle.folder,)
    )
    beside = tuple(texts(manifest.get("beside"), "beside"))
    found = [each for source in sources for each in _of_source(source, crawler, files, beside)]
    names = ", ".join(source.name for source in sources)
    if found:
        counts = ", ".join(
            f"{sum(each.what == what for each in found):,} {what}"
            for what in ("changed", "missing", "added")
            if any(each.what == what for each in found)
        )
        return Compared(Check("source", passed=False, detail=f"{displayed(names)}: {counts}"), tuple(found))
    count = sum(_is_of(uri, sources) and _has_content(each) for uri, each in files.items())
    detail = f"{displayed(names)}: {count:,} files have the same contents"
    unknown = sum(_is_of(uri, sources) and _is_there(each) and not each.sha256 for uri, each in files.items())
    if unknown:
        detail += f"; {unknown:,} not compared: their content isn't known, only their size"
    return Compared(Check("source", passed=True, detail=detail))


def _named(spec: str, manifest: Mapping[str, object]) -> str:
    """NAME=FOLDER; the name may be left out where there is one source."""
    sources = texts(mapping(manifest, "run", MANIFEST).get("sources"), "sources")
    name, separator, _ = spec.partition("=")
    if separator and name in sources:
        return spec
    if len(sources) == 1 and not separator:
        return f"{sources[0]}={spec}"
    known = displayed(", ".join(sources))
    raise UsageError(f"--source {displayed(spec)!r}: write NAME=FOLDER, with a name that was audited: {known}")


def _of_source(
    source: Source, crawler: FolderCrawler, files: Mapping[str, Met], beside: tuple[str, ...]
) -> Iterator[Difference]:
    left = {uri for uri, each in files.items() if _is_of(uri, (source,)) and _is_there(each)}
    for item in crawler.crawl(source):
        if isinstance(item, Ignored) or _is_beside(item.uri, beside):
            continue
        left.discard(item.uri)
        yield from _one(item, files.get(item.uri))
    for uri in sorted(left):
        yield Difference(uri, "missing", files[uri].sha256)


def _one(item: FoundFile | Skipped, before: Met | None) -> Iterator[Difference]:
    if before is None or before.outcome == IGNORED:
        yield Difference(item.uri, "added", why="left out by a pattern then" if before else "")
        return
    if not _is_there(before):
        return
    if not before.sha256:
        size = item.size
        if size != before.size:
            yield Difference(item.uri, "changed", why=f"it has {size:,} bytes, and had {before.size:,}")
        return
    try:
        held = hash_file(item.path)[0] if isinstance(item, FoundFile) else ""
        why = "" if isinstance(item, FoundFile) else item.detail
    except ExtractionError as error:
        held, why = "", error.detail
    if held != before.sha256:
        yield Difference(item.uri, "changed", before.sha256, held, why)


def _is_of(uri: str, sources: Sequence[Source]) -> bool:
    return any(uri.startswith(f"{source.name}/") for source in sources)


def _has_content(each: Met) -> bool:
    """Whether there is something to compare: of what lies within another file that one vouches."""
    return bool(each.sha256) and not each.within and each.outcome != IGNORED


def _is_there(each: Met) -> bool:
    """Whether it was met as a file of its own, in its source, when the audit looked at it."""
    return not each.within and each.outcome != IGNORED and each.reason != SkipReason.VANISHED


def _is_beside(uri: str, beside: tuple[str, ...]) -> bool:
    return any(uri == each or uri.startswith(f"{each}/") for each in beside)
