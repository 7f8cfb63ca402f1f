"""The Fever API, for programs that speak nothing else."""
