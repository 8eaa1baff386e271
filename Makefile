# Integrationskollen, run from the checkout: nothing is installed outside .venv, and the project itself needs no installing.
# Works with GNU make 3.81 (macOS) and later.
#
#   make run    serve on http://127.0.0.1:8050 (PORT=8060 for another); the first time, set up and fetch data, or build a demo
#   make demo   the same with demo data (made up, marked as such)
#   make test   style, types, layers and all tests          make lint   the first three
#   make test-all  the same with all of the random tests, from a new seed (SEED=1234 for that one again)
#   make bench  the benchmarks                               make clean  remove .venv and what was built; data/ stays
#   make pins   resolve requirements*.txt anew from pyproject.toml
#   make guide  the pictures of the guides, taken from a demo
#   make sbom   what the service consists of, as CycloneDX: build/sbom.json
#
# requirements.txt is what serving needs, -login with a login, -cluster with S3 and Dask; -setup adds Node (from PyPI) and Bootstrap's CSS, -test the tests,
# -bench the peers.

PYTHON ?= python3
PORT ?= 8050
KOLLEN_DATA ?= data

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --no-compile --require-hashes
# On all processors, where pip would use one; what can't be compiled is no module that anybody reads.
COMPILE := @$(PY) -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib || true
VENDOR := assets/vendor/bootstrap.min.css assets/vendor/plotly.min.js
RECIPE := $(wildcard setup/plotly/*)
PIN := CUSTOM_COMPILE_COMMAND="make pins" $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# Some environments keep Python from writing bytecode: each process would then compile a thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test test-all bench lint clean pins sbom guide bundles vendor browser office check
.NOTPARALLEL:
.DELETE_ON_ERROR:

run: $(VENV)/setup.stamp vendor
	@test -f "$(KOLLEN_DATA)/published/CURRENT" || $(PY) -m etl run --first
	$(serve)

demo: $(VENV)/setup.stamp vendor
	$(PY) -m etl demo
	$(serve)

test: $(VENV)/test.stamp vendor browser office check
	$(PY) -m pytest -n 3 --dist worksteal

test-all: $(VENV)/test.stamp vendor browser office check
	$(PY) -m pytest -n 3 --dist worksteal --hypothesis-seed=$(or $(SEED),$(shell date +%s))

lint: $(VENV)/test.stamp check

check:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

# Of the pinned requirements, so that it is the same wherever it is made.
sbom: $(VENV)/test.stamp
	@mkdir -p build
	$(VENV)/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible -o build/sbom.json

guide: $(VENV)/test.stamp vendor browser
	$(PY) -m setup.guide_pictures

bench: $(VENV)/bench.stamp vendor browser
	$(PY) -m bench.etl
	$(PY) -m bench.whole
	$(PY) -m bench.page
	$(PY) -m bench.changes
	$(PY) -m bench.heat
	$(PY) -m bench.meeting
	$(PY) -m bench.lighthouse

clean:
	rm -rf $(VENV) build assets/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

define serve
@echo "Integrationskollen: http://127.0.0.1:$(PORT)  (Ctrl-C stops it; PORT=8060 for another port)"
@exec $(PY) -m gunicorn dashboard.wsgi:server --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --preload \
	--log-level warning --no-control-socket
endef

# Set-up: each step leaves a file, and is repeated only when what it was made from is newer.

$(PY):
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no '$(PYTHON)' here: install Python 3.11 or later," \
		"or name it, as in 'make run PYTHON=python3.12'." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed, and" \
		"'$(PYTHON)' is $$("$(PYTHON)" -V 2>&1): name a later one, as in 'make run PYTHON=python3.12'." >&2; exit 1; }
	@echo "Setting up in $(VENV): about a minute, the first time."
	@"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/setup.stamp: requirements-setup.txt | $(PY)
	$(PIP) -r requirements-setup.txt
	$(COMPILE)
	@touch $@

$(VENV)/test.stamp: requirements-test.txt | $(PY)
	$(PIP) -r requirements-test.txt
	$(COMPILE)
	@touch $@

$(VENV)/bench.stamp: requirements-bench.txt | $(PY)
	$(PIP) -r requirements-bench.txt
	$(COMPILE)
	@touch $@

$(VENV)/pins.stamp: pyproject.toml | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check "pip-tools>=7.6,<8"
	@touch $@

bundles: $(VENDOR)

vendor: $(VENDOR) build/static.stamp

build/static.stamp: setup/compressed.py dashboard/settings.py $(wildcard assets/*.css assets/*.js) $(VENDOR)
	$(PY) -m setup.compressed
	@touch $@

assets/vendor/bootstrap.min.css: setup/bootstrap_css.py requirements-setup.txt | $(VENV)/setup.stamp
	$(PY) -m setup.bootstrap_css $@

assets/vendor/plotly.min.js: setup/plotly_bundle.py $(RECIPE) | $(VENV)/setup.stamp
	$(PY) -m setup.plotly_bundle $@

browser: $(VENV)/test.stamp
	@$(PY) -m setup.chromium

office: $(VENV)/test.stamp
	@$(PY) -m setup.office
	@$(PY) -m setup.nginx

# requirements-bench.txt holds everything; the others keep its versions and hashes and leave out what they don't need.
# Versions stay where pyproject.toml still allows them; 'make pins UPGRADE=--upgrade' takes the newest.
pins: $(VENV)/pins.stamp
	$(PIN) $(UPGRADE) --extra login --extra s3 --extra dask --extra setup --extra test --extra bench \
		--output-file requirements-bench.txt pyproject.toml
	cp requirements-bench.txt requirements-test.txt
	$(PIN) --extra login --extra s3 --extra dask --extra setup --extra test --output-file requirements-test.txt pyproject.toml
	cp requirements-bench.txt requirements-cluster.txt
	$(PIN) --extra s3 --extra dask --output-file requirements-cluster.txt pyproject.toml
	cp requirements-bench.txt requirements-setup.txt
	$(PIN) --extra setup --output-file requirements-setup.txt pyproject.toml
	cp requirements-bench.txt requirements-login.txt
	$(PIN) --extra login --output-file requirements-login.txt pyproject.toml
	cp requirements-bench.txt requirements.txt
	$(PIN) --output-file requirements.txt pyproject.toml
