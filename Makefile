# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test bench check examples clean

.venv/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "casework needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: .venv/.ready  ## read the made-up office's register as it stood on 2026-11-20
	$(BIN)/casework backlog examples/register.xlsx --as-of 2026-11-20 --out out/demo

test: .venv/.ready  ## every check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --cov --cov-report=term:skip-covered

bench: .venv/.ready  ## speed, as ratios to a named peer in the same run
	$(BIN)/python -m benchmarks

examples: .venv/.ready  ## write the shipped example registers anew (seeded: the same every time)
	$(BIN)/python examples/make_register.py
	$(BIN)/python examples/make_published_register.py

clean:
	rm -rf .venv out
