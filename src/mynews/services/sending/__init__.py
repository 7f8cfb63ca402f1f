"""What goes out to a reader by itself: digests, alerts, what they keep; and the ways that it takes."""
