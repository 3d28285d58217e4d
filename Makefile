# What a person types here. Everything lands in .venv; nothing outside the checkout is changed,
# except that `make test`, as root on Debian, may install a browser.

PYTHON ?= python3
PORT ?= 8100
WORKERS ?= 3
ARGS ?=
TESTS ?=
CHECKS ?=

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo test check bench pictures format lock upgrade clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

install: ## install into .venv (quick when nothing has changed)
	@$(PYTHON) tools/install.py

install-dev: ## the same, with what tests and checks need
	@$(PYTHON) tools/install.py --dev

demo: install ## a sample town on this machine: make demo PORT=8100 ARGS="…"
	@exec .venv/bin/termin demo --port $(PORT) $(ARGS)

test: install-dev ## all tests: make test TESTS="tests/api -k board"
	@.venv/bin/python -m tests.browser
	@.venv/bin/python -m pytest -n $(WORKERS) --dist loadgroup $(TESTS)

check: install-dev ## style, types, imports, templates, docs and locks: make check CHECKS=types
	@.venv/bin/python tools/check.py $(CHECKS)

bench: install ## the figures, one JSON line each
	@.venv/bin/termin bench all $(ARGS)

pictures: install-dev ## the pictures of the documentation, from a demo of their own
	@.venv/bin/python -m tools.pictures

format: install-dev ## lay out the code
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .

lock: install-dev ## write requirements/*.txt anew from pyproject.toml, keeping versions
	@.venv/bin/python tools/lock.py

upgrade: install-dev ## the same with the newest versions
	@.venv/bin/python tools/lock.py --upgrade

clean: ## remove what was installed and built here (never a database)
	@rm -rf .venv api/static/vendor node_modules build dist *.egg-info .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis .import_linter_cache
