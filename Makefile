.PHONY: check test coverage samples screenshots vendor bench

check:  ## what CI checks before the tests: the same line locally
	ruff format --check . && ruff check . && mypy && lint-imports

test:  ## all tests
	pytest

coverage:  ## all tests, and the lines that none of them reaches; counting them takes as long again as the quick tests do
	pytest --cov --cov-report=term:skip-covered

samples:  ## write the binary documents of sample_corpus/ again
	python tests/functional/make_sample_binaries.py

screenshots:  ## write docs/images/ again from sample_corpus/ (needs Chromium, see CONTRIBUTING.md)
	PYTHONPATH=tests/support python tests/browser/make_screenshots.py

app := kbaudit/reports/html/app

vendor:  ## bundle the libraries of report.html again (needs npm); the versions stand in vendor.js too, with the licences
	work=$$(mktemp -d) && cp $(app)/vendor.entry.mjs $$work && \
	npm install --silent --no-audit --no-fund --prefix $$work preact@11.2.0 @tanstack/virtual-core@3.19.11 esbuild@0.28.2 && \
	(cd $$work && node_modules/.bin/esbuild vendor.entry.mjs --bundle --minify --format=iife --global-name=vendor --target=es2022 --legal-comments=none --outfile=bundle.js) && \
	{ sed '/^\*\/$$/q' $(app)/vendor.js; cat $$work/bundle.js; } > $$work/vendor.js && mv $$work/vendor.js $(app)/vendor.js && rm -rf $$work

bench:  ## the figures of docs/benchmarks.md (needs ../shared/corpora)
	python -m benchmarks.throughput
