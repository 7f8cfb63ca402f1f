"""Articles in, meaning out. Pure: no clock, no network, no database."""
