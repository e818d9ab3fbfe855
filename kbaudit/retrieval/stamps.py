"""stamps.jsonl read back: the stamp of a point's document, and which fields are written onto the point."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbaudit.errors import UsageError
from kbaudit.retrieval.columns import LISTS, MOMENTS, SHARES, TEXTS, TRUTHS, listed
from kbaudit.retrieval.conditions import number
from kbaudit.retrieval.evaluate import LATEST
from kbaudit.retrieval.overlap import overlaps, shingles
from kbaudit.retrieval.rules import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kbaudit.retrieval.rules import Match

Fields = Mapping[str, object]  # of a point; each name begins with "kb_", no value is null

STAMP, RULESET, CONTENT, DOCUMENT = "kb_stamp", "kb_ruleset", "kb_sha256", "kb_uri"
ORPHANED: Final = "KB701"  # of points whose document is gone
OUTDATED: Final = "KB703"  # of points that hold the text of an earlier revision
_RENAMED: Final = {"uri": DOCUMENT, "doc_id": "kb_doc_id", "sha256": CONTENT, "stamp": STAMP}
_LISTS, _NUMBERS, _TRUTHS = frozenset(LISTS), frozenset((*MOMENTS, *SHARES)), frozenset(TRUTHS)
_NAMES: Final = {name: _RENAMED.get(name, name) for name in ("uri", "doc_id", "sha256", "stamp")} | {
    name: name for name in (*TEXTS, *LISTS, *MOMENTS, *SHARES, *TRUTHS) if name not in {*_RENAMED.values(), RULESET}
}
"""What a stamp has to have beside its passages, and the field of a point that each becomes: one text for all stamps."""


@dataclass(frozen=True)  # without slots: what follows from it is worked out once
class Stamp:
    """What an audit says of one document. fields are those of its points; passages those that are kept out of it.

    A passage is the shingles of its text and the codes of the checks that keep it out.
    """

    fields: Fields
    passages: tuple[tuple[frozenset[int], tuple[str, ...]], ...] = ()

    @property
    def uri(self) -> str:
        return str(self.fields[DOCUMENT])

    @property
    def content(self) -> str:
        """The sha256 of the document's bytes as they were audited; "" where it couldn't be read."""
        return str(self.fields[CONTENT])

    def reasons_against(self, text: str) -> tuple[str, ...]:
        """The codes of the checks that keep a chunk with this text out of a document that may be served."""
        if not self.passages or not text or self.fields["kb_status"] == "exclude":
            return ()
        chunk = shingles(text)
        found = {code for passage, codes in self.passages if overlaps(chunk, passage) for code in codes}
        return tuple(sorted(found))

    def reasons_told(self, reasons: Iterable[str]) -> tuple[str, ...]:
        """The codes that a point was kept out for, as far as passages are kept out for them; () where others are in it.

        Where a point's text isn't at hand, it's what its own stamp says of it.
        """
        told = tuple(sorted(set(reasons)))
        return told if set(told) <= {code for _, codes in self.passages for code in codes} else ()

    def of_point(self, text: str = "") -> Fields:
        """The fields of a point of this document with this text: the document's, unless a passage is kept out."""
        reasons = self.reasons_against(text)
        return self.without_passage(reasons) if reasons else self.fields

    def of_earlier_text(self, fields: Fields) -> Fields:
        """The fields of a point that holds the text of an earlier revision: no audit has judged that any more.

        It's demoted at least, and of no known date: the document's own is that of another text.
        """
        status = "demote" if fields["kb_status"] == "serve" else fields["kb_status"]
        codes = sorted({*listed(fields["kb_reasons"]), OUTDATED})
        earlier = {name: held for name, held in fields.items() if name != CONTENT}
        earlier |= {"kb_status": status, "kb_reasons": codes, "kb_effective_ts": 0, "kb_effective_date": ""}
        return earlier | {STAMP: digest({**earlier, STAMP: ""})}

    def without_passage(self, reasons: tuple[str, ...]) -> Fields:
        """The fields of a point that holds a passage which is kept out for these reasons."""
        kept_out = {**self.fields, "kb_status": "exclude", "kb_reasons": list(reasons)}
        return kept_out | {STAMP: digest({**kept_out, STAMP: ""})}


@dataclass(frozen=True)
class Stamps:
    """The stamps of an audit by uri, and how a point's value leads to one."""

    by_uri: Mapping[str, Stamp]
    match: Match

    @classmethod
    def load(cls, path: Path | str, match: Match) -> Stamps:
        """The stamps out of a stamps.jsonl. UsageError names the line that can't be understood."""
        try:
            with Path(path).open("rb") as lines:
                return cls(dict(_read(lines, path)), match)
        except OSError as error:
            raise UsageError(f"stamps: {path} can't be read: {error}") from error

    @classmethod
    def of_audit(cls, stamps: Iterable[Mapping[str, object]], match: Match) -> Stamps:
        """Those that an audit has just made."""
        made = map(_stamp, stamps)
        return cls({stamp.uri: stamp for stamp in made}, match)

    def of(self, value: object) -> Stamp | None:
        """The stamp of the document that a point with this value in match.field belongs to; None if it's unknown."""
        if not isinstance(value, str):
            return None
        uri = uri_of(value, self.match)
        return self.by_uri.get(uri) or self.by_uri.get(_escaped(uri))

    @cached_property
    def sides(self) -> Mapping[str, Sequence[Stamp]]:
        """The documents that stand in each conflict, by its id."""
        found: dict[str, list[Stamp]] = {}
        for stamp in self.by_uri.values():
            for conflict in listed(stamp.fields["kb_conflicts"]):
                found.setdefault(conflict, []).append(stamp)
        return found

    @cached_property
    def releases(self) -> tuple[str, ...]:
        """The live releases that any document is of, sorted."""
        return tuple(sorted({str(stamp.fields["kb_release"]) for stamp in self.by_uri.values()} - {""}))

    @cached_property
    def with_passages(self) -> int:
        """How many documents have passages that are kept out."""
        return sum(bool(stamp.passages) for stamp in self.by_uri.values())


def known_release(release: str, stamps: Stamps | None) -> None:
    """Raises UsageError where no document is of a release that is asked for: a typo would leave out all that are."""
    if not isinstance(release, str):
        raise TypeError(f"a release is a text, such as {str(release)!r}")
    if stamps is not None and release not in (LATEST, *stamps.releases):
        known = ", ".join(stamps.releases) or "none: the policy declares no live releases"
        raise UsageError(f"no document is of the release {release!r}; live releases are {known}")


def uri_of(value: str, match: Match) -> str:
    """The uri that a point's value stands for: without strip_prefix, if it begins with it, and after add_prefix."""
    return match.add_prefix + value.removeprefix(match.strip_prefix)


def _escaped(path: str) -> str:
    """A path as uris have it (see model.uri_of): the index was told the file's own name."""
    return path.replace("\\", "\\\\").replace("!/", "\\x21/") if "\\" in path or "!/" in path else path


def _read(lines: Iterable[bytes], path: Path | str) -> Iterator[tuple[str, Stamp]]:
    for place, line in enumerate(lines, 1):
        try:
            stamp = _stamp(json.loads(line))
        except (ValueError, RecursionError, TypeError, KeyError) as error:
            raise UsageError(f"stamps: {path}:{place} is no stamp: {type(error).__name__}: {error}") from error
        yield stamp.uri, stamp


def _stamp(content: Mapping[str, object]) -> Stamp:
    """A stamp, read strictly: its fields are written into somebody's index, and no other field of a point ever is."""
    if not isinstance(content, dict):
        raise TypeError("it's no object")
    fields = {_NAMES[name]: value for name, value in content.items() if name != "passages"}
    passages = content["passages"]
    if len(fields) < len(_NAMES):
        raise KeyError(", ".join(sorted(_NAMES.keys() - content.keys())))
    wrong = [name for name, value in fields.items() if not _fits(name, value)]
    if wrong or not isinstance(passages, list):
        raise TypeError(f"{', '.join(wrong) or 'passages'}: no value of the right type")
    return Stamp(fields, tuple((frozenset(each["shingles"]), tuple(each["reasons"])) for each in passages))


def _fits(name: str, value: object) -> bool:
    if name in _TRUTHS:
        return isinstance(value, bool)
    if name in _NUMBERS:
        measured = number(value)
        return measured is not None and math.isfinite(measured)
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)
