"""Logs in the format of MIND replayed: what was shown to whom and what of it was read, in order of time. Pure."""
