# A machine needs make, python3 and python3-venv; everything else goes into .venv.

PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --no-input --disable-pip-version-check
MANAGE := $(BIN)/python manage.py
TEMPLATES = $(shell find templates -name '*.html')

# Absolute links carry this address: it follows PORT unless the machine has set its own.
ifeq ($(SITE_URL)$(shell grep -s '^SITE_URL=' .env),)
export SITE_URL := http://127.0.0.1:$(PORT)
endif

.PHONY: help run dev test lint format lock .env

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s%s\n", $$1, $$2 }' Makefile

run: .venv/runtime staticfiles/staticfiles.json | .env  ## Serve the site on this machine (elsewhere than port 8000: PORT=8001)
	@$(PORT_IS_FREE)
	@$(PREPARE)
	@exec $(BIN)/granian --interface wsgi --no-ws --blocking-threads 4 --port $(PORT) integrativeworks.wsgi:application

dev: .venv/runtime | .env  ## Serve it for a developer: restarts with every change, explains errors
	@$(PORT_IS_FREE)
	@$(PREPARE)
	@DEBUG=yes $(MANAGE) runserver $(PORT)

test: .venv/dev  ## Run the tests on SQLite and PostgreSQL at once (some of them: ARGS="-k search")
	@TEST_DB=both $(BIN)/python -m slipcover -m pytest -n 2 --dist=each --max-worker-restart=0 $(ARGS)

lint: .venv/dev  ## Check format, style, migrations and the settings of a production site
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run --noinput
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

format: .venv/dev  ## Lay out code and templates, and mend what can be mended by itself
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || $(BIN)/djade --check --target-version 5.2 $(TEMPLATES)

lock: | .venv/bin/pip  ## Pin what pyproject.toml asks for (to newer versions: ARGS=--upgrade)
	@$(PIP) 'uv~=0.13.0'
	@$(LOCK) --output-file requirements.txt $(ARGS)
	@$(LOCK) --output-file requirements-dev.txt $(ARGS) \
		--group test --group lint --constraint requirements.txt

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml

# As on a server, whatever this machine's .env says.
PRODUCTION = DEBUG=no SITE_URL=https://www.example.org DATABASE_URL=sqlite://:memory: \
	SECRET_KEY=$$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')

PORT_IS_FREE = python3 -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null \
	|| { echo "Port $(PORT) is taken. Choose another one: make $@ PORT=$$(($(PORT) + 1))"; exit 1; }

# Only the database knows what it still lacks, so it is asked each time, in one start of Django.
PREPARE = $(MANAGE) shell --no-imports --command \
	'from django.core.management import call_command as call; \
	call("migrate", verbosity=0); \
	call("load_starter_library", if_empty=True); \
	call("make_renditions", verbosity=0); \
	call("ensure_admin")'

.env:
	@grep -qs '^SECRET_KEY=.\{50\}' $@ || { umask 077 && touch $@ && sed -i -e '/^SECRET_KEY=/d' -e '$$a\' $@ && \
		python3 -c 'import secrets; print(f"SECRET_KEY={secrets.token_urlsafe(64)}\nSERVE_MEDIA=yes")' >> $@; }

.venv/bin/pip:
	@python3 -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/pip
	@echo "Installing what the site needs into .venv …"
	@$(PIP) --require-hashes --requirement $<
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/pip
	@echo "Installing what developers need into .venv …"
	@$(PIP) --require-hashes --requirement $<
	@touch $@

# Folders are among the files, since they change when a file is taken out of them.
staticfiles/staticfiles.json: integrativeworks/settings.py .venv/runtime \
		$(shell find static) | .env
	@echo "Collecting static files …"
	@$(MANAGE) collectstatic --noinput --verbosity 0
