# Holdfast. Each target works alone and first: it sets up what it needs.

PYTHON ?= python3
export PYTHON
BIN := .venv/bin
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test check lint format bench css lock diagrams migrations reset clean

help: ## List these targets
	@echo "Holdfast: make …"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup ## Set up and serve the product with demo data (PORT=8000; Ctrl-C stops it; data is kept)
	@exec $(BIN)/python -m recovery.serve

setup: ## Virtual environment, locked libraries, native libraries
	@bin/setup run

setup-dev: ## The same, with the tools and the browser of the tests
	@bin/setup dev

test: setup-dev ## Run the whole suite, with its own servers and a real browser (ARGS=… for pytest)
	@exec $(BIN)/python -m pytest -n $(JOBS) $(ARGS)

check: lint test ## Everything CI runs: lint, then test

lint: setup-dev ## Style, format, templates, import contracts, types, missing migrations
	@bin/lint

format: setup-dev ## Put code and templates into the house format
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2

bench: setup-dev ## Measure pages, sweep, notices and report (SIZE=full or small; both without it)
	@exec $(BIN)/python -m tests.bench $(ARGS)

css: setup-dev ## Compile the Sass to static/, which is committed
	@$(BIN)/python -m recovery.ui.compile_css

# No table is read for this, so no server is needed: the addresses only have to be there.
diagrams: setup-dev ## Draw docs/lifecycles.md from the tables of plans/lifecycle.py
	@SECRET_KEY=diagrams DATABASE_URL=postgres:///none OWNER_DATABASE_URL=postgres:///none \
		$(BIN)/python manage.py diagrams

migrations: setup-dev ## Write the migrations that the models ask for
	@SECRET_KEY=none DATABASE_URL=postgres:///none?host=/nonexistent OWNER_DATABASE_URL=postgres:///none?host=/nonexistent \
		exec $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations $(ARGS)

lock: setup-dev ## Compile the lock files anew from pyproject.toml
	@requirements/compile

reset: ## Forget the demo data (servers must be stopped)
	@bin/reset

clean: reset ## Remove everything that was made here: data, virtual environment, caches
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
