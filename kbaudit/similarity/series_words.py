"""Words of names and titles that tell a record of a period from a text that holds until it is replaced."""

from __future__ import annotations

import re
from typing import Final

_BEGIN: Final = r"(?<![^\W_])"
_END: Final = r"(?![^\W_])"

RECORD: Final = re.compile(
    rf"{_BEGIN}(?:reports?|reporting|minutes|newsletters?|bulletins?|invoices?|receipts?|payroll|payslips?|pay slips?"
    r"|timesheets?|statements?|logs?|logbook|journals?|diary|digests?|agendas?|stand[-_ ]?ups?|retros?|retrospectives?"
    r"|recaps?|postmortems?|budgets?|forecasts?|kpis?|meetings?|results"
    r"|\w*berichte?|\w*protokolle?|\w*rechnung(?:en)?|\w*abrechnung(?:en)?|rundbriefe?|kontoauszug|\w*sitzung(?:en)?"
    r"|compte[-_ ]rendus?|comptes[-_ ]rendus|proc[eè]s[-_ ]verba(?:l|ux)|rapports?|factures?|relev[ée]s?|bilans?"
    rf"|informes?|actas?|facturas?|n[oó]minas?|bolet[ií]n|extractos?){_END}",
    re.IGNORECASE,
)
"""What is made anew for every period."""

RHYTHM: Final = re.compile(
    rf"{_BEGIN}(?:daily|weekly|fortnightly|monthly|quarterly|wochen\w*|w[öo]chentlich\w*|monats\w*|monatlich\w*"
    r"|quartals\w*|hebdo\w*|mensuel\w*|mensual\w*|trimestri?[ea]l\w*|semanal\w*|quotidien\w*|diari[oa])"
    rf"{_END}",
    re.IGNORECASE,
)
"""How often something is made; a year is left out, for policies come yearly too."""

STANDING: Final = re.compile(
    rf"{_BEGIN}(?:polic(?:y|ies)|handbooks?|manuals?|guides?|guidelines?|guidance|terms|conditions|procedures?|process"
    r"|regulations?|standards?|rules?|pric(?:e|es|ing)|price[-_ ]?lists?|tariffs?|rates?|fees?|catalogues?|catalogs?"
    r"|templates?|instructions?|how[-_ ]to|privacy|accessibility|cookies?|faq|leave|charter|contract"
    r"|\w*richtlinien?|\w*preislisten?|\w*handbuch|\w*ordnung|leitfaden|\w*anleitung|vorlage|agb|merkblatt"
    r"|politiques?|tarifs?|r[èe]glements?|manuel|proc[ée]dures?|mod[èe]le|pol[ií]ticas?|tarifas?|reglamentos?|gu[ií]a"
    rf"|plantilla){_END}",
    re.IGNORECASE,
)
"""What holds until it is replaced: another date is another edition of it."""
