# casegraph: `make demo` runs the main job on a shipped case, `make test` runs everything that is tested.
# Both set up what they need in .venv; after that they work offline.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := builder/casegraph/examples/breast-cancer-pancytopenia.fr.txt
WHEELHOUSE := .wheelhouse

.PHONY: demo test spark format lint types unit audit wheelhouse lock clean

demo: $(VENV)/.ready
	@mkdir -p out
	$(BIN)/casegraph build $(DEMO) -o out/demo.ttl
	$(BIN)/casegraph query held-because out/demo.ttl
	@echo "The graph is in out/demo.ttl; ask it more with: $(BIN)/casegraph queries"

test: $(VENV)/.ready-test wheelhouse format lint types unit audit

# PySpark, half a gigabyte that most who work here do not need; its tests are skipped without it.
spark: $(VENV)/.ready-test requirements-spark.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-spark.lock

format: $(VENV)/.ready-test
	$(BIN)/ruff format --check builder tests

lint: $(VENV)/.ready-test
	$(BIN)/ruff check builder tests

types: $(VENV)/.ready-test
	$(BIN)/mypy builder/casegraph tests

unit: $(VENV)/.ready-test
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered

# Every pinned package against the known vulnerabilities; told as not done where no index gives them.
audit: $(VENV)/.ready-test
	$(BIN)/python -m tests.security.audit

# The wheels that the test of the installed package uses, so that it runs offline.
wheelhouse: $(WHEELHOUSE)/.ready

$(WHEELHOUSE)/.ready: requirements.lock requirements-build.lock | $(VENV)/.ready
	@mkdir -p $(WHEELHOUSE)
	$(BIN)/pip wheel --quiet --wheel-dir $(WHEELHOUSE) --no-deps --require-hashes -r requirements.lock -r requirements-build.lock \
	  || { echo "make: the wheels of requirements.lock cannot be fetched: a package index must be reachable once"; exit 1; }
	@touch $@

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	  || { echo "make: Python 3.11 to 3.13 is needed as $(PYTHON); name another one with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "make: $(PYTHON) has no venv module; on Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.ready: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/.python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock -r requirements-build.lock \
	  || { echo "make: the packages of requirements.lock cannot be installed: a package index must be reachable once"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-test: requirements-test.lock $(VENV)/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-test.lock \
	  || { echo "make: the packages of requirements-test.lock cannot be installed: a package index must be reachable once"; exit 1; }
	@touch $@

# Renews the pinned versions; needs a package index.
lock: | $(VENV)/.python
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header -p 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header -p 3.11 --extra test --extra java pyproject.toml -o requirements-test.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header -p 3.11 --extra spark -c requirements-test.lock pyproject.toml -o requirements-spark.lock
	echo 'hatchling>=1.27' | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header -p 3.11 - -o requirements-build.lock

# Which changes to context, relations and values no test notices; SHARE=2.5 runs one in forty, without it all (hours).
.PHONY: mutants
mutants: $(VENV)/.ready-test
	$(BIN)/python -m tests.benchmarks.mutants --share $(or $(SHARE),100)

# The data dictionary, from the docstrings of the records and the model; the reference of the package goes to out/reference.
.PHONY: docs
docs: $(VENV)/.ready-test
	$(BIN)/python -m tests.docs.dictionary
	$(BIN)/python -m tests.docs.reference out/reference

clean:
	rm -rf $(VENV) $(WHEELHOUSE) out dist

# Renews what the pages load in the browser, from serve/vendor/package-lock.json; needs Node.js, npm and its registry.
VENDOR := builder/casegraph/serve/vendor
.PHONY: vendor
vendor:
	rm -rf out/vendor && mkdir -p out/vendor builder/casegraph/serve/static/vendor
	cp $(VENDOR)/* out/vendor/
	cd out/vendor && npm ci --ignore-scripts --no-audit --no-fund && OUT=$(CURDIR)/builder/casegraph/serve/static/vendor npm run build
