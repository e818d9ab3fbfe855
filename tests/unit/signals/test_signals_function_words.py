"""Prose of a language has its function words; names, code and tables don't."""

from __future__ import annotations

import pytest

from kbaudit.signals.function_words import reads_like
from kbaudit.signals.language import language_of

PROSE = {
    "en": "Employees may claim travel expenses within thirty days of the journey, with receipts for all of them.",
    "de": "Reisekosten sind innerhalb von dreißig Tagen nach der Reise mit allen Belegen einzureichen.",
    "fr": "Les frais de déplacement doivent être déclarés dans les trente jours suivant le voyage.",
    "es": "Los gastos de viaje deben presentarse dentro de los treinta días siguientes al viaje.",
    "it": "Le spese di viaggio devono essere presentate entro trenta giorni dalla fine del viaggio con le ricevute.",
    "pt": "As despesas de viagem devem ser apresentadas no prazo de trinta dias após a viagem, com os recibos.",
    "nl": "Reiskosten moeten binnen dertig dagen na de reis met alle bonnen worden ingediend bij de afdeling.",
    "sv": "Reseräkningar ska lämnas in inom trettio dagar efter resan och med alla kvitton som du har.",
    "da": "Rejseudgifter skal indsendes inden for tredive dage efter rejsen sammen med alle kvitteringer.",
    "fi": "Matkakulut on ilmoitettava kolmenkymmenen päivän kuluessa matkasta, ja kuitit ovat mukana.",
    "pl": "Wydatki na podróż należy zgłosić w ciągu trzydziestu dni od zakończenia podróży oraz dołączyć rachunki.",
    "cs": "Cestovní výdaje je nutné předložit do třiceti dnů po skončení cesty, a to se všemi účtenkami.",
    "hu": "Az utazási költségeket az utazás után harminc napon belül kell benyújtani, és a számlákat is csatolni kell.",
    "tr": "Seyahat giderleri, seyahatten sonra otuz gün içinde ve tüm makbuzlar ile birlikte sunulmalıdır.",
}


@pytest.mark.parametrize("language", PROSE)
def test_prose(language):
    assert reads_like(language, PROSE[language])
    assert language_of(PROSE[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "Name Age When Bob 20 2010-10-10 Jane 23 2012-01-01 Ian 34 2015-11-11",
        "Erlend Aasland, Domenico Andreoli, Petr Viktorin, Victor Stinner, Guido van Rossum, Carol Willing",
        "a b c d e f g h a b c d e f g h i a b c d e f a b c d e o",
        "date temperature place 2011-01-01 1 Galway 2011-01-02 -1 Galway 2011-01-03 0 Galway",
    ],
)
def test_no_prose_is_in_no_language(text):
    assert language_of(text) == ""


def test_a_list_of_names_before_the_text_does_not_matter():
    names = "Author: Erlend Egeberg Aasland, Domenico Andreoli, Petr Viktorin, Victor Stinner, Carol Willing. " * 6
    assert language_of(names + PROSE["fr"] * 8) == "fr"


def test_a_language_in_another_script_needs_no_words():
    assert reads_like("ru", "x")
