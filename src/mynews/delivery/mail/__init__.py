"""Editions as mail: HTML that mail programs show well, and the same as plain text."""
