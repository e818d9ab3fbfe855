"""report.html of a large knowledge base in a real Chromium: how long it takes to write, to show and to use.

Of a folder that benchmarks.grown has made (40,000 documents; the tests' browser harness drives Chromium, see
CONTRIBUTING.md). One line a figure, medians of five where a figure is quick; the times of the page are its own
(performance.now), to the frame that follows the next paint:

    python -m benchmarks.report DIR
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.grown import AS_OF
from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.policy import load_policy
from kbaudit.reports.html import Html

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))
from browser import Chromium, Look, Opened, chromium
from browser_looks import printed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

TIMES: Final = 5
PATIENCE: Final = 120_000  # milliseconds
WORDS: Final = ("leave", "kb/hr", "person7@example.com", "superseded by", "stale 2025")
SORTS: Final = ("Severity", "Document", "What", "Owner", "Documents")

# Notes when the page was ready, and every task that kept it from answering.
NOTED: Final = """
window.__longest = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  window.__longest = Math.max(window.__longest, one.duration); })).observe({type: "longtask", buffered: true});
new MutationObserver(() => { if (document.documentElement.dataset.ready) window.__ready ??= performance.now(); })
  .observe(document, {attributes: true, subtree: true, attributeFilter: ["data-ready"]});
"""
PAINTED: Final = "const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
TYPED: Final = f"""async ([name, words]) => {{ {PAINTED}
  const box = document.querySelector(`#${{name}}-view input[type=search]`);
  const began = performance.now();
  box.value = words;
  box.dispatchEvent(new Event("input", {{bubbles: true}}));
  await painted();
  return performance.now() - began; }}"""
CLICKED: Final = f"""async (element) => {{ {PAINTED}
  const began = performance.now();
  element.click();
  await painted();
  return performance.now() - began; }}"""
OPENED: Final = f"""async (address) => {{ {PAINTED}
  const began = performance.now();
  location.hash = address;
  const there = () => [...document.querySelectorAll("dialog[open] h3, dialog[open] .remedy")].length;
  while (!there()) await painted();
  await painted();
  const took = performance.now() - began;
  document.querySelector("dialog[open]").close();
  await painted();
  return took; }}"""


def main(folder: Path) -> None:
    program = chromium()
    if program is None:
        raise SystemExit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "report.html"
        write(folder, file)
        with Chromium.started(program) as browser:
            print(f"Chromium {browser.version}")
            first_sight(browser, file)
            in_use(browser, file)
            on_paper(browser, file)


def write(folder: Path, file: Path) -> None:
    """Judges as of the last moment and renders; how long each takes, and how large the parts of the page are."""
    with Catalog.open(folder / "catalog.duckdb", read_only=True) as catalog:
        began, busy = time.perf_counter(), time.process_time()
        judging = pipeline.Judging(load_policy(folder / "kbaudit.yaml"), AS_OF[-1])
        report = pipeline.judge(catalog, judging, record=False)
        said("judged", time.process_time() - busy, f"s CPU ({time.perf_counter() - began:.1f} s wall clock)")
    said("documents", report.summary.documents)
    said("findings shown", len(report.findings))
    began, busy = time.perf_counter(), time.process_time()
    page = Html().render(report)
    said("report.html rendered", time.process_time() - busy, f"s CPU ({time.perf_counter() - began:.1f} s wall clock)")
    file.write_text(page, encoding="utf-8")
    said("report.html", file.stat().st_size / 1e6, "MB")
    islands = {
        found[1]: len(found[2]) for found in re.finditer(r'<script [^>]*id="([^"]+)"[^>]*>([^<]*)</script>', page)
    }
    said("its islands", len(islands))
    said("the first, with the tables", islands.get("data", 0) / 1e6, "MB of base64")
    said(
        "the largest of the others", max(size for name, size in islands.items() if name != "data") / 1e3, "kB of base64"
    )


def opened(browser: Chromium, file: Path) -> Opened:
    found = browser.open(file, Look(), script=NOTED)
    found.page.wait_for_selector("html[data-ready=yes]", timeout=PATIENCE)
    return found


def first_sight(browser: Chromium, file: Path) -> None:
    """From the click on the file to its first words, and to tables that can be searched."""
    paints, readies = [], []
    for _ in range(TIMES):
        page = opened(browser, file).page
        paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        readies.append(page.evaluate("window.__ready"))
        browser.forget()
    said("first contentful paint", statistics.median(paints), f"ms (slowest {max(paints):.0f})")
    said("tables ready", statistics.median(readies), f"ms (slowest {max(readies):.0f})")


def in_use(browser: Chromium, file: Path) -> None:
    """Filtering, sorting, opening, scrolling; memory after it all."""
    found = opened(browser, file)
    page = found.page
    page.evaluate("window.__longest = 0")
    for name in ("findings", "documents"):
        said(f"{name}: the first search", page.evaluate(TYPED, [name, "first"]), "ms")
        said(f"{name}: a search", of(page.evaluate(TYPED, [name, words]) for words in WORDS), "ms")
        said(f"{name}: search taken back", page.evaluate(TYPED, [name, ""]), "ms")
        facet = page.locator(f"#{name}-view details.facet", has=page.locator("summary", has_text=re.compile("^Owner")))
        said(f"{name}: a facet opened", facet.locator("summary").evaluate(CLICKED), "ms")
        box = facet.locator("input[type=checkbox]").first
        said(f"{name}: a value ticked", of(box.evaluate(CLICKED) for _ in range(4)), "ms")
        page.keyboard.press("Escape")
    buttons = {
        name: page.locator("#findings-view button.sort", has_text=re.compile(f"^{name}[▲▼]?$")) for name in SORTS
    }
    said("findings: sorted by a column first", of(button.evaluate(CLICKED) for button in buttons.values()), "ms")
    said("findings: sorted the other way", of(button.evaluate(CLICKED) for button in buttons.values()), "ms")
    every = page.locator("#documents-view a.open").evaluate_all("links => links.map((link) => link.hash)")
    said("a document opened first", page.evaluate(OPENED, every[0]), "ms")
    said("a document of the same block opened", of(page.evaluate(OPENED, one) for one in every[1:6]), "ms")
    said("a finding with two sides opened first", page.evaluate(OPENED, conflict(page)), "ms")
    said("an owner's worklist opened", page.evaluate(OPENED.replace("h3", "li.task"), "#worklist/person1"), "ms")
    said("findings scrolled from top to end, 200 steps", scrolled(page), "ms a step")
    said("export of all findings as CSV", exported(page), "ms")
    said("the longest that the page didn't answer", page.evaluate("window.__longest"), "ms")
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    said("memory of the script", metrics["JSHeapUsedSize"] / 1e6, "MB")
    said("complaints of console, network and policy", len(found.all_complaints()))
    browser.forget()


def conflict(page: Page) -> str:
    page.evaluate(TYPED, ["findings", "KB104"])
    address: str = page.locator('#findings-view tr[data-index="0"] a.open').evaluate("link => link.hash")
    page.evaluate(TYPED, ["findings", ""])
    return address


def scrolled(page: Page) -> float:
    steps = f"""async () => {{ {PAINTED}
      const rows = document.querySelector("#findings-view .rows");
      const began = performance.now();
      for (let step = 1; step <= 200; step += 1) {{
        rows.scrollTop = rows.scrollHeight * step / 200;
        await new Promise((done) => requestAnimationFrame(done));
        if (!rows.querySelector("tr[data-index]")) throw new Error("no row in sight");
      }}
      return (performance.now() - began) / 200; }}"""
    return float(page.evaluate(steps))


def exported(page: Page) -> float:
    began = time.perf_counter()
    with page.expect_download() as waited:
        page.locator("#findings-view").get_by_role("button", name="Export CSV").click()
    size = waited.value.path().stat().st_size
    said("CSV of all findings", size / 1e6, "MB")
    return (time.perf_counter() - began) * 1000


def on_paper(browser: Chromium, file: Path) -> None:
    """What is left of a filter, on paper: stale pages of one set, with the documents and families of one folder."""
    page = opened(browser, file).page
    page.evaluate("to => { location.hash = to; }", "#findings?set=finance&check=KB201")
    for name in ("documents", "families"):
        page.evaluate(TYPED, [name, "kb/finance/01"])
    said("rows to print", ", ".join(page.locator("output").all_inner_texts()))
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        paper = printed(page, Path(folder) / "printed.pdf")
        said("printed", time.perf_counter() - began, f"s, {len(paper.sizes):,} sheets")
    browser.forget()


def of(values: Iterable[float]) -> float:
    return float(statistics.median(values))


def said(what: str, figure: float | str, unit: str = "") -> None:
    number = figure if isinstance(figure, str) else f"{figure:,.1f}" if isinstance(figure, float) else f"{figure:,}"
    print(f"{what}: {number} {unit}".rstrip(), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
