"""A real IMAP server on the loopback: Debian's Dovecot with files of its own, run by whoever runs the tests."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from mynews.net.mailbox import MailboxAccount

USER, PASSWORD = "ana@home.example", 'pass "word" ü'
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {stranger}
mail_location = maildir:{folder}/mail
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Mailserver:
    """A server, and one folder of its mailbox."""

    port: int
    folder: str = "INBOX"

    @property
    def account(self) -> MailboxAccount:
        """How to open the mailbox."""
        return MailboxAccount("127.0.0.1", self.port, USER, PASSWORD, self.folder, "none")

    def deliver(self, content: bytes) -> None:
        """Have a letter arrive."""
        with self._signed_in() as imap:
            said, why = imap.append(self.folder, "", "", content)
            assert said == "OK", why

    def flags(self) -> list[bytes]:
        """What the server has marked on its letters."""
        with self._signed_in() as imap:
            imap.select(self.folder, readonly=True)
            _, answers = imap.fetch("1:*", "(FLAGS)")
            return [each.partition(b"FLAGS ")[2] for each in answers if isinstance(each, bytes)]

    def begin_anew(self) -> None:
        """Have another folder in place of this one, whose letters are numbered from the beginning."""
        with self._signed_in() as imap:
            imap.delete(self.folder)
            said, why = imap.create(self.folder)
            assert said == "OK", why

    def another(self) -> Mailserver:
        """The same server with an empty folder."""
        server = replace(self, folder=f"Box{time.monotonic_ns()}")
        server.begin_anew()
        return server

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            imap.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield imap
        finally:
            imap.logout()


@contextmanager
def imap_server() -> Iterator[Mailserver]:
    """A server as long as the block lasts; skips with a clear line where Dovecot is not installed."""
    with tempfile.TemporaryDirectory(prefix="mynews-imap-") as folder, _serving(Path(folder)) as server:
        yield server


@contextmanager
def _serving(folder: Path) -> Iterator[Mailserver]:
    dovecot = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if dovecot is None:
        pytest.skip("no IMAP server (requirements/imap.sh installs one)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Dovecot does not answer as root, and drops to the users that Debian made for it.
    is_root = os.geteuid() == 0
    account = pwd.getpwnam("dovecot") if is_root else pwd.getpwuid(os.getuid())
    stranger = "dovenull" if is_root else account.pw_name
    group = grp.getgrgid(account.pw_gid).gr_name
    folder.chmod(0o755)
    for name in ("run", "state", "mail", "home"):
        (folder / name).mkdir(parents=True)
        os.chown(folder / name, account.pw_uid, account.pw_gid)
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    config = folder / "dovecot.conf"
    names = {"user": account.pw_name, "group": group, "stranger": stranger}
    config.write_text(_CONFIG.format(folder=folder, port=port, **names))
    server = subprocess.Popen([dovecot, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait_for(port, server, folder)
        yield Mailserver(port)
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _wait_for(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if server.poll() is not None:
            log = (folder / "log").read_text() if (folder / "log").exists() else ""
            raise AssertionError(f"Dovecot ended: {(server.stderr.read() if server.stderr else b'').decode()} {log}")
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("Dovecot did not start")
