"""From a feed's own elements to our articles.

A reader for each format gives a ``RawFeed``; one step, the same for all, gives it meaning.
"""
