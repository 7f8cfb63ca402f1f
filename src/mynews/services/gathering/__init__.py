"""What comes in: sources followed, fetched and saved; letters; the article's own page where a feed gives a stub."""
