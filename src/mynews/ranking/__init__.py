"""Candidates in, slate out, signals back. Pure."""
