#!/bin/sh
# Fetches Debian's Chromium for the browser tests where we may; says so where we may not. Never fails.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing chromium for the browser tests ..."
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends chromium; } >/dev/null 2>&1 && exit 0
fi
echo "skipped: no browser (install chromium to run the browser tests)"
