"""From an audit to a retriever that obeys, on each real engine: indexed by someone else, stamped, queried a year on.

The chunks are made by LangChain's splitter from the sample corpus, their vectors by hashing words; `source` is the path
that a loader was given. What is asked is what the engine returns for the compiled filter, whatever the query.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from langchain_text_splitters import RecursiveCharacterTextSplitter
from tour_engines import ENGINES, Chunk, Engine, Vector

from kbaudit.catalog import Catalog
from kbaudit.retrieval.apply import apply
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.index_check import check_index
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.select import select
from kbaudit.retrieval.stamps import Stamps
from kbaudit.retrieval.targets.base import Asked

if TYPE_CHECKING:
    from .conftest import LaunchText

TODAY, YEAR_ON = "2026-06-01", "2027-06-01"
RELEASES = ("5.1", "7.0", "7.10")
POLICY = """
schema: kbaudit.policy/1
extends: {pack}
retrieval:
  match: {{strip_prefix: "{prefix}", text_field: text}}
document_sets:
  - name: manual
    match: ["manual/**"]
    releases: {{path: "manual/{{release}}/**", live: ["5.1", "7.0", "7.10"]}}
  - name: all
    match: ["**"]
    max_age: 3 years
"""
SIZE = 96


def vector(text: str) -> Vector:
    """Words hashed into a unit vector."""
    found = [0.0] * SIZE
    for word in re.findall(r"\w+", text.casefold()):
        found[hashlib.blake2b(word.encode(), digest_size=1).digest()[0] % SIZE] += 1.0
    length = math.sqrt(sum(value * value for value in found)) or 1.0
    return [value / length for value in found]


@dataclass(frozen=True)
class Tour:
    """A knowledge base, its chunks, and the folder of an audit of it under each pack and as of each day."""

    top: Path
    chunks: list[Chunk]

    def audit(self, name: str) -> tuple[Rules, Stamps]:
        rules = Rules.load(self.top / name / "rules.json")
        return rules, Stamps.load(self.top / name / "stamps.jsonl", rules.match)

    def uri(self, source: object) -> str:
        return str(source).removeprefix(f"{self.top}/")


@pytest.fixture(scope="module")
def tour(launch_text: LaunchText, tmp_path_factory: pytest.TempPathFactory, project: Path) -> Tour:
    top = tmp_path_factory.mktemp("tour")
    shutil.copytree(project / "sample_corpus", top / "kb", ignore=shutil.ignore_patterns("kbaudit.yaml"))
    for release in RELEASES:
        page = top / "kb" / "manual" / release / "install.md"
        page.parent.mkdir(parents=True)
        steps = " ".join(f"In release {release} step {n} asks for the {word} first." for n, word in enumerate(WORDS))
        page.write_text(f"# Install the fleet manager\n\nUpdated: 2026-05-01\n\n{steps}\n")
    for pack in ("default", "strict"):
        (top / f"{pack}.yaml").write_text(POLICY.format(pack=pack, prefix=f"{top}/"))
    assert launch_text(top, "audit", "kb", "-p", "default.yaml", "--as-of", TODAY, "-o", "today").returncode == 1
    launch_text(top, "check", "-p", "default.yaml", "--as-of", YEAR_ON, "-o", "year-on")
    launch_text(top, "check", "-p", "strict.yaml", "--as-of", TODAY, "-o", "strict")
    return Tour(top, cut(top))


WORDS = ("battery", "charger", "display", "gateway", "ledger", "modem", "printer", "reader", "router", "sensor")


def cut(top: Path) -> list[Chunk]:
    """The texts as the catalog holds them, cut by a splitter that knows nothing of passages."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=600, chunk_overlap=60)
    with Catalog.open(top / ".kbaudit" / "catalog.duckdb") as catalog:
        documents = list(catalog.documents())
        texts = catalog.texts(sorted({document.content_key for document in documents}))
    pieces = [
        (f"{top}/{document.uri}", piece)
        for document in documents
        for piece in splitter.split_text(texts[document.content_key]) or ["(no text)"]
    ]
    return [Chunk(number, source, text, vector(text)) for number, (source, text) in enumerate(pieces)]


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tour: Tour) -> Iterator[Engine]:
    """An engine that holds the chunks, stamped by the audit of today."""
    rules, stamps = tour.audit("today")
    with ENGINES[request.param](tmp_path_factory.mktemp(request.param), rules.match, tour.chunks) as filled:
        index = open_index(filled.target, filled.address)
        unstamped = check_index(index, rules, stamps)
        assert [finding.code for finding in unstamped.findings] == ["KB704"]
        done = apply(index, rules, stamps)
        index.close()
        assert (done.points, done.stamped, done.unmatched) == (len(tour.chunks), len(tour.chunks), 0)
        yield filled


def moment(day: str) -> float:
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def found(tour: Tour, engine: Engine, day: str, name: str = "today", release: str | None = None) -> set[str]:
    """The documents of which the engine returns any chunk."""
    rules, _ = tour.audit(name)
    asked = Asked(rules, moment(day), release, engine.address.collection, inner=len(tour.chunks) + 10)
    return {tour.uri(hit.metadata["source"]) for hit in engine.query(asked, vector("bicycle rental price days"))}


def allowed(stamps: Stamps, rules: Rules, day: str, release: str | None = None) -> set[str]:
    decided = {uri: evaluate(rules, stamp.fields, moment(day), release).keep for uri, stamp in stamps.by_uri.items()}
    return {uri for uri, keep in decided.items() if keep}


def test_what_must_not_be_served_never_comes_back(tour: Tour, engine: Engine):
    rules, stamps = tour.audit("today")
    served = found(tour, engine, TODAY)
    assert served == allowed(stamps, rules, TODAY) & {tour.uri(chunk.source) for chunk in tour.chunks}
    assert "kb/finance/travel-policy-v2.md" in served
    for page in ("finance/travel-policy-v1.md", "finance/price-list-2024.pdf", "finance/budget-2027.md"):
        assert f"kb/{page}" not in served
    reasons = {code for uri in {*stamps.by_uri} - served for code in stamps.by_uri[uri].fields["kb_reasons"]}
    assert {"KB103", "KB203", "KB207", "KB601"} <= reasons


def test_a_year_on_without_a_new_audit(tour: Tour, engine: Engine):
    later_rules, later = tour.audit("year-on")
    served = found(tour, engine, YEAR_ON)
    assert served == allowed(later, later_rules, YEAR_ON) & {tour.uri(chunk.source) for chunk in tour.chunks}
    gone = found(tour, engine, TODAY) - served
    assert "kb/finance/price-list-2026.pdf" in gone


def test_each_live_release_answers_for_itself(tour: Tour, engine: Engine):
    for release in RELEASES:
        manuals = {uri for uri in found(tour, engine, TODAY, release=release) if "/manual/" in uri}
        assert manuals == {f"kb/manual/{release}/install.md"}
    assert {uri for uri in found(tour, engine, TODAY) if "/manual/" in uri} == {"kb/manual/7.10/install.md"}


def test_two_sides_of_a_conflict_never_stand_in_one_context(tour: Tour, engine: Engine):
    rules, _ = tour.audit("today")
    asked = Asked(rules, moment(TODAY), None, engine.address.collection, inner=len(tour.chunks) + 10)
    hits = engine.query(asked, vector("deposit for groups of bicycles EUR"))
    both = {"kb/support/group-bookings.md", "kb/operations/group-handover.odt"}
    assert both <= {tour.uri(hit.metadata["source"]) for hit in hits}
    chosen = select(rules, hits, moment(TODAY))
    kept = {tour.uri(one.metadata["source"]) for one in chosen.kept}
    [side] = both & kept
    told = [one for one in chosen.kept if tour.uri(one.metadata["source"]) == side]
    assert all({*one.disputed_by} == both - {side} for one in told)
    assert len(kept) > 10


def test_the_engine_weighs_as_the_reference(tour: Tour, engine: Engine):
    rules, stamps = tour.audit("today")
    asked = Asked(rules, moment(TODAY), None, engine.address.collection, inner=len(tour.chunks) + 10)
    hits = engine.query(asked, vector("how many days of leave"))
    order = [hit.score for hit in hits]
    assert order == sorted(order, reverse=True)
    by_hand = {stamp.uri: evaluate(rules, stamp.fields, moment(TODAY)).weight for stamp in stamps.by_uri.values()}
    assert {by_hand[tour.uri(hit.metadata["source"])] for hit in hits} == {0.5, 1.0}


def test_strict_keeps_out_what_nobody_owns_and_only_changes_are_written(tour: Tour, engine: Engine):
    """The stamps of another policy over those of today, and those of today again."""
    rules, strict = tour.audit("strict")
    index = open_index(engine.target, engine.address)
    changed = apply(index, rules, strict)
    again = apply(index, rules, strict)
    index.close()
    assert 0 < changed.stamped <= len(tour.chunks)
    assert (again.stamped, again.unchanged) == (0, len(tour.chunks))
    served = found(tour, engine, TODAY, "strict")
    assert served == allowed(strict, rules, TODAY) & {tour.uri(chunk.source) for chunk in tour.chunks}
    assert all(strict.by_uri[uri].fields["kb_has_owner"] for uri in served)
    assert not served & unowned(strict)
    back = open_index(engine.target, engine.address)
    apply(back, *tour.audit("today"))
    back.close()


def unowned(stamps: Stamps) -> set[str]:
    return {uri for uri, stamp in stamps.by_uri.items() if not stamp.fields["kb_owner"]}


def test_a_garbled_passage_stays_out_of_a_page_that_is_served(tour: Tour, engine: Engine):
    rules, stamps = tour.audit("today")
    asked = Asked(rules, moment(TODAY), None, engine.address.collection, inner=len(tour.chunks) + 10)
    returned = {(tour.uri(hit.metadata["source"]), hit.text) for hit in engine.query(asked, vector("anything"))}
    partly = {uri for uri, stamp in stamps.by_uri.items() if stamp.passages} & {uri for uri, _ in returned}
    kept_out = [
        chunk
        for chunk in tour.chunks
        if (uri := tour.uri(chunk.source)) in partly and stamps.by_uri[uri].reasons_against(chunk.text)
    ]
    assert partly
    assert kept_out
    assert not {(tour.uri(chunk.source), chunk.text) for chunk in kept_out} & returned


def test_the_commands_say_the_same(launch_text: LaunchText, tour: Tour, engine: Engine):
    """What is gone from the audit, new in the index, or indexed again, is told; apply mends what it can."""
    words = ("--target", engine.target, "--collection", engine.address.collection, *engine.words)
    checked = launch_text(tour.top, "index", "check", *words, "--rules", "today/rules.json", afresh=True)
    assert (checked.returncode, "100 %" in checked.stdout) == (0, True), checked.stdout + checked.stderr
    last = len(tour.chunks)
    engine.add(
        [
            Chunk(last, f"{tour.top}/kb/hr/annual-leave.md", "A chunk that is new.", vector("new")),
            Chunk(last + 1, f"{tour.top}/kb/deleted.md", "A page that is gone.", vector("gone")),
        ]
    )
    checked = launch_text(
        tour.top, "index", "check", *words, "--rules", "today/rules.json", "--format", "json", afresh=True
    )
    told = {finding["code"]: finding for finding in json.loads(checked.stdout)["findings"]}
    assert (checked.returncode, sorted(told)) == (1, ["KB701", "KB704"])
    assert told["KB704"]["of"] == {"kb/hr/annual-leave.md": 1}
    assert told["KB701"]["of"] == {f"{tour.top}/kb/deleted.md": 1}
    dry = launch_text(tour.top, "rules", "apply", *words, "--rules", "today/rules.json", "--dry-run", afresh=True)
    assert (dry.returncode, "would stamp 1 of" in dry.stdout) == (0, True), dry.stdout + dry.stderr
    done = launch_text(tour.top, "rules", "apply", *words, "--rules", "today/rules.json", afresh=True)
    assert "stamped 1 of" in done.stdout
    assert "kb/deleted.md" in done.stdout
    checked = launch_text(tour.top, "index", "check", *words, "--rules", "today/rules.json", afresh=True)
    assert (checked.returncode, "KB701 orphaned-point (warning)" in checked.stdout) == (0, True)


def test_a_wrong_prefix_is_refused_with_a_better_one(launch_text: LaunchText, tour: Tour, engine: Engine):
    content = json.loads((tour.top / "today" / "rules.json").read_text())
    wrong: Mapping[str, object] = {**content, "match": {**content["match"], "strip_prefix": "/srv/"}}
    folder = tour.top / f"wrong-{engine.target}"
    folder.mkdir()
    (folder / "rules.json").write_text(json.dumps(wrong))
    shutil.copy(tour.top / "today" / "stamps.jsonl", folder)
    words = ("--target", engine.target, "--collection", engine.address.collection, *engine.words)
    before = found(tour, engine, TODAY)
    refused = launch_text(tour.top, "rules", "apply", *words, "--rules", folder / "rules.json", afresh=True)
    assert refused.returncode == 2
    assert "only 0 of" in refused.stderr
    assert f"strip_prefix: '{tour.top}/'" in refused.stderr
    assert found(tour, engine, TODAY) == before
