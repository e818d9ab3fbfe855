"""Whether two texts are one form filled in twice: for another site, customer, product, person or month.

Then what differs are facts about different things. Two editions of one text, told apart by a year or a version
alone, are no siblings.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.similarity.contrast import Swap, contrast, weighty
from kbaudit.similarity.sentences import HEADING, PROSE
from kbaudit.similarity.values import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kbaudit.similarity.alignment import Aligned, Alignment
    from kbaudit.similarity.sentences import Sentence
    from kbaudit.similarity.value_tokens import Token

_SAME_FORM: Final = 0.3  # of the sentences have a partner
_RUNS_THROUGH: Final = 3  # sentences
_EARLY: Final = 5
_FORM_ALONE: Final = 0.5  # as many make one form of texts whose titles have nothing in common
_OWN: Final = 3  # times that a text uses its own name
_TITLE: Final = 100
_EDITIONS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    draft final new old copy version revision rev edition release updated interim archived internal public
    current previous original removed deprecated obsolete superseded experimental beta alpha preview legacy
    entwurf neu alt fassung ausgabe kopie brouillon ancien nouveau borrador nuevo antiguo the a
    """,
    )
)
_SERIES: Final = re.compile(
    r"\b(?:minutes|meeting|reports?|invoice|newsletter|statement|timesheet|rota|agenda|menu|bulletin|log|digest|payslip"
    r"|receipt|weekly|monthly|quarterly|protokoll|sitzung|rechnung|\w*bericht|monats\w+|compte.rendu"
    r"|procès|facture|rapport"
    r"|acta|factura|informe|results|stand-?up|retrospective|sprint|roster|schedule|calendar|incident"
    r"|order|quote|offer)\b",
    re.IGNORECASE,
)
_STANDING: Final = re.compile(
    r"polic(?:y|ies)|handbook|price.?list|tariff|guide|terms|conditions|procedure|manual|regulation|standard|rules"
    r"|richtlinie|preisliste|handbuch|ordnung|politique|tarif|règlement|política|tarifa|reglamento|valid|effective"
    r"|as of|version|gültig|stand|updated",
    re.IGNORECASE,
)
_IDENTITY: Final = re.compile(
    r"[\s*_>#|-]*(?:(?:customer|client|kunde|cliente|tenant|patient|employee|mitarbeiter|site|branch"
    r"|location|standort|filiale"
    r"|sucursal|product|produkt|produit|producto|model|modell|article|item|sku|serial|invoice|rechnung"
    r"|facture|factura|order"
    r"|bestellung|commande|pedido|contract|vertrag|contrat|contrato|account|konto|property|vessel|vehicle"
    r"|project|projekt"
    r"|supplier|lieferant|store|school|hotel|restaurant|station|course|city|town|country|region|bill(?:ed)? to|ship to"
    r"|incident|case|ticket|rechnungs|kunden|bestell|vertrags|artikel|serien)[\s-]?"
    r"(?:name|no|nr|number|nummer|id|code|ref|reference|designation|address)?)[.*_]{0,3}\s?(?:[:#|]"
    r"|(?<=[.])\s|\t)\s*(?P<value>\S.*)",
    re.IGNORECASE,
)


class Siblings(NamedTuple):
    """What stands in one text for what stands in the other."""

    a: str
    b: str


def siblings(alignment: Alignment, text_a: str, text_b: str, titles: tuple[str, str] = ("", "")) -> Siblings | None:
    """What makes two texts siblings, or None if they're none. titles are those that the texts don't begin with."""
    if alignment.share < _SAME_FORM:
        return None
    swaps = _swaps(alignment.changed)
    found = _identity(alignment)
    for title, other in [titles, _first_lines(alignment)]:
        if not found and title and other and title != other:
            head = tokens(title), tokens(other)
            found = _in_head(head, swaps, text_a, text_b, alignment.share) or _period(head, f"{title} {other}")
    return found or _throughout(alignment.changed, swaps, text_a, text_b) or _each_its_own(swaps, text_a, text_b)


def named(pair: Siblings, *, mirrored: bool) -> str:
    """The reason as a reader is told it."""
    a, b = (pair.b, pair.a) if mirrored else (pair.a, pair.b)
    return f'same form, "{b}" for "{a}"'


def _first_lines(alignment: Alignment) -> tuple[str, str]:
    """What the two texts call themselves, if they begin with titles."""
    if not alignment.a or not alignment.b or not (_is_title(alignment.a[0]) and _is_title(alignment.b[0])):
        return "", ""
    return alignment.a[0].body, alignment.b[0].body


def _is_title(sentence: Sentence) -> bool:
    short = len(sentence.body) <= _TITLE and sentence.body[-1] not in ".!?:;," and ":" not in sentence.body
    return sentence.kind == HEADING or (sentence.kind == PROSE and short)


def _swaps(changed: Iterable[Aligned]) -> list[tuple[int, Swap]]:
    return [(pair.a, swap) for pair in changed for swap in pair.contrast.swaps]


def _written(side: Sequence[Token]) -> str:
    return " ".join(token.raw for token in side)[:60]


def _keys(swap: Swap) -> tuple[str, str]:
    return " ".join(t.key for t in swap.a), " ".join(t.key for t in swap.b)


def _identity(alignment: Alignment) -> Siblings | None:
    """A line such as "Customer: Acme" or "Invoice no. 1041" that says something else in each."""
    others = _labelled(alignment.b)
    for label, value in _labelled(alignment.a).items():
        other = others.get(label)
        if other and _normal(value) != _normal(other):
            return Siblings(value[:60], other[:60])
    return None


def _labelled(found: Sequence[Sentence]) -> dict[str, str]:
    """The identity lines at the top of a text, by label; of a label that comes twice none."""
    lines: dict[str, str] = {}
    twice = set()
    for sentence in found[:12]:
        body = f"{sentence.label.split('|')[0]}: {sentence.body}" if sentence.label else sentence.body
        if match := _IDENTITY.match(body):
            label = body[: match.start("value")].strip(" *_>#|-:.\t").lower()
            twice |= {label} & lines.keys()
            lines[label] = match["value"].strip(" *_|")
    return {label: value for label, value in lines.items() if label not in twice}


def _normal(value: str) -> str:
    return re.sub(r"[\W_]+", "", value.lower())


def _in_head(
    head: tuple[list[Token], list[Token]], swaps: list[tuple[int, Swap]], text_a: str, text_b: str, share: float
) -> Siblings | None:
    """A name in the title that is another one there, or any word of it that is replaced in the body too."""
    found = contrast(*head)
    body = Counter(_keys(swap) for _, swap in swaps)
    shared = sum(map(weighty, head[0])) > sum(len(swap.a) for swap in found.swaps)
    for swap in found.swaps:
        formed = _name_like(swap) and (shared or share > _FORM_ALONE)
        if formed and (_proper(swap, text_a, text_b) or body[_keys(swap)] > 1):
            return Siblings(_written(swap.a), _written(swap.b))
    return _own_names(head, text_a, text_b)


def _own_names(head: tuple[list[Token], list[Token]], text_a: str, text_b: str) -> Siblings | None:
    """Titles without a word in common, each a name that its own text uses more than the other's."""
    a, b = ([token for token in side if weighty(token)] for side in head)
    if not a or not b or {t.key for t in a} & {t.key for t in b}:
        return None
    swap = Swap(tuple(a), tuple(b))
    if not _name_like(swap) or not _proper(swap, text_a, text_b):
        return None
    in_a, in_b = (_said(swap, text) for text in (text_a, text_b))
    if in_a[0] >= _OWN and in_a[0] > in_a[1] and in_b[1] >= _OWN and in_b[1] > in_b[0]:
        return Siblings(_written(swap.a), _written(swap.b))
    return None


def _said(swap: Swap, text: str) -> tuple[int, int]:
    """How often a text says the one name and the other."""
    first, second = (len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text.lower())) for name in _keys(swap))
    return first, second


def _name_like(swap: Swap) -> bool:
    """Whether words for words could be names: not editions, not versions, not dates."""
    return all(
        not token.kind and token.key not in _EDITIONS and not re.fullmatch(r"(?:v|rev|r)?\d+(?:\.\d+)*", token.key)
        for token in (*swap.a, *swap.b)
    )


def _proper(swap: Swap, text_a: str, text_b: str) -> bool:
    """Whether every word is a name: with a capital or a number in it, and never written small."""
    for token in (*swap.a, *swap.b):
        if token.key.startswith("№"):
            continue
        if any(ch.isdigit() for ch in token.raw):
            continue
        if not token.raw[0].isupper():
            return False
        small = re.compile(rf"\b{re.escape(token.raw.lower())}\b")
        if small.search(text_a) or small.search(text_b):
            return False
    return True


def _each_its_own(swaps: Sequence[tuple[int, Swap]], text_a: str, text_b: str) -> Siblings | None:
    """A name that one text uses again and again and the other never, where the other has a name of its own."""
    names = []
    for side, own, other in ((0, text_a, text_b), (1, text_b, text_a)):
        named = [{token.raw for token in swap[side] if _named(token)} for _, swap in swaps]
        counted = Counter(name for found in named for name in found)
        often = sorted((-count, name) for name, count in counted.items())
        telling = (name for count, name in often if count < -1)
        names.append(next((name for name in telling if _only_in(own, other, name)), ""))
    return Siblings(*names) if all(names) else None


def _named(token: Token) -> bool:
    return not token.kind and token.raw[0].isupper() and token.key not in _EDITIONS


def _only_in(text: str, other: str, name: str) -> bool:
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    return len(whole.findall(text)) >= _OWN and not whole.search(other)


def _period(head: tuple[list[Token], list[Token]], title: str) -> Siblings | None:
    """Minutes of March and April, reports of week 12 and 13: a title of a series, with another time in it."""
    found = contrast(*head)
    series, standing = bool(_SERIES.search(title)), bool(_STANDING.search(title))
    for x, y in found.values:
        if x.kind != "date" or found.swaps:
            continue
        months = {day[1] for day in (*x.days, *y.days)}
        whole = len(months) > 1 and 0 not in months and not any(day[2] for day in (*x.days, *y.days))
        if series or (whole and not standing):
            return Siblings(x.raw, y.raw)
    return None


def _throughout(changed: list[Aligned], swaps: list[tuple[int, Swap]], text_a: str, text_b: str) -> Siblings | None:
    """A name that is another one in sentence after sentence, from the beginning on."""
    counted = Counter(_keys(swap) for _, swap in swaps)
    for keys, count in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0])):
        if count < _RUNS_THROUGH or count * 2 < sum(counted.values()):
            return None
        places = [(at, swap) for at, swap in swaps if _keys(swap) == keys]
        swap = places[0][1]
        if places[0][0] < _EARLY and count * 3 >= len(changed) and _name_like(swap) and _proper(swap, text_a, text_b):
            return Siblings(_written(swap.a), _written(swap.b))
    return None
