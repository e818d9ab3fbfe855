"""Words of titles and first lines: which tell two things apart, and which only say what kind of text it is."""

from __future__ import annotations

import re
from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", listed))


EDITIONS: Final = _words(
    """
    draft final new old copy version revision rev edition release updated interim archived internal public
    current previous original removed deprecated obsolete superseded experimental beta alpha preview legacy
    entwurf neu alt fassung ausgabe kopie brouillon ancien nouveau borrador nuevo antiguo the a
    """
)
"""What tells one edition of a text from another."""

DOCUMENTS: Final = _words(
    """
    policy policies rule rules guideline guidelines guidance guide guides handbook manual procedure procedures process
    regulation regulations standard standards instruction instructions information info overview summary details faq
    faqs questions introduction notes note page document documentation docs reference how what when work works working
    about our your all general company corporate staff-handbook code conduct basics explained help terms conditions
    richtlinie richtlinien regel regeln regelung regelungen leitfaden leitlinie leitlinien handbuch ordnung verfahren
    anleitung anweisung merkblatt hinweise informationen übersicht
    politique règles règlement guide manuel procédure consignes informations
    política reglas reglamento guía procedimiento instrucciones información
    """
)
"""What kind of text it is: a policy and a handbook may well be about one thing."""

ROLES: Final = _words(
    """
    manager managers management director directors head heads lead leads leader supervisor officer officers chief
    executive administrator administrators admin admins owner board committee council team teams department departments
    desk helpdesk support service services operations office finance legal compliance security safety facilities
    procurement purchasing accounting payroll controlling reception people hr it human resources personnel staff
    ceo cfo cto coo ciso dpo
    leiter leitung leiterin geschäftsführung vorstand abteilung personalabteilung buchhaltung einkauf vertrieb
    empfang datenschutzbeauftragter sicherheitsbeauftragter betriebsrat
    """
)
"""Who does something within an organisation: another one is another rule, not another organisation."""

_MATTERS: Final = (
    "refund refunds return returns returning reimbursement reimbursements cancellation cancellations",
    "leave holiday holidays vacation vacations absence absences",
    "remote home mobile telework teleworking telecommuting homeworking",
    "expense expenses travel trip trips travelling reimbursement",
    "visitor visitors guest guests",
    "password passwords passphrase passphrases credentials login",
    "delivery deliveries shipping shipment shipments",
    "price prices pricing fee fees tariff tariffs rates charges",
    "backup backups retention archiving",
    "privacy data-protection gdpr",
    "bonus bonuses commission",
    "complaint complaints grievance grievances",
    "support helpdesk service",
    "hours times",
)
_MATTER_OF: Final = {
    word: {number for number, words in enumerate(_MATTERS) if word in words.split()}
    for words in _MATTERS
    for word in words.split()
}


def one_matter(a: str, b: str) -> bool:
    """Whether two words of titles name one matter: refunds and returns, leave and holidays."""
    return not _MATTER_OF.get(a, set()).isdisjoint(_MATTER_OF.get(b, set()))


SERIES: Final = re.compile(
    r"\b(?:minutes|meeting|reports?|invoice|newsletter|statement|timesheet|rota|agenda|menu|bulletin|log|digest|payslip"
    r"|receipt|weekly|monthly|quarterly|protokoll|sitzung|rechnung|\w*bericht|monats\w+|compte.rendu"
    r"|procès|facture|rapport"
    r"|acta|factura|informe|results|stand-?up|retrospective|sprint|roster|schedule|calendar|incident"
    r"|order|quote|offer)\b",
    re.IGNORECASE,
)
"""What comes again and again, each time about another time."""

STANDING: Final = re.compile(
    r"polic(?:y|ies)|handbook|price.?list|tariff|guide|terms|conditions|procedure|manual|regulation|standard|rules"
    r"|richtlinie|preisliste|handbuch|ordnung|politique|tarif|règlement|política|tarifa|reglamento|valid|effective"
    r"|as of|version|gültig|stand|updated",
    re.IGNORECASE,
)
"""What holds until it is replaced: another time in its title is another edition."""

IDENTITY: Final = re.compile(
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
"""A line that says which thing a form is about."""

KEEPER: Final = re.compile(
    r"\b(?:owner|author|contact|maintain\w*|responsible|question\w*|kept|keeps|approv\w+|review\w*|written|wrote|ask"
    r"|write|call|mail|report\w*|manag\w+|in charge|sign\w*|verantwortlich\w*|ansprechpartner\w*|fragen|freigegeben"
    r"|responsable|contacto|autor)\b",
    re.IGNORECASE,
)
"""What says of somebody that he keeps a text or a matter: he isn't what it is about."""
