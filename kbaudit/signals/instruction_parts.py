"""What the phrases of instructions to a model are put together from, in English, German, French and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrase:
    """One kind of instruction. roots are in small letters; the pattern begins with a word at most `lead` before one.

    begins is what it begins with where that isn't a word. sign: no sentence but a sign, which may stand anywhere.
    A vague one counts in hidden text, or beside one of another kind; alone says whether it does in hidden text.
    """

    label: str
    roots: tuple[str, ...]
    pattern: re.Pattern[str]
    lead: int = 0
    begins: str = ""
    sign: bool = False
    vague: bool = False
    alone: bool = True


def roots(listed: str) -> tuple[str, ...]:
    """The roots of a list such as "ignor;forget"."""
    return tuple(listed.split(";"))


def pattern(*alternatives: str) -> re.Pattern[str]:
    """Any of the alternatives, in capital or small letters."""
    return re.compile("|".join(f"(?:{each})" for each in alternatives), re.IGNORECASE)


EARLIER: Final = r"(?:previous|prior|above|earlier|preceding|foregoing|former|existing|original|initial|system|safety)"
ORDERS: Final = (
    r"(?:instructions?|prompts?|directives?|commands?|guidelines?|guardrails?|rules|context|directions|constraints"
    r"|programming)"
)
ANY: Final = r"(?:(?:all|any|every|each|of|the|your|these|those|and|or|other|everything)\s){0,5}"
DEED: Final = (
    r"(?:instead|now|respond|reply|answer|output|say|tell|write|print|do|follow|act|return|reveal|summari[sz]e"
    r"|translate|send"
    r"|recommend|always|only|state|claim|execute|run)"
)
MACHINE: Final = (
    r"(?:AI|A\.I\.|artificial intelligence|(?:large )?language model|LLM|chat ?bot|AI (?:assistant|agent|model|system"
    r"|language model))"
)
MASCHINE: Final = (
    r"(?:KI|künstliche Intelligenz|(?:KI-)?Sprachmodell|KI-(?:Assistent|Modell|System|Agent)\w*|Chatbot|LLM)"
)
IA: Final = (
    r"(?:IA|intelligence artificielle|modèle de langage|assistant(?:e)? (?:IA|virtuel)|agent conversationnel|chatbot"
    r"|LLM)"
)
IA_ES: Final = r"(?:IA|inteligencia artificial|modelo de lenguaje|asistente (?:de IA|virtual)|chatbot|LLM)"
TALK: Final = (
    r"(?:conversation|chat(?: history| log)?|previous messages|message history|system prompt|user(?:['’]s)? (?:data"
    r"|details|name|e-?mail|question|messages?|input)"
    r"|Unterhaltung|Gesprächsverlauf|Chatverlauf|historique|conversación|historial)"
)
GREETING: Final = (
    r"(?:(?:dear|hey|hi|hello|attention|note|notice|message|instructions?|important|hinweis|anweisung(?:en)?|nota"
    r"|avis|atención"
    r"|liebe[rs]?|an|to|for|für|pour|para|à|all|any|the|alle|die|den|das|les|tous|los|todos),?:?\s){0,4}"
)
