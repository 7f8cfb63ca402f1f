"""For programs that read for somebody: streams, labels, the edition as a feed, feeds under secret addresses."""
