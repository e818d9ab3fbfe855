from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.similarity.shingles import shingled
from kbaudit.similarity.sketch import (
    BANDS,
    MASKED_BANDS,
    PERMUTATIONS,
    ROWS,
    SCHEME,
    band_keys,
    masked_band_keys,
    sketch_batch,
)


def datasketch_values(hashes: list[int]) -> list[int]:
    theirs = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashfunc=lambda value: value)
    theirs.update_batch([value & 0xFFFFFFFF for value in hashes])
    return [int(value) for value in theirs.hashvalues]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=60, unique=True))
def test_sketches_equal_those_of_datasketch(hashes: list[int]) -> None:
    (ours,) = sketch_batch([np.array(hashes, dtype=np.uint64)])
    assert np.frombuffer(ours, "<u4").tolist() == datasketch_values(hashes)


def test_a_text_longer_than_a_block_equals_datasketch_too() -> None:
    hashes = shingled(" ".join(f"word{i}" for i in range(2500))).raw
    assert np.frombuffer(sketch_batch([hashes])[0], "<u4").tolist() == datasketch_values(hashes.tolist())


def test_an_empty_text_has_no_sketch_and_no_bands() -> None:
    assert sketch_batch([shingled("").raw]) == [b""]
    assert band_keys(b"").size == masked_band_keys(b"").size == 0


def test_as_many_values_agree_as_shingles_do() -> None:
    common = [f"common{i}" for i in range(400)]
    texts = [" ".join([*common, *(f"{name}{i}" for i in range(100))]) for name in "ab"]
    a, b = (shingled(text).raw for text in texts)
    truth = np.intersect1d(a, b).size / np.union1d(a, b).size
    ours, theirs = (np.frombuffer(sketch, "<u4") for sketch in sketch_batch([a, b]))
    assert np.mean(ours == theirs) == pytest.approx(truth, abs=0.12)


@given(st.binary(min_size=512, max_size=512), st.binary(min_size=512, max_size=512))
def test_bands_meet_exactly_where_their_rows_are_equal(a: bytes, b: bytes) -> None:
    b = a[:32] + b[32:]
    values = [np.frombuffer(sketch, "<u4").reshape(BANDS, ROWS) for sketch in (a, b)]
    equal = [bool(np.array_equal(x, y)) for x, y in zip(*values, strict=True)]
    assert [x == y for x, y in zip(band_keys(a), band_keys(b), strict=True)] == equal


def test_band_keys_are_signed_64_bit_and_carry_the_band_number() -> None:
    same_in_every_band = b"\x01\x02\x03\x04" * PERMUTATIONS
    keys = band_keys(same_in_every_band).tolist()
    assert len(set(keys)) == BANDS
    assert [key & (BANDS - 1) for key in keys] == list(range(BANDS))
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_raw_and_masked_bands_never_meet() -> None:
    sketch = b"\x01\x02\x03\x04" * PERMUTATIONS
    keys = masked_band_keys(sketch).tolist()
    assert len(set(keys)) == MASKED_BANDS
    assert not set(keys) & set(band_keys(sketch).tolist())


def test_a_masked_band_needs_eight_equal_rows() -> None:
    values = np.arange(PERMUTATIONS, dtype="<u4")
    other = values.copy()
    other[9] += 1
    equal = masked_band_keys(values.tobytes()) == masked_band_keys(other.tobytes())
    assert equal.tolist() == [True, False] + [True] * (MASKED_BANDS - 2)


def test_the_scheme_names_all_that_a_sketch_depends_on() -> None:
    assert SCHEME.startswith("affine32/128/seed1/w3/")
