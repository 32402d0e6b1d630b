# Shortcuts for people who have make; `python3 run.py` is all that is needed.
.DEFAULT_GOAL := help
PY := .venv/bin/python

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: ## open the dashboard
	python3 run.py

test: ## every check and test
	python3 run.py test

format: ## put the code into its one form
	$(PY) -m ruff check --fix . && $(PY) -m ruff format .

lock: ## lock the dependencies again, with hashes and without addresses
	$(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra postgres --extra auth pyproject.toml -o requirements.txt
	$(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra postgres --extra auth --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

gazetteer: ## build data/gazetteer again from the pinned packages
	$(PY) -m geo gazetteer build

images: ## make the pictures of the README and the docs from the real page
	$(PY) bench/screenshots.py

.PHONY: help run test format lock gazetteer images
