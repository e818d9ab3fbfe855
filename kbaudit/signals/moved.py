"""Stubs that only say where a page has gone: "This page has now moved to [Travel](travel.md)." and little else."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, State, StateClaim
from kbaudit.signals.declarations import NOUN
from kbaudit.signals.lifecycle import successor_in
from kbaudit.signals.statements import plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.statements import Statements

_LONGEST_STUB: Final = 2_000  # characters, addresses included
_MOST_WORDS: Final = 40  # of the whole body, less its title
_MAYBE: Final = re.compile("moved|relocated|redirected|now lives|can now|umgezogen", re.IGNORECASE)
_SAID: Final = re.compile(
    r"(?:^|(?<=[.!?:] ))(?:"
    rf"this (?:[\w-]{{1,20}} ){{0,2}}{NOUN} (?:has |was |is )?(?:(?:now|since|been|permanently) ){{0,2}}"
    r"(?:moved|relocated|redirected) (?:permanently )?to"
    rf"|this (?:[\w-]{{1,20}} ){{0,2}}{NOUN} (?:now lives|can now be found) (?:at|in|under|on)"
    r"|diese[rs]? [\w-]{1,20} ist (?:jetzt |nun )?umgezogen (?:nach|auf|zu)"
    r"|(?P<linked>(?:(?:it |content |page )?(?:has |was )?(?:now )?)?(?:moved|relocated|redirected) (?:permanently )?to"
    r"|umgezogen nach)"
    r")\b:?\s{1,3}(?P<what>.{2,500})",
    re.IGNORECASE,
)
_TARGET: Final = re.compile(r"\]\([^()\n]{1,400}\)|<[a-z]{3,8}://[^\s<>]{1,300}>|<%[^%\n]{0,200}%>|https?://\S{1,300}")
_WORD: Final = re.compile(r"\w+")


def moved_claims(statements: Statements) -> Iterator[StateClaim]:
    """The successor that a stub names; nothing for a page that has more to say.

    A bare "Moved to X" has to give the address: a firm may have moved to Leeds.
    """
    text = statements.text
    if (
        len(text) > _LONGEST_STUB
        or not _MAYBE.search(text)
        or _words(text) > _MOST_WORDS + _words(statements.extract.title)
    ):
        return
    lines = [line for raw in text.split("\n") if (line := plain(raw))]
    for line, after in pairwise((*lines, "")):
        found = _SAID.search(f"{line} {after}")
        successor = successor_in(found["what"]).strip("<>") if found else ""
        if found and successor and (not found["linked"] or _has_address(found["what"], statements)):
            yield StateClaim(State.SUPERSEDED, Origin.SENTENCE, quoted(line), successor)
            return


def _has_address(what: str, statements: Statements) -> bool:
    """Whether the sentence links to where it points, be it that the text shows no targets."""
    shown = (link.text for link in statements.extract.links if link.text)
    return bool(_TARGET.search(what[:400])) or any(text in what for text in shown)


def _words(text: str) -> int:
    """How many words a reader sees: addresses and template code aren't any."""
    return len(_WORD.findall(_TARGET.sub(" ", text)))
