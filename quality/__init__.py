"""How good: each module measures one capability on data kept outside the project and prints one JSON line."""
