# Inferno Bank. Needed on the machine: Python 3.11 or newer, and make. `make help` lists what there is.

PYTHON3 ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$candidate"; break; fi; done)
PYTHON := .venv/bin/python
# Another requirement, another stamp: what is installed follows the files.
INSTALLED := .venv/.installed-$(shell cat requirements-dev.txt | cksum | cut -d' ' -f1)
STAGE ?= dev
TESTS ?= tests
WORKERS ?= 2
export SEEDS SEED START MINUTES MONTHS SCENARIO
export PORT EMULATOR_PORT BANK_LOCAL_DIR RATE_LIMIT_PER_MINUTE BANK_LOG_LEVEL WEB
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: simulate help install run up down demo mails executions trace verify rebuild-projections redeliver restore admin signing-keys identity-keys seal-documents requirements test lint format bench guards guards-by-seeds package publish-web terraform-check config clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## start the bank, play a day at it, stay open until Ctrl-C
	@$(PYTHON) -m local.stack run

up: $(INSTALLED) ## start the bank in the background (safe to repeat; takes changed code in)
	@$(PYTHON) -m local.stack up --demo

down: $(INSTALLED) ## stop it; its state is kept
	@$(PYTHON) -m local.stack down

demo: $(INSTALLED) ## play the demo journey against the running bank
	@$(PYTHON) -m local.journey

mails: $(INSTALLED) ## the mails that were sent, as text (TO=… filters)
	@$(PYTHON) -m local.mails $(TO)

executions: $(INSTALLED) ## executions of state machines; with ID=… the steps of one
	@$(PYTHON) -m ops.executions $(ID)

trace: $(INSTALLED) ## the latest requests; with ID=… everything one correlation id went through
	@$(PYTHON) -m ops.traces $(ID)

verify: $(INSTALLED) ## check the books: the ledger against itself and its projections
	@$(PYTHON) -m ops.verify

rebuild-projections: $(INSTALLED) ## build every projection anew from the ledger
	@$(PYTHON) -m ops.rebuild_projections

redeliver: $(INSTALLED) ## deliver once more what a relay could not (SINCE=… postings from then on, too)
	@$(PYTHON) -m ops.redeliver $(SINCE)

restore: $(INSTALLED) ## bring every table back to one second (AT=… STEP=copy|swap|open; docs/restore.md)
	@$(PYTHON) -m ops.restore $(AT) $(STEP)

admin: $(INSTALLED) ## make a member of staff (EMAIL=…, ROLES=…, BANK_STAGE=… for one on AWS)
	@$(PYTHON) -m ops.admin $(if $(EMAIL),--email $(EMAIL)) $(if $(ROLES),--roles $(ROLES))

signing-keys: $(INSTALLED) ## a stage's first signing key (DO=rotate: a new one signs; DO=retire: only that one is accepted)
	@$(PYTHON) -m ops.signing_keys $(if $(DO),--$(DO))

identity-keys: $(INSTALLED) ## a stage's keys behind passwords, codes and personal numbers: made once, never turned
	@$(PYTHON) -m ops.identity_keys

seal-documents: $(INSTALLED) ## seals the document numbers that customers of older releases registered with
	@$(PYTHON) -m ops.seal_documents

test: $(INSTALLED) ## every test (TESTS=… for some of them)
	@$(PYTHON) -m pytest -q -n $(WORKERS) --dist loadgroup $(TESTS)

lint: $(INSTALLED) ## style, formatting, types, architecture, generated files
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@$(PYTHON) -m release.config --check
	@$(PYTHON) -m release.events --check

requirements: ## write requirements*.txt from requirements*.in: every package, by version and hash
	@if [ ! -x build/uv/bin/uv ]; then "$(PYTHON3)" -m venv build/uv && build/uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9; fi
	@for name in requirements requirements-pictures requirements-documents requirements-typesetting requirements-dev; do \
		build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
			--custom-compile-command "make requirements" $$name.in --output-file $$name.txt; done

format: $(INSTALLED) ## let ruff put the code in order
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: $(INSTALLED) ## what every operation costs, counted and timed
	@$(PYTHON) -m benchmarks

simulate: $(INSTALLED) ## the bank in a bottle (SEEDS=… or MINUTES=… from START=…; MONTHS=…; COVERAGE=… at least; SEED=… tells one; SCENARIO=ledger, errands or bank)
	@PYTHONHASHSEED=0 $(PYTHON) -m simulation

guards: $(INSTALLED) ## remove each guard in turn and expect a test to fail
	@$(PYTHON) -m checks.guards

guards-by-seeds: $(INSTALLED) ## which of those that concern money, facts or time the fixed seeds notice (WORD=ledger: of some files; NOTE=1: write it down; KNOWN=1: those known to be noticed)
	@$(PYTHON) -m checks.seeds $(WORD) $(if $(NOTE),--note) $(if $(KNOWN),--known)

package: $(INSTALLED) ## package a stage for Terraform: STAGE=dev|staging|prod
	@$(PYTHON) -m release.package_terraform $(STAGE) $(if $(FORMAT),--format $(FORMAT))

publish-web: $(INSTALLED) ## build the web and put it before a stage's API: STAGE=…, DISTRIBUTION=… (docs/deploy.md)
	@$(PYTHON) -m release.web
	@$(PYTHON) -m release.publish $(STAGE) $(DISTRIBUTION)

terraform-check: $(INSTALLED) ## run Terraform over every stage with a fresh package (TERRAFORM_CHECK=program for another checker)
	@$(PYTHON) -m release.terraform_check

config: $(INSTALLED) ## write what follows from code and declaration: .chalice/config.json, docs/events.md
	@$(PYTHON) -m release.config
	@$(PYTHON) -m release.events

clean: ## remove what was built and the local bank's state (stop it first)
	@if [ -e .local/stack.json ]; then echo "The bank is running: make down first."; exit 1; fi
	@rm -rf .local build .pytest_cache .ruff_cache .import_linter_cache .mypy_cache .hypothesis

install: $(INSTALLED) ## only the virtual environment

$(INSTALLED): requirements-dev.txt
	@if ! "$(PYTHON3)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "Python 3.11 or newer is needed; PYTHON3=/path/to/python names one."; exit 1; fi
	@if ! $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		echo "Making .venv with $$("$(PYTHON3)" --version)"; rm -rf .venv; \
		"$(PYTHON3)" -m venv .venv || { rm -rf .venv; \
			echo "$(PYTHON3) makes no virtual environment: on Debian and Ubuntu, 'apt install python3-venv' adds what is missing."; \
			exit 1; }; fi
	@echo "Installing what requirements-dev.txt names (once)"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@rm -f .venv/.installed-* && touch $@
