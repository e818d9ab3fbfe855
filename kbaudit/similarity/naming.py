"""What one folder or file name says about version and copy, and the name without it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kbaudit.similarity.numbering import FORMS, Form, Number, plain_number, whole_number


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name read: rest is what remains of it, with single hyphens for separators.

    standing is -1 for what is put away (old, archive), 1 for latest. finality is -1 for a draft, 1 and up for final.
    doubtful marks a folder that is only a year or a plain number: its siblings have to confirm it.
    """

    rest: str
    numbers: tuple[Number, ...] = ()
    labels: tuple[str, ...] = ()
    standing: int = 0
    finality: int = 0
    copy: bool = False
    doubtful: bool = False


ALL_SCHEMES: Final = frozenset({"version", "date"})
_LONGEST: Final = 255  # characters; a longer name is not read, which bounds the regular expressions
_MOST: Final = 6  # markers in one name

_PUT_AWAY: Final = "old|bak|backup|archived?|obsolete|outdated|superseded|previous|prev|retired|veraltet"
_LATEST: Final = "latest|current|aktuell"
_DRAFT: Final = "draft|entwurf|wip"
_FINAL: Final = r"final(?:[-_. ]?version)?|new"
_STATUS: Final = rf"(?P<away>{_PUT_AWAY})|(?P<latest>{_LATEST})|(?P<draft>{_DRAFT})|(?P<final>{_FINAL})"
_CONTENTS: Final = "versions?|files?|docs?|documents?|pages|copies|stuff|versionen|dateien|dokumente"
_COPY: Final = "copy|kopie|copie|copia"
_FOLDER_STATUS: Final = re.compile(
    rf"[-_. ]*(?:(?:z{{1,3}}[-_. ]*)?(?P<away>(?:{_PUT_AWAY}|archives?|backups?))(?:[-_. ]+(?:{_CONTENTS}))?"
    rf"|(?P<latest>{_LATEST}|stable)"
    rf"|(?P<draft>(?:{_DRAFT})s?)|(?P<final>final))[-_. ]*"
)
_STATUS_END: Final = re.compile(rf"(?:[-_. ]+|\s*[(\[])(?:{_STATUS})(?:[-_. ]?(?P<nth>\d{{1,2}}))?[)\]]?$")
_STATUS_BEGIN: Final = re.compile(rf"^[(\[]?(?:{_STATUS})(?P<nth>)(?:[)\]][-_. ]*|[-_. ]+)")
_COPY_END: Final = re.compile(
    rf"\s*\((?:{_COPY})(?:[-_ ]?\d{{1,3}})?\)$|\s+-\s+(?:{_COPY})(?:[-_ ]?\(?\d{{1,3}}\)?)?$"
    r"|[-_. ]+kopie\d{0,2}$|\s*\(\d{1,2}\)$"
)
_COPY_WORD_END: Final = re.compile(rf"[-_. ]+(?:{_COPY})[-_. ]?\d{{0,2}}$")
_COPY_BEGIN: Final = re.compile(rf"^(?:{_COPY})(?:[-_ ]?\(\d{{1,3}}\))?[-_ ](?:of|von|de|di)[-_ ]+")
_NUMBER_ENDS: Final = tuple((re.compile(rf"(?:^|[-_. ]+|\s*[(\[]){form.pattern}[)\]]?$"), form) for form in FORMS)
_NUMBER_BEGINS: Final = tuple(
    (re.compile(rf"^[(\[]?{form.pattern}(?:[)\]][-_. ]*|[-_. ]+)(?=\D*[^\W\d])"), form)
    for form in FORMS
    if not form.bare or "number" not in form.pattern  # "1.2-intro" is an order, not a version
)
_HINT: Final = re.compile(rf"\d|{_PUT_AWAY}|{_LATEST}|{_DRAFT}|final|new|{_COPY}|rev")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=V\d)")
_SEPARATORS: Final = re.compile(r"[-_.\s]+")

# Words after which a number is part of the name: the order of something, or another thing's version.
_NUMBERED: Final = frozenset(
    re.findall(
        r"\w+",
        """
        appendix art article case chapter chap class day episode exercise fig figure grade issue item kapitel lesson
        level line listing module no note nr number page part phase point pos question quest room section sec sprint
        stage step table task teil tier topic unit vol volume week wk
        android debian dotnet django fedora go gpt ios iso java jdk macos mysql net node nodejs office oauth php
        postgres postgresql python rails rhel ruby server sql sqlserver ssl tls ubuntu usb web win windows
        """,
    )
)


def normalised(name: str) -> str:
    """A name in lower case, with single hyphens for the separators."""
    return _SEPARATORS.sub("-", name.lower()).strip("-")


@lru_cache(maxsize=4096)
def read_folder(name: str) -> NameReading:
    """What a folder's name says. Words such as "old" count only where they are the whole name."""
    lower = name.lower()
    if len(lower) > _LONGEST:
        return NameReading(normalised(lower))
    if status := _FOLDER_STATUS.fullmatch(lower):
        return _with_status(NameReading(""), status)
    text = _SEPARATORS.sub(" ", lower).strip() if not any(ch.isdigit() for ch in lower) else lower.strip("-_. ")
    if found := whole_number(text):
        number, form = found
        return NameReading("", (number,), (_label(text, form),), doubtful=form.bare and number.scheme == "date")
    if plain := plain_number(text):
        return NameReading("", (plain,), (text,), doubtful=True)
    return read_name(name, words=False)


def read_name(stem: str, *, words: bool = True, schemes: frozenset[str] = ALL_SCHEMES) -> NameReading:
    """What a file's name without its extension says.

    words=False leaves out all that an ordinary title may end with; only numbers of the schemes count.
    """
    if len(stem) > _LONGEST or not _HINT.search(stem.lower()):
        return NameReading(normalised(stem))
    reading = NameReading(_CAMEL.sub("-", stem).lower().strip("-_. "))
    for _ in range(_MOST):
        shorter = _copy(reading, words=words) or (_status(reading) if words else None) or _number(reading, schemes)
        if not shorter:
            break
        reading = shorter
    return replace(reading, rest=normalised(reading.rest))


def _copy(reading: NameReading, *, words: bool) -> NameReading | None:
    patterns = (_COPY_END, _COPY_BEGIN, _COPY_WORD_END) if words else (_COPY_END, _COPY_BEGIN)
    for pattern in patterns:
        rest = pattern.sub("", reading.rest, count=1).strip("-_. ")
        if rest and rest != reading.rest:
            labels = reading.labels if reading.copy else (*reading.labels, "copy")
            return replace(reading, rest=rest, labels=labels, copy=True)
    return None


def _status(reading: NameReading) -> NameReading | None:
    for pattern in (_STATUS_END, _STATUS_BEGIN):
        found = pattern.search(reading.rest)
        if not found:
            continue
        rest = (reading.rest[: found.start()] + reading.rest[found.end() :]).strip("-_. ")
        if rest:
            return _with_status(replace(reading, rest=rest), found)
    return None


def _with_status(reading: NameReading, found: re.Match[str]) -> NameReading:
    word = next(value for name in ("away", "latest", "draft", "final") if (value := found[name]))
    nth = found.groupdict().get("nth") or ""
    standing = -1 if found["away"] else 1 if found["latest"] and not reading.standing else reading.standing
    finality = reading.finality
    if found["draft"]:
        finality = -1
    elif found["final"] and finality >= 0:
        finality += int(nth or 1)
    labels = reading.labels if word in reading.labels else (word + nth, *reading.labels)
    return replace(reading, standing=standing, finality=finality, labels=labels)


def _number(reading: NameReading, schemes: frozenset[str]) -> NameReading | None:
    return _number_at_end(reading, schemes) or _number_at_begin(reading, schemes)


def _number_at_end(reading: NameReading, schemes: frozenset[str]) -> NameReading | None:
    for pattern, form in _NUMBER_ENDS:
        found = pattern.search(reading.rest)
        number = form.read(found) if found else None
        if not found or not number or number.scheme not in schemes:
            continue
        rest = reading.rest[: found.start()].strip("-_. ")
        if _may_end(rest, number, form):
            label = _label(found[0].strip("-_. ()[]"), form)
            return replace(reading, rest=rest, numbers=(number, *reading.numbers), labels=(label, *reading.labels))
    return None


def _may_end(rest: str, number: Number, form: Form) -> bool:
    if not rest:  # "v2.md" in the folder of the document; "2023.md" is a year's own page
        return number.scheme == "version" and not form.bare
    return not (form.bare and normalised(rest).rpartition("-")[2] in _NUMBERED)


def _number_at_begin(reading: NameReading, schemes: frozenset[str]) -> NameReading | None:
    for pattern, form in _NUMBER_BEGINS:
        found = pattern.search(reading.rest)
        number = form.read(found) if found else None
        if found and number and number.scheme in schemes:
            rest = reading.rest[found.end() :].strip("-_. ")
            label = _label(found[0].strip("-_. ()[]"), form)
            return replace(reading, rest=rest, numbers=(*reading.numbers, number), labels=(*reading.labels, label))
    return None


def _label(text: str, form: Form) -> str:
    """The version as people say it: "v2", "rev3", "0.77" of "version-0.77", "2023-04"."""
    found = re.fullmatch(form.pattern, text)
    if not found or "word" not in found.groupdict():
        return text
    number = text[len(found["word"]) :].strip("-_. ")
    word = {"revision": "rev"}.get(found["word"], found["word"])
    return f"{word} {number}" if number.isalpha() else f"{word}{number}" if word in ("v", "rev") else number
