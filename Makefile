# Every target sets up what it needs first; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help setup demo test golden check format schema docs lock wheel wheel-test bench clean

PY := .venv/bin/python
CARDS ?=
OUT ?= demo-out

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install system libraries, fonts and the Python environment, if they are missing
	@sh scripts/setup.sh dev

demo: ## from synthetic records to scorecards, in demo-out/ (CARDS=20 limits the PDFs, PDF=no needs no system packages)
	@sh scripts/setup.sh run
	@.venv/bin/gridperf demo --out $(OUT) $(if $(CARDS),--cards $(CARDS)) $(if $(filter no,$(PDF)),--no-pdf)

test: ## run the tests
	@sh scripts/setup.sh dev
	@$(PY) -m pytest -n auto --dist loadgroup

golden: ## write the golden results in tests/golden anew; review the difference before keeping it
	@sh scripts/setup.sh dev
	$(PY) -m tests.golden.regenerate

check: ## lint, types, import order, YAML, and that generated files are fresh
	@sh scripts/setup.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/yamllint --strict rules reports
	$(PY) docs/generate --check

format: ## format the code
	@sh scripts/setup.sh dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

docs: ## write the reference pages and the JSON schema anew from the code
	@sh scripts/setup.sh dev
	$(PY) docs/generate

lock: ## write scripts/constraints.txt anew: the versions everything was tested with
	@sh scripts/lock.sh

wheel: ## build the wheel and the source archive into dist/
	@sh scripts/setup.sh dev
	@$(PY) -m build --no-isolation

wheel-test: ## install the built wheel away from the checkout and run it there, with and without Pango
	@sh scripts/setup.sh dev
	@sh scripts/wheel_test.sh

bench: ## measure, and write docs/benchmarks.md anew
	@sh scripts/setup.sh dev
	@$(PY) -m pip install --quiet --constraint scripts/constraints.txt --editable '.[bench]'
	$(PY) -m benchmarks

clean: ## remove what these targets made, the environment included
	rm -rf .venv .cache build dist demo-out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
