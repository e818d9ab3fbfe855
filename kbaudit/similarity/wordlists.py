"""Words that change between editions of one text, and words that turn what a sentence allows or asks for around."""

from __future__ import annotations

import re
from typing import Final

from kbaudit.similarity.value_words import CALENDAR, DURATIONS, LONG_MAGNITUDES, MEASURES, NUMBER_WORDS, WORKING

_WORDS_TOO: Final = frozenset({"einen", "neuf", "once", "twice", "half"})
"""Number words that more often are something else."""
CHANGING: Final = (frozenset(NUMBER_WORDS) - _WORDS_TOO) | frozenset(
    re.findall(
        r"\w+",
        """
        january february march april may june july august september october november december
        jan feb mar apr jun jul aug sep sept oct nov dec
        monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
        januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
        janvier février mars avril juin juillet août septembre octobre novembre décembre
        lundi mardi mercredi jeudi vendredi samedi dimanche
        thousand million billion
        eur euro euros usd dollar dollars gbp pound pounds chf franken
        """,
    )
)
"""Words that stand for a number or a date, beside every token with a digit in it."""

TURNING: Final = frozenset(
    re.findall(
        r"\w+",
        """
        must shall should may might can cannot could need needs not never always no without neither nor
        aren can couldn didn doesn don isn mustn needn shan shouldn wasn weren won wouldn
        allowed permitted forbidden prohibited banned required mandatory optional voluntary enabled disabled
        supported unsupported deprecated recommended discouraged
        muss müssen darf dürfen soll sollen sollte kann können nicht kein keine keinen keiner nie niemals ohne immer
        erlaubt verboten untersagt zulässig unzulässig erforderlich verpflichtend freiwillig aktiviert deaktiviert
        doit doivent peut peuvent pas jamais sans aucun aucune autorisé autorisée interdit interdite obligatoire
        facultatif facultative requis requise activé désactivé
        debe deben puede pueden nunca sin permitido permitida prohibido prohibida obligatorio obligatoria opcional
        deve devono devem può possono pode podem non não mai nunca senza sem permesso vietato obbligatorio proibido
        moet moeten mag mogen kan kunnen niet geen nooit zonder verplicht verboden toegestaan
        не нельзя должен должна должны можно может могут запрещено разрешено обязательно
        不 必 须 須 可 禁 勿
        """,
    )
)
"""Words of which one more, one less or another one makes a sentence ask for something else."""

NEUTRAL: Final = frozenset(("do", "does", "did", "with", "t", "ne", "to", "be"))
"""Words that come and go with the turning ones: "don't" and "do", "with" and "without". They say nothing alone."""

_LETTERS: Final = frozenset({"a", "d", "v", "w", "em", "pa", "m", "l"})
"""Units that are words of their own too, or letters that seldom are units."""
UNITS: Final = (
    frozenset(word for word in (*DURATIONS, *MEASURES, *LONG_MAGNITUDES, *WORKING, *CALENDAR) if word.isalnum())
    | frozenset({"percent", "prozent", "per", "cent", "cents"})
) - _LETTERS
"""Words that belong to the number before them: with another number another unit may stand there."""
