"""The words by which documents introduce a date of their own, in English, German, French and Spanish."""

from __future__ import annotations

from typing import Final

from kbaudit.model import DateKind

_NOUNS: Final = {
    "en": r"page|document|documentation|policy|article|guide|guideline|guidance|handbook|manual|procedure|process"
    r"|runbook|statement|notice|standard|agreement|specification|version|site|content|file|text|list|overview|report|plan"
    r"|contract|form|terms|rules",
    "de": r"[a-zäöüß]{0,20}(?:dokument|seite|richtlinie|fassung|ordnung|anweisung|anleitung|regelung|handbuch|leitfaden"
    r"|liste|vereinbarung|version|merkblatt|konzept)",
    "fr": r"document|page|politique|procédure|guide|article|charte|note|version|règlement|manuel|directive|fiche|notice"
    r"|liste|contenu",
    "es": r"documento|página|política|procedimiento|guía|artículo|manual|norma|versión|reglamento|instrucción|lista"
    r"|contenido",
}
NOUN: Final = f"(?:{'|'.join(_NOUNS.values())})"
"""What a document calls itself."""
GERMAN_SUBJECT: Final = rf"diese[rs]? (?:[\w-]{{1,20}} )?(?:{_NOUNS['de']}) "
_ITSELF: Final = r"this|these|diese[rs]?|cet?|cette|este|esta|(?:le|el) présente?|la présente|(?:el|la) presente"
_IS: Final = (
    r"is|are|was|were|has been|have been|remains?|shall be|ist|wurde|bleibt|est|a été|reste|es|está|fue|ha sido"
)
SUBJECT: Final = (
    rf"(?:(?:(?P<itself>{_ITSELF})|the|die|das) (?:[\w-]{{1,20}} ){{0,2}}{NOUN} (?:(?:{_IS}) )?"
    rf"|(?:it|they) (?:was|were) |it (?=needs to be reviewed again)|{NOUN} )?"
)
"""Who is spoken of, where anybody is. itself says that the document speaks of itself outright."""

_BY: Final = r"(?: by (?!\d)[^,.;:|\d]{2,40}(?= on ))?"
_DATE_OF: Final = r"(?:date (?:de |d['’])(?:la )?)?"
_FECHA_DE: Final = r"(?:fecha de (?:la )?)?"
_OF_IT: Final = rf"(?: of (?:this|the) (?:[\w-]{{1,20}} )?(?:{_NOUNS['en']}))?"
PHRASES: Final = {
    DateKind.REVIEW_DUE: (
        rf"(?:date of )?(?:the )?next (?:scheduled |planned |annual |full )?review{_OF_IT}(?: date| due| due date|ed)?"
        r"(?: is(?: due| planned| scheduled)?)?|(?:verification\s?:\s)?verified until|review due(?: date)?"
        r"|scheduled review(?: date)?"
        r"|(?:next )?due (?:for review|to be reviewed)(?: again)?(?: in| by)?|review date: no later than"
        r"|(?:to be |must be |should be )?review(?:ed)? (?:by|before)"
        r"|(?:will be|(?:needs|is|has) to be) reviewed(?: again)?(?: by| before)?"
        r"|nächste[rs]? (?:turnusmäßige |planmäßige )?(?:(?:über)?prüfung|revision|review)|prüftermin|wiedervorlage"
        r"|zu (?:über)?prüfen bis|überprüfung fällig"
        rf"|{_DATE_OF}prochaine (?:révision|relecture|vérification|revue)|à (?:réviser|revoir|relire) avant"
        r"|révision (?:prévue|suivante)|(?:sera|doit être) (?:révisée?|revue?)(?: avant| au plus tard)?"
        rf"|{_FECHA_DE}pr[óo]xima revisión|(?:a )?revisar antes|revisión prevista"
        rf"|debe (?:revisarse|ser revisad[oa])(?: antes)?|{_FECHA_DE}revisión siguiente"
    ),
    DateKind.REVIEWED: (
        rf"(?:date )?last review(?:ed)?(?: date)?{_BY}|review date|date (?:of )?last review(?:ed)?|date reviewed"
        rf"|(?:(?:most recently|last) )?reviewed(?: and approved)?{_BY}"
        r"|(?:zuletzt )?(?:geprüft|überprüft)|letzte[rs]? (?:(?:über)?prüfung|revision|review)(?: dieser [^\s:]{3,40})?"
        rf"|{_DATE_OF}dernière (?:révision|relecture|vérification|revue)(?: effectuée)?|révisée?|relue?"
        r"|vérifiée?|(?:a été )?revue?(?= le )"
        rf"|{_FECHA_DE}última revisión(?: realizada)?|(?:se )?revis(?:ad[oa]|ó)(?: por última vez)?"
    ),
    DateKind.UPDATED: (
        r"(?:date |page )?last (?:updated?|modified|changed?|edited|revised|revision|amended)(?: date| time)?"
        r"|date (?:of )?(?:last )?(?:updated?|modified|revised|revision|amended)"
        r"|(?:most recently )?updated|revised|amended|revision date"
        r"|as (?:of|at)|(?:information |details )?(?:correct|accurate) (?:as )?(?:of|at)"
        r"|(?:redaktions|bearbeitungs|informations|rechts|dokument(?:en)?)?stand"
        r"|(?:zuletzt|letztmalig) (?:aktualisiert|geändert|bearbeitet|überarbeitet)"
        r"|letzte (?:aktualisierung|änderung|bearbeitung)"
        r"|aktualisiert|überarbeitet|änderungsdatum|aktualisierungsdatum"
        rf"|{_DATE_OF}(?:dernière )?(?:mise à jour|modification|actualisation)|(?:mise? )?à jour|modifiée?|actualisée?"
        rf"|{_FECHA_DE}(?:última )?(?:actualización|modificación)(?: del documento| de la página)?"
        r"|(?:se )?(?:actualizad[oa]|modificad[oa]|actualizó|modificó)(?: por última vez)?(?: a(?= \d))?"
    ),
    DateKind.EFFECTIVE: (
        r"effective(?: date| from| as of| since)?|date effective"
        r"|(?:in force|in effect|valid|applies|applicable) (?:from|since|as of)"
        r"|(?:comes?|came|enters?|entered) into (?:force|effect)|(?:(?:shall|will) )?takes? effect"
        r"|with effect from|apply from"
        r"|(?:gültig|gilt|gelten) (?:ab|seit)|in kraft(?: ab| seit| getreten)?|tritt in kraft|inkrafttreten"
        r"|gültigkeitsbeginn|wirksam (?:ab|seit)"
        r"|(?:valable|valide|applicable)s? à (?:partir|compter)|en vigueur(?: depuis| à partir| à compter)?"
        rf"|{_DATE_OF}(?:entrée|entre|entrera) en vigueur|date d['’](?:effet|application)"
        rf"|(?:vigente|válid[oa]|en vigor|aplicable) (?:desde|a partir)|{_FECHA_DE}entrada en vigor|entra en vigor"
    ),
    DateKind.VALID_UNTIL: (
        r"(?:valid|in force|in effect|effective|applies|applicable) (?:until|till?|through|to|up to)"
        r"|expir(?:es|y|ation)(?: date)?|(?:date of )?expiry(?: date)?|not valid after|lapses"
        r"|(?:gültig|gültigkeit|gilt|gelten) bis(?: einschließlich)?|ablaufdatum|gültigkeitsende|befristet bis|läuft ab"
        r"|(?:valables?|valides?|en vigueur|applicables?) jusqu['’](?:au|en|à)|date d['’]expiration"
        r"|date (?:de fin|limite) de validité|fin de validité|expire"
        r"|(?:válid[oa]s?|vigentes?|en vigor) hasta|fecha de (?:caducidad|vencimiento|expiración)|caduca|vence|expira"
        r"|(?:tiene )?vigencia:? hasta"
    ),
    DateKind.PUBLISHED: (
        r"(?:first |date |originally )?(?:published|issued)|(?:publication|issue|release) date"
        r"|date of (?:issue|publication)|veröffentlicht|veröffentlichungsdatum|publiée?|date de publication"
        r"|publicad[oa]|fecha de publicación"
    ),
    DateKind.CREATED: (
        r"(?:date )?created(?: time)?|creation date|erstellt|erstellungsdatum|créée?|date de création|cread[oa]"
        r"|fecha de creación"
    ),
}
"""What stands right before the date, by what it says of it: alternatives of a pattern that ignores case."""

LINK: Final = (
    r"(?P<colon>(?:\s(?:am|on|at|le|el))?\s{0,3}(?:\([^()]{0,30}\))?\s{0,3}[:=]\s{0,3}(?:on |am |vom |le |el )?@?)"
    r"|\s(?:(?:on|at|since|from|by|am|vom|zum|dem|le|du|au|el|del|the|den|de) ){0,2}(?:the )?@?"
)
"""What may stand between the two."""
HINTS: Final = (
    "review", "updat", "as of", "as at", "modif", "chang", "edit", "revis", "amend", "stand", "effect", "force",
    "valid", "appli", "expir", "publi", "issue", "releas", "creat", "date", "datum", "prüf", "aktual", "änder",
    "bearb", "arbeit", "gültig", "kraft", "veröff", "erstell", "à jour", "vigueur", "valable", "cré", "actuali",
    "vigente", "válid", "vigor", "fecha", "cread", "gilt", "gelt", "révis", "relu", "relec", "relir", "revoir", "revue",
    "vérif", "caduc", "vence", "läuft", "wiedervorlage", "correct", "accurate", "ablauf",
    "wirksam", "befrist", "vigencia", "validité", "lapse", "effet", "aplic", "apply",
)  # fmt: skip
"""A line that holds none of these, in small letters, introduces no date."""
