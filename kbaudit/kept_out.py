"""The passages that are kept out of documents, as their stamps tell them: by the shingles of their texts."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from kbaudit.retrieval.overlap import sampled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.catalog import Catalog
    from kbaudit.model import Corpus, Verdict

_AT_A_TIME: Final = 500  # texts that are held in memory


def kept_out(catalog: Catalog, corpus: Corpus, verdicts: Mapping[str, Verdict]) -> dict[str, list[list[int]]]:
    """For each document with such passages, by uri, the shingles of each of them; read from the catalog."""
    found = {}
    uris = iter([uri for uri, verdict in verdicts.items() if verdict.passages and uri in corpus.subjects])
    while batch := list(islice(uris, _AT_A_TIME)):
        keys = {uri: corpus.subjects[uri].document.content_key for uri in batch}
        texts = catalog.texts(sorted(set(keys.values())))
        found.update({uri: _of(texts[keys[uri]], verdicts[uri]) for uri in batch})
    return found


def _of(text: str, verdict: Verdict) -> list[list[int]]:
    return [sampled(text[each.start : each.end]) for each in verdict.passages]
