#!/bin/sh
# Fetches Debian's Dovecot for the tests of mailboxes where we may; says so where we may not. Never fails.
# The server is not started: the tests run their own on the loopback, with files of their own.
command -v dovecot >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing dovecot-imapd for the tests of mailboxes ..."
  policy=/usr/sbin/policy-rc.d
  made=
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=yes; }
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends dovecot-imapd; } >/dev/null 2>&1
  [ -z "$made" ] || rm -f "$policy"
  command -v dovecot >/dev/null 2>&1 && exit 0
fi
echo "skipped: no IMAP server (install dovecot-imapd to run the tests of mailboxes)"
