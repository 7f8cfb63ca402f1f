"""Articles as stories: understood, brought together, told in short, read, searched."""
