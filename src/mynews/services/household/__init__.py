"""The readers of one installation: who they are, how they prove it, what they hand each other."""
