"""Bytes in, articles out. Pure: nothing here opens a socket, a file or a database."""
