"""What every live index has to do, whatever the engine: asked of real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.retrieval.indexes.base import Index, Point

FIELDS: Mapping[str, Any] = {
    "kb_uri": "handbook/hr/travel.md",
    "kb_doc_id": "0" * 32,
    "kb_sha256": "1" * 64,
    "kb_stamp": "sha256:" + "2" * 64,
    "kb_ruleset": "sha256:" + "3" * 64,
    "kb_status": "serve",
    "kb_reasons": [],
    "kb_valid_from_ts": 0,
    "kb_expires_ts": 253402300799,
    "kb_demote_ts": 1788220800,
    "kb_effective_ts": 1709424000,
    "kb_effective_date": "2024-03-03",
    "kb_owner": 'O\'Neil "x" \\ 😀',
    "kb_has_owner": True,
    "kb_confidence": 0.98,
    "kb_language": "en",
    "kb_document_set": "hr",
    "kb_audience": "",
    "kb_version": "2.1",
    "kb_family": "fam:1",
    "kb_release": "",
    "kb_is_latest": True,
    "kb_superseded_by": ["handbook/hr/a b,c'.md"],
    "kb_conflicts": [],
}
"""All that is written onto a point."""


def read_all(index: Index, *, text: bool = False) -> dict[object, Point]:
    """Every point by its id; each has to come once."""
    found: dict[object, Point] = {}
    for batch in index.points(text=text):
        for point in batch:
            assert point.id not in found
            found[point.id] = point
    assert len(found) == index.size()
    return found


def check_index(index: Index, count: int) -> None:
    """The contract, for an index with `count` unstamped points whose match.field and text_field are filled."""
    before = read_all(index, text=True)
    assert len(before) == count > 3
    assert all(not point.fields and isinstance(point.value, str) and point.text for point in before.values())
    index.prepare()
    index.prepare()  # what is there already stays
    some = list(before)[: count // 2]
    index.write([(id_, FIELDS) for id_ in some])
    index.write([(id_, FIELDS) for id_ in some])  # safe to repeat
    after = read_all(index, text=True)
    for id_, point in after.items():
        assert (point.value, point.text) == (before[id_].value, before[id_].text)
        expected = {name: FIELDS[name] for name in ("kb_stamp", "kb_ruleset", "kb_sha256", "kb_uri", "kb_status")}
        assert point.fields == (expected if id_ in some else {})
    index.write([(some[0], {"kb_status": "exclude", "kb_stamp": "sha256:4"})])  # the other fields stay
    again = read_all(index)
    assert again[some[0]].fields == {**expected, "kb_status": "exclude", "kb_stamp": "sha256:4"}
    assert again[some[1]].fields == expected
    assert all(not point.text for point in again.values())
