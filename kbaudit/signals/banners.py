"""What a title or the first lines declare of the document: DRAFT, "This page is deprecated", "Superseded by X".

A page about drafts or deprecation is not one: the word counts alone, in capitals, as a label, or in a sentence whose
subject is the document itself; and only before the first section.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, State, StateClaim
from kbaudit.signals.lifecycle import WORDS, state_of, successor_in
from kbaudit.signals.statements import quoted, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Extract
    from kbaudit.signals.statements import Line, Statements

_ANY: Final = (
    "draft", "entwurf", "brouillon", "borrador", "progress", "deprecated", "outdated", "out of date", "out-of-date", "veraltet",
    "überholt", "withdrawn", "retired", "rescinded", "revoked", "no longer", "nicht mehr", "ungültig", "zurückgezogen",
    "aufgehoben", "obsol", "supersede", "replaced", "ersetzt", "abgelöst", "remplac", "reemplaz", "archiv",
)  # fmt: skip
_WORD: Final = re.compile("|".join(_ANY), re.IGNORECASE)
_LABEL: Final = "(?P<label>" + "|".join(words for state, words in WORDS.items() if state is not State.SUPERSEDED) + ")"
_SUPERSEDED: Final = "superseded|replaced|ersetzt|abgelöst|remplacée?|reemplazad[oa]"

_TITLES: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"[\[(]{_LABEL}[\])]",
        rf"{_LABEL}$",
        rf"{_LABEL}\s?(?::|[-–—]\s|[–—])",
        rf".{{1,200}}[\[(]{_LABEL}(?: v?[\d.]{{1,8}})?[\])]$",
        rf".{{1,200}}\s[-–—|]\s?{_LABEL}(?: v?[\d.]{{1,8}})?$",
    )
)
_CAPITAL_LABEL: Final = re.compile(_LABEL.upper().replace("(?P<LABEL>", "(?P<label>") + r"\s\w")

_BANNER: Final = re.compile(
    rf"(?:(?:note|warning|caution|danger|info|important|tip|attention)\b[\s:\"]{{0,3}})?[\[(\"]?{_LABEL}[\])\"]?"
    r"(?:(?P<end>[\s.!:]{0,3}$)|(?P<version>\s(?:v|version |rev\.? ?)?\d[\d.]{0,6}\b)|(?P<mark>\s?[:.!,–—-])\s{0,3}(?P<text>.*)"
    r"|(?P<purpose>\s(?:for|document|version|policy|only)\b.{0,60}$))",
    re.IGNORECASE | re.DOTALL,
)
_ORDER: Final = re.compile(
    r"(?:please |do not|don't|use |see |refer |not (?:for|yet)|for (?:internal|discussion|comment|review|approval|consultation|information)"
    r"|this |the current|replaced|superseded|moved|no longer|v\.?\d|version|as of|since|in favou?r|nicht |bitte |siehe )",
    re.IGNORECASE,
)
_DRAWN: Final = re.compile(r"\s*(?:>|:::|!!!|\[|<|[\u2190-\u2bff\U0001f000-\U0001faff])")
_BOLD: Final = re.compile(r"\s*(?:\*\*|__|[*_](?=\w))")

_NOUN: Final = (
    r"(?:pages?|documents?|documentation|docs?|polic(?:y|ies)|articles?|guides?|guidelines?|guidance|tutorials?|runbooks?|handbook|manual"
    r"|procedures?|process|version|edition|revision|release|file|content|standards?|specifications?|spec|pep|rfc|adr|note|wiki|post|sop"
    r"|instructions|material|text|proposal|price list|list|template|form|project|repository|repo|site|notice|statement|report|plan"
    r"|agreement|circular|memo|directive|regulation|faq|readme|chapter)"
)
_SUBJECT: Final = (
    rf"(?:(?:please )?(?:note|warning|important|caution|attention|notice)(?:\s?[:!–-]\s?| that ))?this (?:[\w-]{{1,20}} ){{0,2}}{_NOUN}"
    r"(?: of (?:the|this|our) [\w-]{1,20}(?: [\w-]{1,20})?)?(?: \([^()]{1,40}\))? (?:is|was|has been|are|were|have been) "
    r"(?:(?:now|currently|still|officially|hereby|being|formally|therefore) )?"
)
_ENDS: Final = r"(?=\s{0,3}(?:[.,;:!()*–—-]|$|and\b|since\b|as of\b|on\b|by\b|in favou?r\b|because\b|due\b|but\b|with\b|for (?:archiv|histor|refer)))"
_DRAFT_ENDS: Final = (
    r"(?=\s{0,3}(?:[.,;:!()*–—-]|$|(?:and|but|for|of|that|which|until|under|only|form|status|state|document|version|policy|copy|as)\b))"
)
_SENTENCES: Final = tuple(
    (state, re.compile(form, re.IGNORECASE | re.DOTALL))
    for state, form in (
        (State.DRAFT, rf"{_SUBJECT}(?:an? (?:[\w-]{{1,12}} )?draft|in draft|a work in progress|work in progress){_DRAFT_ENDS}"),
        (State.DRAFT, r"this is (?:an? (?:[\w-]{1,12} )?draft|a work in progress)" + _DRAFT_ENDS),
        (State.SUPERSEDED, rf"{_SUBJECT}(?:superseded|replaced)(?: by | with |{_ENDS})(?P<what>.{{0,300}})"),
        (State.DEPRECATED, rf"{_SUBJECT}(?:deprecated|outdated|out[ -]of[ -]date){_ENDS}"),
        (
            State.OBSOLETE,
            rf"{_SUBJECT}(?:obsolete|withdrawn|retired|rescinded|revoked|no longer (?:being )?(?:maintained|valid|in (?:force|effect|use)|applicable"
            rf"|current|up[ -]to[ -]date|relevant|supported|updated)|not (?:maintained|updated) any ?more){_ENDS}",
        ),
        (State.OBSOLETE, rf"this (?:[\w-]{{1,20}} ){{0,2}}{_NOUN} no longer applies{_ENDS}"),
        (State.ARCHIVED, rf"{_SUBJECT}archived{_ENDS}"),
        (State.DEPRECATED, rf"this is (?:an?|the) (?:deprecated|outdated) {_NOUN}"),
        (State.OBSOLETE, rf"this is (?:an?|the) (?:obsolete|superseded|withdrawn) {_NOUN}"),
        (State.ARCHIVED, rf"this is (?:an?|the) archived? (?:copy|{_NOUN})"),
    )
)
_GERMAN: Final = re.compile(
    r"dies(?:e[rs]?)? (?:[\w-]{1,20} )?(?:dokument|seite|richtlinie|artikel|anleitung|version|fassung|regelung|\w{0,20}anweisung|\w{0,20}liste)"
    r" (?:ist|wurde|gilt als|befindet sich|hat) (?:noch |nur |derzeit |seit \S{4,12} )?(?:ein |im |als )?(?:durch (?P<what>.{2,200}) )?"
    r"(?P<label>entwurf|veraltet|überholt|ungültig|nicht mehr gültig|außer kraft|zurückgezogen|aufgehoben|archiviert|ersetzt|abgelöst)\b",
    re.IGNORECASE | re.DOTALL,
)
_REPLACED: Final = re.compile(
    r"[\[(]?(?:Superseded|SUPERSEDED|Replaced|REPLACED|Ersetzt|ERSETZT|Abgelöst|Remplacée?|Reemplazad[oa]) (?:by|BY|durch|DURCH|par|por)\b:?\s{1,3}(?P<what>.{2,300})",
    re.DOTALL,
)
_STATUS: Final = re.compile(r"(?:[\w-]{1,15} )?status\s{0,3}[:=]\s{0,3}(?P<status>.{3,150})$", re.IGNORECASE | re.DOTALL)
_STATUS_SECTION: Final = re.compile(r"^#{1,4}[ \t]{1,4}status[ \t]{0,9}\r?\n\s{0,9}(?P<status>[^\s#].{2,200})$", re.IGNORECASE | re.MULTILINE)


def banner_claims(statements: Statements) -> list[StateClaim]:
    """The states that the title and the opening declare, in their order."""
    extract = statements.extract
    end = statements.opening_end
    claims = [*_of_title(extract.title), *_of_status_section(extract.text[:1_500])]
    opening = extract.text[:end].lower()
    if not any(word in opening for word in _ANY):
        return claims
    labels: list[StateClaim] = []
    for line in statements.lines(_WORD, 0, end):
        if line.bare.startswith("#") or line.text == extract.title:
            claims += () if line.text == extract.title else _of_title(line.text)
            continue
        said = [*_of_sentences(line), *_of_status(line)]
        claims += said
        if not said:
            labels += _of_label(line)
    # Several different labels are a list of the states that there are, not the state that the document has.
    named = [claim for claim in labels if extract.links or claim]
    return claims + (named if len({claim.state for claim in labels}) == 1 else [])
