"""Words that turn a statement around: must / must not / may, allowed / forbidden, with / without, not.

English, German, French and Spanish. Phrases are put together from the words of a sentence, the longest first.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_MODALITY: Final = {
    "must": "must|shall|has to|have to|is required to|are required to|is obliged to|are obliged to|muss"
    "|müssen|muß|mussten"
    "|ist verpflichtet|sind verpflichtet|doit|doivent|devez|debe|deben|tiene que|tienen que|need to|needs to",
    "must not": "must not|mustn't|shall not|may not|cannot|can not|can't|is not allowed to|are not allowed to"
    "|is not permitted to|are not permitted to|must never|darf nicht|dürfen nicht|darf kein|darf keine|dürfen keine"
    "|kann nicht|können nicht|ne doit pas|ne doivent pas|ne peut pas|ne peuvent pas|no debe|no deben"
    "|no puede|no pueden",
    "may": "may|is allowed to|are allowed to|is permitted to|are permitted to|is entitled to|are entitled to|can|darf"
    "|dürfen|kann|können|peut|peuvent|pouvez|puede|pueden",
    "should": "should|ought to|sollte|sollten|soll|sollen|devrait|devraient|debería|deberían",
    "should not": "should not|shouldn't|should never|sollte nicht|sollten nicht|ne devrait pas"
    "|ne devraient pas|no debería",
    "need not": "need not|needn't|does not have to|do not have to|doesn't have to|don't have to|is not required to"
    "|are not required to|does not need to|do not need to|doesn't need to|don't need to|isn't required to"
    "|aren't required to|muss nicht|müssen nicht|no tiene que|no tienen que",
}
_AXES: Final = {
    "required": (
        "required|mandatory|compulsory|obligatory|erforderlich|verpflichtend|notwendig|obligatoire|requis|requise"
        "|obligatorio|obligatoria|requerido",
        "optional|voluntary|freiwillig|facultatif|facultative|optionnel|opcional|unnecessary",
    ),
    "allowed": (
        "allowed|permitted|erlaubt|zulässig|gestattet|autorisé|autorisée|autorisés|permis|permise|permitido|permitida"
        "|permitidos|permitidas",
        "forbidden|prohibited|banned|disallowed|verboten|untersagt|unzulässig|interdit|interdite|interdits|interdites"
        "|prohibido|prohibida|prohibidos|prohibidas",
    ),
    "enabled": (
        "enabled|aktiviert|eingeschaltet|activé|activée|activado|activada|turned on|switched on|activated",
        "disabled|deaktiviert|ausgeschaltet|désactivé|désactivée|desactivado|desactivada|turned off|switched off"
        "|deactivated",
    ),
    "always": ("always|immer|stets|toujours|siempre", "never|nie|niemals|jamais|nunca"),
    "with": ("with|mit|avec|con", "without|ohne|sans|sin"),
    "included": (
        "included|including|inclusive|inbegriffen|inklusive|enthalten|inclus|incluse|incluido|incluida",
        "excluded|excluding|exclusive|ausgeschlossen|exklusive|exclu|exclue|excluido|excluida",
    ),
    "before": ("before|prior to|vor|avant|antes", "after|nach|après|después"),
    "bound": (
        "minimum|min|at least|no less than|not less than|no fewer than|mindestens|wenigstens|minimal|au moins"
        "|au minimum|al menos|como mínimo|mínimo",
        "maximum|max|at most|no more than|not more than|up to|höchstens|maximal|au plus|au maximum|como máximo|máximo",
    ),
    "more": (
        "more than|above|exceeding|mehr als|über|plus de|más de",
        "less than|fewer than|below|weniger als|unter|moins de|menos de",
    ),
    "all": ("all|every|each|alle|jeder|tous|toutes|todos|todas", "none"),
    "yes": ("yes|ja|oui|sí|true", "nein|non|false"),
    "available": ("available|verfügbar|disponible|disponibles", "unavailable|indisponible"),
    "supported": ("supported|unterstützt", "unsupported"),
    "active": ("active", "inactive"),
    "valid": ("valid", "invalid"),
    "possible": ("possible|möglich", "impossible|unmöglich"),
    "open": ("open|geöffnet|ouvert|abierto", "closed|geschlossen|fermé|cerrado"),
    "refundable": ("refundable", "non-refundable|nonrefundable"),
}
NEGATIONS: Final = frozenset(
    re.findall(
        r"\S+",
        """
    not no nicht kein keine keiner keinen keinem keines pas isn't aren't wasn't weren't don't doesn't didn't won't
    wouldn't hasn't haven't nor neither
    """,
    )
)
_BETWEEN: Final = frozenset(re.findall(r"\S+", "be been yet currently longer mehr generally plus"))


class Meaning(NamedTuple):
    """What a word of this kind says: on which axis ("modality", "with", ...) and what there."""

    axis: str
    value: str


POSITIVE: Final = "+"
NEGATIVE: Final = "-"
NEGATION: Final = Meaning("not", NEGATIVE)


def _phrases() -> dict[str, list[tuple[tuple[str, ...], Meaning]]]:
    meanings = [
        (phrase, Meaning("modality", value)) for value, words in _MODALITY.items() for phrase in words.split("|")
    ]
    for axis, sides in _AXES.items():
        for sign, side in zip((POSITIVE, NEGATIVE), sides, strict=True):
            meanings += [(phrase, Meaning(axis, sign)) for phrase in side.split("|")]
    by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
    for phrase, meaning in meanings:
        split = tuple(phrase.split())
        by_first.setdefault(split[0], []).append((split, meaning))
    for word in NEGATIONS:
        by_first.setdefault(word, []).append(((word,), NEGATION))
    for choices in by_first.values():
        choices.sort(key=lambda choice: -len(choice[0]))
    return by_first


PHRASES: Final = _phrases()


def meaning_at(words: list[str], at: int) -> tuple[Meaning, int] | None:
    """The phrase that begins with words[at], and how many words it takes; None for none.

    A negation takes the word that it negates with it: "not allowed", "not be included".
    """
    for phrase, meaning in PHRASES.get(words[at], ()):
        count = len(phrase)
        if count == 1 or tuple(words[at : at + count]) == phrase:
            return _negated(words, at) if meaning is NEGATION else (meaning, count)
    return None


def _negated(words: list[str], at: int) -> tuple[Meaning, int]:
    follow = at + 1
    if follow < len(words) and words[follow] in _BETWEEN:
        follow += 1
    if follow < len(words):
        for phrase, meaning in PHRASES.get(words[follow], ()):
            if tuple(words[follow : follow + len(phrase)]) == phrase and meaning.value in {POSITIVE, NEGATIVE}:
                if meaning is NEGATION or meaning.axis in {"before", "with", "more", "bound"}:
                    break
                sign = NEGATIVE if meaning.value == POSITIVE else POSITIVE
                return Meaning(meaning.axis, sign), follow + len(phrase) - at
    return NEGATION, 1


def opposed(a: str, b: str) -> bool:
    """Whether one of two words is the other with a prefix that negates it: "paid" and "unpaid"."""
    short, long = sorted((a, b), key=len)
    if len(short) < 4 or not long.endswith(short):
        return False
    return long[: -len(short)] in {"un", "in", "im", "non", "non-", "dis"}


def contradicts(axis: str, a: str, b: str, written: tuple[str, str]) -> bool:
    """Whether two meanings on one axis exclude each other. "Can" and "should" live together."""
    if a == b:
        return False
    if axis != "modality":
        return True
    pair = {a, b}
    weak = any(
        word.lower() in {"can", "kann", "können", "peut", "peuvent", "pouvez", "puede", "pueden"} for word in written
    )
    soft = any(word.lower() in {"need to", "needs to"} for word in written)
    if pair == {"may", "should"} and weak:
        return False
    if pair == {"must", "should"} and soft:
        return False
    return pair not in ({"may", "need not"}, {"must not", "should not"}) and not (soft and weak)
