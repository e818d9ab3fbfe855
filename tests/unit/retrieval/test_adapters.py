"""The adapters on their real frameworks: the same selection as the reference, citations, reasons, release, reload."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from haystack import Document as HaystackDocument
from haystack import Pipeline
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from llama_index.core.schema import MetadataMode, NodeWithScore, TextNode

from kbaudit.retrieval.adapters.haystack import GovernedDocuments
from kbaudit.retrieval.adapters.langchain import GovernedCompressor, GovernedRetriever
from kbaudit.retrieval.adapters.llamaindex import GovernedPostprocessor
from kbaudit.retrieval.overlap import sampled
from kbaudit.retrieval.rules import RuleSettings, build_rules
from kbaudit.retrieval.ruleset import RuleSet

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
NEVER = 253402300799
GARBLED = "Th pssge ws grbld b scnnr tht nbdy lkd t fr yrs nd nw t sys nthng t ll"


def a_stamp(uri: str, **fields: Any) -> dict[str, Any]:
    return {
        "uri": uri, "doc_id": f"id of {uri}", "stamp": "sha256:1", "passages": [],
        "sha256": hashlib.sha256(uri.encode()).hexdigest(),
        "kb_status": "serve", "kb_reasons": [], "kb_valid_from_ts": 0, "kb_expires_ts": NEVER, "kb_demote_ts": NEVER,
        "kb_effective_ts": 1_700_000_000, "kb_effective_date": "2023-11-14", "kb_owner": "ann", "kb_has_owner": True,
        "kb_version": "2.1", "kb_confidence": 1.0, "kb_language": "en", "kb_document_set": "hr", "kb_audience": "",
        "kb_family": "", "kb_release": "", "kb_is_latest": True, "kb_superseded_by": [], "kb_conflicts": [], **fields,
    }  # fmt: skip


PASSAGES = [{"start": 0, "end": 9, "text_sha256": "a" * 64, "reasons": ["KB503"], "shingles": sampled(GARBLED)}]
STAMPS = (
    a_stamp("good.md"),
    a_stamp("demoted.md", kb_status="demote", kb_reasons=["KB202"]),
    a_stamp("old.md", kb_status="exclude", kb_reasons=["KB103"]),
    a_stamp("14-days.md", kb_conflicts=["cf:1"]),
    a_stamp("30-days.md", kb_conflicts=["cf:1"]),
    a_stamp("v1.md", kb_family="f"),
    a_stamp("v2.md", kb_family="f"),
    a_stamp("manual-5.md", kb_release="5", kb_is_latest=False),
    a_stamp("scan.md", passages=PASSAGES),
)
FOUND = (  # uri, text, score
    ("old.md", "the old one", 0.99),
    ("demoted.md", "a demoted one", 0.9),
    ("scan.md", GARBLED, 0.85),
    ("14-days.md", "within 14 days", 0.8),
    ("30-days.md", "within 30 days", 0.7),
    ("v1.md", "one version", 0.6),
    ("v2.md", "another version", 0.55),
    ("good.md", "a good one", 0.5),
    ("manual-5.md", "release 5", 0.4),
    ("unknown.md", "nobody knows it", 0.3),
)
KEPT = ["14-days.md", "v1.md", "good.md", "demoted.md"]


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    (tmp_path / "rules.json").write_text(json.dumps(build_rules(RuleSettings(), AS_OF)))
    (tmp_path / "stamps.jsonl").write_text("".join(json.dumps(stamp) + "\n" for stamp in STAMPS))
    return RuleSet.load(tmp_path / "rules.json", stamps=tmp_path / "stamps.jsonl")


def documents() -> list[Document]:
    return [
        Document(page_content=text, metadata={"source": uri, "score": score, "page": 3}) for uri, text, score in FOUND
    ]


class Found(BaseRetriever):
    """A retriever that always finds the same."""

    def _get_relevant_documents(self, query: str, **_named: Any) -> list[Document]:
        assert query
        return documents()


def sources(found: list[Document]) -> list[str]:
    return [each.metadata["source"] for each in found]


def test_langchain_retriever(rules: RuleSet):
    governed = GovernedRetriever(retriever=Found(), rules=rules, score_key="score")
    found = governed.invoke("how many days?")
    assert sources(found) == KEPT
    cited = found[0].metadata
    assert (cited["kb_owner"], cited["kb_effective_date"], cited["kb_version"]) == ("ann", "2023-11-14", "2.1")
    assert (cited["kb_disputed_by"], cited["page"], found[0].page_content) == (["30-days.md"], 3, "within 14 days")
    assert sources(asyncio.run(governed.ainvoke("how many days?"))) == KEPT
    limited = GovernedRetriever(retriever=Found(), rules=rules, score_key="score", k=2)
    assert sources(limited.invoke("?")) == KEPT[:2]
    of_release = GovernedRetriever(retriever=Found(), rules=rules, release="5", score_key="score")
    assert "manual-5.md" in sources(of_release.invoke("?"))


def test_langchain_compressor_ranks_by_place_where_there_is_no_score(rules: RuleSet):
    given = documents()
    kept = GovernedCompressor(rules=rules).compress_documents(given, "?")
    assert sources(list(kept)) == ["14-days.md", "v1.md", "demoted.md", "good.md"]
    assert given == documents()  # what was given is as it was


def test_langchain_reads_the_rules_from_a_path(rules: RuleSet, tmp_path: Path):
    stamped = [Document(page_content="x", metadata={**STAMPS[0], "kb_uri": "good.md"}), Document(page_content="y")]
    compressor = GovernedCompressor(rules=tmp_path / "rules.json")
    assert [each.page_content for each in compressor.compress_documents(stamped, "?")] == ["x"]


def test_llamaindex(rules: RuleSet):
    given = [
        NodeWithScore(node=TextNode(text=text, metadata={"source": uri}), score=score) for uri, text, score in FOUND
    ]
    kept = GovernedPostprocessor(rules=rules).postprocess_nodes(given, query_str="how many days?")
    assert [each.node.metadata["source"] for each in kept] == KEPT
    assert [each.score for each in kept] == [0.8, 0.6, 0.5, 0.45]
    shown = kept[0].node.get_content(MetadataMode.LLM)
    assert "kb_owner: ann" in shown
    assert "kb_status" not in shown
    assert "kb_status" not in kept[0].node.get_content(MetadataMode.EMBED)
    assert given[3].node.metadata == {"source": "14-days.md"}
    assert (
        GovernedPostprocessor(rules=rules, release="5").postprocess_nodes(given)[-1].node.get_content() == "release 5"
    )


def test_haystack_in_a_pipeline(rules: RuleSet, tmp_path: Path):
    governed = GovernedDocuments(str(tmp_path / "rules.json"), str(tmp_path / "stamps.jsonl"), top_k=3)
    pipeline = Pipeline()
    pipeline.add_component("governed", governed)
    again = Pipeline.loads(pipeline.dumps(), allowed_modules=["kbaudit.retrieval.adapters.haystack"])
    given = [HaystackDocument(content=text, meta={"source": uri}, score=score) for uri, text, score in FOUND]
    done = again.run({"governed": {"documents": given}})["governed"]
    assert [each.meta["source"] for each in done["documents"]] == KEPT[:3]
    assert [each.score for each in done["documents"]] == [0.8, 0.6, 0.5]
    reasons = {each.meta["source"]: each.meta["kb_dropped_for"] for each in done["dropped"]}
    assert reasons["old.md"] == ["not kb_status in serve, demote", "KB103"]
    assert reasons["30-days.md"] == ["conflict", "cf:1"]
    assert reasons["scan.md"][-1] == "KB503"
    assert given[0].meta == {"source": "old.md"}
    whole = GovernedDocuments(str(tmp_path / "rules.json"), str(tmp_path / "stamps.jsonl"))
    assert "manual-5.md" in {each.meta["source"] for each in whole.run(given, release="5")["documents"]}


def test_what_was_dropped_is_logged_on_one_line_each(rules: RuleSet, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "kbaudit.retrieval")
    hostile = Document(page_content="x", metadata={"source": "a\nb\x1b[31m"})
    GovernedCompressor(rules=rules).compress_documents([hostile, *documents()], "?")
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 7
    assert told[0] == 'dropped "a\\nb\\u001b[31m": "unknown document"'
    assert 'dropped "old.md": "not kb_status in serve, demote; KB103"' in told


def test_a_later_moment_drops_without_a_new_audit(rules: RuleSet, tmp_path: Path):
    ending = [a_stamp("good.md", kb_expires_ts=2_000_000_000)]
    (tmp_path / "stamps.jsonl").write_text(json.dumps(ending[0]))
    rules.refresh()
    compressor = GovernedCompressor(rules=rules)
    found = [Document(page_content="x", metadata={"source": "good.md"})]
    assert len(compressor.select(found, now=1_999_999_999)) == 1
    assert compressor.select(found, now=2_000_000_000) == []


@pytest.mark.parametrize("adapter", [GovernedCompressor, GovernedPostprocessor])
def test_a_misspelt_option_is_refused(rules: RuleSet, adapter: Any):
    with pytest.raises(ValueError, match="realease"):
        adapter(rules=rules, realease="5")
    with pytest.raises(ValueError, match="realease"):
        GovernedRetriever(retriever=Found(), rules=rules, realease="5")  # type: ignore[call-arg]


@pytest.mark.parametrize("extra", ["langchain", "llamaindex", "haystack"])
def test_a_missing_framework_is_told_with_the_extra_that_brings_it(project: Path, extra: str):
    """-S: no installed package can be imported."""
    code = f"import sys; sys.path.insert(0, {str(project)!r}); import kbaudit.retrieval.adapters.{extra}"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert f"pip install 'kbaudit[{extra}]'" in done.stderr.splitlines()[-1]
    assert f'\n{extra} = ["' in (project / "pyproject.toml").read_text()
