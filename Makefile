.PHONY: check test samples bench

check:  ## what CI checks before the tests: the same line locally
	ruff format --check . && ruff check . && mypy && lint-imports

test:  ## all tests
	pytest

samples:  ## write the binary documents of sample_corpus/ again
	python tests/functional/make_sample_binaries.py

bench:  ## the figures of docs/benchmarks.md (needs ../shared/corpora)
	python -m benchmarks.throughput
