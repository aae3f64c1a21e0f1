# Two commands do everything on a fresh machine with Python 3.11 or newer and make:
#   make demo   runs the study on a synthetic panel and writes its results
#   make test   installs, lints, checks types and runs the quick tests

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= smeint-demo
WORKERS ?= auto

# small matrices are quicker on one thread, and tests share the processors already
export OPENBLAS_NUM_THREADS = 1

.PHONY: demo test lint types quick calibrate browser docs lowest wheel analyses error-rates benchmark clean

demo: $(VENV)/.package
	$(BIN)/smeint demo --out $(DEMO)

test: $(VENV)/.dev lint types quick

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

quick: $(VENV)/.dev
	$(BIN)/pytest -q -m "not slow and not browser" -n $(WORKERS)

# size, coverage and recovery by simulation
calibrate: $(VENV)/.dask
	$(BIN)/pytest -q -m slow -n $(WORKERS) --dist worksteal

# the report in headless Chromium (desktop and phone, axe-core) and its Word pages; with
# SMEINT_BROWSER=required what is not installed fails instead of being skipped
SCREENSHOTS ?= screenshots
browser: $(VENV)/.browser
	SMEINT_SCREENSHOTS=$(SCREENSHOTS) $(BIN)/pytest -q -m browser tests/browser

# the documentation site, warnings as errors: docs/_build/html/index.html
docs: $(VENV)/.docs
	$(BIN)/python docs/refresh.py --check
	$(BIN)/sphinx-build -q -E -W --keep-going -b html docs docs/_build/html
	$(BIN)/pytest -q tests/test_site.py

# the lowest versions that pyproject.toml admits
lowest:
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python -m pip install -q -e . pytest pytest-xdist hypothesis openpyxl -c constraints/lowest.txt
	.venv-lowest/bin/pytest -q -m "not slow and not browser" -n $(WORKERS)

# the built wheel, installed elsewhere, runs its demonstration without this folder
wheel:
	rm -rf dist && $(PYTHON) -m venv --clear .venv-wheel
	.venv-wheel/bin/python -m pip install -q build -c constraints/ci.txt
	.venv-wheel/bin/python -m build -q --outdir dist .
	$(PYTHON) -m venv --clear .venv-wheel
	.venv-wheel/bin/python -m pip install -q -c constraints/ci.txt dist/*.whl
	elsewhere=$$(mktemp -d) && here=$$PWD && cd $$elsewhere && \
	  $$here/.venv-wheel/bin/smeint demo --out demo && \
	  test -s demo/results/report.md && rm -rf $$elsewhere

# what stands in reports/; WMS names the World Management Survey file
WMS ?= ../shared/real/wms_textbook_work.csv
analyses: $(VENV)/.package
	$(BIN)/python analyses/osei_bonsu_2014.py
	$(BIN)/python analyses/world_management_survey.py $(WMS)
	$(BIN)/python analyses/design_diagnosis.py --workers $(PROCESSES)

# the error rates that stand beside verdicts, for all designs that are stored
PROCESSES ?= 2
error-rates: $(VENV)/.package
	$(BIN)/python analyses/stored_error_rates.py --reps 20000 --workers $(PROCESSES)

# time and memory on a large survey file, of five years and of one wave; the figures' time; a
# design diagnosis beside loops, pingouin and R: benchmarks/results
benchmark: $(VENV)/.package
	$(BIN)/python benchmarks/large_sav.py
	$(BIN)/python benchmarks/large_sav.py --firms 500000 --years 1 \
	  --report benchmarks/results/large_sav_one_wave.md
	$(BIN)/python benchmarks/figures.py
	$(BIN)/python benchmarks/design_diagnosis.py

$(VENV)/.package: pyproject.toml constraints/ci.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -e . -c constraints/ci.txt
	touch $@

$(VENV)/.dev: pyproject.toml constraints/ci.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -e ".[dev]" -c constraints/ci.txt
	touch $@ $(VENV)/.package

$(VENV)/.browser: $(VENV)/.dev
	$(BIN)/python -m pip install -q -e ".[browser]" -c constraints/ci.txt
	touch $@

$(VENV)/.dask: $(VENV)/.dev
	$(BIN)/python -m pip install -q -e ".[dask]" -c constraints/ci.txt
	touch $@

$(VENV)/.docs: $(VENV)/.dev
	$(BIN)/python -m pip install -q -e ".[docs]" -c constraints/ci.txt
	touch $@

clean:
	rm -rf .venv .venv-* dist build docs/_build screenshots .mypy_cache .ruff_cache .pytest_cache
