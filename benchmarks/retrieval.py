"""What obeying the rules costs: time per query of the evaluator and the adapters, and stamping a live index.

Prints a line a figure:

    python -m benchmarks.retrieval                 all of it, 100,000 points into each engine
    python -m benchmarks.retrieval query           the time that a query of 100 hits takes longer
    python -m benchmarks.retrieval apply ENGINE N  stamping N points: pgvector, qdrant
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbaudit.retrieval.rules import Recency, RuleSettings, build_rules
from kbaudit.retrieval.ruleset import RuleSet
from kbaudit.retrieval.select import Hit

if TYPE_CHECKING:
    from collections.abc import Callable

HITS, TURNS = 100, 2_000
NOW = 1_800_000_000
NEVER = 253402300799
SETTINGS = RuleSettings(recency=(Recency("hr", 180, 0.3), Recency("it", 90, 0.1)))


def main() -> None:
    """Every figure, or those that are named."""
    match sys.argv[1:]:
        case []:
            query()
        case ["query"]:
            query()
        case ["apply", engine, count]:
            from benchmarks.retrieval_apply import stamp_index  # noqa: PLC0415 - a query needs no engine

            stamp_index(engine, int(count))
        case _:
            sys.exit(__doc__)


def stamp(at: int) -> dict[str, Any]:
    """The stamp of one of the documents: a fifth demoted, every tenth dropped, some in families and conflicts."""
    uri = f"kb/hr/page-{at}.md"
    return {
        "uri": uri, "doc_id": f"{at:032x}", "sha256": f"{at:064x}", "stamp": f"sha256:{at:064x}", "passages": [],
        "kb_status": "exclude" if at % 10 == 9 else "demote" if at % 5 == 0 else "serve", "kb_reasons": [],
        "kb_valid_from_ts": 0, "kb_expires_ts": NEVER, "kb_demote_ts": NEVER,
        "kb_effective_ts": NOW - at * 86_400, "kb_effective_date": "2026-01-01", "kb_owner": "ann@example.org",
        "kb_has_owner": True, "kb_confidence": 0.98, "kb_language": "en", "kb_document_set": "hr" if at % 2 else "it",
        "kb_audience": "staff", "kb_version": "", "kb_family": f"fam:{at // 3}" if at % 4 == 0 else "",
        "kb_release": "", "kb_is_latest": True, "kb_superseded_by": [],
        "kb_conflicts": [f"cf:{at // 20}"] if at % 20 < 2 else [],
    }  # fmt: skip


def metadata(at: int) -> dict[str, Any]:
    """What a stamped point holds."""
    made = stamp(at)
    renamed = {"kb_uri": made.pop("uri"), "kb_doc_id": made.pop("doc_id"), "kb_sha256": made.pop("sha256")}
    del made["passages"]
    return {"source": f"kb/hr/page-{at}.md", **made, **renamed, "kb_stamp": made.pop("stamp")}


def query() -> None:
    """The median time of the evaluator, and of each adapter over what its framework takes by itself."""
    with tempfile.TemporaryDirectory() as folder:
        path, stamps = Path(folder, "rules.json"), Path(folder, "stamps.jsonl")
        path.write_text(json.dumps(build_rules(SETTINGS, datetime(2027, 1, 1, tzinfo=UTC))))
        stamps.write_text("".join(json.dumps(stamp(at)) + "\n" for at in range(HITS)))
        by_point, by_file = RuleSet.load(path), RuleSet.load(path, stamps=stamps)
        hits = [Hit(metadata(at), 1 - at / HITS, f"text {at}") for at in range(HITS)]
        evaluator("by the points' stamps", lambda: by_point.apply(hits, NOW))
        evaluator("by the stamps file", lambda: by_file.apply(hits, NOW))
        langchain(by_point)
        llamaindex(by_point)
        haystack(path)


def langchain(rules: RuleSet) -> None:
    """A retriever that returns 100 documents, bare and governed."""
    from langchain_core.documents import Document  # noqa: PLC0415 - measured apart
    from langchain_core.retrievers import BaseRetriever  # noqa: PLC0415

    from kbaudit.retrieval.adapters.langchain import GovernedRetriever  # noqa: PLC0415

    found = [Document(page_content=f"text {at}", metadata=metadata(at)) for at in range(HITS)]

    class Bare(BaseRetriever):
        def _get_relevant_documents(self, query: str, **_: Any) -> list[Document]:  # noqa: ARG002 - the framework's
            return found

    bare = Bare()
    governed = GovernedRetriever(retriever=bare, rules=rules)
    over("LangChain retriever", lambda: bare.invoke("?"), lambda: governed.invoke("?"))


def llamaindex(rules: RuleSet) -> None:
    """A postprocessor that returns the nodes as they are, and the governing one."""
    from llama_index.core.postprocessor import SimilarityPostprocessor  # noqa: PLC0415 - measured apart
    from llama_index.core.schema import NodeWithScore, TextNode  # noqa: PLC0415

    from kbaudit.retrieval.adapters.llamaindex import GovernedPostprocessor  # noqa: PLC0415

    found = [
        NodeWithScore(node=TextNode(text=f"text {at}", metadata=metadata(at)), score=1 - at / HITS)
        for at in range(HITS)
    ]
    bare, governed = SimilarityPostprocessor(similarity_cutoff=0.0), GovernedPostprocessor(rules=rules)
    over(
        "LlamaIndex postprocessor",
        lambda: bare.postprocess_nodes(found, query_str="?"),
        lambda: governed.postprocess_nodes(found, query_str="?"),
    )


def haystack(path: Path) -> None:
    """A pipeline of a component that passes on what it's given, and of the governing one in its place."""
    from haystack import Document, Pipeline, component  # noqa: PLC0415 - measured apart

    from kbaudit.retrieval.adapters.haystack import GovernedDocuments  # noqa: PLC0415

    @component
    class Passing:
        @component.output_types(documents=list[Document], dropped=list[Document])
        def run(self, documents: list[Document]) -> dict[str, list[Document]]:
            return {"documents": documents, "dropped": []}

    found = [Document(content=f"text {at}", meta=metadata(at), score=1 - at / HITS) for at in range(HITS)]
    bare, governed = Pipeline(), Pipeline()
    bare.add_component("last", Passing())
    governed.add_component("last", GovernedDocuments(str(path)))
    given = {"last": {"documents": found}}
    over("Haystack pipeline", lambda: bare.run(given), lambda: governed.run(given), turns=TURNS // 10)


def over(what: str, bare: Callable[[], object], governed: Callable[[], object], turns: int = TURNS // 4) -> None:
    """The time that the governed one takes longer, the two measured in turns."""
    differences = [_timed(governed) - _timed(bare) for _ in range(turns)]
    tell(f"{what}, over the bare one", statistics.median(differences) * 1_000, goal=1.0)


def evaluator(what: str, done: Callable[[], object]) -> None:
    """The median, and the least: where neighbours share the processor the median tells of them."""
    times = [_timed(done) * 1_000 for _ in range(TURNS)]
    tell(f"evaluator, 100 hits, {what}", statistics.median(times), goal=0.3)
    tell(f"evaluator, 100 hits, {what}, least", min(times))


def _timed(done: Callable[[], object]) -> float:
    """Seconds of this thread alone: what else the machine does plays no part."""
    began = time.thread_time()
    done()
    return time.thread_time() - began


def tell(what: str, milliseconds: float, goal: float | None = None) -> None:
    """A line a figure."""
    print(f"{what}: {milliseconds:.3f} ms" + (f" (goal {goal:g} ms)" if goal else ""))


if __name__ == "__main__":
    main()
