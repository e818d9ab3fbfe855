"""Text that is meant for a model rather than for a reader, in sight or hidden.

A page about such attacks quotes them: what stands in quotation marks, in code or among examples is no finding there.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import Mark, MarkKind
from kbaudit.signals.instruction_phrases import PHRASES
from kbaudit.signals.intent import Surroundings
from kbaudit.signals.roots import roots_in
from kbaudit.signals.unseen import comments, decoded, has_odd_letters, has_shapeless, place_in, without_shapeless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.model import Extract
    from kbaudit.signals.instruction_parts import Phrase

MOST_MARKS: Final = 20
_QUOTED_AT_MOST: Final = 160
_REACH: Final = 600
"""Characters within which two vague phrases speak of one thing."""
_HIDDEN_LIMIT: Final = 200_000
_CONTEXT: Final = 40
_MOST_PLACES: Final = 500


class _Said(NamedTuple):
    phrase: Phrase
    start: int
    end: int


def instruction_marks(extract: Extract) -> tuple[Mark, ...]:
    """Every stretch that tries to instruct a model, at most 20; what says the same in one line is one."""
    found: dict[tuple[str, str, str], Mark] = {}
    for mark in (*_of_text(extract), *_of_hidden(extract.hidden)):
        found.setdefault((mark.label, mark.place, mark.quote), mark)
    return tuple(found.values())[:MOST_MARKS]


def _of_text(extract: Extract) -> Iterator[Mark]:
    text = extract.text
    plain, vague = list(_said(text)), list(_said(text, vague=True))
    if plain or vague:
        yield from _in_sight_or_comment(extract, plain, vague)
    if has_odd_letters(text):
        for begin, stop, words in decoded(text):
            for said in _unseen(words):
                yield _mark(text, said.phrase, begin, stop, " (in invisible characters)", _around(words, said))
    if has_shapeless(text):
        yield from _broken_up(text)


def _in_sight_or_comment(extract: Extract, plain: list[_Said], vague: list[_Said]) -> Iterator[Mark]:
    text = extract.text
    spans = tuple(comments(extract))
    around = Surroundings(extract)
    commented = [said for said in (*plain, *vague) if _within(said.start, spans)]
    for said in _enough(commented):
        yield _mark(text, said.phrase, said.start, said.end, " (in a comment)")
    for said in (
        *(s for s in plain if s not in commented and _is_meant(around, s)),
        *_together([s for s in vague if s not in commented and _is_meant(around, s)]),
    ):
        yield _mark(text, said.phrase, said.start, said.end)


def _is_meant(around: Surroundings, said: _Said) -> bool:
    return around.is_sign(said.start) if said.phrase.sign else around.is_command(said.start, said.end)


def _of_hidden(hidden: Sequence[str]) -> Iterator[Mark]:
    text = "\n".join(hidden)[:_HIDDEN_LIMIT]
    for said in _unseen(text):
        yield Mark(MarkKind.INSTRUCTION, f"{said.phrase.label} (hidden)", place="hidden", quote=_around(text, said))


def _broken_up(text: str) -> Iterator[Mark]:
    """Phrases into which characters without a shape were put, so that a search doesn't find them."""
    bare = without_shapeless(text)
    for said in _said(bare):
        start, end = place_in(text, said.start), place_in(text, said.end - 1) + 1
        if end - start > said.end - said.start:
            yield _mark(text, said.phrase, start, end, " (broken up by invisible characters)", _around(bare, said))


def _unseen(text: str) -> list[_Said]:
    """The instructions in a text that a reader doesn't see."""
    return _enough([*_said(text), *_said(text, vague=True)]) if text else []


def _enough(said: list[_Said]) -> list[_Said]:
    """What counts where a reader doesn't see it: a vague phrase does, too, unless it needs another beside it."""
    paired = _together(said)
    return [each for each in said if each.phrase.alone or each in paired]


def _said(text: str, *, vague: bool = False) -> Iterator[_Said]:
    """The plain or the vague phrases that a text holds."""
    roots = roots_in(text)
    for phrase in PHRASES:
        done = 0
        if phrase.vague is not vague or roots.keys().isdisjoint(phrase.roots):
            continue
        for at in _places(phrase, roots):
            for start in _starts(phrase, text, max(done, at - phrase.lead), at):
                if found := phrase.pattern.match(text, start):
                    yield _Said(phrase, *found.span())
                    done = found.end()
                    break


def _places(phrase: Phrase, roots: Mapping[str, Sequence[int]]) -> list[int]:
    return sorted(at for root in phrase.roots if root in roots for at in roots[root][:_MOST_PLACES])


def _starts(phrase: Phrase, text: str, start: int, stop: int) -> Iterator[int]:
    """Where the pattern may begin: at words, or at what it always begins with."""
    if phrase.begins:
        found = text.rfind(phrase.begins, start, stop)
        yield from (found,) if found >= 0 else ()
        return
    for at in range(start, stop + 1):
        if (not at or not text[at - 1].isalnum()) and not text[at].isspace():
            yield at


def _together(vague: list[_Said]) -> list[_Said]:
    """Of vague phrases those that stand close to one of another kind."""
    pairs = pairwise(sorted(vague, key=lambda each: each.start))
    return [a for a, b in pairs if a.phrase.label != b.phrase.label and b.start - a.end <= _REACH]


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _mark(text: str, phrase: Phrase, start: int, end: int, how: str = "", quote: str = "") -> Mark:
    said = quote or _around(text, _Said(phrase, start, end))
    return Mark(MarkKind.INSTRUCTION, phrase.label + how, start, end, quote=said)


def _around(text: str, said: _Said) -> str:
    """The line around a phrase, as far as it may be quoted."""
    begin = max(text.rfind("\n", 0, said.start) + 1, said.start - _CONTEXT)
    stop = text.find("\n", said.end)
    line = text[begin : len(text) if stop < 0 else stop][: 2 * _QUOTED_AT_MOST]
    return " ".join(line.split())[:_QUOTED_AT_MOST]
