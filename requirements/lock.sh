#!/bin/sh
# Writes the lock files anew: run.txt for the product, dev.txt for the product with its tests. Needs uv.
set -eu
cd "$(dirname "$0")/.."
lock() {
  uv pip compile pyproject.toml --extra "$1" --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --output-file "requirements/$2.txt"
}
lock build run
lock dev dev
