# make run    sets up and opens the desk (PORT=8501)   make test   sets up and passes everything
# make check  lint, types and unit tests          make bench  the figures, against their peers
# make shots  makes the README's screenshots           make fuzz   a million inputs (INPUTS=), none unanswered
# make test-provider  signing in at a certified OpenID provider, which needs Node and npm
# make audit  known vulnerabilities, risky code        make sbom   what it runs on, as CycloneDX

PYTHON ?= python3
PORT ?= 8501
INPUTS ?= 1000000
BIN := .venv/bin
READY := .venv/ready
READY_TO_TEST := .venv/ready-to-test
READY_TO_BENCH := .venv/ready-to-bench
READY_TO_FUZZ := .venv/ready-to-fuzz
PROVIDER := tests/browser/provider
READY_TO_SIGN_IN := $(PROVIDER)/node_modules/.package-lock.json
READY_TO_AUDIT := .venv-audit/ready
RUNS := .venv-audit/runs

.PHONY: run test test-provider check bench shots fuzz audit sbom

run: $(READY)
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: check
	$(BIN)/python -m pytest -n auto --dist worksteal -m "exhaustive and not browser and not faults"
	$(BIN)/python -m pytest -m "(faults or browser or office) and not provider"

test-provider: $(READY_TO_TEST) $(READY_TO_SIGN_IN)
	$(BIN)/python -m pytest -m provider tests/browser

check: $(READY_TO_TEST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m screening check
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not faults and not browser and not exhaustive and not office"

bench: $(READY_TO_BENCH)
	$(BIN)/python -m benchmarks.assess_bench
	$(BIN)/python -m benchmarks.conversation_bench
	$(BIN)/python -m benchmarks.counterfactual_bench
	$(BIN)/python -m benchmarks.log_bench
	$(BIN)/python -m benchmarks.replay_bench
	$(BIN)/python -m benchmarks.backtest_bench
	$(BIN)/python -m benchmarks.decisions_bench
	$(BIN)/python -m benchmarks.dashboard_bench
	$(BIN)/python -m benchmarks.page_bench
	$(BIN)/python -m benchmarks.export_bench
	$(BIN)/python -m benchmarks.workbook_bench
	$(BIN)/python -m benchmarks.workshop_bench
	$(BIN)/python -m benchmarks.organisations_bench
	$(BIN)/python -m benchmarks.load_bench

shots: $(READY_TO_TEST)
	$(BIN)/python -m tests.browser.screenshots

fuzz: $(READY_TO_FUZZ)
	$(BIN)/python -m tests.fuzz.run --inputs $(INPUTS)

audit: $(READY_TO_AUDIT)
	.venv-audit/bin/bandit --quiet --recursive --configfile pyproject.toml app.py screening
	.venv-audit/bin/pip-audit --strict --path "$$($(RUNS)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

sbom: $(READY_TO_AUDIT)
	.venv-audit/bin/cyclonedx-py environment --output-reproducible --output-file sbom.cdx.json $(RUNS)

$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make run PYTHON=python3.12, say")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(READY_TO_TEST): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make test PYTHON=python3.12, say")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $(READY) $@

$(READY_TO_BENCH): $(READY_TO_TEST) benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --requirement benchmarks/requirements.txt
	touch $@

$(READY_TO_FUZZ): $(READY_TO_TEST) tests/fuzz/requirements.txt
	$(BIN)/python -m pip install --quiet --requirement tests/fuzz/requirements.txt
	touch $@

$(READY_TO_SIGN_IN): $(PROVIDER)/package.json $(PROVIDER)/package-lock.json
	npm ci --prefix $(PROVIDER)
	touch $@

# The tools in one environment, and in another what the desk runs on and nothing else.
$(READY_TO_AUDIT): requirements.txt requirements-audit.txt
	$(PYTHON) -m venv --clear .venv-audit
	.venv-audit/bin/python -m pip install --quiet --requirement requirements-audit.txt
	$(PYTHON) -m venv --without-pip $(RUNS)
	.venv-audit/bin/python -m pip --python $(RUNS) install --quiet --requirement requirements.txt
	touch $@
