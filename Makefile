# Two commands: `make demo` and `make test`. Both need python3 (3.11 or later) and make, no more.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
BASE := $(VENV)/.base-installed
DEV := $(VENV)/.dev-installed
BENCH := $(VENV)/.bench-installed
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes

.DEFAULT_GOAL := help
.PHONY: help demo run test test-full lint bench requirements clean

help:
	@echo "make demo       serve with demonstration data"
	@echo "make run        serve without"
	@echo "make test       the whole suite but the slow part"
	@echo "make test-full  the slow part as well"
	@echo "make lint       style, layers, templates"
	@echo "make bench      the speeds that were promised; ARGS=--help says what can be chosen"

demo: $(BASE)
	@exec $(PY) -m jiangxin demo

run: $(BASE)
	@exec $(PY) -m jiangxin serve

test: $(DEV)
	@$(PY) -m jiangxin with-database bin/suite

test-full: $(DEV)
	@$(PY) -m jiangxin with-database bin/suite -m ""

lint: $(DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/djlint --quiet --lint jiangxin

bench: $(BENCH)
	@exec $(PY) -m jiangxin with-database $(PY) -m bench $(ARGS)

# Versions are raised here and nowhere else; the files hold hashes and no download addresses.
requirements: $(DEV)
	for set in base dev bench; do \
	    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        --no-emit-index-url --no-header --upgrade \
	        requirements/$$set.in -o requirements/$$set.txt || exit; \
	done

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache

# pip stands last in the test: Debian's python3 has no ensurepip without its package for it.
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or later is needed; PYTHON=python3.12 make … names another one."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(BASE): requirements/base.txt | $(PY)
	$(PIP) -r requirements/base.txt
	@touch $@

$(DEV): requirements/dev.txt | $(PY)
	$(PIP) -r requirements/dev.txt
	@touch $@ $(BASE)

# django-import-export, beside which a roster is measured: nothing of the program imports it.
$(BENCH): requirements/bench.txt | $(PY)
	$(PIP) -r requirements/bench.txt
	@touch $@ $(BASE)
