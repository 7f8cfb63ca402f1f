"""Everything of one reader in one file, and back again: here after a loss, or in another installation."""
