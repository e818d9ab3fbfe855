from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings
from index_contract import FIELDS, check_index, read_all

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.select import listed
from kbaudit.retrieval.targets.base import Asked
from kbaudit.retrieval.targets.chroma import Chroma

RULES = build_rules(RuleSettings(), datetime(2027, 1, 1, tzinfo=UTC))


def collection(path: Path, field: str = "source", count: int = 7) -> tuple[chromadb.Collection, Address]:
    """As somebody else's loader writes it."""
    client = chromadb.PersistentClient(str(path), Settings(anonymized_telemetry=False))
    made = client.create_collection("docs", embedding_function=None)
    made.add(
        [f"p{n}" for n in range(count)],
        [[float(n), 1.0] for n in range(count)],
        [{field: f"a{n}.md", "page": n, "tags": ["a", "b"]} for n in range(count)],
        [f"text {n}" for n in range(count)],
    )
    return made, Address(path=str(path), collection="docs", match=Match(field=field, text_field="page_content"))


@pytest.mark.parametrize("field", ["source", "metadata.source"])
def test_the_contract(tmp_path: Path, field: str):
    _, address = collection(tmp_path, field)
    index = open_index("chroma", address)
    check_index(index, 7)
    index.close()


def test_more_points_than_a_batch_has_room_for(tmp_path: Path):
    _, address = collection(tmp_path, count=2_500)
    index = open_index("chroma", address)
    ids = list(read_all(index))
    index.write([(id_, {"kb_uri": f"of {id_}", "kb_status": "serve"}) for id_ in ids])
    assert {id_: point.fields["kb_uri"] for id_, point in read_all(index).items()} == {n: f"of {n}" for n in ids}


def test_the_rest_of_a_record_stays_and_a_point_that_is_gone_is_not_made(tmp_path: Path):
    made, address = collection(tmp_path)
    index = open_index("chroma", address)
    index.write([("p3", FIELDS), ("gone", FIELDS)])
    assert index.size() == 7
    held = made.get(["p3"], include=["embeddings", "metadatas", "documents"])
    assert held["embeddings"] is not None
    assert held["embeddings"].tolist() == [[3.0, 1.0]]
    assert held["documents"] == ["text 3"]
    (metadata,) = held["metadatas"] or ()
    lists = {name: value for name, value in FIELDS.items() if isinstance(value, list)}
    assert {name: listed(metadata[name]) for name in lists} == {name: tuple(value) for name, value in lists.items()}
    plain = {name: value for name, value in metadata.items() if name not in lists}
    own = {"source": "a3.md", "page": 3, "tags": ["a", "b"]}
    assert plain == own | {name: value for name, value in FIELDS.items() if name not in lists}


def test_what_is_written_passes_the_compiled_filter(tmp_path: Path):
    made, address = collection(tmp_path)
    index = open_index("chroma", address)
    index.write([("p2", FIELDS), ("p4", FIELDS | {"kb_status": "exclude"})])
    where = Chroma().compile(Asked(Rules.from_json(RULES), 1_800_000_000)).filter
    assert made.get(where=where)["ids"] == ["p2"]


def test_a_record_without_metadata_or_text(tmp_path: Path):
    made, address = collection(tmp_path)
    made.add(["bare"], [[0.0, 0.0]])
    bare = read_all(open_index("chroma", address), text=True)["bare"]
    assert (bare.value, bare.fields, bare.text) == (None, {}, "")


def test_what_is_not_there(tmp_path: Path):
    _, address = collection(tmp_path / "made")
    with pytest.raises(IndexFailure, match=r"'other' at .*made failed: .*other.*does not exist.*--collection"):
        open_index("chroma", Address(path=address.path, collection="other"))
    empty = tmp_path / "empty"
    with pytest.raises(UsageError, match=r"no chroma\.sqlite3"):
        open_index("chroma", Address(path=str(empty), collection="docs"))
    assert not empty.exists()
    with pytest.raises(UsageError, match="--url of a server or --path"):
        open_index("chroma", Address(collection="docs"))
    with pytest.raises(UsageError, match="http://localhost:8000"):
        open_index("chroma", Address(url="localhost:8000", collection="docs"))


def test_no_failure_tells_a_credential(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHROMA_CLIENT_AUTH_CREDENTIALS", "hunter2-token")
    with pytest.raises(IndexFailure) as failure:
        open_index("chroma", Address(url="http://me:pa55word@127.0.0.1:9/?key=se1cret", collection="docs"))
    assert "http://127.0.0.1:9" in str(failure.value)
    assert not any(secret in str(failure.value) for secret in ("hunter2", "pa55word", "se1cret"))
    assert "\n" not in str(failure.value)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Chroma's own server, over a folder that it wrote."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    words = [str(program), "run", "--path", str(tmp_path), "--host", "127.0.0.1", "--port", str(port)]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(10)


def test_the_contract_on_a_server(server: str):
    port = int(server.rpartition(":")[2])
    client = chromadb.HttpClient("127.0.0.1", port, settings=Settings(anonymized_telemetry=False))
    made = client.create_collection("docs", embedding_function=None)
    numbers = range(7)
    metadatas = [{"source": f"a{n}.md", "page": n} for n in numbers]
    made.add([f"p{n}" for n in numbers], [[float(n), 1.0] for n in numbers], metadatas, [f"text {n}" for n in numbers])
    index = open_index("chroma", Address(url=server, collection="docs", match=Match(text_field="text")))
    check_index(index, 7)
    index.close()
    where = Chroma().compile(Asked(Rules.from_json(RULES), 1_800_000_000)).filter
    assert made.get(where=where)["ids"] == ["p1", "p2"]  # check_index excluded p0
    assert made.get(["p0"], include=["embeddings"])["embeddings"].tolist() == [[0.0, 1.0]]
    with pytest.raises(IndexFailure, match="failed"):
        open_index("chroma", Address(url=server, collection="docs", namespace="nobody/nothing"))
