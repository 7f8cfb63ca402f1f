"""For whoever looks after an installation: what is wrong with it, what it holds, and a copy of it all."""
