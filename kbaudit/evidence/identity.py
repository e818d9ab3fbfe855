"""Does the bundle belong to one audit of one corpus? Run, inputs, corpus, policy, waivers, list of files, statement."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.checking import Contradiction, checked, same
from kbaudit.evidence.files import DOCUMENT, IGNORED, SKIPPED
from kbaudit.evidence.integrity import is_of_manifest
from kbaudit.evidence.names import CORPUS, FILES, INPUTS, MANIFEST, POLICY, SCHEMA, STATEMENT, WAIVERS
from kbaudit.evidence.reading import Malformed, listed, mapping, number, text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.evidence.checking import Check, Hidden
    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Known, Met

FINDINGS: Final = "findings.json"
_NO_WAIVERS: Final = b"[]"


def run_of(manifest: Mapping[str, object]) -> Mapping[str, object]:
    """The run by the manifest."""
    return mapping(manifest, "run", MANIFEST)


def identity(bundle: Bundle, manifest: Mapping[str, object]) -> Iterator[Check]:
    """The cross-checks that need no line of the corpus."""
    yield checked("manifest", lambda: _manifest(bundle, manifest))
    yield checked("statement", lambda: _statement(bundle, manifest))
    yield checked("corpus", lambda: _corpus(bundle, manifest))
    yield checked("run", lambda: _run(bundle, manifest))
    yield checked("policy", lambda: _policy(bundle, manifest))
    yield checked("waivers", lambda: _waivers(bundle, manifest))


def _manifest(bundle: Bundle, manifest: Mapping[str, object]) -> str:
    same(text(manifest, "schema", MANIFEST), SCHEMA, "its schema is")
    for each in listed(manifest, "files", MANIFEST):
        if not isinstance(each, dict):
            raise Malformed("an entry of files is no object")
        path = text(each, "path", MANIFEST)
        if bundle.digest(path) != text(each, "sha256", MANIFEST) or bundle.size(path) != number(each, "size", MANIFEST):
            raise Contradiction(f"{path} isn't the file that it lists")
    root = text(mapping(manifest, "root", MANIFEST), "sha256", MANIFEST)
    same(bundle.digest(FILES), root, f"{FILES} has the digest")
    return f"lists the files as they are; root hash sha256:{root}"


def _statement(bundle: Bundle, manifest: Mapping[str, object]) -> str:
    if not is_of_manifest(bundle, manifest):
        raise Contradiction(f"{STATEMENT} isn't about this {MANIFEST}")
    return f"is about this {MANIFEST}"


def _corpus(bundle: Bundle, manifest: Mapping[str, object]) -> str:
    digest = f"sha256:{bundle.digest(CORPUS)}"
    same(digest, text(run_of(manifest), "corpus_digest", MANIFEST), f"{CORPUS} has the digest")
    return f"{CORPUS} has the digest that the run names"


def _run(bundle: Bundle, manifest: Mapping[str, object]) -> str:
    run = run_of(manifest)
    same(bundle.digest(INPUTS)[:32], text(run, "id", MANIFEST), f"the id made of {INPUTS} is")
    said = texts(json.loads(bundle.data(INPUTS)), INPUTS)
    inputs = mapping(manifest, "inputs", MANIFEST)
    ignored = mapping(mapping(manifest, "population", MANIFEST), "ignored", MANIFEST)
    expected = [
        text(run, "tool", MANIFEST),
        text(inputs, "comparer", MANIFEST),
        *texts(inputs.get("learners"), "learners"),
        text(run, "corpus_digest", MANIFEST),
        text(run, "policy_digest", MANIFEST),
        text(mapping(manifest, "waivers", MANIFEST), "digest", MANIFEST),
        text(run, "as_of", MANIFEST).replace("Z", "+00:00"),
        str(number(ignored, "total", MANIFEST)),
        str(run.get("complete")),
        *texts(run.get("sources"), "sources"),
    ]
    same(said, expected, f"{INPUTS} says")
    return f"the id {text(run, 'id', MANIFEST)} follows from {INPUTS}"


def _policy(bundle: Bundle, manifest: Mapping[str, object]) -> str:
    digest = f"sha256:{bundle.digest(POLICY)}"
    said = mapping(manifest, "policy", MANIFEST)
    same(digest, text(run_of(manifest), "policy_digest", MANIFEST), f"{POLICY} has the digest")
    same(digest, text(said, "digest", MANIFEST), f"{POLICY} has the digest")
    policy = bundle.page(POLICY)
    for name in ("limits", "zone", "name"):
        same(said.get(name), policy.get(name), f"the {name} by the manifest")
    return f"{POLICY} has the digest that the run names"


def _waivers(bundle: Bundle, manifest: Mapping[str, object]) -> str:
    said = mapping(manifest, "waivers", MANIFEST)
    data = bundle.data(WAIVERS)
    digest = "" if data == _NO_WAIVERS else f"sha256:{bundle.digest(WAIVERS)}"
    same(digest, text(said, "digest", MANIFEST), f"{WAIVERS} has the digest")
    entries = len(texts(json.loads(data), WAIVERS))
    same(entries, number(said, "waivers", MANIFEST) + number(said, "attestations", MANIFEST), f"entries of {WAIVERS}")
    return f"{WAIVERS} has the digest that the run was made of" if digest else "there were none"


def files_of_corpus(files: Mapping[str, Met], corpus: Mapping[str, Known], hidden: Hidden) -> str:
    """files.jsonl against corpus.jsonl: the same documents with the same contents, the same files skipped."""
    for uri, one in corpus.items():
        there = files.get(uri)
        if there is None:
            raise Contradiction(f"{FILES} hasn't {uri}, which {CORPUS} has")
        same(there.outcome, SKIPPED if one.reason else DOCUMENT, f"{FILES} calls {uri}")
        if one.reason:
            hidden.same((there.reason, there.detail), (one.reason, one.detail), f"{FILES} says of {uri}")
        else:
            same(there.sha256, one.sha256, f"{FILES} says of {uri}")
    more = next((uri for uri, one in files.items() if one.outcome != IGNORED and uri not in corpus), None)
    if more is not None:
        raise Contradiction(f"{FILES} has {more}, which {CORPUS} hasn't")
    return f"the {len(corpus):,} files of {CORPUS} stand in {FILES}, with the same contents"
