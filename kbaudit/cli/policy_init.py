"""The inside of `kbaudit policy init`: propose, judge what is proposed, write it with what it hits."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kbaudit.cli.policy_judged import judged, opened
from kbaudit.errors import UsageError
from kbaudit.policy import load_pack, read_policy
from kbaudit.policy.owner_directory import load_directory
from kbaudit.policy.proposal.owners import directory_of, directory_text
from kbaudit.policy.proposal.propose import propose
from kbaudit.policy.proposal.text import policy_text
from kbaudit.reports.write import failure, write_synced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kbaudit.model import Progress
    from kbaudit.policy import Policy
    from kbaudit.policy.owner_directory import Directory
    from kbaudit.policy.proposal.propose import Proposal


@dataclass(frozen=True, slots=True)
class Written:
    """A proposed policy as text, and the owner directory beside it: its path, and its text if it has to be written."""

    proposal: Proposal
    policy: Policy
    text: str
    directory: Path | None = None
    directory_text: str = ""


def proposed(catalog: Path, output: Path | None, as_of: datetime, progress: Progress) -> Written:
    """The policy that fits what the catalog holds. output is where it will stand, None for nowhere.

    An owner directory that stands beside it already is taken as it is.
    """
    with opened(catalog) as held:
        proposal = propose(judged(held, load_pack("default"), as_of, progress).corpus, as_of)
        beside = output.with_name(f"{output.stem}-owners.yaml") if output and proposal.owners else None
        named = beside.name if beside else ""
        known = beside is not None and os.path.lexists(beside)
        directory = load_directory(beside, str(beside)) if beside and known else directory_of(proposal.owners)
        sources = _sources(held.roots(), proposal, output)
        policy = _read(policy_text(proposal, directory=named, sources=sources), directory if beside else None)
        fired = judged(held, policy, as_of, progress, without=proposal.passed_by).fired
    text = policy_text(proposal, fired, directory=named, sources=sources)
    told = directory_text(proposal.owners) if beside and not known else ""
    return Written(proposal, _read(text, None), text, beside, told)


def write(path: Path, text: str, *, force: bool = False) -> None:
    """Puts a file where none is, or with force in the place of another one, whole.

    Raises:
        UsageError: one is there.
        OutputError: it can't be written.
    """
    target = path.resolve() if force else path
    temporary = target.with_name(f".{target.name}.kbaudit.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        try:
            write_synced(temporary, text)
            refuse_existing(target, force=force)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise failure(path, error) from error


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raises UsageError where a file stands that nobody said to replace."""
    if os.path.lexists(path) and not force:
        raise UsageError(f"{path} is there already: name another file with -o, or replace it with --force")


def _read(text: str, directory: Directory | None) -> Policy:
    policy = read_policy(text.encode(), "the proposal", base=Path())
    return replace(policy, weighing=replace(policy.weighing, directory=directory))


def _sources(roots: Mapping[str, str], proposal: Proposal, output: Path | None) -> dict[str, str]:
    """The folders of sources that were given a name of their own, relative to the policy."""
    named = {}
    for name, root in roots.items():
        if output and name in proposal.sources and Path(root).name != name and root.isprintable():
            try:
                named[name] = Path(os.path.relpath(root, output.resolve().parent)).as_posix()
            except ValueError:  # on another drive: there is no way from here to there
                continue
    return named
