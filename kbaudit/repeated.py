"""What many documents say in the same words: found by the catalog, read by similarity, told once in the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.catalog import Kind
from kbaudit.model import Repeated
from kbaudit.similarity import passages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.catalog import Catalog
    from kbaudit.model import Family, Subject

_KIND: Final[Kind[tuple[Repeated, ...]]] = Kind("repeated", tuple[Repeated, ...])


def repeated_passages(
    catalog: Catalog, sources: Sequence[str] | None, subjects: Mapping[str, Subject], families: Sequence[Family]
) -> tuple[Repeated, ...]:
    """The passages that many documents of the sources share, those that most say first.

    Versions and copies of one document count once: that they say the same is what they are.
    """
    key_of = {uri: subject.document.content_key for uri, subject in subjects.items()}
    kin = {key_of[member.uri]: family.id for family in families for member in family.members if member.uri in key_of}
    made_of = (catalog.contents(sources), repr(sorted(kin.items())))
    held = catalog.kept(_KIND, made_of)
    if held is not None and all(uri in subjects for one in held for uri in one.examples):
        return held
    told = _told(catalog, sources, key_of, kin)
    catalog.keep(_KIND, made_of, told)
    return told


def _told(
    catalog: Catalog, sources: Sequence[str] | None, key_of: Mapping[str, str], kin: Mapping[str, str]
) -> tuple[Repeated, ...]:
    found = passages(catalog.shared_anchors(sources, kin), catalog.texts)
    short = [one for one in found if one.runs]
    held = dict(zip(short, catalog.holding(sources, [one.runs for one in short]), strict=True)) if short else {}
    uri_of = {key: uri for uri, key in sorted(key_of.items(), reverse=True)}
    told = (
        Repeated(one.text, max(one.documents, held.get(one, 0)), tuple(uri_of[key] for key in one.keys))
        for one in found
    )
    return tuple(sorted(told, key=lambda one: (-one.documents, one.text)))
