# The developer's front door. `make` lists the targets; CONTRIBUTING.md says more.
# It needs Python 3.11, git, make and a package index; Node is taken from the system (18 or later)
# or from the package index. Nothing is installed outside this folder.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# --- what a caller may set ---
DIR ?= demo
PORT ?= 8000
SERVE ?= 1
URL ?= /
SCALE ?= 0.01

# --- what is found on the machine ---
PYTHON := $(shell for p in $$(type -ap python3.11 python3 python); do \
  "$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo "$$p" && break; done)
SYSTEM_NODE := $(shell type -p npm >/dev/null && \
  node -e 'process.exit(Number(parseInt(process.versions.node) < 18))' 2>/dev/null && echo yes)
JAVA := $(shell type -p java)

# --- where things are put ---
BIN := .venv/bin
STAMPS := build/stamps
STEP := tools/step

# `make run` needs less than the developer's targets; but once the development packages are here
# they stay here, they hold the run-time ones.
SET := $(if $(wildcard $(BIN)/pytest)$(filter-out run where,$(MAKECMDGOALS)),dev,runtime)

export PYTHON
export PATH := $(CURDIR)/$(BIN):$(if $(SYSTEM_NODE),,$(CURDIR)/.tools/bin:)$(PATH)

.PHONY: help setup spark run check test test-long bench where docs pictures clean

help:
	@echo 'make run        environment, demonstration county, the whole look-back, then the web pages'
	@echo '                (DIR=demo PORT=8000; SERVE=0 stops before the web pages)'
	@echo 'make test       format, lint, types, imports, migrations, templates, messages, docs, tests'
	@echo 'make check      the same without the tests'
	@echo 'make test-long  what takes long or wants system programs'
	@echo 'make bench      measurements against the limit of this machine (SCALE=0.01)'
	@echo 'make where URL=/problems/   the code behind a page'
	@echo 'make docs       writes the generated pages of docs/reference'
	@echo 'make pictures   the pictures of the README, from the demonstration county'
	@echo 'make setup      the development environment only'
	@echo 'make spark      and Apache Spark, the second engine (480 MB; wants a JDK 17 or 21)'
	@echo 'make clean      removes what make has made; demo/ and var/ stay, they hold data'

# --- environment; a stamp is newer than the lock file that it was made from ---

# What was deleted by hand is made again.
$(if $(wildcard node_modules),,$(shell rm -f $(STAMPS)/node-*))
$(if $(wildcard src/huitoukan/static/vendor),,$(shell rm -f $(STAMPS)/assets))
$(if $(wildcard src/huitoukan/locale/*/LC_MESSAGES/*.mo),,$(shell rm -f $(STAMPS)/messages))

setup: $(STAMPS)/python-$(SET) $(STAMPS)/project $(STAMPS)/node-$(SET) $(STAMPS)/assets \
  $(STAMPS)/messages

spark: $(STAMPS)/spark

.venv/pyvenv.cfg:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 was not found on PATH.' >&2; exit 1; }
	@$(STEP) 'virtual environment' $(PYTHON) -m venv --without-pip --clear .venv

$(STAMPS)/python-%: requirements/%.txt requirements/tools.txt .venv/pyvenv.cfg
	@$(STEP) 'Python packages ($*)' tools/uv pip sync --quiet --require-hashes \
	  --python $(BIN)/python $<
	@mkdir -p $(@D) && touch $@

# Beside the others, whose installation would take it away again.
$(STAMPS)/spark: requirements/spark.txt $(STAMPS)/python-$(SET)
	@$(STEP) 'Apache Spark' tools/uv pip install --quiet --require-hashes \
	  --python $(BIN)/python --requirement $<
	@mkdir -p $(@D) && touch $@

# Without an index: hatchling and editables, which build it, come from the lock file.
$(STAMPS)/project: pyproject.toml CHANGELOG.md $(STAMPS)/python-$(SET)
	@$(STEP) 'huitoukan itself' tools/uv pip install --quiet --no-index --no-deps \
	  --no-build-isolation --python $(BIN)/python --editable .
	@mkdir -p $(@D) && touch $@

$(STAMPS)/node: requirements/node.txt .venv/pyvenv.cfg
ifneq ($(SYSTEM_NODE),yes)
	@$(STEP) 'Node (this machine has none)' tools/uv pip install --quiet --require-hashes \
	  --python .tools/bin/python --requirement $<
endif
	@mkdir -p $(@D) && touch $@

$(STAMPS)/node-%: package-lock.json .npmrc $(STAMPS)/node
	@$(STEP) 'browser libraries ($*)' npm ci --ignore-scripts --no-progress --loglevel=error \
	  $(if $(filter runtime,$*),--omit=dev)
	@mkdir -p $(@D) && touch $@

$(STAMPS)/assets: tools/assets.py src/huitoukan/apps/core/icons.py $(STAMPS)/python-$(SET) $(STAMPS)/node-$(SET)
	@$(STEP) 'files for the browser' $(BIN)/python tools/assets.py
	@mkdir -p $(@D) && touch $@

$(STAMPS)/messages: $(wildcard src/huitoukan/locale/*/LC_MESSAGES/*.po) tools/messages.py \
  $(STAMPS)/python-$(SET)
	@$(STEP) 'message files' $(BIN)/python tools/messages.py compile
	@mkdir -p $(@D) && touch $@

# --- the program ---

run: setup
	@$(BIN)/huitoukan demo run --dir '$(DIR)'
	@[ '$(SERVE)' = 0 ] || HUITOUKAN_DATA='$(abspath $(DIR))/data' \
	  exec $(BIN)/huitoukan serve --port '$(PORT)'

where: setup
	@$(BIN)/huitoukan where '$(URL)'

# --- the checks ---

# Tests keep their data out of the developer's own folder.
check test test-long bench pictures: export HUITOUKAN_DATA := $(CURDIR)/build/data
CODE := src tests tools benchmarks manage.py

check: setup
	@$(STEP) 'format (ruff)' $(BIN)/ruff format --check --quiet $(wildcard $(CODE))
	@$(STEP) 'lint (ruff)' $(BIN)/ruff check --quiet $(wildcard $(CODE))
	@$(STEP) 'types (mypy)' $(BIN)/mypy
	@$(STEP) 'imports (import-linter)' $(BIN)/lint-imports --no-cache
	@$(STEP) 'migrations' $(BIN)/python manage.py makemigrations --check --dry-run
	@$(STEP) 'templates (djade)' bash -c \
	  'find src/huitoukan/templates -name "*.html" -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2'
	@$(STEP) 'messages' $(BIN)/python tools/messages.py check
	@$(STEP) 'reference pages' $(BIN)/python tools/reference.py check

# As many tests at once as the project's smallest machine has cores.
WORKERS ?= 2

# Where there is a JDK, the long tests and the benchmarks ask Spark, too.
ON_SPARK := $(if $(JAVA),$(STAMPS)/spark)

# PostgreSQL first, so that the last line speaks of the whole suite: the stages in which many hands
# write at once, and what speaks to the database in its own words (COPY, locks, indexes). The other
# stages and all pages and commands are walked there by the long tests.
ON_POSTGRES := $(addprefix tests/apps/,accounts adjustments agreement assignments campaigns core \
  exits files jobs journal ledgers oversight places problems registry)
BUT := test_views test_commands test_papers test_snapshot test_past test_killed test_import_laws

test: check
	@HUITOUKAN_TEST_DB=postgres $(STEP) --live 'tests of the shared stages on PostgreSQL' \
	  $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ON_POSTGRES) \
	  $(foreach name,$(BUT),--ignore-glob='*/$(name)*')
	@$(STEP) --live 'all tests, on SQLite' $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-long: setup $(ON_SPARK)
	@$(BIN)/python tools/long_tests.py

bench: setup $(ON_SPARK)
	@SCALE=$(SCALE) $(BIN)/python -m benchmarks
	@SCALE=$(SCALE) $(BIN)/python -m benchmarks.lists
	@SCALE=$(SCALE) $(BIN)/python -m benchmarks.imports
	@SCALE=$(SCALE) $(BIN)/python -m benchmarks.snapshots
	@SCALE=$(SCALE) $(BIN)/python -m benchmarks.problems
	@$(BIN)/python -m benchmarks.linking
	@$(BIN)/python -m benchmarks.classify
	@SCALE=$(SCALE) $(BIN)/python -m benchmarks.assess
	@SCALE=$(SCALE) $(BIN)/python -m benchmarks.deliveries

docs: setup
	@$(STEP) 'reference pages' $(BIN)/python tools/reference.py write

pictures: setup
	@$(BIN)/python -m tools.pictures

clean:
	@rm -rf build .venv .tools node_modules src/huitoukan/static/vendor \
	  .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src -name '*.mo' -path '*/locale/*' -delete
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
