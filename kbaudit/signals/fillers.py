"""How placeholders are written, in English, German, French and Spanish: patterns of lower case."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Filler(NamedTuple):
    """A kind of placeholder: what it is, words of which one has to be there, and how it's written.

    blank: templates consist of such. cased: the pattern is for the text as written, not in lower case.
    """

    label: str
    words: frozenset[str]
    pattern: re.Pattern[str]
    blank: bool = False
    cased: bool = False


def _filler(label: str, words: tuple[str, ...], *ways: str, blank: bool = False, cased: bool = False) -> Filler:
    # Lower-case patterns on the text in lower case: ignoring case while searching takes ten times as long.
    return Filler(label, frozenset(words), re.compile("|".join(ways)), blank, cased)


def _opened(sign: str, *words: str) -> tuple[str, ...]:
    """What a blank begins with: the sign and a word."""
    return tuple(f"{sign}{word}" for each in words for word in each.split("|"))


LEFT: Final = "something left to do"
_FILLED: Final = "filler text"
_BLANK: Final = "a blank to fill in"

_WHO: Final = (
    "company|organisation|organization|business|customer|client|employer|employee|manager|supplier|vendor|product|project"
    "|department|team|recipient|author|first|last|full|contact|job"
)
_WHOSE: Final = rf"(?:(?:(?:the |your )?(?:{_WHO})(?:['’]s)?|your)[ _-]|firmen|kunden)"
_WHAT: Final = r"(?:name|title|date|address|number|e-?mail|phone(?: number)?|adresse|nummer)"
_DO: Final = (
    "please|bitte|insert|enter|add|fill in|fill out|specify|type|put|complete|describe|hier|insérer|saisir|indiquer"
    "|insertar|escribir|indicar"
)
_FIELD: Final = "customer|client|company|employee|user|first|last|full|recipient|contact"
_DONE: Final = (
    "done|defined|determined|decided|confirmed|completed|written|added|filled in|announced|provided|supplied|specified"
)

FILLERS: Final = (
    _filler(
        _FILLED,
        ("lorem ipsum", "dolor sit amet"),
        r"(?<![\w'\"‘“])(?:lorem ipsum,? (?:dolor|[a-z]+ sit amet)|(?<!lorem ipsum )dolor sit amet\b)",
    ),
    _filler(
        _FILLED,
        ("goes here", "go here", "comes here", "placeholder", "dummy text", " filler", "platzhalter", "blindtext"),
        r"\b(?:text|contents?|description|title|introduction|summary|details|name|address|logo|image|body|copy|heading"
        r"|paragraph|information) (?:goes|go|comes) here\b",
        r"\b(?:this|here) is (?:a |an |some |just )?(?:placeholder|dummy text|filler)\b",
        r"\b(?:dies|das|hier) ist (?:ein )?(?:platzhalter|blindtext)",
    ),
    _filler(
        LEFT,
        ("todo:", "todo -", "todo(", "fixme:", "fixme(", "tbd:", "tbd -", "tbd(", "tbc:", "tbc -"),
        r"(?<![\w\"'“„«`@#/.-])(?<!// )(?<!/\* )(?:TODO|ToDo|FIXME|TBD|TBC)(?:\([\w @.-]{1,40}\))?(?::(?!:)|\s[-–—]\s)",
        cased=True,
    ),
    _filler(
        "content to come",
        ("coming soon", "added soon", "to follow soon", "under construction", "in kürze", "à venir", "próximamente"),
        r"\b(?:contents?|text|details|documentation|docs|more|information|page|section|chapter|instructions|inhalte?"
        r"|contenu|contenido) (?:is |are |will be |to be )?(?:coming soon|added soon|to follow soon"
        r"|folg(?:t|en) in kürze|à venir|próximamente)\b(?!\s[a-z])",
        r"\bthis (?:page|section|document|article|chapter) is (?:still |currently )?under construction\b",
    ),
    _filler(
        "an empty form field",
        (
            *("click here ", "click to ", "click or ", "klicken", "cliquez", "choose an item", "choisissez un"),
            *("wählen sie ein", "haga clic", "elija un"),
        ),
        r"\bclick (?:here |or tap (?:here )?)?to (?:enter|add|edit) (?:text|title|subtitle|notes|a date|master)\b",
        r"\bchoose an item\.(?=\s|$)",
        r"\bklicken (?:oder tippen )?sie (?:hier,? )?um (?:hier )?(?:einen )?(?:text|datum) ",
        r"\b(?:titel|text|untertitel|notizen) durch klicken (?:hinzufügen|bearbeiten)\b",
        r"\bwählen sie ein element aus\b",
        r"\bcliquez (?:ou appuyez )?(?:ici )?pour (?:entrer|taper|ajouter|modifier) (?:du |le |un )?t(?:exte|itre)",
        r"\bchoisissez un élément\.",
        r"\bhaga clic (?:o pulse )?(?:aquí )?para (?:escribir|agregar|modificar) (?:el |un )?(?:texto|título)\b",
        r"\belija un elemento\.",
    ),
    _filler(
        _BLANK,
        _opened(
            "[",
            _DO,
            _WHO,
            "firmenname",
            "kundenn",
            "name ",
            "date ",
            "to be",
            "tbd]",
            "tbc]",
            "todo]",
            "the ",
            "your",
            "dd/mm",
            "dd.mm",
            "tt.mm",
        ),
        rf"(?<!\])\[(?:(?:{_DO}) [^\[\]|\n]{{2,60}}|{_WHOSE}{_WHAT}(?: here)?|to be (?:{_DONE})"
        r"|(?:name|date|datum) (?:here|hier)|dd[/.-]mm[/.-]yyyy|tt\.mm\.jjjj|tbd|tbc|todo)\](?![\[(:])",
        blank=True,
    ),
    _filler(
        _BLANK,
        _opened("<", "insert", "enter ", "add ", "fill in", "the ", "your", "firmenname", "kundenn", _WHO),
        rf"<(?:(?:insert|enter|add|fill in)(?: [a-z]+){{1,6}}|{_WHOSE}{_WHAT})>(?!\w)",
        blank=True,
    ),
    _filler(
        "a template's field",
        (*_opened("{{", _FIELD), *_opened("{{ ", _FIELD), *_opened("${", _FIELD)),
        rf"(?<![{{=])(?:\{{\{{ ?|\$\{{)(?:{_FIELD})"
        r"(?:[_ .]?(?:name|first_?name|last_?name|title|id|e?mail|date))? ?\}\}?(?!\})",
        blank=True,
    ),
)

LINE_WORDS: Final = frozenset(
    (
        *("\ntodo", " todo", "\nfixme", " fixme", "\ntbd", " tbd", "\ntbc", " tbc", "\nxxx", " xxx", "*tbd", "*todo"),
        *_opened("to be ", _DONE),
        *("under construction", "coming soon", "fill me", "fill this", "write me", "folgt", "ergänz", "ausfüllen"),
        *("à compl", "à défin", "à venir", "à rédiger", "por defin", "por compl", "próximamente"),
    )
)
WHOLE_LINE: Final = re.compile(
    r"(?:[\w &/()'’-]{1,40}[:–—-] {0,3})?[\[(*_]{0,3}"
    r"(?:(?:todo|fixme|tbd|tbc|x{3,8})"
    r"|(?:(?:this |the )?(?:page|section|contents?|document|article|chapter|text|part) )?(?:is |are )?(?:still )?"
    rf"(?:to be (?:{_DONE})|under construction|coming soon)"
    r"|fill (?:me|this) in|write me|text folgt|folgt(?: in kürze| noch)?|(?:wird )?noch (?:zu )?ergänz(?:t|en)"
    r"|bitte (?:ausfüllen|ergänzen)|à (?:compléter|définir|venir|rédiger)|por (?:definir|completar)|próximamente)"
    r"[\])*_.!…]{0,6}"
)
"""A line that says nothing else, alone or after a label: "TBD", "Owner: to be confirmed"."""

WORDS: Final = LINE_WORDS.union(*(filler.words for filler in FILLERS))
"""What to look for, so that the patterns are tried on few texts only."""
