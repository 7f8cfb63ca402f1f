# Everything starts here. Each target does its own set-up and asks nothing.
PYTHON := .venv/bin/python
DATA := ../shared/data

.PHONY: run test check quality bench catalogue lock browser imap clean

run: .venv/run.stamp  ## the server on http://127.0.0.1:8080, with a sample edition to begin with
	.venv/bin/mynews serve --sample

test: .venv/dev.stamp browser imap  ## all the tests, PostgreSQL and a real browser included
	$(PYTHON) -m pytest -n 2 --dist loadgroup

check: .venv/dev.stamp  ## style, types and the layers of the house
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

quality: .venv/dev.stamp  ## how good; fails where a floor is broken
	$(PYTHON) -m quality $(DATA)

bench: .venv/dev.stamp  ## how fast, beside peers in the same run
	$(PYTHON) -m benchmarks.clients
	$(PYTHON) -m benchmarks.intake
	$(PYTHON) -m benchmarks.pages
	$(PYTHON) -m benchmarks.paint
	$(PYTHON) -m benchmarks.ranking
	$(PYTHON) -m benchmarks.understanding
	$(PYTHON) -m benchmarks.weight

catalogue: .venv/dev.stamp  ## the words of the pages for translators, and translations ready to be used
	$(PYTHON) -m tools.catalogue

lock:  ## the lock files anew, from pyproject.toml; needs uv
	requirements/lock.sh

browser:
	@command -v chromium >/dev/null 2>&1 || requirements/browser.sh

imap:
	@command -v dovecot >/dev/null 2>&1 || requirements/imap.sh

.venv/run.stamp: requirements/run.txt pyproject.toml requirements/install.sh
	requirements/install.sh run

.venv/dev.stamp: requirements/dev.txt pyproject.toml requirements/install.sh
	requirements/install.sh dev

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
