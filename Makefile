# The verbs of the house; each starts from a clone with nothing but make and a Python from 3.11 on.
#
#   make demo                     an invented coffee shop, served; DATA=orders.csv or SHOP=grocery for another one
#   make test                     the default suite on SQLite; ARGS="-k refunds" narrows it
#   make lint                     ruff, import contracts
#   make types                    mypy, strict
#   make bench                    measures against docs/reference/benchmarks.md; ARGS="import" for one of them
#   make domain NAME=wishlist     a new domain with all its rooms; BELOW=loyalty places it
#   make messages                 collects the texts to translate and compiles the translations
#   make reference                writes what the source declares into docs/reference
#   make clean                    removes what can be made again (never a home)

.DEFAULT_GOAL := help
.PHONY: help demo test lint types bench domain messages reference clean run dev

VENV := $(or $(HOUSE_VENV),.venv)
BIN := $(VENV)/bin
WORKERS ?= 2
ARGS ?=

help:
	@sed -n 's/^#   //p' Makefile

run:
	@PYTHON="$(PYTHON)" HOUSE_VENV="$(VENV)" tools/prepare.sh run

dev:
	@PYTHON="$(PYTHON)" HOUSE_VENV="$(VENV)" tools/prepare.sh dev

demo: run
	@$(BIN)/regulars demo $(if $(DATA),--data "$(DATA)") $(if $(SHOP),--shop "$(SHOP)") $(ARGS)

test: dev
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not engines and not browser" $(ARGS)

lint: dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: dev
	@$(BIN)/mypy

bench: dev
	@$(BIN)/python bench/run.py $(ARGS)

domain: dev
	@$(BIN)/python tools/new_domain.py "$(NAME)" $(if $(BELOW),--below "$(BELOW)") $(ARGS)

messages: dev
	@$(BIN)/python tools/messages.py $(ARGS)

reference: dev
	@$(BIN)/python tools/reference.py $(ARGS)
	@$(BIN)/python tools/json_shapes.py $(ARGS)

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
