# Frontdesk. `make` alone lists the targets. Everything is installed inside this folder:
# uv into .tools, the application into .venv, Rasa into nlu/.venv, web assets into console.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
RASA := nlu/.venv/bin
UV := .tools/uv/bin/uv
VENV := $(UV) venv --quiet --python 3.11 --no-python-downloads --allow-existing
# Compiled once at set-up: where the environment forbids writing bytecode, Rasa would be compiled
# anew at every start, which doubles it.
SYNC := $(UV) pip sync --quiet --require-hashes --compile-bytecode
export RASA_TELEMETRY_ENABLED := false

.PHONY: help setup run test check lint types format evaluate train \
	bench-turn bench-policy bench-nlu bench-parse lock clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: .venv/ready nlu/.venv/ready console/node_modules/ready ## Install everything (once; fast when nothing changed)

$(UV): scripts/bootstrap_uv.py
	@echo "Fetching uv …"
	@$(PYTHON) scripts/bootstrap_uv.py && touch $@

.venv/ready: requirements.txt pyproject.toml | $(UV)
	@echo "Installing the application (.venv) …"
	@$(VENV) .venv
	@$(SYNC) --python $(BIN)/python requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

nlu/.venv/ready: nlu/requirements.txt | $(UV)
	@echo "Installing Rasa (nlu/.venv), about 2 GB …"
	@$(VENV) nlu/.venv
	@$(SYNC) --python $(RASA)/python nlu/requirements.txt
	@touch $@

console/node_modules/ready: console/package-lock.json | .venv/ready
	@echo "Installing the web assets (console/node_modules) …"
	@cd console && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --omit=optional --no-audit --no-fund
	@touch $@

run: setup ## Start the product with the demo shop; Ctrl-C stops it
	@FRONTDESK_DEMO=$${FRONTDESK_DEMO:-true} $(BIN)/frontdesk up

test: setup ## Run all tests, in both environments
	@$(RASA)/python -m pytest -q -c nlu/pyproject.toml --rootdir=. tests/nlu
	@$(BIN)/python -m pytest -q --cov --cov-report=term:skip-covered --cov-fail-under=90

lint: setup ## Check format, lint and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

types: setup ## Check types in both environments' code
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file nlu/mypy.ini

check: lint types test ## Everything CI checks

format: setup ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only .

train: setup ## Train a model on config.yml, domain.yml and data/
	@$(BIN)/frontdesk train

evaluate: setup ## Cross-validate the training data; reports go to models/reports/
	@$(RASA)/python -m nlu.evaluate project

bench-turn: setup ## Time whole turns, beside bare Rasa with its default pipeline
	@$(BIN)/python -m benchmarks.turn

bench-policy: setup ## Judge the learned policy, beside Rasa's TED, on held-out stories
	@$(RASA)/python -m benchmarks.policy

bench-nlu: setup ## Measure understanding on public data sets, beside its rivals
	@$(BIN)/python -m benchmarks.nlu

bench-parse: setup ## Time a parse over HTTP, beside Rasa's default pipeline on the same data
	@$(BIN)/python -m benchmarks.parse

lock: setup ## Resolve the requirements anew
	@$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev pyproject.toml -o requirements.txt
	@# From within nlu/: uv reads Rasa's mended metadata from the pyproject.toml of its folder.
	@cd nlu && ../$(UV) pip compile -q --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header pyproject.toml -o requirements.txt

clean: ## Remove what set-up and tests made (not the data in var/, not models/)
	rm -rf .venv .tools nlu/.venv console/node_modules .mypy_cache .ruff_cache .pytest_cache
