"""Date claims that sentences make of the document they stand in: "Last updated: 3 March 2024", "gültig bis 31.12.2024".

A phrase counts at the beginning of a line, table cell or sentence, with the date right behind it; without a colon
nothing but the end may follow. So prose about something else ("the offer was valid until 1 May 2020") stays prose.
Periods of validity may stand further on in the sentence: see validity.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, DateKind, Origin
from kbaudit.signals.moments import moment_at
from kbaudit.signals.statements import plain, quoted
from kbaudit.signals.validity import DONE, UNTIL, validity_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.statements import Line, Statements

_PHRASES: Final = {
    DateKind.REVIEW_DUE: (
        r"next (?:scheduled |planned )?review(?: date| due| due date|ed)?|review due(?: date)?|due for review"
        r"|(?:to be |must be |should be )?review(?:ed)? (?:by|before)|nächste (?:über)?prüfung|prochaine révision"
        r"|(?:próxima|proxima) revisión"
    ),
    DateKind.REVIEWED: (
        r"(?:date )?last review(?:ed)?(?: date)?|date (?:of )?last review(?:ed)?|date reviewed|reviewed"
        r"|(?:zuletzt )?geprüft|zuletzt überprüft|letzte (?:über)?prüfung|dernière révision|última revisión"
    ),
    DateKind.UPDATED: (
        r"(?:date |page )?last (?:updated?|modified|changed?|edited|revised|revision|amended)(?: date)?"
        r"|date (?:of )?(?:last )?(?:updated?|modified|revised|revision|amended)|updated|revised|amended|revision date"
        r"|stand|as (?:of|at)|zuletzt (?:aktualisiert|geändert|bearbeitet)|letzte (?:aktualisierung|änderung)"
        r"|aktualisiert|dernière (?:mise à jour|modification)|mise? à jour|última (?:actualización|modificación)"
        r"|actualizado"
    ),
    DateKind.EFFECTIVE: (
        r"effective(?: date| from| as of| since)?|date effective"
        r"|(?:in force|in effect|valid|applies|applicable) (?:from|since|as of)"
        r"|(?:comes?|came|enters?|entered) into (?:force|effect)|takes? effect|gültig (?:ab|seit)"
        r"|in kraft(?: ab| seit| getreten)?|tritt in kraft|valable à partir|en vigueur(?: depuis| à partir| à compter)?"
        r"|(?:vigente|válido|en vigor) desde"
    ),
    DateKind.VALID_UNTIL: (
        r"(?:valid|in force|in effect|effective|applies|applicable) (?:until|till?|through|to|up to)"
        r"|expir(?:es|y|ation)(?: date)?|(?:date of )?expiry(?: date)?|gültig bis|gültigkeit bis|valable jusqu['’]au"
        r"|(?:válido|vigente) hasta"
    ),
    DateKind.PUBLISHED: (
        r"(?:first |date |originally )?(?:published|issued)|(?:publication|issue|release) date"
        r"|date of (?:issue|publication)|veröffentlicht|publié|publicado"
    ),
    DateKind.CREATED: r"(?:date )?created|creation date|erstellt|créé|creado",
}
_GROUPS: Final = {kind.value: kind for kind in _PHRASES}
_NOUN: Final = (
    r"(?:page|document|policy|article|guide|guideline|guidance|handbook|manual|procedure|process|runbook|statement|notice"
    r"|standard|agreement|specification|version|site|content|file|text|list|overview|report|plan|contract|form|terms"
    r"|dokument|seite|richtlinie|fassung)"
)
_SUBJECT: Final = (
    rf"(?:(?:(?P<itself>this|these|diese[rs]?)|the|die|das) (?:[\w-]{{1,20}} ){{0,2}}{_NOUN} "
    r"(?:(?:is|are|was|were|has been|have been|remains?|shall be|will be|ist|wurde|bleibt) )?"
    rf"|(?:it|they) (?:was|were) |{_NOUN} )?"
)
_LINK: Final = (
    r"(?P<colon>\s{0,3}(?:\([^()]{0,30}\))?\s{0,3}[:=]\s{0,3}(?:on |am |vom |le |el )?)"
    r"|\s(?:(?:on|at|since|from|by|am|vom|zum|le|du|au|el|del|the|den|de) ){0,2}(?:the )?"
)
_STATED: Final = re.compile(
    _SUBJECT + "(?:" + "|".join(f"(?P<{k.value}>{phrase})" for k, phrase in _PHRASES.items()) + ")(?:" + _LINK + ")",
    re.IGNORECASE,
)
_AS_OF: Final = re.compile(
    r"(?:[\w&'’-]{1,30},? ){1,4}\(?(?:as (?:of|at)|Stand(?: vom)?:?|gültig ab|effective|valid from) (?=\d|[A-Z])"
)
_DATE: Final = re.compile(r"(?P<itself>)(?P<colon>(?:date|datum|fecha)\s{0,3}:\s{0,3})(?=\S)", re.IGNORECASE)
_LASTING: Final = re.compile(r"last|next|letzte|zuletzt|nächste|derni|últim|pro?xim", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CENTURIES: Final = ("19", "20")
_WORDS: Final = (
    "review", "updat", "as of", "as at", "modif", "chang", "edit", "revis", "amend", "stand", "effect", "force",
    "valid", "appli", "expir", "publi", "issue", "releas", "creat", "date", "datum", "prüf", "aktual", "änder",
    "bearb", "gültig", "kraft", "veröff", "erstell", "mise", "vigueur", "valable", "créé", "actualiz", "vigente",
    "válid", "vigor", "fecha", "cread", "gilt", "gelt",
)  # fmt: skip
_LAST_DAY: Final = frozenset({DateKind.VALID_UNTIL, DateKind.REVIEW_DUE})


def stated_dates(statements: Statements) -> Iterator[DateClaim]:
    """The dates that sentences in the text's head and tail claim for it, in their order."""
    for start, end in statements.windows:
        if not any(century in statements.text[start:end] for century in _CENTURIES):
            continue
        for line in statements.lines(_YEAR, start, end):
            lowered = f"{line.before} {line.text}".lower()
            if any(word in lowered for word in _WORDS):
                yield from _of_line(line)


def _of_line(line: Line) -> Iterator[DateClaim]:
    claims = [claim for sentence in line.sentences() for claim in _claims(sentence, early=line.early)]
    if not claims and line.before and moment_at(line.text, doubtful=True):
        claims = list(_claims(f"{line.before[-80:]} {line.text}", early=False))
    yield from claims


def _claims(sentence: str, *, early: bool) -> Iterator[DateClaim]:
    sentence = plain(sentence).lstrip("([ ")
    yield from list(_phrased(sentence, early=early)) or validity_claims(sentence, early=early)


def _phrased(sentence: str, *, early: bool) -> Iterator[DateClaim]:
    if stated := _STATED.match(sentence):
        kind = next(kind for group, kind in _GROUPS.items() if stated[group])
        yield from _dated(sentence, stated, kind)
    elif labelled := _DATE.match(sentence):
        yield from _dated(sentence, labelled, DateKind.PUBLISHED)
    elif early and (as_of := _AS_OF.match(sentence)):
        yield from _whole(sentence, as_of)


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
    said = found.value(last=kind in _LAST_DAY)
    yield DateClaim(kind, said, Origin.SENTENCE, where, sentence[stated.end() : found.end], found.otherwise)
    if kind is DateKind.EFFECTIVE and until and ending:
        yield DateClaim(
            DateKind.VALID_UNTIL, ending.value(last=True), Origin.SENTENCE, where, sentence[until.end() : ending.end]
        )


def _goes_on(phrase: str, rest: str) -> bool:
    """Whether a list of dates goes on, as in "Last reviewed 3 March 2024, next review 3 March 2025"."""
    return rest == "," and bool(_LASTING.search(phrase))


def _whole(sentence: str, stated: re.Match[str]) -> Iterator[DateClaim]:
    """A short line that ends with the date: "Price list as of 1 May 2024"."""
    found = moment_at(sentence, stated.end(), doubtful=True)
    if found and not sentence[found.end :].strip(" .)"):
        words = stated[0].lower()
        kind = (
            DateKind.EFFECTIVE if any(w in words for w in ("effective", "valid from", "gültig")) else DateKind.UPDATED
        )
        raw = sentence[stated.end() : found.end]
        yield DateClaim(kind, found.value(), Origin.SENTENCE, quoted(sentence), raw, found.otherwise)
