"""How fast we are, beside peers in the same run. Nothing here is part of the product."""
