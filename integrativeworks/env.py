"""What differs between machines: read from the environment or from `.env`.

A wrong value stops the start with a sentence that says how to mend it.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")


def secret_key():
    key = env.str("SECRET_KEY", "")
    if len(key) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY must be at least 50 random characters. `make .env` writes a fresh one "
            "into the file .env."
        )
    return key


def site_url():
    """The site's address without a trailing slash: scheme, host and perhaps a port."""
    url = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:  # "https://[::1"
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"SITE_URL is “{url}”. Write it like https://www.example.org, without a path."
        )
    return url


def whole_number(name, default):
    text = env.str(name, str(default))
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} is “{text}”. Write a whole number, like {default}.")
    return int(text)


def flag(name):
    text = env.str(name, "no").lower()
    if text not in ("yes", "no", "true", "false", "1", "0", ""):
        raise ImproperlyConfigured(f"{name} is “{text}”. Write yes or no.")
    return text in ("yes", "true", "1")


def database():
    """Django's settings for `DATABASE_URL`; SQLite in the project's folder without one."""
    try:
        config = env.db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
        engine = config["ENGINE"]
    except Exception as error:
        raise ImproperlyConfigured(
            "DATABASE_URL can't be read. Write it like postgres://user:password@localhost:5432/name."
        ) from error
    if engine.endswith("sqlite3"):
        # Readers don't wait for a writer, and writers queue up instead of failing.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif engine.endswith("postgresql"):
        config["CONN_MAX_AGE"] = 600
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL names a database this site doesn't know. Write postgres://… or sqlite:///…"
        )
    return config


def email():
    """Django's e-mail settings for `EMAIL_URL`; without one, mail is printed to the terminal."""
    try:
        config = env.email_url("EMAIL_URL", "consolemail://")
    except Exception as error:
        raise ImproperlyConfigured(
            "EMAIL_URL can't be read. Write it like smtp+tls://user:password@smtp.example.org:587."
        ) from error
    return config | {"EMAIL_TIMEOUT": 10}
