"""The JSON API, version 1: everything that a program may want to read or say for a reader."""
