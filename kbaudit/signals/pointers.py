"""How a text points to something else in itself, in English, German, French and Spanish; all lower case."""

from __future__ import annotations

import re
from typing import Final

_SHOWN: Final = (
    r"(?:shown|seen|described|mentioned|noted|listed|explained|discussed|illustrated|depicted|outlined|stated|defined|given"
    r"|presented|detailed|indicated|summari[sz]ed|set out|said)"
)
_GEZEIGT: Final = (
    r"(?:gezeigt|dargestellt|beschrieben|erwähnt|genannt|aufgeführt|erläutert|angegeben|abgebildet|erklärt|ausgeführt)"
)
_TABLE: Final = r"(?:table|tabelle|tableau|tabla)"
_FIGURE: Final = (
    r"(?:figure|diagram|chart|graph|image|picture|screenshot|illustration|drawing|photo|flowchart|abbildung|grafik|diagramm|bild"
    r"|schaubild|schema|figura|imagen|gráfico)"
)
_OBJECT: Final = (
    rf"(?:{_TABLE}|{_FIGURE}|example|steps?|list|section|procedure|process|instructions|command|code|snippet|rules?|criteria"
    r"|requirements|information|formula|equation|methods?|guidelines?|points?|options?)"
)
_THING: Final = rf"(?:(?P<table>{_TABLE})|(?P<figure>{_FIGURE}))s?"
_THING_TOO: Final = rf"(?:(?P<table_too>{_TABLE})|(?P<figure_too>{_FIGURE}))s?"

ABOVE: Final = re.compile(
    rf"\b(?:as (?:is |was |were |already |we )?{_SHOWN}(?: in [a-z ]{{3,30}}?)? (?:above|earlier|previously|before)\b"
    r"(?! the| all)"
    rf"|as (?:previously|already) {_SHOWN}|see (?:the )?(?:[a-z]{{2,20}} )?above\b(?! (?:\d|all|the))"
    rf"|the above(?:[- ]{_SHOWN}| {_OBJECT}s?\b)"
    rf"|(?:the|this|these|those) (?:[a-z]{{3,20}} ){{1,2}}(?:{_SHOWN} )?above\b(?! (?:the|\d|all|it))"
    r"|in the (?:previous|preceding) (?:section|chapter|paragraph|step|table|figure|example)"
    rf"|(?:wie|siehe) (?:bereits |schon |hier |weiter )?oben\b|wie (?:bereits |schon )?zuvor {_GEZEIGT}"
    r"|(?:die|der|das|den|dem) (?:obige|obenstehende|oben (?:genannte|gezeigte|beschriebene))[nrms]? [a-zäöüß]{3,30}"
    r"|(?:comme|voir|tel que) [a-zéèê ]{0,40}ci-dessus"
    r"|como [a-zéíóáúñ ]{0,40}(?:arriba|anteriormente)|véase (?:más )?arriba)"
)
"""What points to something that stands before it."""

AT_THE_END: Final = re.compile(
    rf"\b(?:{_SHOWN} below|(?:see|refer to|consult|use|follow|complete) (?:the )?(?:[a-z]{{2,20}} ){{0,2}}below"
    r"|the [a-z]{3,20} below|(?:is|are) as follows"
    r"|the following (?:table|figure|list|diagram|steps|example|documents|information)"
    r"|(?:wie|siehe) unten|(?:die|der|das|den) (?:folgende|nachstehende|untenstehende)[nrms]? [a-zäöüß]{3,30}"
    r"|voir ci-dessous|ver abajo|véase (?:más )?abajo)[^.!?:,]{0,25}[.:]?\W*\Z"
)
"""What points to something after it, where a text ends."""

_PLACED: Final = r"(?:(?:shown|listed|given|provided|displayed|immediately|directly) )?"
THING_ABOVE: Final = re.compile(
    rf"\b{_THING} {_PLACED}(?:above|oben|ci-dessus)\b|\b(?:above|obige[nr]?|obenstehende[nr]?) {_THING_TOO}\b"
)
THING_BELOW: Final = re.compile(
    rf"\b{_THING} {_PLACED}(?:below|unten|ci-dessous)\b"
    rf"|\b(?:the following|below|folgende[nr]?|nachstehende[nr]?) {_THING_TOO}\b"
)
"""The same with what is pointed to: a table or a figure, which can be seen in the source of a text."""

ABOVE_WORDS: Final = frozenset(("above", "oben", "obige", "ci-dessus"))
BELOW_WORDS: Final = frozenset(("below", "following", "unten", "folgende", "nachstehende", "ci-dessous"))
"""Words of which the patterns for things have one."""

KINDS: Final = {
    **dict.fromkeys(("figure", "fig.", "abbildung", "abb.", "figura"), "figure"),
    **dict.fromkeys(("table", "tabelle", "tableau", "tabla"), "table"),
    **dict.fromkeys(("section", "abschnitt", "sección"), "section"),
    **dict.fromkeys(("appendix", "annex", "anhang", "annexe", "anexo", "apéndice"), "appendix"),
}
_NAMES: Final = "|".join(map(re.escape, KINDS))
NUMBERED: Final = re.compile(
    rf"(?P<kind>{_NAMES})\s(?P<number>[a-h](?![\w'’-])|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}(?![\w%(]))"
)
REFERS: Final = re.compile(
    r"\b(?:see|in|refer to|to|per|under|consult|siehe|gemäß|nach|laut|voir|dans|véase|ver) "
    r"(?:also |the |our |auch |la |le )?$"
)
"""A reference by number, and what stands before it."""

CAPTION: Final = re.compile(
    rf"^[\W_]{{0,12}}(?:<[a-z][^<>\n]{{0,100}}>)?[\W_]{{0,6}}(?P<kind>{_NAMES})\s(?P<number>[a-h]\b|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})",
    re.MULTILINE,
)
"""What such a reference points to: a caption or a heading. In a line's midst only images have captions."""

SECTION: Final = re.compile(
    r"^[#\s*_]{0,8}(?:section |abschnitt |§ ?)?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?[*_]{0,2}\s", re.MULTILINE
)

ELSEWHERE: Final = re.compile(
    r"\b(?:rfcs?|iso|iec|din|ieee|w3c|gdpr|dsgvo|peps?|act|directive|regulations?|standard|spec|specification|contract|agreement"
    r"|report|paper|book|manual|handbook|guide|documentation|policy|code|treaty|gesetz|verordnung|vertrag|richtlinie|handbuch"
    r"|bericht|loi|règlement|ley)\b"
)
"""Words of another document in the sentence: "section 4 of the Act"."""

UP_WORDS: Final = ABOVE_WORDS | {" earlier", "previous", "e preceding", "zuvor", "arriba", "anteriormente"}
DOWN_WORDS: Final = BELOW_WORDS | {"as follows", "abajo"}
"""Words of which the patterns for what is above and below have one."""

_APPENDICES: Final = [name for name, kind in KINDS.items() if kind == "appendix"]
NUMBER_WORDS: Final = frozenset(
    [f"{name} {number}" for name in KINDS for number in "123456789"]
    + [f"{name} {letter}" for name in _APPENDICES for letter in "abcdefgh"]
)
WORDS: Final = NUMBER_WORDS | UP_WORDS | DOWN_WORDS
"""What to look for, so that the patterns are tried on few texts only."""
