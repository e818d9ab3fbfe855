"""The kinds of personal numbers that are looked for: their form, their check, and the words that name them."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Number:
    """One kind of number. check is the module of python-stdnum that checks it, or a function; "" for no check digit.

    words are in small letters: a number counts beside one of them or below it in a column, except in the form `alone`.
    """

    label: str
    check: str | Callable[[str], bool]
    form: re.Pattern[str]
    words: tuple[str, ...]
    alone: re.Pattern[str] | None = None

    def holds(self, value: str) -> bool:
        """Whether the number checks out."""
        if isinstance(self.check, str):
            return not self.check or bool(importlib.import_module(f"stdnum.{self.check}").is_valid(value))
        return self.check(value)


def is_german_pension_number(value: str) -> bool:
    """Whether the check digit fits (§ 4 VKVV: the letter as its place in the alphabet, digit sums, modulo 10)."""
    bare = re.sub(r"\s", "", value)
    digits = f"{bare[:8]}{ord(bare[8]) - 64:02}{bare[9:11]}"
    total = sum(sum(divmod(int(d) * weight, 10)) for d, weight in zip(digits, _PENSION_WEIGHTS, strict=True))
    return total % 10 == int(bare[11])


def _form(pattern: str) -> re.Pattern[str]:
    """A form between word boundaries; never within a longer number, an amount or an address."""
    return re.compile(rf"(?<![\w.,/-]){pattern}(?![\w/]|[-.,]\d)", re.ASCII)


_PENSION_WEIGHTS: Final = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_S: Final = r"[ \xa0\u202f]?"
_AHV: Final = r"756\.\d{4}\.\d{4}\.\d\d"
_CPF: Final = r"\d{3}\.\d{3}\.\d{3}-\d\d"
_NIR: Final = r"[12]{s}\d\d{s}(?:0[1-9]|1[0-2]|[2-9]\d){s}(?:\d\d|2[AB]){s}\d{{3}}{s}\d{{3}}{s}\d\d"

NUMBERS: Final = (
    Number("US social security number", "us.ssn", _form(r"\d{3}-\d\d-\d{4}"), ("ssn", "social security")),
    Number(
        "UK national insurance number",
        "",
        _form(rf"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]{_S}\d\d{_S}\d\d{_S}\d\d{_S}[A-D]"),
        ("national insurance", "nino", "ni number", "ni no"),
    ),
    Number("UK NHS number", "gb.nhs", _form(rf"\d{{3}}{_S}-?\d{{3}}{_S}-?\d{{4}}"), ("nhs number", "nhs no")),
    Number(
        "German tax number",
        "de.idnr",
        _form(rf"[1-9]\d{_S}\d{{3}}{_S}\d{{3}}{_S}\d{{3}}"),
        (
            "steuer-id",
            "steueridentifikation",
            "steuer id",
            "steuer-identifikation",
            "steuerliche identifikation",
            "idnr",
        ),
    ),
    Number(
        "German pension number",
        is_german_pension_number,
        _form(rf"\d\d{_S}[0-3]\d[01]\d\d\d{_S}[A-Z]{_S}\d\d{_S}\d"),
        ("sozialversicherung", "rentenversicherung", "sv-nummer", "sv-nr", "rvnr", "versicherungsnummer"),
    ),
    Number(
        "Austrian insurance number",
        "at.vnr",
        _form(rf"[1-9]\d{{3}}{_S}\d{{6}}"),
        ("svnr", "sv-nummer", "sv-nr", "sozialversicherung", "versicherungsnummer"),
    ),
    Number(
        "Swiss insurance number",
        "ch.ssn",
        _form(rf"(?:{_AHV}|756\d{{10}})"),
        ("ahv", "avs", "sozialversicherung", "versichertennummer"),
        alone=_form(_AHV),
    ),
    Number(
        "French social security number",
        "fr.nir",
        _form(_NIR.format(s=_S)),
        ("nir", "sécurité sociale", "securite sociale", "numéro de sécu"),
        alone=_form(_NIR.format(s=r"[ \xa0\u202f]")),
    ),
    Number("Spanish DNI", "es.dni", _form(r"\d{8}-?[A-Z]"), ("dni", "nif", "documento nacional")),
    Number("Spanish NIE", "es.nie", _form(r"[XYZ]-?\d{7}-?[A-Z]"), ("nie", "extranjero")),
    Number(
        "Italian tax code",
        "it.codicefiscale",
        _form(r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]"),
        ("fiscale", "c.f."),
    ),
    Number("Dutch BSN", "nl.bsn", _form(r"\d{4}\.?\d\d\.?\d{3}"), ("bsn", "burgerservice", "sofinummer")),
    Number(
        "Belgian national number",
        "be.nn",
        _form(r"\d\d\.?\d\d\.?\d\d-?\d{3}\.?\d\d"),
        ("rijksregister", "registre national", "insz", "niss"),
    ),
    Number("Polish PESEL", "pl.pesel", _form(r"\d{11}"), ("pesel",)),
    Number(
        "Swedish personal number",
        "se.personnummer",
        _form(r"(?:19|20)?\d{6}[-+]?\d{4}"),
        ("personnummer", "personal number", "samordningsnummer"),
    ),
    Number("Danish CPR number", "dk.cpr", _form(r"[0-3]\d[01]\d{3}-?\d{4}"), ("cpr",)),
    Number(
        "Norwegian birth number",
        "no.fodselsnummer",
        _form(r"\d{6}[ ]?\d{5}"),
        ("fødselsnummer", "fodselsnummer", "personnummer", "d-nummer"),
    ),
    Number(
        "Finnish personal code",
        "fi.hetu",
        _form(r"[0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-Y]"),
        ("hetu", "henkilötunnus", "personal identity code"),
    ),
    Number("Irish PPS number", "ie.pps", _form(r"\d{7}[A-W][A-IW]?"), ("pps", "ppsn")),
    Number("Portuguese NIF", "pt.nif", _form(r"[123]\d{2}[ ]?\d{3}[ ]?\d{3}"), ("nif", "contribuinte")),
    Number("Czech birth number", "cz.rc", _form(r"\d{6}/?\d{3,4}"), ("rodné číslo", "rodne cislo")),
    Number("Romanian CNP", "ro.cnp", _form(r"[1-9]\d{12}"), ("cnp", "cod numeric personal")),
    Number("Brazilian CPF", "br.cpf", _form(rf"(?:{_CPF}|\d{{11}})"), ("cpf",), alone=_form(_CPF)),
    Number("Indian Aadhaar number", "in_.aadhaar", _form(r"[2-9]\d{3} ?\d{4} ?\d{4}"), ("aadhaar", "aadhar")),
    Number(
        "Canadian SIN",
        "ca.sin",
        _form(r"[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}"),
        ("social insurance number", "sin number", "sin:"),
    ),
    Number("Australian tax file number", "au.tfn", _form(r"\d{3} ?\d{3} ?\d{2,3}"), ("tfn", "tax file")),
)
