"""How fast an audit is, crawl to findings: documents per CPU second, MB/s and peak memory, by corpus and by format.

Start-up is the same audit of a folder with one short document of each format that the run reads: its CPU time is
subtracted. CPU time is that of the whole process tree. Needs ../shared/corpora.

    --against CHECKOUT    only crawl, here and in another checkout by turns: a ratio holds on a noisy machine, too
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.process_tree import Usage, measured
from kbaudit.extractors import kind_by_name

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
SAMPLE = ROOT / "sample_corpus"
KBAUDIT = [sys.executable, "-m", "kbaudit"]
LARGE = ("versions-react-native", "versions-powershell", "gov-govuk-2020", "owners-opentelemetry")
RUNS = 3


def main() -> None:
    """Prints every figure, or those that compare two checkouts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.throughput")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    other = parser.parse_args().against
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if other:
            for name in LARGE[:2]:
                side_by_side(work, name, other)
            return
        start_up()
        for name in LARGE:
            corpus(work, name)
        for kind in ("markdown", "html", "text", "pdf", "docx"):
            one_format(work, kind)
        again(work, "versions-react-native")


def side_by_side(work: Path, name: str, other: Path) -> None:
    """One corpus learned there and here by turns, start-up apart, in one process of work."""
    files = CORPORA / name / "files"
    first = _smallest_of_each_kind(work / f"start-{name}", files)
    documents = len(_documents(files))
    spent: dict[Path, list[float]] = {other: [], ROOT: []}
    for _ in range(RUNS):
        for tree, runs in spent.items():
            runs.append(_crawled(work, files, tree) - _crawled(work, first, tree))
    there, here = (statistics.median(runs) for runs in spent.values())
    print(
        f"{name}: {documents / there:.0f} documents per CPU second there, {documents / here:.0f} here, "
        f"{there / here:.2f} times as fast",
        flush=True,
    )


def _crawled(work: Path, files: Path, tree: Path) -> float:
    """Seconds of CPU to learn a folder into a new catalog by the kbaudit of a checkout."""
    catalog = work / "crawled"
    shutil.rmtree(catalog, ignore_errors=True)
    return measured([*KBAUDIT, "crawl", files, "-c", catalog / "catalog.duckdb", "-j", "1", "-q"], tree.resolve()).cpu


def start_up() -> None:
    """How long the commands take that do nothing but start."""
    print(f"kbaudit --version: {_wall([*KBAUDIT, '--version']) * 1000:.0f} ms")
    bare = _wall([sys.executable, "-c", "pass"])
    retrieval = _wall([sys.executable, "-c", "import kbaudit.retrieval"])
    print(f"import kbaudit.retrieval: {(retrieval - bare) * 1000:.0f} ms over a bare interpreter")


def corpus(work: Path, name: str) -> None:
    """One corpus, whole."""
    files = CORPORA / name / "files"
    _report(work, name, files)


def one_format(work: Path, kind: str) -> None:
    """Real files of one format, gathered from all corpora."""
    folder = work / f"only-{kind}"
    folder.mkdir()
    pool = [path for top in (CORPORA, SAMPLE) for path in sorted(top.rglob("*")) if path.is_file()]
    chosen = [path for path in pool if kind_by_name(path.as_posix()) == kind and "badfiles" not in path.parts][:300]
    chosen += [path for path in pool if kind_by_name(path.as_posix()) == kind and "badfiles-unstructured" in path.parts]
    for number, path in enumerate(chosen):
        shutil.copyfile(path, folder / f"{number:04}-{path.name}")
    _report(work, f"format {kind}", folder)


def again(work: Path, name: str) -> None:
    """The second run over an unchanged corpus, and judging alone."""
    files = CORPORA / name / "files"
    catalog = ["-c", work / "again.duckdb", "-o", work / "report"]
    measured([*KBAUDIT, "audit", files, *catalog, "-q"], work)
    second = measured([*KBAUDIT, "audit", files, *catalog, "-q"], work)
    judged = measured([*KBAUDIT, "check", *catalog, "-q"], work)
    print(f"{name}, second run: {second.cpu:.2f} s CPU, {second.wall:.2f} s; check alone: {judged.cpu:.2f} s CPU")


def _report(work: Path, label: str, files: Path) -> None:
    first = _smallest_of_each_kind(work / f"start-{label.replace(' ', '-')}", files)
    documents = _documents(files)
    size = sum(path.stat().st_size for path in documents)
    base = _median(work, first)
    used = _median(work, files)
    cpu = max(used.cpu - base.cpu, 1e-9)
    print(
        f"{label}: {len(documents)} documents, {size / 1e6:.1f} MB, {cpu:.2f} s CPU over {base.cpu:.2f} s of start-up: "
        f"{len(documents) / cpu:.0f} documents per CPU second, {size / cpu / 1e6:.2f} MB/s; wall {used.wall:.1f} s; "
        f"peak memory {used.main / 1e6:.0f} MB main, {used.tree / 1e6:.0f} MB in all",
        flush=True,
    )


def _documents(files: Path) -> list[Path]:
    return [path for path in files.rglob("*") if path.is_file() and kind_by_name(path.as_posix())]


def _smallest_of_each_kind(folder: Path, files: Path) -> Path:
    folder.mkdir()
    paths = sorted((p for p in files.rglob("*") if p.is_file()), key=lambda path: path.stat().st_size)
    for kind in ("markdown", "html", "text", "pdf", "docx"):
        for path in paths:
            if kind_by_name(path.as_posix()) == kind and path.stat().st_size > 200:
                shutil.copyfile(path, folder / path.name)
                break
    return folder


def _median(work: Path, files: Path) -> Usage:
    runs = []
    for _ in range(RUNS):
        shutil.rmtree(work / "one", ignore_errors=True)
        options = ["-c", work / "one" / "catalog.duckdb", "-o", work / "one" / "report", "-q"]
        runs.append(measured([*KBAUDIT, "audit", files, *options], work))
    return sorted(runs, key=lambda usage: usage.cpu)[RUNS // 2]


def _wall(command: list[str]) -> float:
    def once() -> float:
        import time  # noqa: PLC0415

        began = time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(9))


if __name__ == "__main__":
    main()
