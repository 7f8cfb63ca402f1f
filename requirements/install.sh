#!/bin/sh
# Makes .venv from one lock file: requirements/install.sh run|dev. Asks nothing; safe to run again.
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
python="${PYTHON:-}"
for candidate in python3.11 python3.12 python3.13 python3; do
  [ -n "$python" ] && break
  command -v "$candidate" >/dev/null 2>&1 && python="$candidate"
done
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "myNEWS needs Python 3.11 or newer; set PYTHON=/path/to/python3.11 and try again." >&2; exit 1; }

if [ ! -x .venv/bin/pip ]; then
  rm -rf .venv
  # Debian splits venv from python3; as root we can fetch it, elsewhere we say what to type.
  "$python" -m venv .venv 2>/dev/null || {
    rm -rf .venv
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      echo "Installing python$version-venv ..."
      apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -yq "python$version-venv" >/dev/null
    fi
    "$python" -m venv .venv || { echo "Please run: sudo apt install python$version-venv" >&2; exit 1; }
  }
fi
echo "Installing what $lock names (a minute the first time) ..."
.venv/bin/pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch ".venv/$1.stamp"
