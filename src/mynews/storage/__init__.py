"""The only room that knows SQL: one schema for SQLite and PostgreSQL, one class for each family of tables."""
