"""Words that recognition or conversion has broken: digits for letters, stray signs, split, spaced out or glued words.

Only prose in Latin letters is judged. Code, tables, numbers, addresses, codes of products and acronyms aren't words.
Passages are screened by counting classes of bytes; only what is suspicious is taken apart into words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kbaudit.model import Passage

_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + bytes({*range(0xC0, 0x100)} - {0xD7, 0xF7})
_NO_LETTERS: Final = b"0123456789!$%&@^~|*\\#\xa3\xa5\xa6\xa7\xa9\xac\xae\xb0\xb1"
_BLANKS: Final = b" \t\n\r\f\v"
_FOREIGN: Final = b"?"  # what stands for every character beyond Latin-1


def _table(*classes: tuple[bytes, bytes]) -> bytes:
    """A table for bytes.translate: the mark of each class for its members, a dot for all others."""
    return bytes(next((mark[0] for mark, members in classes if n in members), ord(".")) for n in range(256))


_CLASSES: Final = _table((b"a", _LETTERS), (b"0", _NO_LETTERS), (b" ", _BLANKS))
_CLASSES_OF_ASCII: Final = _table((b"a", _LETTERS), (b"0", _NO_LETTERS + b"?"), (b" ", _BLANKS))
_CONSONANTS: Final = _table((b"c", b"bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ"))
_SHORTEST: Final = 40
_LONG: Final = 28
_GLUED: Final = b"a" * _LONG
_GLUED_WORD: Final = re.compile(f"[a-z]{{{_LONG - 1},}}")

_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]{0,500}>|\]\([^()\s]{0,500}\)")
_MAYBE_MIXED: Final = re.compile(  # a token with something else than letters in it, and nothing of code
    r"(?<![^\s\"'(“„«])(?:[A-Za-zß-ÿ]{0,20}[^A-Za-zß-ÿ\s/.@=_`&()'’,:#-]){1,10}+[A-Za-zß-ÿ]{1,20}(?![^\s.,;:!?)\"'”“»])"
)
_EDGES: Final = ".,;:!?\"'()[]{}<>#“”‘’„«»…*_-–—"
_NO_WORD: Final = re.compile(r"[/@=_`]|-.*-|\w\.\w|\w\(|^0x|^[0-9a-fA-F]{6,}$|\d\D*\d\D*\d|^\W*$")
_BROKEN: Final = re.compile(
    r"[a-z][01345689][a-z]|^[013][a-z]{3}|[a-z]l1$|\d[OIl]\d|\dO$|^0f$"  # qu1ck, 1azy, al1, 2O24
    r"|[a-zß-ÿ][|~^¬¦§°±$%*!?#&€£¥©®•■\\]{1,3}[a-zß-ÿ]"  # comp|any, caf?s
    r"|[a-z]I[l1]|[a-z]II|(?:[a-z][A-Z]){3}"  # aIl, wiII, cOmPaNy
)
_UNSPEAKABLE: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|^[^aeiouy\u00c0-\uffff]+$", re.IGNORECASE)
_SIGNS_ONLY: Final = re.compile(r"(?:[^\w\s]\s?+\w?+\s?+){30}+")
_SIGN: Final = re.compile(r"[!$%&@^~|*\\#?]")
_SPACED: Final = re.compile(r"(?<!\S)(?:[^\W\d_]\s{1,3}){5,}+")
_RUN: Final = re.compile(r"(.)\1+")
_SHOWN: Final = 3


class Debris(NamedTuple):
    """What is wrong with a piece of prose, in words with the figure; share is how much of it, 0..1, 0 for nothing."""

    share: float
    reason: str


class Suspect(NamedTuple):
    """A passage, and what is to be measured in it."""

    passage: Passage
    measures: tuple[Callable[[str], Debris], ...]


_SOUND: Final = Debris(0.0, "")


def suspects_in(text: str, passages: Sequence[Passage]) -> list[Suspect]:
    """The passages that are worth a closer look; hardly any in a sound text, and quick."""
    raw = text.encode("latin-1", "replace")  # one byte a character, so that the spans hold
    ascii_only = text.isascii()
    if not ascii_only and raw.count(_FOREIGN) > 0.2 * len(raw):
        return []
    classes = raw.translate(_CLASSES_OF_ASCII if ascii_only else _CLASSES)
    consonants = raw.translate(_CONSONANTS)
    found = ((each, tuple(_suspicions(text, classes, consonants, each))) for each in passages)
    return [Suspect(each, measures) for each, measures in found if measures]


def _suspicions(text: str, classes: bytes, consonants: bytes, passage: Passage) -> Iterator[Callable[[str], Debris]]:
    start, end = passage.start, passage.end
    size = end - start
    if size < _SHORTEST:
        return
    if classes.count(b"a0a", start, end) >= 4 and len(set(_MAYBE_MIXED.findall(text, start, end))) >= 4:
        yield mixed
    if classes.count(b" aa aa ", start, end) >= 5 or classes.count(b" a a ", start, end) >= 6:
        yield split
        yield spaced
    if classes.count(_GLUED, start, end) and _GLUED_WORD.search(text, start, end):
        yield glued
    if consonants.count(b"cccc", start, end) >= max(6, size / 75):
        yield unspeakable
    if classes.count(b"0", start, end) >= max(12, size / 15) and _SIGNS_ONLY.search(text, start, end):
        yield noise


def worst_of(suspect: Suspect, prose: str) -> Debris:
    """The worst that is wrong with a piece of prose, less its code."""
    prose = _MARKUP.sub(" ", prose) if "<" in prose or "](" in prose else prose
    piece = "\n".join(line for line in prose.splitlines() if not _is_code_or_table(line))
    return max((measure(piece) for measure in suspect.measures), key=lambda each: each.share)


def _is_code_or_table(line: str) -> bool:
    bare = line.strip()
    if bare.startswith(("|", "# ", "$ ", "> ", "[")) or bare.endswith(("{", "}", ";")):
        return True
    return line.startswith(("    ", "\t")) or line.count(" | ") > 1 or line.count("\t") > 1


def mixed(prose: str) -> Debris:
    """Words with digits, signs or capitals in their midst."""
    tokens = _tokens(prose)
    maybe = (token for token in tokens if not token.isdigit() and _BROKEN.search(token))
    broken = [token for token in maybe if token.isalpha() or not _NO_WORD.search(token)]
    total = sum(map(str.isalpha, tokens)) + sum(not token.isalpha() for token in broken)
    if total < 8 or len(set(broken)) < 4 or len(broken) < 0.12 * total:
        return _SOUND
    such = ", ".join(list(dict.fromkeys(broken))[:_SHOWN])
    return Debris(len(broken) / total, f"of the words are broken, such as {such}")


def unspeakable(prose: str) -> Debris:
    """Words without a vowel, or with five consonants in a row; names of functions are no words."""
    long = [word for word in _words(prose) if len(word) > 3 and (word[1:].islower() or word.isupper())]
    bad = [word for word in long if _UNSPEAKABLE.search(word)]
    share = len(bad) / max(1, len(long))
    return Debris(share, "of the words can't be spoken") if len(set(bad)) >= 8 and share >= 0.3 else _SOUND


def split(prose: str) -> Debris:
    """Words of one or two letters, far more than any language has."""
    words = [word for word in _words(prose) if len(word) > 1 or word.islower()]  # A B C ... is the head of an index
    share = sum(len(word) < 3 for word in words) / max(1, len(words))
    if len(words) < 25 or share < 0.55 or sum(map(len, words)) > 2.9 * len(words):
        return _SOUND
    return Debris(share, "of the words are fragments of one or two letters")


def spaced(prose: str) -> Debris:
    """Letters with a blank between each two."""
    runs = (found.split() for found in _SPACED.findall(prose))
    letters = sum(2 * len(run) for run in runs if run != sorted(run))
    share = letters / max(1, len(prose.strip()))
    return Debris(share, "of the text in spaced letters") if letters >= 30 and share >= 0.3 else _SOUND


def glued(prose: str) -> Debris:
    """Words of lower-case letters that are longer than even compounds are; names of functions have capitals in them."""
    letters = sum(map(str.isalpha, prose))
    together = sum(map(len, _GLUED_WORD.findall(prose)))
    if together < 2 * _LONG or together < 0.4 * letters:
        return _SOUND
    return Debris(together / letters, f"of the letters in words of {_LONG} or more")


def noise(prose: str) -> Debris:
    """Signs of many kinds with hardly a word between them. Rules and leaders are runs of one sign."""
    thin = _RUN.sub(r"\1", "".join(prose.split()))
    signs = [ch for ch in thin if not ch.isalnum() and ord(ch) < 0x2500]
    share = len(signs) / max(1, len(thin))
    if len(signs) < _SHORTEST or share < 0.5 or len(set(signs)) < 8 or len(_SIGN.findall(thin)) < 0.15 * len(signs):
        return _SOUND
    return Debris(share, "of the characters are signs without words")


def _tokens(prose: str) -> list[str]:
    return [bare for token in prose.split() if (bare := token.strip(_EDGES))]


def _words(prose: str) -> list[str]:
    """The words, unless much else stands among them: then it's code or a table."""
    tokens = _tokens(prose)
    words = [token for token in tokens if token.isalpha()]
    return words if len(words) >= 0.7 * sum(not token.isdigit() for token in tokens) else []
