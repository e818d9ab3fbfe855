"""The sample: the same for the same seed, of every part, and drawn as the guide tells."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.evidence.sampling import PARTS, draw

FILES = st.dictionaries(st.text(min_size=1, max_size=8), st.sampled_from(PARTS), max_size=60)


@given(FILES, st.text(max_size=5), st.integers(1, 30))
def test_a_sample_is_as_large_as_asked_and_of_every_part(files, seed, size):
    sample = draw(files.items(), seed, size)
    assert len(sample.drawn) == len(set(sample.drawn)) == min(size, len(files))
    assert all(files[uri] == part for uri, part in sample.drawn)
    assert sum(sample.population.values()) == len(files)
    drawn = [held for part, held in sample.drawn_of.items() if held < sample.population[part]]
    assert not drawn or max(sample.drawn_of.values()) - min(drawn) <= 1, "no part that could give more has less"


@given(FILES, st.integers(1, 30))
def test_the_order_of_the_files_does_not_matter(files, size):
    items = list(files.items())
    assert draw(items, "seed", size) == draw(reversed(items), "seed", size)


def test_it_can_be_drawn_by_hand():
    files = {f"docs/{number}.md": "serve" for number in range(50)}
    by_hand = sorted(files, key=lambda uri: hashlib.sha256(f"run\n{uri}".encode()).hexdigest())
    assert [uri for uri, _ in draw(files.items(), "run", 5).drawn] == by_hand[:5]
    assert draw(files.items(), "another", 5).drawn != draw(files.items(), "run", 5).drawn


def test_few_excluded_ones_are_all_in_it():
    files = {f"docs/{number}.md": "serve" for number in range(1000)} | {"docs/x.md": "exclude", "docs/y.png": "skipped"}
    sample = draw(files.items(), "run", 10)
    assert sample.drawn_of == {"serve": 8, "demote": 0, "exclude": 1, "skipped": 1}
