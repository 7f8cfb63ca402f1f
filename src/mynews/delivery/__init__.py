"""Faces: one protocol of delivery each. None imports another; all speak to services."""
