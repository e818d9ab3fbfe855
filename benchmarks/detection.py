"""What an audit finds on real knowledge bases with ground truth: recall, precision, direction, current member.

Each corpus is audited twice by the real command: with its paths as they are, and path-blind (files flattened under
random names), because by paths alone "the same path below another release folder" is trivially perfect.
Precision counts every pair that is reported: right where it is the same page by the truth, or j3 is 0.5 or more, or
containment 0.8 or more; j3 and containment are measured here for every pair (see benchmarks/truth.py). It also counts
any two members of one family, whether or not they are reported as a pair. Needs ../shared/corpora.

    python -m benchmarks.detection
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.truth import Truth, both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.truth import Pair

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
VERSIONED = ("versions-react-native", "versions-powershell", "history-gds-way")
BANDS = ((0.8, 1.01), (0.5, 0.8), (0.3, 0.5), (0.0, 0.3))
SAME = {"exact_copy", "near_duplicate", "older_version_of", "version_of", "part_of"}


@dataclass(frozen=True)
class Found:
    """What one audit reported: relations by pair of paths inside the corpus, and each document's current member."""

    relations: Mapping[Pair, list[dict]]
    current: Mapping[str, str | None]
    family: Mapping[str, str]

    def joined(self) -> set[Pair]:
        """The pairs said to be copies, versions or near duplicates, or held by one undecided family."""
        stars: dict[str, set[str]] = defaultdict(set)
        pairs = set()
        families: dict[str, set[str]] = {}
        for pair, relations in self.relations.items():
            kinds = {relation["kind"] for relation in relations}
            if kinds & SAME:
                pairs.add(pair)
            for relation in relations:
                if relation["kind"] == "exact_copy":
                    stars[relation["b"]] |= {relation["a"], relation["b"]}
        copies = {frozenset(two) for star in stars.values() for two in combinations(sorted(star), 2)}
        for path, family in self.family.items():
            if family and self.current[path] is None:
                families.setdefault(family, set()).add(path)
        pairs |= {frozenset(two) for members in families.values() for two in combinations(sorted(members), 2)}
        same = {path: star for star in stars.values() for path in star}
        spread = set()
        for pair in pairs:
            a, b = sorted(pair)
            spread |= {frozenset((x, y)) for x in self._copies(a, same) for y in self._copies(b, same) if x != y}
        return pairs | copies | spread

    def _copies(self, path: str, same: Mapping[str, set[str]]) -> set[str]:
        """What is said of a document is said of its copies, within its family."""
        return {copy for copy in same.get(path, ()) if self.family.get(copy) == self.family.get(path)} | {path}

    def in_families(self) -> set[Pair]:
        """Any two members of one family."""
        members: dict[str, list[str]] = defaultdict(list)
        for path, family in self.family.items():
            if family:
                members[family].append(path)
        return {frozenset(two) for paths in members.values() for two in combinations(sorted(paths), 2)}

    def older(self) -> set[tuple[str, str]]:
        """(older, newer) pairs."""
        found = (relation for relations in self.relations.values() for relation in relations)
        return {(r["a"], r["b"]) for r in found if r["kind"] == "older_version_of"}


def main() -> None:
    """Prints every figure."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in VERSIONED:
            truth = Truth(CORPORA / name)
            found = audited(work / f"{name}-paths", truth.corpus / "files")
            near_stage(name, found, truth)
            structural(f"{name}, with paths", found, truth)
            direction(f"{name}, with paths", found, truth)
            blind = audited_blind(work / f"{name}-blind", truth.corpus / "files")
            near_stage(f"{name}, path-blind", blind, truth)
            structural(f"{name}, path-blind", blind, truth)
            direction(f"{name}, path-blind", blind, truth)
        successions(work)


def audited(work: Path, files: Path, original: Callable[[str], str] = str) -> Found:
    """One audit of a folder; original gives back the path in the corpus for the path in the folder."""
    work.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "kbaudit",
        "audit",
        f"kb={files}",
        "-c",
        work / "c.duckdb",
        "-o",
        work / "out",
        "-q",
    ]
    subprocess.run([*command, "--fail-on", "never"], check=True, cwd=work, stdout=subprocess.DEVNULL)

    def path(uri: str) -> str:
        return original(uri.removeprefix("kb/"))

    relations: dict[Pair, list[dict]] = defaultdict(list)
    for line in (work / "out" / "relations.jsonl").read_text("utf-8").splitlines():
        relation = json.loads(line)
        relation["a"], relation["b"] = path(relation["a"]), path(relation["b"])
        relations[frozenset((relation["a"], relation["b"]))].append(relation)
    current, family = {}, {}
    for line in (work / "out" / "documents.jsonl").read_text("utf-8").splitlines():
        document = json.loads(line)
        if "skipped" not in document:
            here = path(document["uri"])
            current[here] = path(document["current"]) if document["current"] else None
            family[here] = document["family"]
    return Found(relations, current, family)


def audited_blind(work: Path, files: Path) -> Found:
    """The same with all files in one folder under random names, always the same ones."""
    flat = work / "flat"
    flat.mkdir(parents=True)
    names = {}
    for path in sorted(p for p in files.rglob("*") if p.is_file()):
        relative = path.relative_to(files).as_posix()
        ending = "".join(Path(relative).suffixes[-2:]) if relative.endswith(".erb") else Path(relative).suffix
        letters = (
            hashlib.sha256(b"blind" + relative.encode())
            .hexdigest()
            .translate(str.maketrans("0123456789", "ghijklmnop"))
        )
        name = letters[:20] + ending
        names[name] = relative
        shutil.copyfile(path, flat / name)
    return audited(work, flat, names.__getitem__)


def near_stage(what: str, found: Found, truth: Truth) -> None:
    """Every pair with j3 of 0.8 or more, whatever the files are called."""
    wanted = {pair for pair, j3 in truth.alike.items() if j3 >= 0.8}
    _say(f"{what}: near duplicates, recall for j3 of 0.8 or more", len(wanted & found.joined()), len(wanted))


def structural(what: str, found: Found, truth: Truth) -> None:
    """Pages whose text changed between two versions: recall by band of j3; precision over all that is reported."""
    joined = found.joined()
    for low, high in (*BANDS, (0.3, 1.01), (0.0, 1.01)):
        band = [both(p) for p in truth.changed if low <= p["j3"] < high]
        _say(f"{what}: versions joined, j3 {low:.1f} to {min(high, 1):.1f}", sum(p in joined for p in band), len(band))
    _say(f"{what}: precision of all pairs reported", sum(map(truth.right, joined)), len(joined))
    held = found.in_families()
    _say(f"{what}: precision of any two members of a family", sum(map(truth.right, held)), len(held))
    apart = [pair for pair in truth.unrelated if pair not in held and pair not in joined]
    _say(f"{what}: unrelated look-alikes kept apart", len(apart), len(truth.unrelated))


def direction(what: str, found: Found, truth: Truth) -> None:
    """Of the versions that are ordered: the right way round, and the newest one current."""
    older = found.older()
    right = sum((p["path_a"], p["path_b"]) in older for p in truth.changed)
    wrong = sum((p["path_b"], p["path_a"]) in older for p in truth.changed)
    _say(f"{what}: direction right where one is claimed", right, right + wrong)
    # Where the newest version wasn't joined, that is a miss of recall, counted above.
    newest = truth.newest.items()
    named = {old: new for old, new in newest if found.family[old] and found.family[old] == found.family[new]}
    judged = {old: new for old, new in named.items() if found.current.get(old)}
    hit = sum(found.current[old] == new or _same_text(found, found.current[old], new) for old, new in judged.items())
    _say(f"{what}: current member right where one is named ({len(judged)} of {len(named)})", hit, len(judged))


def _same_text(found: Found, a: str | None, b: str) -> bool:
    said = found.relations.get(frozenset((a or "", b)), [])
    return any(relation["kind"] == "exact_copy" for relation in said)


def successions(work: Path) -> None:
    """Declared successors, which share few words."""
    truth = Truth(CORPORA / "supersession-peps")
    wanted = {(p["path_a"], p["path_b"]) for p in truth.pairs if p["relation"] == "superseded_by"}
    older = audited(work / "peps", truth.corpus / "files").older()
    _say("supersession-peps: successors by declaration", len(wanted & older), len(wanted))
    wrong = sum((b, a) in older for a, b in wanted)
    print(f"supersession-peps: successors the wrong way round: {wrong}")


def _say(what: str, hit: int, of: int) -> None:
    share = f"{hit / of:.3f}" if of else "-"
    print(f"{what}: {share} ({hit} of {of})", flush=True)


if __name__ == "__main__":
    main()
