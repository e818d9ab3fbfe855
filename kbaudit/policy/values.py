"""The kinds of text that a policy writes: names, patterns, codes, zones, languages. What means nothing is refused."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from datetime import UTC, tzinfo
from typing import Annotated, Final

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern
from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from kbaudit.checks import CHECKS
from kbaudit.model import Origin, displayed
from kbaudit.policy.expressions import refuse_unusable
from kbaudit.policy.release_lines import RELEASE, STAND_IN
from kbaudit.signals.names import key_of

_LONGEST_GLOB: Final = 1000
LANGUAGES: Final = frozenset(
    re.findall(
        r"\w+",
        """
        af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt
        ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh
        """,
    )
)
"""What language detection tells apart, by ISO 639-1; any other code would never be found."""
_MACHINES_OWN: Final = ("localtime", "posixrules", "posix/", "right/")  # zones that differ from machine to machine


def _glob(pattern: str) -> str:
    if len(pattern) > _LONGEST_GLOB:
        raise ValueError(f"is longer than {_LONGEST_GLOB} characters")
    try:
        usable = GitIgnoreSpecPattern(pattern).include is not None
    except (ValueError, re.error) as error:
        raise ValueError(f"is no pattern in gitignore syntax: {displayed(str(error))}") from None
    if not usable:
        raise ValueError("is a pattern that matches nothing (in gitignore syntax # begins a comment)")
    return pattern


def _code(code: str) -> str:
    codes = [check.code for check in CHECKS]
    if code not in codes:
        near = difflib.get_close_matches(code.upper(), codes, n=1, cutoff=0.7)
        hint = f' (did you mean "{near[0]}"?)' if near else f" (there are: {', '.join(codes)})"
        raise ValueError(f"is no check{hint}")
    return code


def _zone(value: object) -> tzinfo:
    if value == "UTC":
        return UTC
    name = value if isinstance(value, str) and not value.startswith(_MACHINES_OWN) else ""
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        near = difflib.get_close_matches(name[:64], sorted(zoneinfo.available_timezones()), n=1, cutoff=0.7)
        hint = f'did you mean "{near[0]}"?' if near else 'write one such as "UTC" or "Europe/Vienna"'
        raise ValueError(f"is no time zone of the IANA database ({hint})") from None


def _source_name(name: str) -> str:
    if name != name.strip() or name in {"", ".", ".."} or "/" in name or not name.isprintable():
        raise ValueError(
            "can't name a source: it begins the documents' uris, so it has no slash and no blanks around it"
        )
    return name


def _metadata_name(name: str) -> str:
    if not key_of(name).isalnum():
        raise ValueError("is no name that a field could have")
    return name


def _language(code: str) -> str:
    if code not in LANGUAGES:
        short = code[:2].lower()
        hint = f'did you mean "{short}"?' if short in LANGUAGES else f"there are: {', '.join(sorted(LANGUAGES))}"
        raise ValueError(f"is no language that kbaudit tells apart, by its two letters ({hint})")
    return code


def _expression(pattern: str) -> str:
    refuse_unusable(pattern)
    return pattern


def _release_pattern(pattern: str) -> str:
    if pattern.count(RELEASE) != 1 or pattern.startswith("!") or STAND_IN in pattern:
        raise ValueError(f'has to have {RELEASE} in it once, where the release stands: "{RELEASE}/**"')
    _glob(pattern.replace(RELEASE, STAND_IN))
    return pattern


def _can_be_trusted(origin: Origin) -> Origin:
    if origin is Origin.MTIME:
        raise ValueError("is never trusted: the time of a file can only make a document stale")
    return origin


def _no_two_alike(said: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((text for place, text in enumerate(said) if text in said[:place]), None)
    if twice is not None:
        raise ValueError(f'names "{displayed(twice)}" twice')
    return said


def _each_once(said: tuple[str, ...]) -> tuple[str, ...]:
    """Sorted, so that policies that mean the same are the same."""
    return tuple(sorted(set(said)))


Text = Annotated[str, Field(min_length=1)]
TextsOnce = Annotated[tuple[Text, ...], AfterValidator(_each_once)]
TextsInOrder = Annotated[
    tuple[Text, ...], AfterValidator(_no_two_alike), Field(json_schema_extra={"uniqueItems": True})
]
SomeTextsInOrder = Annotated[
    tuple[Text, ...], Field(min_length=1), AfterValidator(_no_two_alike), Field(json_schema_extra={"uniqueItems": True})
]
MetadataName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_metadata_name)]
MetadataNames = Annotated[tuple[MetadataName, ...], AfterValidator(_each_once)]
Expression = Annotated[str, Field(min_length=1, json_schema_extra={"format": "regex"}), AfterValidator(_expression)]
ReleasePattern = Annotated[str, Field(json_schema_extra={"pattern": r"\{release\}"}), AfterValidator(_release_pattern)]
Trust = Annotated[
    tuple[
        Annotated[
            Origin,
            AfterValidator(_can_be_trusted),
            WithJsonSchema({"type": "string", "enum": [o.value for o in Origin if o is not Origin.MTIME]}),
        ],
        ...,
    ],
    AfterValidator(_no_two_alike),
    Field(json_schema_extra={"uniqueItems": True}),
]
"""Kinds of places where claims stand, the most trusted first."""
Language = Annotated[str, Field(json_schema_extra={"enum": sorted(LANGUAGES)}), AfterValidator(_language)]
Languages = Annotated[tuple[Language, ...], AfterValidator(_each_once)]
Glob = Annotated[str, Field(min_length=1), AfterValidator(_glob)]
Code = Annotated[str, Field(pattern=r"^KB[0-9]{3}$"), AfterValidator(_code)]
SourceName = Annotated[str, AfterValidator(_source_name)]
Zone = Annotated[
    tzinfo,
    PlainValidator(_zone),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["UTC", "Europe/Vienna"]}),
]
