# Two commands: `make demo` runs the platform, `make test` runs everything that CI runs. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first Python that is new enough and can make virtual environments; a shim that only says so is not one.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
UV := var/tools/bin/uv
DONE := var/stamps
# Commands that read the settings and need no server are given addresses that nobody answers.
OFFLINE := DATABASE_URL=postgresql:///none REDIS_URL=redis://none

.PHONY: help demo test setup bench soak format messages lock clean

help: ## List the targets.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-9s %s\n", $$1, $$2 }'

demo: setup ## Run the platform with four demo clients. Ctrl-C ends it.
	@exec $(BIN)/python -m embedded.run

test: setup $(DONE)/browser ## Run everything that CI runs.
	@exec $(BIN)/python -m embedded.command tools/check.sh

bench: setup ## Measure against plain baselines; prints ratios.
	@exec $(BIN)/python -m embedded.command $(BIN)/python -m benchmarks

soak: setup ## Run the reliability claims with their full counts. Takes hours.
	@exec $(BIN)/python -m embedded.command $(BIN)/pytest -m soak

setup: $(DONE)/system $(DONE)/packages $(DONE)/pages $(DONE)/messages ## Install what is missing; quick when nothing is.

format: $(DONE)/packages ## Format the code and fix what can be fixed by itself.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: $(DONE)/packages ## Collect translatable strings into the catalogues.
	@$(OFFLINE) $(BIN)/python manage.py extract_messages

lock: $(UV) ## Lock the packages anew after a change to pyproject.toml or package.json.
	@$(UV) lock
	@npm=$$(command -v npm || echo $(BIN)/npm); $$npm install --package-lock-only --ignore-scripts

clean: ## Remove all that was made here, the demo's data too.
	@if [ -e var/postgres/data/postmaster.pid ]; then echo "It runs: stop it first, then clean."; exit 1; fi
	rm -rf var .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Set-up. Each step is redone when what it depends on changes, and not otherwise.
$(DONE)/system: tools/system_packages.sh
	@tools/system_packages.sh pdf
	@mkdir -p $(DONE) && touch $@

$(DONE)/browser: tools/system_packages.sh
	@tools/system_packages.sh browser
	@mkdir -p $(DONE) && touch $@

$(UV):
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed and was not found."; exit 1; fi
	@echo "Installing uv …"
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || tools/system_packages.sh venv
	@$(PYTHON) -m venv var/tools
	@var/tools/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8

$(DONE)/packages: uv.lock pyproject.toml | $(UV)
	@echo "Installing Python packages …"
	@UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen --quiet --python $(PYTHON)
	@mkdir -p $(DONE) && touch $@

$(DONE)/pages: package-lock.json package.json tools/vendor.py | $(DONE)/packages
	@echo "Installing front-end packages …"
	@npm=$$(command -v npm || echo $(CURDIR)/$(BIN)/npm); PATH="$$PATH:$(CURDIR)/$(BIN)" $$npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@$(BIN)/python tools/vendor.py var/vendor
	@mkdir -p $(DONE) && touch $@

$(DONE)/messages: $(wildcard locale/*/LC_MESSAGES/*.po) | $(DONE)/packages
	@$(OFFLINE) $(BIN)/python manage.py compile_messages
	@mkdir -p $(DONE) && touch $@
