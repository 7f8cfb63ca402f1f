"""myNEWS: a personalised news feed of stories that matter to you."""
