"""Words that a wrong decoding has damaged beyond doubt: mojibake, replacement and control characters, glyph numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ODD: Final = "\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ€"
_LEADS: Final = "ÂÃÄÅÎÏÐÑØÙ×âãäåæçèéêëìíàðï√├┬ΓРСĂĹƒ‚¬"
_SIGNS: Final = "¢-¦¨©®±-´¶¹¼-¾"
_MAYBE_MOJIBAKE: Final = re.compile(
    f"[{_LEADS}][{_ODD}]|[\u0080-\u0084\u0086-\u009f]|[a-z\u00e0-\u00ff][{_SIGNS}][a-z\u00e0-\u00ff]"
)
_MAYBE_WITHOUT_ASCII: Final = re.compile(f"[{_LEADS}][{_ODD}]|[\u0080-\u0084\u0086-\u009f{_SIGNS}]")
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))  # the escapes of terminals are logs, not damage
_ASCII: Final = bytes(range(128))
_CERTAIN: Final = re.compile(
    "(?P<replacement>\ufffd)|(?P<control>[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f])|(?P<glyph>\\(cid:\\d{1,5}\\))"
    "|(?P<private>[\ue000-\uf8ff]{2}|(?<=\\w)[\ue000-\uf8ff]|[\ue000-\uf8ff](?=\\w))"
)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_GLYPH: Final = "(cid:"
_NEAR: Final = 12
"""Characters without a blank within which two hits damage one word; scripts without spaces have no words to count."""

_NAMES: Final = {
    "mojibake": "mojibake (such as Ã© for é)",
    "replacement": "replacement characters",
    "control": "control characters",
    "glyph": "glyph numbers in place of letters",
    "private": "characters of a private font",
}


class Hit(NamedTuple):
    """A damaged word: by what, and where the damage stands in the piece."""

    by: str
    start: int
    end: int


def may_be_damaged(text: str) -> bool:
    """Whether a closer look is worth it; False for nearly every sound text, and quick."""
    if _GLYPH in text:
        return True
    if text.isascii():
        raw = text.encode()
        return len(raw.translate(None, _CONTROLS)) < len(raw)
    if "\ufffd" in text:
        return True
    raw = text.encode("utf-8", "replace")
    if len(raw.translate(None, _CONTROLS)) < len(raw):
        return True
    others = raw.translate(None, _ASCII).decode()
    return bool(_PRIVATE.search(others) or (_MAYBE_WITHOUT_ASCII.search(others) and _MAYBE_MOJIBAKE.search(text)))


def hits_in(piece: str) -> list[Hit]:
    """The damaged words of a piece of text, each once for everything that damages it, in the order of the text."""
    found = [Hit(_NAMES[each.lastgroup or ""], *each.span()) for each in _CERTAIN.finditer(piece)]
    hits = list(_one_a_word(piece, found))
    if _MAYBE_MOJIBAKE.search(piece):
        # Imported here: it costs 60 ms, and almost no document needs it.
        from ftfy.badness import BADNESS_RE  # noqa: PLC0415 - see above

        hits += _one_a_word(piece, (Hit(_NAMES["mojibake"], *each.span()) for each in BADNESS_RE.finditer(piece)))
    return sorted(hits, key=lambda hit: hit.start)


def words_of(piece: str) -> int:
    """How many words there are to be damaged; in scripts without spaces a word is a run of characters."""
    return max(1, len(piece.split()), len(piece) // _NEAR)


def _one_a_word(piece: str, found: Iterable[Hit]) -> Iterator[Hit]:
    counted = before = -_NEAR - 1
    for hit in found:
        between = piece[max(0, before) : hit.start]
        if hit.start - counted > _NEAR or " " in between or "\n" in between or "\t" in between:
            counted = hit.start
            yield hit
        before = hit.end
