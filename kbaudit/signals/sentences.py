"""Date claims that sentences make of the document they stand in: "Last updated: 3 March 2024", "gültig bis 31.12.2024".

A phrase counts at the beginning of a line, table cell or sentence, with the date right behind it; without a colon
nothing but the end may follow. So prose about something else ("the offer was valid until 1 May 2020") stays prose.
Periods of validity may stand further on in the sentence: see validity.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, DateKind, Origin
from kbaudit.signals.date_clauses import german_clause, written_clause
from kbaudit.signals.date_phrases import HINTS, LINK, PHRASES, SUBJECT
from kbaudit.signals.moments import moment_at, moment_of
from kbaudit.signals.statements import plain, quoted
from kbaudit.signals.validity import DONE, UNTIL, validity_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.date_clauses import Clause
    from kbaudit.signals.statements import Line, Statements

_GROUPS: Final = {kind.value: kind for kind in PHRASES}
_STATED: Final = re.compile(
    SUBJECT + "(?:" + "|".join(f"(?P<{kind.value}>{phrase})" for kind, phrase in PHRASES.items()) + f")(?:{LINK})",
    re.IGNORECASE,
)
_AS_OF: Final = re.compile(
    r"(?:[\w&'’-]{1,30},? ){1,4}\(?(?:as (?:of|at)|Stand(?: vom)?:?|gültig ab|effective|valid from) (?=\d|[A-Z])"
)
_DATE: Final = re.compile(r"(?P<itself>)(?P<colon>(?:date|datum|fecha)\s{0,3}:\s{0,3})(?=\S)", re.IGNORECASE)
_LASTING: Final = re.compile(r"last|next|letzte|zuletzt|nächste|derni|últim|pr[oó]xim|prochain", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CENTURIES: Final = ("19", "20")
_LONGEST_LABEL: Final = 40  # characters
_LAST_DAY: Final = frozenset({DateKind.VALID_UNTIL, DateKind.REVIEW_DUE})


def stated_dates(statements: Statements) -> Iterator[DateClaim]:
    """The dates that sentences in the text's head and tail claim for it, in their order."""
    for start, end in statements.windows:
        if not any(century in statements.text[start:end] for century in _CENTURIES):
            continue
        for line in statements.lines(_YEAR, start, end):
            lowered = f"{line.above} {line.before} {line.text}".lower()
            if any(word in lowered for word in HINTS):
                yield from _of_line(line)


def _of_line(line: Line) -> Iterator[DateClaim]:
    claims = [claim for sentence in line.sentences() for claim in _claims(sentence, early=line.early)]
    if not claims and line.before and moment_at(line.text, doubtful=True):
        claims = list(_claims(f"{line.before[-80:]} {line.text}", early=False))
    if not claims and 0 < len(line.above) <= _LONGEST_LABEL and moment_of(line.text, doubtful=True):
        claims = list(_claims(f"{line.above.rstrip(' :')}: {line.text}", early=False))  # two cells of a table
    yield from claims


def _claims(sentence: str, *, early: bool) -> Iterator[DateClaim]:
    sentence = plain(sentence).lstrip("([ ")
    readers = (_phrased, _labelled, _by_its_verb, *((_by_a_wiki, _whole) if early else ()))
    found = (list(reader(sentence)) for reader in readers)
    yield from next(filter(None, found), ()) or validity_claims(sentence, early=early)


def _phrased(sentence: str) -> Iterator[DateClaim]:
    if stated := _STATED.match(sentence):
        kind = next(kind for group, kind in _GROUPS.items() if stated[group])
        yield from _dated(sentence, stated, kind)


def _labelled(sentence: str) -> Iterator[DateClaim]:
    if labelled := _DATE.match(sentence):
        yield from _dated(sentence, labelled, DateKind.PUBLISHED)


def _by_its_verb(sentence: str) -> Iterator[DateClaim]:
    return _of_clause(sentence, german_clause(sentence))


def _by_a_wiki(sentence: str) -> Iterator[DateClaim]:
    return _of_clause(sentence, written_clause(sentence))


def _of_clause(sentence: str, clause: Clause | None) -> Iterator[DateClaim]:
    if clause:
        said = clause.moment.value(last=clause.kind in _LAST_DAY)
        raw = sentence[clause.start : clause.moment.end]
        yield DateClaim(clause.kind, said, Origin.SENTENCE, quoted(sentence), raw, clause.moment.otherwise)


def _dated(sentence: str, stated: re.Match[str], kind: DateKind) -> Iterator[DateClaim]:
    found = moment_at(sentence, stated.end(), doubtful=True)
    if not found:
        return
    until = UNTIL.match(sentence, found.end)
    ending = moment_at(sentence, until.end()) if until else None
    end = ending.end if ending else found.end
    if not (stated["colon"] or stated["itself"] or DONE.match(sentence, end) or _goes_on(stated[0], sentence[end:])):
        return
    where = quoted(sentence)
    told = ending if ending and kind in _LAST_DAY else found  # of a range its last day
    said = told.value(last=kind in _LAST_DAY)
    yield DateClaim(kind, said, Origin.SENTENCE, where, sentence[stated.end() : told.end], told.otherwise)
    if kind is DateKind.EFFECTIVE and until and ending:
        yield DateClaim(
            DateKind.VALID_UNTIL, ending.value(last=True), Origin.SENTENCE, where, sentence[until.end() : ending.end]
        )


def _goes_on(phrase: str, rest: str) -> bool:
    """Whether a list of dates goes on, as in "Last reviewed 3 March 2024, next review 3 March 2025"."""
    return rest == "," and bool(_LASTING.search(phrase))


def _whole(sentence: str) -> Iterator[DateClaim]:
    """A short line that ends with the date: "Price list as of 1 May 2024"."""
    stated = _AS_OF.match(sentence)
    found = moment_at(sentence, stated.end(), doubtful=True) if stated else None
    if stated and found and not sentence[found.end :].strip(" .)"):
        words = stated[0].lower()
        kind = (
            DateKind.EFFECTIVE if any(w in words for w in ("effective", "valid from", "gültig")) else DateKind.UPDATED
        )
        raw = sentence[stated.end() : found.end]
        yield DateClaim(kind, found.value(), Origin.SENTENCE, quoted(sentence), raw, found.otherwise)
