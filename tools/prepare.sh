#!/bin/sh
# Make .venv fit uv.lock. One argument: `run` (what the product needs) or `dev` (the tools of the house as well).
# Needs nothing but a Python from 3.11 on; uses uv when it is on PATH, else installs it into .venv.
set -eu

want=${1:-run}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
venv=${HOUSE_VENV:-.venv}
export UV_PROJECT_ENVIRONMENT="$venv" UV_PYTHON_DOWNLOADS=never

say() { printf '%s\n' "prepare: $*" >&2; }

# A pyenv shim answers `command -v` even when it cannot run, so every candidate is really started.
runs() {
    "$1" -c 'import sys, ssl, sqlite3, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 /usr/bin/python3; do
        if runs "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    say "no working Python from 3.11 on was found; install python3.11 or newer, or name one: make PYTHON=/path/to/python"
    return 1
}

fingerprint() {
    "$1" - "$want" <<'PY'
import hashlib, pathlib, sys
digest = hashlib.sha256(sys.argv[1].encode())
for name in ("uv.lock", "pyproject.toml"):
    digest.update(pathlib.Path(name).read_bytes())
print(digest.hexdigest())
PY
}

make_venv() {
    if "$1" -m venv "$venv" >/dev/null 2>&1; then
        return 0
    fi
    # Debian splits ensurepip off (python3-venv). A pip outside the environment can still fill it.
    rm -rf "$venv"
    if "$1" -m pip --version >/dev/null 2>&1 && "$1" -m venv --without-pip "$venv" >/dev/null 2>&1; then
        return 0
    fi
    say "$1 cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"
    return 1
}

find_uv() {
    if [ -x "$venv/bin/uv" ]; then
        echo "$venv/bin/uv"
    elif command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
        echo uv
    else
        say "installing uv into $venv"
        if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
            "$venv/bin/python" -m pip install --quiet uv >&2
        else
            "$1" -m pip --python "$venv/bin/python" install --quiet uv >&2
        fi
        echo "$venv/bin/uv"
    fi
}

# Tools once installed stay: `make demo` in a developer's checkout must not take pytest away.
[ "$want" = run ] && [ -f "$venv/.synced-dev" ] && want=dev

if runs "$venv/bin/python"; then
    python="$venv/bin/python"
else
    python=$(find_python)
    say "making $venv with $python"
    rm -rf "$venv"
    make_venv "$python"
fi

print=$(fingerprint "$venv/bin/python")
if [ -x "$venv/bin/regulars" ] && [ "$(cat "$venv/.synced-$want" 2>/dev/null || true)" = "$print" ]; then
    exit 0
fi

uv=$(find_uv "$python")
extra=--no-dev
[ "$want" = dev ] && extra=--dev
say "syncing $venv from uv.lock ($want)"
# --inexact: uv may live in the environment it fills.
sync() { "$uv" sync --frozen --inexact --compile-bytecode --quiet $extra --python "$venv/bin/python"; }
# uv brings its own list of certificate authorities; behind a company's proxy only the system's list is right.
if ! problem=$(sync 2>&1) && ! problem=$(UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 sync 2>&1); then
    printf '%s\n' "$problem" >&2
    exit 1
fi
echo "$print" >"$venv/.synced-$want"
