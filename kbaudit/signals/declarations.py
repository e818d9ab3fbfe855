"""Sentences by which a document declares its own state: "This policy has been replaced by X", "Status: Draft"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, State, StateClaim
from kbaudit.signals.lifecycle import state_of, successor_in
from kbaudit.signals.statements import quoted, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.statements import Line

NOUN: Final = (
    r"(?:pages?|documents?|documentation|docs?|polic(?:y|ies)|articles?|guides?|guidelines?|guidance|tutorials?|runbooks?"
    r"|handbook|manual|procedures?|process|version|edition|revision|release|file|content|standards?|specifications?|spec"
    r"|pep|rfc|adr|note|wiki|post|sop|instructions|material|text|proposal|price list|list|template|form|project"
    r"|repository|repo|site|notice|statement|report|plan|agreement|circular|memo|directive|regulation|faq|readme|chapter)"
)
"""What a document calls itself."""
_THIS: Final = (
    r"(?:(?:please )?(?:note|warning|important|caution|attention|notice)(?:\s?[:!–-]\s?| that ))?"
    rf"(?:this|these|the present) (?:[\w-]{{1,20}} ){{0,2}}{NOUN}"
    r"(?: of (?:the|this|our) [\w-]{1,20}(?: [\w-]{1,20})?)?"
    r"(?: \([^()]{1,40}\))? "
)
_IS: Final = (
    _THIS + r"(?:is|was|has been|are|were|have been) "
    r"(?:(?:now|currently|still|officially|hereby|being|formally|therefore) )?"
)
_END: Final = (
    r"(?=\s{0,3}(?:[.,;:!()*–—-]|$"
    r"|(?:and|since|as of|on|by|in favou?r|because|due|but|with)\b|for (?:archiv|histor|refer)))"
)
_DRAFT_END: Final = (
    r"(?=\s{0,3}(?:[.,;:!()*–—-]|$"
    r"|(?:and|but|for|of|that|which|until|under|only|form|status|state|document|version|policy|copy|as)\b))"
)
_DRAFT: Final = r"(?:an? (?:[\w-]{1,12} )?draft|in draft)"
_FOLLOWED: Final = r"(?:superseded|replaced)(?! by hand\b)(?: in \d{4}| with effect from [\w ]{6,20}?(?= by ))?"
_AT_TIMES: Final = r".{0,80}\b(?:when|whenever|if|every|unless)\b"
_GONE: Final = (
    r"(?:obsolete|withdrawn|retired|rescinded|revoked|not (?:maintained|updated) any ?more|no longer (?:being )?"
    r"(?:maintained|valid|in (?:force|effect|use)|applicable|current|up[ -]to[ -]date|relevant|supported|updated))"
)
_SENTENCES: Final = tuple(
    (state, re.compile(form, re.IGNORECASE | re.DOTALL))
    for state, form in (
        (State.DRAFT, rf"(?:{_IS}|this is ){_DRAFT}{_DRAFT_END}"),
        (State.SUPERSEDED, rf"{_IS}{_FOLLOWED}(?: by | with |{_END})(?!{_AT_TIMES})(?P<what>.{{0,300}})"),
        (State.DEPRECATED, rf"{_IS}(?:deprecated|outdated|out[ -]of[ -]date){_END}(?P<what>.{{0,300}})"),
        (State.OBSOLETE, rf"{_IS}{_GONE}{_END}(?P<what>.{{0,300}})"),
        (State.OBSOLETE, rf"{_THIS}no longer applies{_END}"),
        (State.ARCHIVED, rf"{_IS}archived{_END}"),
        (State.DEPRECATED, rf"this is (?:an?|the) (?:deprecated|outdated) {NOUN}\b"),
        (State.OBSOLETE, rf"this is (?:an?|the) (?:obsolete|superseded|withdrawn) {NOUN}\b"),
        (State.ARCHIVED, rf"this is (?:an?|the) archived? (?:copy|{NOUN})\b"),
    )
)
_GERMAN: Final = re.compile(
    r"(?:(?:achtung|hinweis|wichtig)\s?[:!–-]\s?)?dies(?:e[rs]?)? (?:[\w-]{1,20} )?"
    r"(?:dokument|seite|artikel|anleitung|version|fassung|regelung|\w{0,20}(?:richtlinie|anweisung|liste|ordnung)) "
    r"(?:ist|wurde|gilt als|befindet sich|hat) (?:noch |nur |derzeit |seit \S{4,12} )?(?:ein |im |als )?"
    r"(?:am \d[^,;]{5,20}? )?(?:durch (?P<what>.{2,200}) )?(?P<label>entwurf|veraltet|überholt|ungültig"
    r"|nicht mehr gültig|außer kraft|zurückgezogen|aufgehoben|archiviert|ersetzt|abgelöst)\b"
    r"(?: durch (?P<after>.{2,200}))?",
    re.IGNORECASE | re.DOTALL,
)
_SAID: Final = r"(?=\s{0,3}(?:[.,;:!()–—-]|$|(?:et|y|depuis|desde|par|por|pour|para|mais|pero)\b))"
_FRENCH: Final = re.compile(
    r"(?:(?:attention|note|important)\s?[:!–-]\s?)?(?:cet?|cette|(?:le|la) présente?) (?:[\w-]{1,20} )?"
    r"(?:document|page|politique|procédure|guide|article|charte|note|version|règlement|manuel|directive|fiche) "
    r"(?:est|a été|n['’]est) (?:désormais |maintenant )?(?:un |en )?"
    r"(?P<label>remplacée?|obsolète|archivée?|annulée?|abrogée?|caduque|retirée?|plus valable|plus en vigueur"
    rf"|brouillon)\b{_SAID}"
    r"(?: par (?P<after>.{2,200}))?",
    re.IGNORECASE | re.DOTALL,
)
_SPANISH: Final = re.compile(
    r"(?:(?:atención|nota|importante|aviso)\s?[:!–-]\s?)?(?:este|esta|(?:el|la) presente) (?:[\w-]{1,20} )?"
    r"(?:documento|página|política|procedimiento|guía|artículo|manual|norma|versión|reglamento|instrucción) "
    r"(?:ha sido|fue|es|está|queda|ya no está|ya no es) (?:un )?(?P<label>(?:reemplazad|sustituid|archivad|anulad"
    r"|derogad|retirad|obsolet)[oa]|borrador|vigente|válid[oa])\b"
    rf"{_SAID}(?: por (?P<after>.{{2,200}}))?",
    re.IGNORECASE | re.DOTALL,
)
_DENIED: Final = re.compile(r" n['’]est | ya no ", re.IGNORECASE)
_REPLACED: Final = re.compile(
    r"[\[(]?(?:Superseded|SUPERSEDED|Replaced|REPLACED|Ersetzt|ERSETZT|Abgelöst|(?:Document |Page )?[Rr]emplacée?"
    r"|(?:Documento )?(?:[Rr]eemplazad|[Ss]ustituid)[oa]) "
    r"(?:by|BY|durch|DURCH|par|por)\b\s?:?\s{1,3}(?P<what>.{2,300})",
    re.DOTALL,
)
_STATUS: Final = re.compile(
    r"(?:[\w-]{1,15} )?(?:status|statut|estado)\s{0,3}[:=]\s{0,3}(?P<status>.{3,150})$", re.IGNORECASE | re.DOTALL
)
_IN_FAVOUR: Final = re.compile(
    r"(?:[^.]{0,80}\b(?:in favou?r of|replaced (?:by|with)|superseded by)|.{0,5}\b(?:please )?(?:use|see))"
    r" (?P<what>.{2,300})",
    re.IGNORECASE | re.DOTALL,
)


def declared_states(line: Line) -> list[StateClaim]:
    """The states that a line's sentences declare; where none does, those of the paragraph that it is a part of."""
    paragraph = " ".join(part for part in (line.before, line.text, line.after) if part)
    claims = [claim for sentence in sentences_of(paragraph) for claim in _claims(sentence)]
    return claims or [claim for sentence in line.sentences() for claim in _claims(sentence)]


def favoured(text: str) -> str:
    """The successor that a text recommends ("in favour of X", "use X instead"), or ""."""
    found = _IN_FAVOUR.match(text)
    return successor_in(found["what"].replace(" instead", ".")) if found else ""


def _claims(sentence: str) -> Iterator[StateClaim]:
    for state, form in _SENTENCES:
        if found := form.match(sentence):
            what = found.groupdict().get("what") or ""
            successor = successor_in(what) if state is State.SUPERSEDED else favoured(what)
            yield StateClaim(state, Origin.SENTENCE, quoted(sentence), successor)
            return
    named, successor = _labelled(sentence)
    if named:
        yield StateClaim(named, Origin.SENTENCE, quoted(sentence), successor)


def _labelled(sentence: str) -> tuple[State | None, str]:
    """The state and successor of a sentence such as "Superseded by X", "Status: draft" or a German one."""
    if replaced := _REPLACED.match(sentence):
        successor = successor_in(replaced["what"])
        return (State.SUPERSEDED if successor else None), successor
    if said := _GERMAN.match(sentence) or _FRENCH.match(sentence) or _SPANISH.match(sentence):
        return _in_words(said)
    status = _STATUS.match(sentence)
    return state_of(status["status"]) if status else (None, "")


def _in_words(said: re.Match[str]) -> tuple[State | None, str]:
    """The state and successor of a German, French or Spanish sentence. What is still valid declares nothing."""
    named = said["label"].lower()
    if named.startswith(("plus ", "vigente", "válid")):
        return (State.OBSOLETE if _DENIED.search(said[0]) else None), ""
    parts = said.groupdict()
    return state_of(named)[0], successor_in(parts.get("what") or parts.get("after") or "")
