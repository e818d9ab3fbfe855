"""The words that values are written with, in English, German, French and Spanish."""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final = (
    "january jan januar jänner jän janvier janv enero ene",
    "february feb februar février févr fevrier febrero",
    "march mar märz mär maerz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug août aout agosto ago",
    "september sep sept septembre septiembre setiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre déc decembre diciembre dic",
)
MONTHS: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

_WEEKDAYS: Final = (
    "monday montag lundi lunes",
    "tuesday dienstag mardi martes",
    "wednesday mittwoch mercredi miércoles",
    "thursday donnerstag jeudi jueves",
    "friday freitag vendredi viernes",
    "saturday samstag sonnabend samedi sábado",
    "sunday sonntag dimanche domingo",
)
WEEKDAYS: Final = {name: number for number, names in enumerate(_WEEKDAYS, 1) for name in names.split()}
WEEKDAYS.update({f"{name}s": number for name, number in WEEKDAYS.items() if name[-1] != "s"})

_NUMBERS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "once": 1, "twice": 2, "half": 0.5,
}  # fmt: skip
_FOREIGN: Final = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwölf": 12, "vierzehn": 14, "fünfzehn": 15, "zwanzig": 20, "dreißig": 30, "sechzig": 60, "neunzig": 90,
    "einen": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "soixante": 60, "dos": 2, "tres": 3, "cuatro": 4,
    "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12, "quince": 15, "veinte": 20,
    "treinta": 30, "sesenta": 60, "noventa": 90,
}  # fmt: skip
NUMBER_WORDS: Final[dict[str, float]] = {**_FOREIGN, **_NUMBERS}
ARTICLES: Final = frozenset({"one", "einen"})
"""Number words that are also pronouns or articles: numbers only before a unit."""

TENS: Final = {word: value for word, value in _NUMBERS.items() if 20 <= value <= 90}
ONES: Final = {word: value for word, value in _NUMBERS.items() if 1 <= value <= 9 and word not in {"once", "twice"}}

MAGNITUDES: Final = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3, "tsd": 1e3, "mille": 1e3, "mil": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6,
    "million": 1e6, "millions": 1e6, "millionen": 1e6, "millón": 1e6, "millones": 1e6, "bn": 1e9, "billion": 1e9,
    "billions": 1e9, "mrd": 1e9, "milliarde": 1e9, "milliarden": 1e9, "milliard": 1e9, "milliards": 1e9, "hundred": 100,
}  # fmt: skip
LONG_MAGNITUDES: Final = {word: value for word, value in MAGNITUDES.items() if len(word) > 2}

CURRENCIES: Final = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "us$": "USD", "eur": "EUR", "usd": "USD", "gbp": "GBP",
    "chf": "CHF", "jpy": "JPY", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "cad": "CAD", "aud": "AUD",
    "inr": "INR", "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pound": "GBP", "pounds": "GBP",
    "franken": "CHF", "francs": "CHF", "dólares": "USD", "cents": "CENT", "cent": "CENT",
}  # fmt: skip

PERCENT: Final = frozenset({"%", "percent", "prozent"})

_SECONDS: Final = {
    1e-3: "ms millisecond milliseconds millisekunden",
    1: "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos",
    60: "min mins minute minutes minuten minuto minutos",
    3600: "h hr hrs hour hours stunde stunden std heure heures hora horas",
    86400: "day days tag tage tagen jour jours día días",
    604800: "week weeks wk woche wochen semaine semaines semana semanas",
    1209600: "fortnight fortnights",
}
_MONTH_UNITS: Final = {
    1: "month months mth monat monate monaten mois mes meses",
    3: "quarter quarters quartal quartale quartalen trimestre trimestres",
    12: "year years yr yrs jahr jahre jahren an ans année années año años",
}
DURATIONS: Final[dict[str, tuple[str, float]]] = {
    **{name: ("s", factor) for factor, names in _SECONDS.items() for name in names.split()},
    **{name: ("mo", factor) for factor, names in _MONTH_UNITS.items() for name in names.split()},
    "werktag": ("wd", 1), "werktage": ("wd", 1), "werktagen": ("wd", 1), "arbeitstag": ("wd", 1),
    "arbeitstage": ("wd", 1), "arbeitstagen": ("wd", 1), "kalendertage": ("s", 86400), "kalendertagen": ("s", 86400),
}  # fmt: skip
WORKING: Final = frozenset(re.findall(r"\S+", "working business bank arbeits ouvrables ouvrés hábiles laborables"))
CALENDAR: Final = frozenset(re.findall(r"\S+", "calendar consecutive full whole calendaires naturales"))

_PERIODS: Final = {
    "1h": "hourly stündlich",
    "1d": "daily täglich quotidiennement diariamente",
    "7d": "weekly wöchentlich hebdomadaire hebdomadairement semanalmente semanal",
    "14d": "fortnightly biweekly zweiwöchentlich",
    "1mo": "monthly monatlich mensuel mensuellement mensualmente mensual",
    "3mo": "quarterly vierteljährlich quartalsweise trimestriel trimestriellement trimestralmente",
    "6mo": "half-yearly halbjährlich semestriel",
    "12mo": "yearly annually jährlich annuellement anualmente",
}
PERIODS: Final = {name: period for period, names in _PERIODS.items() for name in names.split()}

MEASURES: Final[dict[str, tuple[str, float]]] = {
    "mm": ("m", 1e-3), "cm": ("m", 1e-2), "metre": ("m", 1), "metres": ("m", 1), "meter": ("m", 1), "meters": ("m", 1),
    "m": ("m", 1), "km": ("m", 1e3), "kilometre": ("m", 1e3), "kilometres": ("m", 1e3), "kilometer": ("m", 1e3),
    "kilometers": ("m", 1e3), "mile": ("mile", 1), "miles": ("mile", 1), "inch": ("inch", 1), "inches": ("inch", 1),
    "ft": ("ft", 1), "feet": ("ft", 1), "mg": ("g", 1e-3), "g": ("g", 1), "gram": ("g", 1), "grams": ("g", 1),
    "kg": ("g", 1e3), "kilogram": ("g", 1e3), "kilograms": ("g", 1e3), "lb": ("lb", 1), "lbs": ("lb", 1),
    "tonne": ("g", 1e6), "tonnes": ("g", 1e6), "tonnen": ("g", 1e6), "ml": ("l", 1e-3), "cl": ("l", 1e-2),
    "l": ("l", 1), "litre": ("l", 1), "litres": ("l", 1), "liter": ("l", 1), "liters": ("l", 1),
    "byte": ("b", 1), "bytes": ("b", 1), "kb": ("b", 1e3), "mb": ("b", 1e6), "gb": ("b", 1e9), "tb": ("b", 1e12),
    "kib": ("b", 1024), "mib": ("b", 1024**2), "gib": ("b", 1024**3), "tib": ("b", 1024**4), "mbit": ("bit", 1e6),
    "mbps": ("bit", 1e6), "gbps": ("bit", 1e9), "gbit": ("bit", 1e9), "kbps": ("bit", 1e3), "°c": ("°c", 1),
    "°f": ("°f", 1), "°": ("°", 1), "kw": ("w", 1e3), "mw": ("mw", 1), "kwh": ("kwh", 1), "mwh": ("kwh", 1e3),
    "w": ("w", 1), "v": ("v", 1), "kv": ("v", 1e3), "ma": ("a", 1e-3), "mah": ("mah", 1), "a": ("a", 1),
    "hz": ("hz", 1), "khz": ("hz", 1e3), "mhz": ("hz", 1e6), "ghz": ("hz", 1e9), "px": ("px", 1), "pt": ("pt", 1),
    "rem": ("rem", 1), "em": ("em", 1), "dpi": ("dpi", 1), "rpm": ("rpm", 1), "bar": ("bar", 1), "mbar": ("bar", 1e-3),
    "psi": ("psi", 1), "pa": ("pa", 1), "kpa": ("pa", 1e3), "nm": ("nm", 1), "db": ("db", 1), "ppm": ("ppm", 1),
    "km/h": ("km/h", 1), "mph": ("mph", 1), "m/s": ("m/s", 1), "m²": ("m²", 1), "m³": ("m³", 1), "lux": ("lux", 1),
}  # fmt: skip
TIGHT: Final = frozenset({"s", "m", "g", "l", "a", "v", "w", "h", "d", "em", "an", "min", "pt", "pa"})
"""Units that are words or letters of their own too: with a blank before them only in the case written here or upper."""

REFERENCES: Final = frozenset(
    re.findall(
        r"\S+",
        """
    figure fig figures table section sections sec page pages pp chapter appendix annex note footnote line lines issue
    article art paragraph clause item question exercise listing equation abbildung abb tabelle tab abschnitt kapitel
    seite seiten anhang absatz abs artikel paragraf chapitre tableau annexe página capítulo sección tabla figura
    artículo pr pull ticket bug commit pep rfc example beispiel exemple ejemplo no nr step steps schritt étape paso
    § §§ #
    """,
    )
)
"""Words before a number that only says where something stands."""

NAMING: Final = frozenset(
    re.findall(
        r"\S+",
        """
    day week phase level tier grade class room building floor zone group type category option plan model stage part
    unit gate terminal platform line route track lot series band region district site station team module sprint
    tag woche stufe klasse raum gebäude gruppe etage niveau étape groupe salle jour nivel grupo sala fase día
    area annexe wing bay locker rule principle goal objective scenario case variant method
    """,
    )
)
"""Words before a number that is part of a name: "level 2" is another thing than "level 3"."""

VALUED: Final = frozenset(
    re.findall(r"\S+", "port version release limit total max min maximum minimum at to of from is code http")
)
"""Words before a number that is a value, even with a capital."""

APPROXIMATE: Final = frozenset(
    re.findall(
        r"\S+",
        """
    about approximately approx around roughly nearly almost ~ ≈ circa ca etwa ungefähr rund zirka knapp environ presque
    aproximadamente unos casi cerca some
    """,
    )
)
EXAMPLE: Final = ("e.g.", "eg.", "for example", "for instance", "such as", "z.b.", "z. b.", "zum beispiel",
                  "par exemple", "p. ex.", "por ejemplo", "p. ej.", "i.e. ", "say,")  # fmt: skip

STOPWORDS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    a an the this that these those of in on at to for from by as into onto over per via and or but if then so than is
    are was were be been being am do does did done has have had having will would it its they them their there here he
    she his her him you your we our us i my me which who whom whose what when where while also just please now
    currently generally normally usually typically once up out about both each any all every such own same other
    simply directly again already however therefore thus hence with before after can must may should shall need needs
    der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als ist sind war waren wird werden
    wurde wurden sein hat haben hatte es sie er ihr ihre ihren wir uns unser zu zum zur im in am an auf aus bei von vom
    für mit nach vor über um bis auch bitte jeweils sich dass daß
    le la les l un une des du de d et ou mais si est sont était été être a ont avoir il elle ils elles on nous vous ce
    cette ces son sa ses leur leurs au aux en dans par pour sur avec après avant que qui se s ne n y
    el los las una unos unas del y o pero es son era fue ser ha han lo su sus al en por para con que se antes
    """,
    )
)

SYNONYMS: Final[dict[str, str]] = {
    word: group.split()[0]
    for group in (
        "buy purchase bought purchased purchases",
        "staff employee employees personnel workers",
        "customer customers client clients",
        "refund refunded reimbursed reimburse reimbursement",
        "submit submitted send sent file filed",
        "use utilise utilize used",
        "ask request requested",
        "get receive received obtain",
        "begin start starts begins commence",
        "end finish ends finishes",
        "company organisation organization firm",
        "costs cost expenses",
        "fee charge",
        "delivered shipped delivery shipping",
        "supply provide provided",
        "choose select",
        "show display shown displayed",
        "within inside",
        "supervisor manager",
        "documents papers",
        "change changed modify modified",
        "delete remove deleted removed erased",
        "kept retained stored keep",
        "leave holiday vacation",
        "email e-mail mail",
        "website site",
        "phone telephone",
        "allowed permitted",
        "lasts takes",
    )
    for word in group.split()
}  # fmt: skip
