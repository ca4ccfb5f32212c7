# Each target does all of its own set-up: a newcomer needs Python 3.11 or later, make and a package index.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo run test check bench soak lock pictures clean

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

# The stamp is newer than the lock and the project file: a second call starts at once.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tableread needs Python 3.11 or later; set PYTHON=..." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/ready ## perform the sample script: no key, no account
	@mkdir -p demo
	$(BIN)/tableread perform samples/news.txt -o demo/news.ogg --captions vtt
	@echo "Listen to demo/news.ogg"

run: .venv/ready ## every platform that has a token, and a worker
	$(BIN)/tableread run

test: .venv/ready ## all tests, with branch coverage of bot/ and storage/
	sh tests/run

check: .venv/ready ## format, lint, types, imports, then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	sh tests/run

bench: .venv/ready ## ratios against named baselines in the same run
	sh benchmarks/run

soak: .venv/ready ## what takes longer than make test: 1,000 kills, 200 of each fault
	$(BIN)/python -m pytest -n 2 --dist worksteal -m soak
	$(BIN)/python -m tests.soak

pictures: .venv/ready ## the pictures of the README
	$(BIN)/python docs/pictures/make.py

lock: ## write requirements.lock anew (hashes; no index, no host)
	test -x .venv-lock/bin/uv || { $(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip install --quiet uv; }
	.venv-lock/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--group test --group check --group build pyproject.toml -o requirements.lock

clean: ## remove what was made
	rm -rf .venv .venv-lock .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis demo
