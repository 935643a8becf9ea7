# What people run, and what CI runs. `make` alone lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: audit bench-matching help setup dev demo test check format lint types imports messages messages-check migration bench chaos \
	screenshots requirements clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PINNED := install --quiet --require-hashes --requirement
# uv installs in two seconds what takes pip thirty. Where it cannot (a mirror only pip knows), pip does it.
UV := $(BIN)/uv pip install --python $(BIN)/python --quiet --require-hashes --requirement
WORKERS ?= 2
# What is compiled stays compiled: the tests start Klik again and again, and uv compiles nothing by itself.
unexport PYTHONDONTWRITEBYTECODE
OTHERS := $(VENV)/others

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(BIN)/klik ## Make .venv with the klik command in it (PYTHON=... chooses the Python, 3.11 or newer)

demo: setup ## Try Klik in a local Slack workspace, in the browser
	$(BIN)/klik playground

test: dev ## Run all tests, in parallel (WORKERS=2)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

check: lint types imports messages-check test ## Everything CI runs: lint, types, imports, messages, tests

format: dev ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: dev ## Look for bad style and formatting (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev ## Check the types (mypy --strict)
	$(BIN)/mypy

imports: dev ## Check who imports whom (import-linter)
	$(BIN)/lint-imports

messages: dev ## Bring the catalogues of bot/locale up to date with the code
	$(BIN)/python -m scripts.messages update

messages-check: dev ## Fail on messages that are new, stale or not translated
	$(BIN)/python -m scripts.messages check

migration: dev ## Write a migration from the changes in models/ (m="what it does")
	@test -n "$(m)" || { echo 'Say what it does: make migration m="Add a note to pairs"'; exit 1; }
	$(BIN)/python -m scripts.migration "$(m)"
	$(BIN)/ruff check --fix --quiet migrations
	$(BIN)/ruff format --quiet migrations

audit: dev ## Ask for known holes in the pinned packages (needs the service of PyPI or OSV)
	$(BIN)/python -m scripts.audit

bench: dev ## Measure the claims of bench/README.md
	$(BIN)/python -m bench

bench-matching: dev $(OTHERS)/.made ## Match rounds beside other solvers (SIZES="100 1000" instead of up to 30,000)
	$(BIN)/python -m bench.matching $(OTHERS)/bin/python $(SIZES)

$(OTHERS)/.made: bench/matching/requirements.txt
	@python=$$(scripts/find-python) && $$python -m venv $(OTHERS)
	@$(BIN)/uv pip install --python $(OTHERS)/bin/python --quiet --require-hashes --requirement $< || \
		$(OTHERS)/bin/python -m pip --disable-pip-version-check $(PINNED) $<
	@touch $@

chaos: dev ## Send 2,000 messages under fire; nothing may be lost or doubled (CHAOS="--seed 2 --only sqlite-1")
	$(BIN)/python -m bench.chaos $(CHAOS)

screenshots: dev ## Take the pictures in docs/ from the local workspace
	$(BIN)/python -m scripts.screenshots

requirements: dev ## Pin the newest allowed packages in requirements*.txt
	$(COMPILE) --upgrade --group build --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --group installer --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade --output-file requirements-installer.txt
	$(BIN)/uv pip compile --quiet --group bench-matching --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade --output-file bench/matching/requirements.txt
	$(COMPILE) --upgrade --group build --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove the environment and everything that tools left behind
	rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

COMPILE = $(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

dev: $(VENV)/.dev

# An environment that still works is kept: only what changed is installed again.
$(VENV)/.made: scripts/find-python
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || \
		{ python=$$(scripts/find-python) && $$python -m venv --clear $(VENV); }
	@touch $@

$(VENV)/.runtime: requirements.txt requirements-installer.txt $(VENV)/.made
	@echo "Installing Klik's packages into $(VENV) ..."
	@$(PIP) $(PINNED) requirements-installer.txt
	@$(UV) requirements.txt || $(PIP) $(PINNED) requirements.txt
	@touch $@

$(BIN)/klik: pyproject.toml $(VENV)/.runtime
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(BIN)/klik
	@echo "Installing the tools for tests and checks ..."
	@$(UV) requirements-dev.txt || $(PIP) $(PINNED) requirements-dev.txt
	@touch $@
