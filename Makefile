# On Record. Works with GNU make 3.81 and later; needs Python 3.11 or later, and nothing else.

PYTHON ?= python3
PORT ?= 8000
UV ?= uv

# All programs live in .venv, and are called through its Python: paths with spaces and moved folders do no harm then.
VENV = .venv
RUN = $(VENV)/bin/python

# Whatever starts this program again and again, as tests and measurements do, would else compile it each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help site test test-long serve check messages audit lock clean benchmark benchmark-peers venv packages test-packages benchmark-packages
.NOTPARALLEL:
.DEFAULT_GOAL := help

help:
	@echo 'make site    set up what is needed and build the site into output/'
	@echo 'make test    set up what is needed and run all checks and tests'
	@echo 'make test-long   the same tests with ten times as many random examples (half an hour)'
	@echo 'make serve   show the site at http://127.0.0.1:$(PORT)/ while you edit (PORT=8001 for another port)'
	@echo 'make check   look for problems in content/; write nothing'
	@echo 'make audit   look at the site with axe, Lighthouse and a validator (needs Node.js, Java and Chromium; 15 minutes)'
	@echo 'make messages  bring the catalogs of the interface up to date, and list what is not translated (LANGUAGES=de begins one)'
	@echo 'make benchmark        measure the build at 10,000 claims (BENCHMARK="--claims 1000 --runs 3" and so on)'
	@echo 'make benchmark-peers  compare it with Hugo'
	@echo 'make lock    bring the files requirements*.txt up to date (needs uv)'
	@echo 'make clean   delete output/ and all that the other commands set up'
	@echo
	@echo 'PYTHON=python3.12 chooses another Python than "python3".'

site: packages
	@$(RUN) build.py
	@echo 'To look at it: make serve'

serve: packages
	@$(RUN) build.py serve --port "$(PORT)"

check: packages
	@$(RUN) build.py check

messages: packages
	@$(RUN) -m onrecord.translations $(LANGUAGES)

# A process of tests for each core; those of one file stay together, since they share what they build.
TOGETHER = --numprocesses=logical --dist=loadfile

# pytest comes last, so that its summary is the last thing to be read.
test: test-packages
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy --strict onrecord
	$(RUN) -m pytest $(TOGETHER)

test-long: test-packages
	$(RUN) -m pytest $(TOGETHER) --hypothesis-profile=nightly

audit: test-packages
	$(RUN) -m audits.run $(AUDIT)

benchmark: packages
	$(RUN) -m benchmarks.measure $(BENCHMARK)

benchmark-peers: benchmark-packages
	$(RUN) -m benchmarks.peers $(BENCHMARK)

clean:
	rm -rf output .serve audits/node_modules $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# --- What the commands above stand on ---------------------------------------------------------------------------------

HOW_TO_GET_PYTHON = { \
  echo '  Debian 12, Ubuntu 24.04 and later:  sudo apt install python3 python3-venv'; \
  echo '  Fedora:                             sudo dnf install python3'; \
  echo '  macOS:                              brew install python, or https://www.python.org/downloads/'; \
  echo 'If a fitting Python goes by another name here, say so:  make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12'; \
  exit 1; } >&2

# A virtual environment that works: made anew when it is broken, half made, or of another version of Python.
venv:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo 'On Record needs Python 3.11 or later, and no "$(PYTHON)" was found.' >&2; $(HOW_TO_GET_PYTHON); }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  version=$$("$(PYTHON)" -V 2>&1) || version='a command that does not run'; \
	  echo "On Record needs Python 3.11 or later, and \"$(PYTHON)\" is $$version." >&2; $(HOW_TO_GET_PYTHON); }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo 'On Record needs the "venv" and "ensurepip" modules of Python, and "$(PYTHON)" comes without them.' >&2; \
	  $(HOW_TO_GET_PYTHON); }
	@$(RUN) -c 'import pip' 2>/dev/null && [ "$$($(RUN) -V)" = "$$("$(PYTHON)" -V)" ] || { \
	  echo 'Setting up $(VENV) ...' >&2; "$(PYTHON)" -m venv --clear $(VENV); }

# $(call INSTALL,lock): installs what the lock names, unless that very lock was the last to be installed from its file.
INSTALL = [ "$$(cat $(VENV)/$(1).installed 2>/dev/null)" = "$$(cksum < $(1))" ] || { \
  echo 'Installing what $(1) names ...' >&2; \
  $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r $(1) || { \
    echo 'The packages could not be installed; the reason stands above. Is there a network?' >&2; exit 1; }; \
  cksum < $(1) > $(VENV)/$(1).installed; }

packages: venv
	@$(call INSTALL,requirements.txt)

test-packages: venv
	@$(call INSTALL,requirements-test.txt)

benchmark-packages: venv
	@$(call INSTALL,requirements-benchmark.txt)

COMPILE = UV_CUSTOM_COMPILE_COMMAND='make lock' "$(UV)" pip compile --quiet --upgrade --universal --generate-hashes \
  --python-version 3.11 --no-emit-index-url --emit-build-options

lock:
	@command -v "$(UV)" >/dev/null || { echo 'make lock needs uv: https://docs.astral.sh/uv/' >&2; exit 1; }
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-test.txt requirements-test.in
	$(COMPILE) --output-file requirements-benchmark.txt requirements-benchmark.in
