"""Owner claims: from declared fields, document properties and sentences such as "Document owner: Jane Doe (HR)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, OwnerClaim
from kbaudit.signals.date_clauses import writer_of
from kbaudit.signals.names import key_of, linked
from kbaudit.signals.statements import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kbaudit.model import Field
    from kbaudit.signals.statements import Statements

_KEYS: Final = (  # strongest first: an author wrote a document, an owner answers for it
    "owner owners documentowner docowner pageowner contentowner policyowner processowner ownedby owneremail ownersemail"
    " ownername ownersname ownerteam ownerslack dri steward responsible responsibleperson accountable verantwortlich"
    " verantwortlicher",
    "maintainer maintainers maintainername maintainersname maintainedby msowner",
    "team teams",
    "contact contacts contactperson publishingcontact",
    "author authors authorname authorsname msauthor",
)
_RANK: Final = {key: rank for rank, keys in enumerate(_KEYS) for key in keys.split()}
_NOBODY: Final = (
    "tbd|tba|tbc|todo|n/a|na|n.a|none|null|nil|nobody|no-one|unknown|unassigned|not assigned|not applicable|vacant|open"
    "|x|xx|xxx|to be determined|to be confirmed|to be defined|to be decided|to be announced|unbekannt|offen"
    "|wird noch benannt|python-docx|microsoft office user|windows user|user|users|admin|administrator|site admin|root"
    "|system account|sharepoint app"
    "|guest|test|default|benutzer|utilisateur|usuario|owner|owners|author|authors|name|your name|team|contact|email"
    "|e-mail|me|you|someone|anonymous|string|date|notes|role|true|false|yes|no"
)
_PLACEHOLDERS: Final = frozenset(_NOBODY.split("|"))
_ASKED: Final = re.compile(
    r"(?:name|insert|enter|add|your) (?:of |the |your |an? )?(?:the )?(?:\w+ )?(?:owner|name|author|team)s?"
)
_TEMPLATE: Final = re.compile(r"[<\[{(].*[>\]})]|.*(?:\{\{|<%|\$\{).*")
_LINK: Final = re.compile(r"!?\[([^\[\]\n]{0,120})\]\([^()\n]{0,300}\)")
_PART_END: Final = re.compile(r"[,;]\s{0,10}|\n")

_WORD: Final = re.compile(
    r"(?:created|angelegt|erstellt|added) (?:by|von)|owner|owned by|maintain|verantwortlich|responsable|responsible"
    r"|ansprechpartner|propietari",
    re.IGNORECASE,
)
_WORDS: Final = (
    "created by",
    "angelegt von",
    "erstellt von",
    "owner",
    "owned by",
    "maintain",
    "verantwortlich",
    "respons",
    "ansprechpartner",
    "propietari",
)
_OWNED: Final = (
    r"(?:Document|Policy|Page|Content|Process|Service|Business|Product|Data|System|Article|Runbook|Doc|Primary|Current"
    r"|Information|Procedure|Control)"
)
_STATED: Final = re.compile(
    rf"(?:(?:(?:{_OWNED} )?(?:[Oo]wners?|OWNERS?|[Mm]aintainers?)|Owned by|Maintained by"
    r"|Responsible(?: (?:person|team|owner|department))?|(?:Dokumenten)?[Vv]erantwortliche?[rn]?|Ansprechpartner(?:in)?"
    r"|Responsable(?: du document| del documento)?|Propietari[oa])(?: ?\([^()]{0,30}\))?\s{0,3}:\s{0,3}"
    r"|(?:(?:Owned|Maintained) by|Verantwortlich ist) (?=[^\s:]))(?P<owner>\S.{0,119})"
)
_IN_A_TABLE: Final = re.compile(
    rf"^{_OWNED} (?:owner|maintainer|contact)s?\n\n(?P<owner>\S[^\n]{{1,60}})$", re.MULTILINE | re.IGNORECASE
)
"""Two cells of an HTML table, whose paragraphs stand apart in its text."""
_MOST_WORDS_IN_A_CELL: Final = 5
_HEAD: Final = 2_000
_TAIL: Final = 1_000
_MOST_WORDS: Final = 8
_LONGEST: Final = 200


def owner_claims(statements: Statements) -> tuple[OwnerClaim, ...]:
    """Everybody whom the document names as its owner, those who answer for it before those who wrote it."""
    declared = sorted(_declared(statements.extract.fields), key=lambda ranked: ranked[0])
    return tuple(dict.fromkeys([*(claim for _, claim in declared), *_stated(statements)]))


def _declared(fields: Iterable[Field]) -> Iterator[tuple[int, OwnerClaim]]:
    for field in fields:
        rank = _RANK.get(key_of(field.name))
        if rank is None:
            continue
        for value in field.values:
            for person in _people(linked(value).shown):
                yield rank, OwnerClaim(person, field.origin, field.name.removesuffix(".name"))


def _people(value: str) -> Iterator[str]:
    """The people and teams in a list; "Doe, Jane" is one person."""
    parts = [part.strip() for part in _PART_END.split(value[:2_000]) if part.strip()]
    surname_first = (
        len(parts) == 2 and " " not in parts[0] and parts[0][:1].isupper() and not {"@", "#"} & set(parts[0])
    )
    if surname_first and "@" not in parts[1].partition(" ")[0]:
        parts = [", ".join(parts)]
    yield from (part for part in parts if _is_somebody(part))


def _is_somebody(value: str) -> bool:
    plain = value.strip().strip("\"'").casefold()
    if (
        len(value) > _LONGEST
        or plain.rstrip(".") in _PLACEHOLDERS
        or plain in _PLACEHOLDERS
        or _ASKED.fullmatch(plain)
        or not any(ch.isalpha() for ch in plain)
    ):
        return False
    return "@" in value or not _TEMPLATE.fullmatch(value)


def _stated(statements: Statements) -> Iterator[OwnerClaim]:
    if not any(word in statements.lowered for word in _WORDS):
        return
    if statements.extract.kind == "html":
        yield from _in_tables(statements.text[:_HEAD])
    size = len(statements.text)
    head = min(size, _HEAD)
    for start, end in ((0, head), (max(head, size - _TAIL), size)):
        for line in statements.lines(_WORD, start, end):
            for cell in line.cells():
                yield from _claim(cell)


def _claim(cell: str) -> Iterator[OwnerClaim]:
    if writer := writer_of(cell):  # as wikis tell it
        yield OwnerClaim(writer, Origin.SENTENCE, quoted(cell))
    found = _STATED.match(cell)
    if not found:
        return
    owner = _LINK.sub(r"\1", found["owner"]).partition("  ")[0].strip(" *_.;")
    words = len(owner.split())
    if words == 1 and owner.endswith(","):  # a line of code: "owner: context.repo.owner,"
        return
    prose = words > _MOST_WORDS or (words > 3 and owner[0].islower() and "@" not in owner)
    if not prose and "`" not in owner and _is_somebody(owner):
        yield OwnerClaim(owner, Origin.SENTENCE, quoted(cell))


def _in_tables(text: str) -> Iterator[OwnerClaim]:
    for found in _IN_A_TABLE.finditer(text):
        owner = found["owner"].strip()
        if len(owner.split()) <= _MOST_WORDS_IN_A_CELL and owner[-1] not in ".:?!" and _is_somebody(owner):
            yield OwnerClaim(owner, Origin.SENTENCE, quoted(found[0].replace("\n\n", ": ")))
