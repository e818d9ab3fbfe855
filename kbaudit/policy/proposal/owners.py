"""The owner directory to begin with: everybody whom documents name as their owner, as one entry each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin
from kbaudit.policy.owner_directory import SCHEMA, Directory, Entry
from kbaudit.policy.proposal.yaml import in_quotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kbaudit.model import OwnerClaim, Subject

MOST: Final = 500  # nobody keeps a longer list up by hand
_LONGEST: Final = 200
_NO_OWNERS: Final = frozenset({Origin.PROPERTIES, Origin.GIT, Origin.MTIME, Origin.POLICY})

_HEAD: Final = """\
# Who is named as an owner in the documents, written by `kbaudit policy init`: everybody counts as still there.
# Put "active: false" behind those who left, with "backup: ID" for who took over (kbaudit finds their documents, KB302),
# merge entries that mean one person or team, and give each a name. docs/policy.md explains the form.
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Somebody who is claimed as an owner, and in how many documents."""

    entry: Entry
    documents: int


def claimed(subjects: Iterable[Subject]) -> tuple[Claimed, ...]:
    """Whom the documents name, most often first; none where nobody is named, or more than could be kept up."""
    entries: dict[str, Entry] = {}
    counts: Counter[str] = Counter()
    for subject in subjects:
        for key, entry in {_key(entry): entry for entry in map(_entry, _named(subject)) if entry}.items():
            known = entries.setdefault(key, entry)
            entries[key] = known if known.name >= entry.name else entry  # one of the two may have no name
            counts[key] += 1
    if len(entries) > MOST:
        return ()
    names = Counter(name for entry in entries.values() for name in {_folded(entry.id), _folded(entry.name)} if name)
    found = [Claimed(_unequivocal(entry, names), counts[key]) for key, entry in entries.items()]
    return tuple(sorted(found, key=lambda one: (-one.documents, one.entry.id)))


def directory_of(found: Iterable[Claimed]) -> Directory:
    """The directory that the entries make."""
    return Directory([one.entry for one in found])


def directory_text(found: Iterable[Claimed]) -> str:
    """The file of the directory."""
    lines = [f"schema: {SCHEMA}", "owners:"]
    for one in found:
        said = ((name, getattr(one.entry, name)) for name in ("id", "name", "mail"))
        values = ", ".join(f"{name}: {in_quotes(value)}" for name, value in said if value)
        lines.append(f"  - {{{values}}}  # {one.documents:,} document{'s' * (one.documents != 1)}")
    return _HEAD + "\n".join(lines) + "\n"


def _named(subject: Subject) -> Iterator[OwnerClaim]:
    """The claim that won, and those beside it: a page may name several owners in one place."""
    won = subject.owner.claim
    if won and won.origin not in _NO_OWNERS:
        yield won
        yield from (claim for claim in subject.owner.losers if (claim.origin, claim.where) == (won.origin, won.where))


def _entry(claim: OwnerClaim) -> Entry | None:
    value = " ".join(claim.value.split())
    if not value or not value.isprintable() or len(value) > _LONGEST:
        return None
    mail = next((word for word in value.replace("<", " ").replace(">", " ").split() if "@" in word[1:-1]), "")
    if not mail:
        handle = value.lstrip("@# ")
        return Entry(handle) if handle else None
    mail = mail.strip("(),;:\"'")
    name = value.replace(mail, "").strip("<>(),;:\"' ")
    return Entry(mail, name=name, mail=mail) if mail else None


def _unequivocal(entry: Entry, names: Counter[str]) -> Entry:
    """The entry without a name that could mean another one too."""
    alone = names[_folded(entry.name)] == 1
    return entry if alone or not entry.name else Entry(entry.id, mail=entry.mail)


def _key(entry: Entry) -> str:
    return _folded(entry.id)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
