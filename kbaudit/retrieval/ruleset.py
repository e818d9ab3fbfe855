"""The rules of an audit as a service uses them: load once, ask at every query, read anew when the files change."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, SupportsFloat

from kbaudit.errors import KbauditError
from kbaudit.retrieval.evaluate import Decision, evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.select import Hit, Selection, select
from kbaudit.retrieval.stamps import Stamps, known_release

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOG: Final = logging.getLogger("kbaudit.retrieval")
_LOOK_AGAIN: Final = 1.0  # seconds: how often the files' times are looked at
_TRY_AGAIN: Final = 30.0  # seconds: how often files are read that couldn't be read


class RuleSet:
    """rules.json (and stamps.jsonl, if named) as they are on disk: a changed file is read anew at the next query.

    A changed file that can't be read leaves the last good rules in force, with a warning in the log. Without
    stamps the fields of the points decide, as `kbaudit rules apply` wrote them; then passages that are kept out are
    told by the points' stamps alone. Threads may share it; a copy, or one in another process, reads the files itself.
    """

    def __init__(self, path: Path | str, *, stamps: Path | str | None = None) -> None:
        # Absolute: a service may change its working directory.
        self._path, self._stamps_path = Path(path).absolute(), None if stamps is None else Path(stamps).absolute()
        self._reading = threading.Lock()
        self._seen = self._state()
        self._looked = time.monotonic()
        self._failed: float | None = None  # when the files last couldn't be read
        self._both = self._read()

    @classmethod
    def load(cls, path: Path | str, *, stamps: Path | str | None = None) -> RuleSet:
        """The rules of an audit. UsageError for files that can't be read or understood."""
        return cls(path, stamps=stamps)

    def __reduce__(self) -> tuple[partial[RuleSet], tuple[Path]]:
        return partial(RuleSet, stamps=self._stamps_path), (self._path,)

    @property
    def rules(self) -> Rules:
        """The rules in force; looks at most once a second whether the files have changed."""
        return self._in_force()[0]

    def _in_force(self) -> tuple[Rules, Stamps | None]:
        if time.monotonic() - self._looked >= _LOOK_AGAIN:
            self.refresh()
        return self._both

    def refresh(self) -> bool:
        """Reads the files anew if they have changed; whether they had."""
        if not self._reading.acquire(blocking=False):  # another thread does; this one needn't wait for it
            return False
        try:
            return self._refresh()
        finally:
            self._reading.release()

    def _refresh(self) -> bool:
        self._looked = time.monotonic()
        state = self._state()
        again = self._failed is not None and self._looked - self._failed >= _TRY_AGAIN
        if state == self._seen and not again:
            return False
        told, self._seen = state == self._seen, state
        try:
            self._both = self._read()  # at once: a query in another thread never sees the one without the other
        except KbauditError as error:
            self._failed = self._looked
            if not told:  # once, not at every attempt
                _LOG.warning("the rules of before stay in force: %s", error)
            return False
        self._failed = None
        return True

    def filter(self, now: float | None = None, release: str | None = None) -> dict[str, object]:
        """The filter as Haystack writes it, for fields below `meta.`."""
        from kbaudit.retrieval.targets.haystack import haystack_filter  # noqa: PLC0415 - brings all of the targets

        return haystack_filter(self.rules, _now(now), release)

    def decide(self, metadata: Mapping[str, object], now: float | None = None, release: str | None = None) -> Decision:
        """What the rules say of one point, by its own fields."""
        return evaluate(self.rules, metadata, _now(now), release)

    def apply(
        self, hits: Iterable[Hit | Mapping[str, object]], now: float | None = None, release: str | None = None
    ) -> Selection:
        """What of a query's hits an answer may draw on, best first, and what was dropped and why.

        A hit is a Hit, or a mapping with `metadata`, `score` and, where there is one, `text`. now is in epoch seconds.
        Raises UsageError where the stamps know no such release, TypeError for arguments of other types.
        """
        rules, stamps = self._in_force()
        if release is not None:
            known_release(release, stamps)
        return select(rules, map(_hit, hits), _now(now), release, stamps)

    def _read(self) -> tuple[Rules, Stamps | None]:
        rules = Rules.load(self._path)
        return rules, Stamps.load(self._stamps_path, rules.match) if self._stamps_path else None

    def _state(self) -> tuple[object, ...]:
        return tuple(_file_state(path) for path in (self._path, self._stamps_path) if path)


def _file_state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _now(now: float | None) -> float:
    return time.time() if now is None else now


def _hit(hit: Hit | Mapping[str, object]) -> Hit:
    if isinstance(hit, Hit):
        return hit
    metadata, score, text = hit["metadata"], hit["score"], hit.get("text") or ""
    # Scores of numpy are no floats, but can be made ones.
    if (
        not isinstance(metadata, Mapping)
        or not isinstance(score, int | float | SupportsFloat)
        or not isinstance(text, str)
    ):
        raise TypeError("a hit has metadata (a mapping), score (a number) and maybe text")
    return Hit(metadata, float(score), text, hit)
