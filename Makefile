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
# Tests that train, open browsers or start whole products: not beside thousands of others.
# The longest file first: at the end one of two would wait for it.
ALONE := tests/projects/test_talk.py tests/dialogue tests/e2e tests/product tests/reliability
# Runs pytest with $(1), two files at a time; what fails beside others is tried once more by itself, and what fails
# twice fails. An exit code other than 1 is no failed test and ends it at once.
COV :=
PYTEST := $(BIN)/python -m pytest -q --durations 15 $(COV)
define twice
$(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder $(1) || { [ $$? -eq 1 ] && echo "Once more, what failed, by itself:" && \
	$(PYTEST) $(1) --last-failed --last-failed-no-failures none; }
endef
export RASA_TELEMETRY_ENABLED := false

BENCHES := $(shell grep -oE "^bench-[a-z-]+" Makefile)

.PHONY: help setup spark run test coverage check lint types format evaluate train \
	reliability reliability-mutants reliability-outages reliability-races \
	$(BENCHES) lock clean

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

console/node_modules/ready: console/package-lock.json console/package.json console/bundles/codemirror.js | .venv/ready
	@echo "Installing the web assets (console/node_modules) …"
	@cd console && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --omit=optional --include=dev --no-audit --no-fund
	@cd console && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent bundle
	@touch $@

# Spark for the test that runs the features on it: 430 MB, so not among what everybody installs.
.venv/spark-ready: requirements-spark.txt .venv/ready
	@echo "Installing Spark for its test (.venv) …"
	@$(UV) pip install --quiet --require-hashes --no-deps --no-build-isolation --python $(BIN)/python \
		-r requirements-spark.txt
	@touch $@

spark: .venv/spark-ready ## Install Spark, for its test and for FRONTDESK_ANALYTICS_URL=spark://…

run: setup ## Start the product with the demo shop; Ctrl-C stops it
	@FRONTDESK_DEMO=$${FRONTDESK_DEMO:-true} $(BIN)/frontdesk up

test: setup spark ## Run all tests, in both environments
	@$(RASA)/python -m pytest -q -c nlu/pyproject.toml --rootdir=. tests/nlu
	@$(call twice,$(ALONE:%=--ignore=%))
	@$(call twice,$(ALONE))
	@$(call twice,tests/bot tests/security --database postgresql -m "not slow and not e2e")

coverage: setup ## Run all tests, half as long again, and tell what they do not reach
	@$(BIN)/coverage erase
	@$(MAKE) --no-print-directory test COV="--cov --cov-append --cov-report="
	@$(BIN)/coverage report --fail-under=90

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

SEED ?= 1
DB ?= sqlite
MESSAGES ?= 5000
CONVERSATIONS ?= 200
KILLS ?= 100
TELEGRAM ?= 0.5
RELIABILITY = $(BIN)/python -m tests.reliability

reliability: setup ## A storm with kills (SEED=1 DB=sqlite|postgresql MESSAGES=5000 KILLS=100 TELEGRAM=0.5)
	@$(RELIABILITY) storm --seed $(SEED) --db $(DB) --messages $(MESSAGES) \
		--conversations $(CONVERSATIONS) --kills $(KILLS) --telegram $(TELEGRAM)

reliability-mutants: setup ## Seventeen seeded defects, each to be found by the storm within three seeds
	@$(RELIABILITY) mutants

reliability-outages: setup ## Outages of 60 s under 10 messages a second (DB=sqlite|postgresql)
	@$(RELIABILITY) outages --db $(DB)

reliability-races: setup ## Takeovers against answers, double claims, widgets cut at random bytes (DB=)
	@$(RELIABILITY) races --db $(DB)

bench-turn: setup ## Time whole turns, beside bare Rasa with its default pipeline
	@$(BIN)/python -m benchmarks.turn

bench-console: setup ## Time the console over HTTP: a million conversations on PostgreSQL, 100,000 on SQLite
	@$(BIN)/python -m benchmarks.console --db sqlite $(OPTIONS)
	@$(BIN)/python -m benchmarks.console --db postgresql $(OPTIONS)

bench-console-live: setup ## Push to 50 open pages, beside polling; weight of a page, 12 tabs, a restart
	@$(BIN)/python -m benchmarks.console_live $(OPTIONS)

bench-hanging: setup ## How much slower others are beside a conversation that hangs
	@$(BIN)/python -m benchmarks.hanging $(OPTIONS)

bench-sockets: setup ## Weigh 2,000 idle sockets; send five times too much and see how it recovers
	@$(BIN)/python -m benchmarks.sockets --db $(DB)

bench-load: setup ## Raise the load over real sockets (DB=; OPTIONS="--real", "--rates 10 --seconds 600")
	@$(BIN)/python -m benchmarks.load --db $(DB) $(OPTIONS)

bench-policy: setup ## Judge the learned policy, beside Rasa's TED, on held-out stories
	@$(RASA)/python -m benchmarks.policy

bench-prover: setup ## Find 100 planted faults, beside rasa data validate (OPTIONS="--rasa 2")
	@$(BIN)/python -m benchmarks.prover $(OPTIONS)

bench-nlu: setup ## Measure understanding on public data sets, beside its rivals
	@$(BIN)/python -m benchmarks.nlu

bench-labelling: setup ## Count the labels until as much is understood, by the inbox and newest first (OPTIONS="--data …")
	@$(BIN)/python -m benchmarks.labelling_inbox
	@$(RASA)/python -m benchmarks.labelling_suspects
	@$(RASA)/python -m benchmarks.labelling $(OPTIONS)

bench-forecast: setup ## Forecast public series, beside seasonal naive and statsforecast (OPTIONS="--ets")
	@$(BIN)/python -m benchmarks.forecast $(OPTIONS)

bench-sequences: setup ## Judge what people do next: Markov chains, item-item, a neural model
	@$(BIN)/python -m benchmarks.sequences $(OPTIONS)

bench-recommendation-requests: setup ## Time recommending in a shop of 10,000 products (OPTIONS="--products 1000")
	@$(BIN)/python -m benchmarks.recommendation_requests $(OPTIONS)

bench-bombs: setup ## Time how fast hostile YAML is refused, beside PyYAML
	@$(BIN)/python -m benchmarks.bombs

bench-topics: setup ## Topics of texts beside k-means, NMF and LDA; drivers of ratings (OPTIONS="--data …")
	@$(BIN)/python -m benchmarks.topics $(OPTIONS)

bench-experiments: setup ## False alarms and power of experiments on real spend (OPTIONS="--data DIR --runs 4000")
	@$(BIN)/python -m benchmarks.experiments $(OPTIONS)

bench-promotion: setup ## From "train" to "live" on the shipped files (OPTIONS="--rate 5" for customers meanwhile)
	@$(BIN)/python -m benchmarks.promotion $(OPTIONS)

bench-analytics-run: setup ## Time the nightly run on the demo shop and a year of a web shop (OPTIONS="--data …")
	@$(BIN)/python -m benchmarks.analytics_run $(OPTIONS)

bench-value: setup ## Customer value on CDNOW and Online Retail, beside the obvious (OPTIONS="--data …")
	@$(BIN)/python -m benchmarks.value $(OPTIONS)

bench-segments: setup ## Segments of shoppers beside a mixture, RFM names and cells (OPTIONS="--data …")
	@$(BIN)/python -m benchmarks.segments $(OPTIONS)

bench-churn: setup ## Foretell who leaves on public tables and CDNOW, beside its rivals (OPTIONS="--data … --master …")
	@$(BIN)/python -m benchmarks.churn $(OPTIONS)

bench-recs: setup ## Judge recommendations on public data, and their cost by size (says what is not installed)
	@$(BIN)/python -m benchmarks.recommendations
	-@$(BIN)/python -m benchmarks.recs_complete_journey
	-@$(BIN)/python -m benchmarks.recs_cold $(OPTIONS)
	-@$(BIN)/python -m benchmarks.recs_beauty $(OPTIONS)
	@$(BIN)/python -m benchmarks.recs_size

bench-copilot: setup ## Judge and time suggested replies, beside BM25 and the most frequent ones
	@$(BIN)/python -m benchmarks.copilot

bench-parse: setup ## Time a parse over HTTP, beside Rasa's default pipeline on the same data
	@$(BIN)/python -m benchmarks.parse

lock: setup ## Resolve the requirements anew
	@$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev pyproject.toml -o requirements.txt
	@echo 'pyspark>=4.0,<4.1' | $(UV) pip compile -q --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header -c requirements.txt - -o requirements-spark.txt
	@# From within nlu/: uv reads Rasa's mended metadata from the pyproject.toml of its folder.
	@cd nlu && ../$(UV) pip compile -q --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header pyproject.toml -o requirements.txt

clean: ## Remove what set-up and tests made (not the data in var/, not models/)
	rm -rf .venv .tools nlu/.venv console/node_modules .mypy_cache .ruff_cache .pytest_cache
