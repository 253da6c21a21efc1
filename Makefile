# The one door: people, CI and hooks all go through these commands. Needs bash, make and Python 3.11 or newer.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test test-long check format venv lock bench image-lint clean

BIN := .venv/bin
CODE := $(wildcard bot tests benchmarks)
# `make test PYTEST="-k queue -n 0"` runs a part; `make test BROWSER=no` does without Chromium.
PYTEST ?=
BROWSER ?= yes
# Tests start a hundred processes; without bytecode on the disk, each of them would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE
WITHOUT_BROWSER := $(if $(filter no,$(BROWSER)),-m "not long and not browser")

help:  ## list the commands
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/make \1\t\2/p' Makefile | while IFS=$$'\t' read -r name what; do printf '  %-16s %s\n' "$$name" "$$what"; done

demo: .venv-runtime  ## start the bot with a demo counsellor and an open door, all on this machine
	$(BIN)/ajar demo

test: .venv-dev  ## set up what is missing, check the style, run the tests
	@$(MAKE) --no-print-directory -j 2 check .compiled-tests
	@$(MAKE) --no-print-directory image-lint .chromium .promtool
	$(BIN)/pytest -n 2 --dist worksteal $(WITHOUT_BROWSER) $(PYTEST)

test-long: .venv-dev .chromium  ## run the tests that take minutes
	$(BIN)/pytest -m long --asyncio-debug --hypothesis-profile long --timeout 1800 $(PYTEST)

check: .venv-dev  ## format, lint, types and import directions
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-logo --no-cache

format: .venv-dev  ## put the code into shape
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

bench: .venv-dev  ## measure what a turn costs
	$(BIN)/python -m benchmarks

image-lint: .venv-dev  ## look for faults in Dockerfile and compose.yaml
	$(BIN)/hadolint --failure-threshold info Dockerfile
	$(BIN)/yamllint --strict compose.yaml
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec --quiet compose.yaml

venv: .venv-dev  ## make .venv with all that is needed to work on the bot

lock: .venv-dev  ## write the lock files anew after a change in pyproject.toml (UPGRADE=1: with the newest versions)
	scripts/lock $(if $(UPGRADE),--upgrade)

clean:  ## remove what can be made again
	rm -rf .venv .promtool .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage build dist
	find bot tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# Two workers that begin at once would each compile every test, with its assertions; the check leaves a core free for it.
.PHONY: .compiled-tests
.compiled-tests: .venv-dev
	@$(BIN)/pytest --collect-only --quiet >/dev/null || true

# Each decides by itself, and quickly, whether there is something to do.
.PHONY: .venv-dev .venv-runtime .chromium .promtool
.venv-dev:
	@scripts/venv dev
.venv-runtime:
	@scripts/venv runtime
.chromium:
	@$(if $(filter no,$(BROWSER)),true,scripts/chromium)
.promtool:
	@scripts/promtool
