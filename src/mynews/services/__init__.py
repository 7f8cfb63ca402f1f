"""Use cases. Transactions begin and end here, and none is open while we wait for a network."""
