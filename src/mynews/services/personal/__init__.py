"""What is one reader's own: signals, interests, what was learned of them, and their editions with reasons."""
