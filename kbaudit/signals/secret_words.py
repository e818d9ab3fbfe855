"""Secrets that a word announces: "password: Xk9#mP2$v", "API_KEY=...", a column of passwords, "Bearer ...".

The word alone is no evidence, and prose about passwords has many: the value has to look like a secret, too.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import MarkKind
from kbaudit.signals.exposed import Exposed, cell_mark, is_example
from kbaudit.signals.secret_values import is_login, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOTS: Final = (
    "passw", "passphrase", "pwd", "kennwort", "mot de passe", "contrase", "secret", "token", "bearer", "authorization",
    "ikey", "skey", "tkey", "nkey", "ekey", "rkey", "pkey", "_key", "-key", " key", ".key",
)  # fmt: skip
"""What every announcing word holds, in small letters: a text without them isn't looked at any further."""
_ALL_ROOTS: Final = frozenset(ROOTS)
_KEY: Final = re.compile(
    r"(?:api|access|account|auth|client|encryption|signing|master|private|service|shared|storage|subscription|secret"
    r"|webhook"
    r"|deploy|admin|app|aws|azure|openai|stripe)[\s_.-]?\Z",
    re.IGNORECASE,
)
_WORD: Final = re.compile(
    r"(?P<password>passw(?:or[dt]|d)|passphrase|pwd|kennwort|mot de passe|contraseñ?n?a)|(?P<token>token|secret)"
    r"|(?P<bearer>bearer)"
    r"|key",
    re.IGNORECASE,
)
_NO_ANNOUNCEMENT: Final = re.compile(
    r"[\s_-]{0,2}(?:names?|refs?|id|ids|arns?|ur[il]s?|paths?|files?|types?|hash(?:es)?|policy|versions?|len|length"
    r"|counts?|expir\w*"
    r"|lifetime|ttl|fields?|labels?|hint|manager|store|provider|class|env|vars?|digest|fingerprint|vault|rotation"
    r"|pair)\b",
    re.IGNORECASE,
)
_OTHER_TOKENS: Final = re.compile(
    r"(?:next|page|previous|continuation|csrf|xsrf|cancellation|design|sync|delta|skip|public(?:[\s_-]?key)?"
    r"|publishable|site|idempotency"
    r"|anti-?forgery|request|non|sort|partition|foreign|primary|host|ssh)[\s_-]?\Z",
    re.IGNORECASE,
)
_ASSIGNED: Final = re.compile(
    r"(?:[\w.-]{0,24}|[ \t]\([^()\n]{1,30}\)|[ \t](?:for|of|to|on|für|zum|zur|von|des|de|du|del|para"
    r"|pour)\b[^\n.:=|\t]{1,40}?)"
    r"[\"'`*_\])]{0,4}(?:[ \t]{0,8}(?::=|=>|={1,3}|:[*_]{0,2}|\|)[ \t|]{0,8}|\t{1,3}"
    r"|[ \t](?:is|was|lautet|ist|est|es)(?:[ \t](?:now|set to|jetzt))?:?[ \t]|[ \t]set to[ \t])"
    r"(?P<quote>[\"'`*_@]{0,3})(?P<value>[^\s\"'`|]{8,500})"
)
_BEARER: Final = re.compile(r"bearer[ \t]{1,4}(?P<value>[\w.~+/=-]{20,500})", re.IGNORECASE)
_BASIC: Final = re.compile(
    r"(?i:authorization[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?basic)[ \t]{1,4}([A-Za-z0-9+/]{10,200}={0,2})"
)
_END_MARKS: Final = ".,;:)*_\\"
_FEWEST: Final = {"password": 8, "token": 16, "bearer": 20}
_LABELS: Final = {"password": "password", "token": "token or secret", "bearer": "bearer token"}
_ROW_LIMIT: Final = 2_000
_MOST_ROWS: Final = 100_000
_MOST_WORDS: Final = 100_000


def announced_secrets(text: str, roots: Mapping[str, Sequence[int]]) -> Iterator[Exposed]:
    """Every secret that a word beside it announces, in no order. roots has the places of ROOTS in the text."""
    for root, places in roots.items():
        for at in places[:_MOST_WORDS] if root in _ALL_ROOTS else ():
            yield from _at(text, at + 1 if root.endswith("key") else at)
    if "authorization" in roots:
        yield from _basic(text)


def _at(text: str, at: int) -> Iterator[Exposed]:
    """What the word at this place announces: right behind it, or below it where it heads a column."""
    word = _WORD.match(text, at)
    if not word or (word[0].lower() == "key" and not _KEY.search(text, max(0, at - 14), at)):
        return
    kind = word.lastgroup or "key"
    if kind == "bearer":
        yield from _kept(text, kind, _BEARER.match(text, at))
    elif not _NO_ANNOUNCEMENT.match(text, word.end()) and not _OTHER_TOKENS.search(text, max(0, at - 14), at):
        yield from _kept(text, kind, _ASSIGNED.match(text, word.end()))
        yield from _column(text, word, kind)


def _kept(text: str, kind: str, found: re.Match[str] | None) -> Iterator[Exposed]:
    if found:
        yield from _judged(text, kind, *found.span("value"))


def _judged(text: str, kind: str, start: int, end: int) -> Iterator[Exposed]:
    value = text[start:end]
    value = value.partition(";")[0].partition("&")[0] or value  # a connection string or a query goes on
    value = value.rstrip(_END_MARKS)
    end = start + len(value)
    if is_secret(value, least=_FEWEST.get(kind, 16)) and not is_example(text, start, end):
        yield Exposed(MarkKind.SECRET, _LABELS.get(kind, "key"), start, end, value)


def _column(text: str, word: re.Match[str], kind: str) -> Iterator[Exposed]:
    """The cells below a word that is the header of a column, or the end of one ("Admin password")."""
    begin, end = text.rfind("\n", 0, word.start()) + 1, text.find("\n", word.end())
    if end < 0 or end - begin > _ROW_LIMIT or not (mark := cell_mark(text[begin:end])):
        return
    if mark in text[max(0, text.rfind("\n", 0, begin - 1) + 1) : begin] and begin:
        return  # not the first row
    after = text[word.end() : end].partition(mark)[0]
    if after.strip(" *_`)") or len(text[begin : word.start()].rpartition(mark)[2]) > 30:
        return
    column = text.count(mark, begin, word.start())
    for _ in range(_MOST_ROWS):
        start, end = end + 1, text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        cells = text[start:end].split(mark, column + 1)
        if len(cells) <= column:
            return
        cell = cells[column]
        bare = cell.strip(" *_`")
        if bare and " " not in bare:
            first = start + sum(len(each) + 1 for each in cells[:column]) + cell.index(bare)
            yield from _judged(text, kind, first, first + len(bare))


def _basic(text: str) -> Iterator[Exposed]:
    for found in _BASIC.finditer(text):
        try:
            login = base64.b64decode(found[1], validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        if ":" in login and is_login(login.partition(":")[2]):
            yield Exposed(MarkKind.SECRET, "password of a basic login", *found.span(1), found[1])
