"""What an audit finds on real knowledge bases with ground truth: recall, precision, direction, current member.

Each corpus is audited twice by the real command: with its paths as they are, and path-blind (files flattened under
random names), because by paths alone "the same path below another release folder" is trivially perfect.
Precision counts every pair that is reported: right where it is the same page by the truth, or j3 is 0.5 or more, or
containment 0.8 or more. Needs ../shared/corpora.

    python -m benchmarks.detection
"""

from __future__ import annotations

import csv
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
VERSIONED = ("versions-react-native", "versions-powershell", "history-gds-way")
BANDS = ((0.8, 1.01), (0.5, 0.8), (0.3, 0.5), (0.0, 0.3))
SAME = {"exact_copy", "near_duplicate", "older_version_of", "version_of", "part_of"}

Pair = frozenset[str]


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
            spread |= {frozenset((x, y)) for x in same.get(a, {a}) for y in same.get(b, {b}) if x != y}
        return pairs | copies | spread

    def older(self) -> set[tuple[str, str]]:
        """(older, newer) pairs."""
        found = (relation for relations in self.relations.values() for relation in relations)
        return {(r["a"], r["b"]) for r in found if r["kind"] == "older_version_of"}


def main() -> None:
    """Prints every figure."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in VERSIONED:
            corpus = CORPORA / name
            pairs = list(map(json.loads, (corpus / "truth_pairs.jsonl").read_text("utf-8").splitlines()))
            everything = list(_rows(corpus / "truth_allpairs_jaccard.csv"))
            found = audited(work / f"{name}-paths", corpus / "files")
            near_stage(name, found, everything)
            structural(name, "with paths", found, pairs, everything)
            direction(name, "with paths", found, pairs)
            blind = audited_blind(work / f"{name}-blind", corpus / "files")
            structural(name, "path-blind", blind, pairs, everything)
            direction(name, "path-blind", blind, pairs)
        successions(work)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


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


def near_stage(name: str, found: Found, everything: Iterable[Mapping[str, str]]) -> None:
    """Every pair with j3 of 0.8 or more, whatever the files are called."""
    wanted = {frozenset((row["path_a"], row["path_b"])) for row in everything if float(row["j3"]) >= 0.8}
    joined = found.joined()
    _say(f"{name}, near duplicates: recall for j3 of 0.8 or more", len(wanted & joined), len(wanted))


def structural(
    name: str, how: str, found: Found, pairs: Iterable[Mapping], everything: Iterable[Mapping[str, str]]
) -> None:
    """Pages whose text changed between two versions: recall by band of j3; precision over all that is reported."""
    joined = found.joined()
    pairs = list(pairs)
    changed = [p for p in pairs if p["relation"] == "older_version_of" and not p.get("same_text")]
    for low, high in BANDS:
        band = [p for p in changed if low <= p["j3"] < high]
        hit = sum(frozenset((p["path_a"], p["path_b"])) in joined for p in band)
        _say(f"{name}, {how}: versions joined, j3 {low:.1f} to {min(high, 1):.1f}", hit, len(band))
    hit = sum(frozenset((p["path_a"], p["path_b"])) in joined for p in changed)
    _say(f"{name}, {how}: versions joined, all", hit, len(changed))
    alike = {frozenset((r["path_a"], r["path_b"])) for r in everything if float(r["j3"]) >= 0.5}
    same_page = {frozenset((p["path_a"], p["path_b"])) for p in pairs if p["relation"] != "unrelated"}
    contained = {pair for pair, said in found.relations.items() if any(r["containment"] >= 0.8 for r in said)}
    right = alike | same_page | contained
    _say(f"{name}, {how}: precision of all pairs reported", len(joined & right), len(joined))
    unrelated = [frozenset((p["path_a"], p["path_b"])) for p in pairs if p["relation"] == "unrelated"]
    families = sum(
        len({found.family[path] for path in pair} - {None, ""}) == 1
        for pair in unrelated
        if all(found.family.get(path) for path in pair)
    )
    _say(f"{name}, {how}: unrelated look-alikes kept apart", len(unrelated) - families, len(unrelated))


def direction(name: str, how: str, found: Found, pairs: Iterable[Mapping]) -> None:
    """Of the versions that are ordered: the right way round, and the newest one current."""
    changed = [p for p in pairs if p["relation"] == "older_version_of" and not p.get("same_text")]
    older = found.older()
    right = sum((p["path_a"], p["path_b"]) in older for p in changed)
    wrong = sum((p["path_b"], p["path_a"]) in older for p in changed)
    _say(f"{name}, {how}: direction right where one is claimed", right, right + wrong)
    newest: dict[str, str] = {}
    for p in changed:
        newest[p["path_a"]] = max(newest.get(p["path_a"], ""), p["path_b"], key=_release)
    # Where the newest version wasn't joined, that is a miss of recall, counted above.
    named = {old: new for old, new in newest.items() if found.family[old] and found.family[old] == found.family[new]}
    judged = {old: new for old, new in named.items() if found.current.get(old)}
    hit = sum(found.current[old] == new or _same_text(found, found.current[old], new) for old, new in judged.items())
    _say(
        f"{name}, {how}: current member right where one is named ({len(judged)} of {len(named)} named)",
        hit,
        len(judged),
    )


def _release(path: str) -> tuple[int, ...]:
    digits = "".join(ch if ch.isdigit() else " " for ch in path.partition("/")[0])
    return tuple(map(int, digits.split()))


def _same_text(found: Found, a: str | None, b: str) -> bool:
    said = found.relations.get(frozenset((a or "", b)), [])
    return any(relation["kind"] == "exact_copy" for relation in said)


def successions(work: Path) -> None:
    """Declared successors, which share few words."""
    corpus = CORPORA / "supersession-peps"
    pairs = list(map(json.loads, (corpus / "truth_pairs.jsonl").read_text("utf-8").splitlines()))
    wanted = {(p["path_a"], p["path_b"]) for p in pairs if p["relation"] == "superseded_by"}
    older = audited(work / "peps", corpus / "files").older()
    _say("supersession-peps: successors by declaration", len(wanted & older), len(wanted))
    wrong = sum((b, a) in older for a, b in wanted)
    print(f"supersession-peps: successors the wrong way round: {wrong}")


def _say(what: str, hit: int, of: int) -> None:
    share = f"{hit / of:.3f}" if of else "-"
    print(f"{what}: {share} ({hit} of {of})", flush=True)


if __name__ == "__main__":
    main()
