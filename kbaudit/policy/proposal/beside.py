"""What a proposed policy says around its sets: what to leave out, which place counts, who owns what, other checks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.checks import CHECKS
from kbaudit.model import Effect
from kbaudit.policy.proposal.pieces import foremost
from kbaudit.policy.proposal.special import Purpose
from kbaudit.policy.proposal.yaml import (
    all_in_quotes,
    documents,
    entry,
    folder_glob,
    glob_of,
    in_quotes,
    percent,
    remark,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.policy.firing.fired import Firing
    from kbaudit.policy.proposal.pieces import Piece
    from kbaudit.policy.proposal.propose import Proposal

_CLEAR: Final = 0.5
_LISTED: Final = 5
_STUBS: Final = 6
_LEAST: Final = 3  # fewer documents without an owner aren't worth a line
_LEFT_OUT: Final = {Purpose.ARCHIVE: "put away", Purpose.DRAFTS: "not finished"}
_TOLD_BY_SETS: Final = frozenset({"KB201", "KB202", "KB204", "KB301", "KB303", "KB304", "KB403"})
_AT_THE_TOP: Final = "/*.*"
_NEXT_CRAWL: Final = (
    "Left out from the next crawl on, and so kept out of answers. Strike out a line to have its documents judged."
)
_WHO_OWNS: Final = (
    "Who answers for documents that name nobody: a pattern and an owner. The first pattern that matches counts, "
    "whatever the document itself says. Where that helps most:"
)
_ACTING: Final = (
    "What other checks find here and keep out of answers, or put last, as the pack default has it. To change one, "
    "make its line, and the word checks, part of the policy:"
)


def crawl_lines(proposal: Proposal) -> Iterator[str]:
    """The folders to leave out."""
    if not proposal.left_out:
        return
    yield from remark(_NEXT_CRAWL)
    yield "crawl:"
    yield "  exclude:"
    for one in proposal.left_out:
        for name in one.names:
            count = sum(name in piece.folders for piece in one.pieces)
            said = f"{documents(count)} {_LEFT_OUT[one.purpose]}, by the name of the folder"
            yield from entry(f"- {in_quotes(folder_glob(name))}", said, 4)


def canonical_lines(proposal: Proposal) -> Iterator[str]:
    """The latest of dated editions."""
    dated = [editions for one in proposal.sets for editions in one.area.editions if editions.dated]
    for editions in dated:
        *older, latest = editions.labels
        yield from remark(
            f"One body of pages at several dates: {latest}/ is the latest ({documents(editions.counts[latest])}). Its "
            "pages count where nothing else tells which version is current. To keep "
            f"{', '.join(f'{label}/' for label in older[-_LISTED:])} out of answers altogether, list what is older "
            "under crawl: exclude:."
        )
    if dated:
        yield f"canonical: {all_in_quotes([editions.glob(editions.labels[-1]) for editions in dated])}"


def owners_lines(proposal: Proposal) -> Iterator[str]:
    """Whom to name for folders in which documents name nobody: as comments, since a line overrides the documents."""
    held: dict[tuple[str, ...], list[Piece]] = {}
    older = [editions for one in proposal.sets for editions in one.area.editions if editions.dated]
    for piece in proposal.kept:
        if not any(editions.outdates(piece.folders) for editions in older):
            held.setdefault(piece.folders[:1], []).append(piece)
    nobody = {folder: sum(not piece.owner for piece in pieces) for folder, pieces in held.items()}
    folders = sorted((n for n in held if nobody[n] >= _LEAST), key=lambda folder: (-nobody[folder], folder))
    if folders:
        yield from remark(_WHO_OWNS)
        yield "# owners:"
    for folder in folders[:_STUBS]:
        yield _stub(folder, held[folder], nobody[folder])


def _stub(folder: tuple[str, ...], pieces: list[Piece], nobody: int) -> str:
    """A line to fill in; with the owner whom those around them name, where that is clear."""
    counts = Counter(piece.owner for piece in pieces if piece.owner)
    owner, most = foremost(piece.owner for piece in pieces)
    clear = counts[owner] >= _LEAST and most > _CLEAR
    pattern = in_quotes(glob_of(folder) if folder else _AT_THE_TOP)
    beside = f"; {counts[owner]:,} there name {shown(owner)}" if clear else ""
    line = f"#   {pattern}: {in_quotes(owner) if clear else 'WHO'}"
    return f"{line:<40}  # {nobody:,} of {documents(len(pieces))} name nobody{beside}"


def checks_lines(proposal: Proposal, fired: Firing | None) -> Iterator[str]:
    """What other checks find, so that nobody has to guess which of them to change."""
    if fired is None:
        return
    found = {code: len(uris) for code, uris in fired.by_code.items() if uris and code not in _TOLD_BY_SETS}
    others = [check for check in CHECKS if check.code in found]
    acting = [check for check in others if check.effect is not Effect.NONE]
    if acting:
        yield from remark(_ACTING)
        yield "# checks:"
    for check in acting:
        line = f"#   {check.code}: {{severity: {check.severity}, effect: {check.effect}}}"
        share = percent(found[check.code], len(proposal.kept))
        yield f"{line:<48}  # {check.name}: {found[check.code]:,} ({share})"
    if told := [f"{check.code} {check.name} {found[check.code]:,}" for check in others if check.effect is Effect.NONE]:
        yield from remark(f"Only reported, without an effect on answers: {', '.join(told)}.")
