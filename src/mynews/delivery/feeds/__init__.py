"""Feeds that we publish: editions and lists of readers as Atom, RSS and JSON Feed."""
